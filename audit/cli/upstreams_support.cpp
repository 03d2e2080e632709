// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/upstreams_support.hpp"

#include "audit/cli/inputs_support.hpp"
#include "audit/cli/live_support.hpp"
#include "parsers/model/upstream.hpp"
#include "parsers/x509/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <utility>

namespace tlslint {
namespace {

// The first of a list: who has it offers what the server's library offers by default.
const clients::Profile& profile_of(openssl::Version version) {
    using enum openssl::Version;
    const std::string_view id = version == v1_0_2   ? "openssl-1.0.2"
                                : version == v1_1_1 ? "openssl-1.1.1"
                                : version == v3_0   ? "openssl-3.0"
                                                    : "openssl-3.5";
    const clients::Profile* found = clients::find_profile(id);
    if (!found) found = clients::find_profile("openssl-3.5");
    assert(found && "profiles.inc has it");
    return *found;
}

// The hello that the server sends to its upstream.
clients::Profile client_of(const Model& model, const Upstream& upstream) {
    clients::Profile client = profile_of(model.facts.library.version);
    client.id = model.server->name;
    client.name = client.id;
    client.least_dh_bits = client.most_dh_bits = 0;
    client.sends_name = upstream.sends_name.value;
    if (upstream.versions.origin.is_known() && !upstream.versions.value.empty())
        client.versions = upstream.versions.value;
    const bool has_tls13 = client.versions.contains(openssl::Protocol::tls1_3);
    if (upstream.ciphers.origin.is_known() && !upstream.ciphers.value.suites.empty()) {
        std::vector<const openssl::Suite*> suites;
        for (const openssl::Suite* suite : client.suites) {
            if (suite->is_tls13()) suites.push_back(suite);
        }
        const auto before = upstream.ciphers.value.suites;
        suites.insert(suites.end(), before.begin(), before.end());
        client.suites = std::move(suites);
    }
    if (!has_tls13)
        std::erase_if(client.suites, [](const openssl::Suite* each) { return each->is_tls13(); });
    return client;
}

class Finder {
  public:
    Finder(const Options& options, UpstreamTargets& result) : options_(options), result_(result) {}

    Result<bool> add(const Model& model, const FileSystem& files) {
        for (const Upstream& upstream : model.upstreams) {
            if (upstream.scheme_varies) continue;
            if (upstream.target.peers.empty()) skip(model, upstream, "where it leads is not known");
            for (const Peer& peer : upstream.target.peers) {
                if (const auto done = add(model, files, upstream, peer); !done) return done;
            }
        }
        return true;
    }

  private:
    void skip(const Model& model, const Upstream& upstream, std::string_view why) {
        const auto position = model.sources.position(upstream.at);
        result_.skipped.push_back(fmt::format("{}:{}: {}: {}",
                                              model.sources[upstream.at.file].path(), position.line,
                                              upstream.id, why));
    }

    Result<bool> add(const Model& model, const FileSystem& files, const Upstream& upstream,
                     const Peer& peer) {
        if (peer.host.empty() || peer.host.find('$') != peer.host.npos)
            return skip(model, upstream, "where it leads is not known"), true;
        if (peer.host.starts_with("unix:") || peer.host.starts_with('/'))
            return skip(model, upstream, "it leads to a unix socket"), true;
        constexpr std::uint16_t usual_port = 443;
        const std::uint16_t given = peer.port != 0 ? peer.port : upstream.port;
        const live::Place place{std::string(peer.host), given != 0 ? given : usual_port};
        const std::string text =
            fmt::format("{}://{}", upstream.scheme == "https" ? "https" : "tls", name(place));
        auto target = live::parse_target(text, {.connects = options_.connects});
        if (!target) return skip(model, upstream, target.error()), true;
        UpstreamTarget& added = result_.all.emplace_back();
        added.id = upstream.id;
        added.file = model.sources[upstream.at.file].path();
        added.line = model.sources.position(upstream.at).line;
        for (const Endpoint* endpoint : upstream.of) added.of.emplace_back(endpoint->id);
        added.target = std::move(*target);
        added.client = client_of(model, upstream);
        add_names(upstream, added);
        add_trust(files, upstream, added);
        return true;
    }

    static void add_names(const Upstream& upstream, UpstreamTarget& added) {
        const std::string name(upstream.name.value);
        const bool is_known = upstream.name.origin.is_known();
        live::Target& target = added.target;
        const std::string host = is_known && !name.empty() ? name : target.place.host;
        target.server_name =
            upstream.sends_name.value && !live::is_address(host) ? x509::ascii_name(host) : "";
        target.checked_name = is_known ? name : host;
    }

    void add_trust(const FileSystem& files, const Upstream& upstream, UpstreamTarget& added) {
        if (!upstream.certificates.value.empty()) {
            const CertificatePair& pair = upstream.certificates.value.front();
            if (pair.certificate && pair.key)
                added.credential = live::ClientCredential{files.printed(pair.certificate->deployed),
                                                          files.printed(pair.key->deployed)};
        }
        if (!upstream.verify.value) return;
        added.verifies = live::Verifies::as_proxies;
        if (upstream.depth.origin.is_known()) added.most_authorities = upstream.depth.value;
        x509::Trust::Sources sources{.system = false};
        if (const FileReference* const file = upstream.trusted_ca.value)
            sources.authorities.emplace_back(file->deployed);
        else
            sources.system = !upstream.trusted_ca.origin.is_known();
        added.trust = std::make_unique<x509::Trust>(files, std::move(sources));
    }

    const Options& options_;
    UpstreamTargets& result_;
};

}  // namespace

Result<UpstreamTargets> upstreams_of(const Options& given, Io& io) {
    Options options = given;
    options.arguments = given.upstream_of;
    Projects projects(options);
    FactsFinder facts(options);
    Result<Inputs> inputs = find_inputs(options, projects, facts, io);
    if (!inputs) return Error{inputs.error()};
    if (!inputs->errors.empty()) return Error{inputs->errors.front()};
    UpstreamTargets targets;
    Finder finder(given, targets);
    for (Input& input : inputs->all) {
        const Result<Facts> own = facts.facts_for(input);
        if (!own) return Error{own.error()};
        const FileSystem files = input.files;
        const auto model = load(input, *own);
        if (const auto done = finder.add(*model, files); !done) return Error{done.error()};
    }
    return targets;
}

}  // namespace tlslint
