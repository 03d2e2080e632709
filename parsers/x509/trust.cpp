// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/trust.hpp"

#include "parsers/x509/distinguished_name.hpp"
#include "parsers/x509/file.hpp"

#include <fmt/format.h>

#include <mutex>
#include <optional>
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
    // One of the machine's is read when its name is asked for: there are 140, and one is wanted.
    struct Authority {
        Bytes der;
        std::optional<Certificate> facts;
    };
    std::once_flag read;
    std::mutex reading;
    Arena arena;
    std::unordered_multimap<std::string, Authority> authorities;  // by subject_id
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
            authorities.emplace(each.facts.subject_id, Authority{each.facts.der, each.facts});
        revocations.insert(revocations.end(), file.lists.begin(), file.lists.end());
        const bool any = !file.certificates.empty() || !file.lists.empty();
        if (!any) complaint = fmt::format("{}: nothing in it can be used", path);
        return any;
    }

    // The machine's own, which nobody doubts. False if there are none.
    bool add_system(const FileSystem& files, const std::string& path) {
        const Result<std::string> text = files.read(path, bundle_limits.bytes);
        if (!text) return false;
        const std::size_t before = authorities.size();
        for (const PemBlock& block : split_pem(*text, bundle_limits).blocks) {
            const BlockKind kind = block_kind(block.label);
            if (kind != BlockKind::certificate && kind != BlockKind::trusted_certificate) continue;
            if (auto name = subject_id(block.der))
                authorities.emplace(std::move(*name), Authority{arena.keep(Bytes(block.der)), {}});
        }
        return authorities.size() > before;
    }

    // Calls `fits(authority)` for those of a name; returns the first that does, or nullptr.
    template <class Fits>
    const Certificate* find(std::string_view name, const Fits& fits) {
        const std::scoped_lock lock(reading);
        const auto [begin, end] = authorities.equal_range(std::string(name));
        for (auto each = begin; each != end; ++each) {
            Authority& authority = each->second;
            if (!authority.facts) authority.facts = parse_certificate(authority.der, arena);
            if (authority.facts && fits(*authority.facts)) return &*authority.facts;
        }
        return nullptr;
    }
};

Trust::Trust(FileSystem files, Sources sources)
    : files_(std::move(files)), sources_(std::move(sources)),
      contents_(std::make_unique<Contents>()) {}
Trust::~Trust() = default;

Trust::Contents& Trust::contents() const {
    std::call_once(contents_->read, [this] {
        for (const std::string& path : sources_.authorities)
            contents_->add(files_, path, Expectation::authorities);
        for (const std::string& path : sources_.revocations)
            contents_->add(files_, path, Expectation::revocations);
        if (!sources_.system) return;
        for (const std::string_view path : system_bundles) {
            if (contents_->add_system(files_, std::string(path))) break;
        }
    });
    return *contents_;
}

bool Trust::is_known() const {
    return !contents().authorities.empty();
}

bool Trust::holds(const Certificate& certificate) const {
    return contents().find(certificate.subject_id, [&](const Certificate& each) {
        return each.sha256 == certificate.sha256
               || (each.key.id && each.key.id == certificate.key.id);
    }) != nullptr;
}

const Certificate* Trust::issuer_of(const Certificate& certificate) const {
    return contents().find(certificate.issuer_id, [&](const Certificate& each) {
        return may_have_issued(each, certificate) && has_signed(each, certificate).value_or(true);
    });
}

std::span<const RevocationList> Trust::revocations() const {
    return contents().revocations;
}

std::string Trust::complaint() const {
    return contents().complaint;
}

}  // namespace tlslint::x509
