// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/changes.hpp"

#include <algorithm>
#include <map>

namespace tlslint::fleet {
namespace {

/// What is kept of every host of the earlier run; most of them have not changed.
struct Before {
    std::string digest;  // "" for a failure
    std::size_t findings = 0;
    bool met = false;
};

using Earlier = std::map<std::string, Before>;

Result<Earlier> read_earlier(Store& store, const std::string& run) {
    Earlier earlier;
    const auto done = store.for_each_host(run, [&](const HostResult& result) {
        earlier.emplace(result.host.name, Before{result.digest, result.audit.findings.size()});
        return true;
    });
    if (!done) return Error{done.error()};
    return earlier;
}

}  // namespace

std::string identity_of(const Finding& finding) {
    std::string identity = finding.fingerprint;
    for (const std::string* part : {&finding.target, &finding.address}) {
        identity += '\0';
        identity += *part;
    }
    return identity;
}

void compare(const HostResult& before, const HostResult& after, Changes& changes) {
    std::map<std::string, std::size_t> left;
    for (const Finding& finding : before.audit.findings) ++left[identity_of(finding)];
    for (const Finding& finding : after.audit.findings) {
        std::size_t& count = left[identity_of(finding)];
        if (count > 0) {
            --count;
            ++changes.unchanged;
        } else {
            changes.added.push_back({after.host, finding});
        }
    }
    // What is left of each kind stands last on its host.
    std::vector<HostFinding> mended;
    for (auto finding = before.audit.findings.rbegin(); finding != before.audit.findings.rend();
         ++finding) {
        std::size_t& count = left[identity_of(*finding)];
        if (count == 0) continue;
        --count;
        mended.push_back({after.host, *finding});
    }
    changes.mended.insert(changes.mended.end(), mended.rbegin(), mended.rend());
}

Result<Changes> changes_between(Store& store, const std::string& before, const std::string& after) {
    Result<Earlier> earlier = read_earlier(store, before);
    if (!earlier) return Error{earlier.error()};
    Changes changes;
    Strings differ;  // looked at afterwards: the store does one thing at a time
    const auto done = store.for_each_host(after, [&](const HostResult& result) {
        const auto known = earlier->find(result.host.name);
        if (known == earlier->end()) {
            changes.hosts_added.push_back(result.host.name);
            for (const Finding& finding : result.audit.findings)
                changes.added.push_back({result.host, finding});
            return true;
        }
        known->second.met = true;
        if (!result.failure.empty()) {
            if (!known->second.digest.empty()) changes.hosts_failing.push_back(result.host.name);
            changes.unseen += known->second.findings;
        } else if (result.digest == known->second.digest) {
            changes.unchanged += known->second.findings;
        } else {
            differ.push_back(result.host.name);
        }
        return true;
    });
    if (!done) return Error{done.error()};
    for (const auto& [name, host] : *earlier) {
        if (host.met) continue;
        changes.hosts_gone.push_back(name);
        changes.unseen += host.findings;
    }
    for (const std::string& name : differ) {
        const auto was = store.host(before, name);
        if (!was) return Error{was.error()};
        const auto is = store.host(after, name);
        if (!is) return Error{is.error()};
        if (*was && *is) compare(**was, **is, changes);
    }
    std::stable_sort(
        changes.added.begin(), changes.added.end(),
        [](const HostFinding& a, const HostFinding& b) { return a.host.name < b.host.name; });
    return changes;
}

}  // namespace tlslint::fleet
