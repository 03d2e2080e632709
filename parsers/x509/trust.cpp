// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/trust.hpp"

#include "parsers/x509/file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <utility>

namespace tlslint::x509 {
namespace {

// Where systems keep the public authorities, the first that is there: Debian and Alpine, Fedora,
// SUSE, the BSDs.
constexpr std::string_view system_bundles[] = {
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/var/lib/ca-certificates/ca-bundle.pem",
    "/etc/ssl/cert.pem",
};

}  // namespace

struct Trust::Contents {
    std::once_flag read;
    Arena arena;
    std::unordered_multimap<std::string_view, Certificate> authorities;  // by subject_id
    std::vector<RevocationList> revocations;
    std::string complaint;

    // False if there is nothing in it.
    bool add(const FileSystem& files, const std::string& path, Expectation expectation) {
        Result<std::string> text = files.read(path, limits_for(expectation).bytes);
        if (!text) {
            complaint = fmt::format("{}: {}", path, text.error());
            return false;
        }
        const FileContents file = read_pem_file(*text, expectation, {}, arena);
        wipe(*text);
        for (const FileCertificate& each : file.certificates)
            authorities.emplace(each.facts.subject_id, each.facts);
        revocations.insert(revocations.end(), file.lists.begin(), file.lists.end());
        const bool any = !file.certificates.empty() || !file.lists.empty();
        if (!any) complaint = fmt::format("{}: nothing in it can be used", path);
        return any;
    }
};

Trust::Trust(FileSystem files, Sources sources)
    : files_(std::move(files)), sources_(std::move(sources)),
      contents_(std::make_unique<Contents>()) {}
Trust::~Trust() = default;

const Trust::Contents& Trust::contents() const {
    std::call_once(contents_->read, [this] {
        for (const std::string& path : sources_.authorities)
            contents_->add(files_, path, Expectation::authorities);
        for (const std::string& path : sources_.revocations)
            contents_->add(files_, path, Expectation::revocations);
        if (!sources_.system) return;
        const std::string complaint = contents_->complaint;
        for (const std::string_view path : system_bundles) {
            if (contents_->add(files_, std::string(path), Expectation::authorities)) break;
        }
        contents_->complaint = complaint;
    });
    return *contents_;
}

bool Trust::is_known() const {
    return !contents().authorities.empty();
}

bool Trust::holds(const Certificate& certificate) const {
    const auto [begin, end] = contents().authorities.equal_range(certificate.subject_id);
    return std::any_of(begin, end, [&](const auto& each) {
        return each.second.sha256 == certificate.sha256
               || (each.second.key.id && each.second.key.id == certificate.key.id);
    });
}

const Certificate* Trust::issuer_of(const Certificate& certificate) const {
    const auto [begin, end] = contents().authorities.equal_range(certificate.issuer_id);
    const auto found = std::find_if(begin, end, [&](const auto& each) {
        return may_have_issued(each.second, certificate)
               && has_signed(each.second, certificate).value_or(true);
    });
    return found == end ? nullptr : &found->second;
}

std::span<const RevocationList> Trust::revocations() const {
    return contents().revocations;
}

std::string Trust::complaint() const {
    return contents().complaint;
}

}  // namespace tlslint::x509
