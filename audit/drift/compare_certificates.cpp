// SPDX-License-Identifier: Apache-2.0
#include "audit/drift/compare.hpp"
#include "parsers/x509/names.hpp"
#include "rules/engine/certificates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tlslint::drift {
namespace {

using x509::Certificate;

constexpr std::uint8_t unrecognized_name = 112;

struct Shown {
    const FileReference* file = nullptr;
    std::span<const Certificate> chain;  // the leaf first
    [[nodiscard]] const Certificate& leaf() const { return chain.front(); }
};

std::vector<Shown> shown_by(const Endpoint& endpoint) {
    std::vector<Shown> all;
    for (const CertificatePair& pair : endpoint.certificates.value) {
        if (pair.leaf())
            all.push_back({pair.certificate, pair.certificate->contents->certificates});
    }
    return all;
}

bool holds(const std::vector<Shown>& all, const Certificate& leaf) {
    return std::any_of(all.begin(), all.end(),
                       [&](const Shown& each) { return each.leaf().sha256 == leaf.sha256; });
}

// All files with certificates of the endpoint could be read.
bool is_known(const Endpoint& endpoint) {
    const auto pairs = endpoint.certificates.value;
    return endpoint.certificates.origin.is_known() && !pairs.empty()
           && std::all_of(pairs.begin(), pairs.end(),
                          [](const CertificatePair& pair) { return pair.leaf() != nullptr; });
}

std::string describe(const Certificate& leaf) {
    return fmt::format("{} until {}", leaf.serial, date_of(leaf.not_after));
}

class Certificates {
  public:
    Certificates(const Sides& sides, Comparison& result)
        : sides_(sides), result_(result), endpoint_(*sides.visit.endpoint),
          name_(sides.visit.inquiry.target.checked_name), configured_(shown_by(endpoint_)),
          observed_(shown_by(sides.observed)) {
        // Where a certificate is chosen by its name, the others do not count.
        std::vector<Shown> fitting;
        std::copy_if(configured_.begin(), configured_.end(), std::back_inserter(fitting),
                     [&](const Shown& each) { return covers(each.leaf()); });
        if (!fitting.empty()) configured_ = std::move(fitting);
    }

    // Another block of the configuration has answered, or something that does not know the name.
    [[nodiscard]] bool is_another_site() {
        if (name_.empty() || !is_known(endpoint_)) return false;
        for (const Shown& seen : observed_) {
            if (holds(configured_, seen.leaf())) return false;
            const bool should_cover =
                std::any_of(configured_.begin(), configured_.end(),
                            [&](const Shown& each) { return covers(each.leaf()); });
            if (!is_of_another_block(seen.leaf()) && (covers(seen.leaf()) || !should_cover))
                continue;
            add("live/drift-name",
                fmt::format("{} is answered with the certificate of {}", name_,
                            called(seen.leaf())),
                described(configured_), describe(seen.leaf()));
            return true;
        }
        return false;
    }

    void compare() {
        for (const Shown& seen : observed_) {
            const auto same =
                std::find_if(configured_.begin(), configured_.end(), [&](const Shown& each) {
                    return each.leaf().sha256 == seen.leaf().sha256;
                });
            if (same != configured_.end())
                compare_chains(*same, seen);
            else
                differs(seen);
        }
        find_missing();
    }

  private:
    [[nodiscard]] bool covers(const Certificate& leaf) const {
        return !name_.empty() && x509::matches(leaf.names, name_);
    }

    [[nodiscard]] bool is_of_another_block(const Certificate& leaf) const {
        return std::any_of(sides_.model.endpoints.begin(), sides_.model.endpoints.end(),
                           [&](const Endpoint& other) {
                               return &other != &endpoint_ && holds(shown_by(other), leaf)
                                      && !holds(shown_by(endpoint_), leaf);
                           });
    }

    void add(std::string_view rule, std::string message, std::string configured,
             std::string observed) {
        result_.differences.push_back({rule, endpoint_.certificates.origin, std::move(message),
                                       std::move(configured), std::move(observed)});
    }

    static std::string described(const std::vector<Shown>& all) {
        std::string text;
        for (const Shown& each : all)
            text += fmt::format("{}{}", text.empty() ? "" : ", ", describe(each.leaf()));
        return text;
    }

    void differs(const Shown& seen) {
        if (!is_known(endpoint_)) {
            result_.doubts.push_back({"live/drift-certificate", &endpoint_.certificates.origin,
                                      "the certificate's file cannot be read here"});
            return;
        }
        const auto alike =
            std::find_if(configured_.begin(), configured_.end(), [&](const Shown& each) {
                return each.leaf().key.type == seen.leaf().key.type;
            });
        const Shown& file = alike == configured_.end() ? configured_.front() : *alike;
        const auto made = [](const Certificate& leaf) {
            return std::pair(leaf.not_before, leaf.not_after);
        };
        const bool is_newer = made(file.leaf()) > made(seen.leaf());
        const bool is_older = made(file.leaf()) < made(seen.leaf());
        add("live/drift-certificate",
            fmt::format("serves {}, {} holds {}{}", describe(seen.leaf()), file.file->written,
                        describe(file.leaf()),
                        is_newer   ? ": the server was not reloaded since"
                        : is_older ? ": what is served is newer than the file"
                                   : ""),
            describe(file.leaf()), describe(seen.leaf()));
    }

    // What comes behind the leaf.
    void compare_chains(const Shown& file, const Shown& seen) {
        auto sent = seen.chain.subspan(1);
        auto held = file.chain.subspan(1);
        if (file.file->drops_roots && !held.empty() && held.back().self_signed
            && (sent.empty() || !sent.back().self_signed))
            held = held.first(held.size() - 1);
        const auto same = [](const Certificate& a, const Certificate& b) {
            return a.sha256 == b.sha256;
        };
        if (std::equal(held.begin(), held.end(), sent.begin(), sent.end(), same)) return;
        // A server that has other places to look for issuers may send more.
        if (file.file->finds_chain && held.size() <= sent.size()
            && std::equal(held.begin(), held.end(), sent.begin(), same))
            return;
        const auto count = [](std::size_t number) {
            return fmt::format("{} certificate{}", number, number == 1 ? "" : "s");
        };
        add("live/drift-chain",
            held.size() != sent.size()
                ? fmt::format("sends {}, {} holds {}", count(sent.size() + 1), file.file->written,
                              count(held.size() + 1))
                : fmt::format("sends other certificates behind its own than {} holds",
                              file.file->written),
            subjects(file.chain), subjects(seen.chain));
    }
    static std::string subjects(std::span<const Certificate> chain) {
        std::string text;
        for (const Certificate& each : chain)
            text += fmt::format("{}{}", text.empty() ? "" : " < ", each.subject);
        return text;
    }

    // Kinds of keys that no handshake showed, although all suites were tried.
    void find_missing() {
        using openssl::Protocol;
        const live::ObservedVersion* const tls12 = sides_.facts.version(Protocol::tls1_2);
        if (!tls12 || !tls12->complete || observed_.empty() || !is_known(endpoint_)) return;
        for (const Shown& each : configured_) {
            const auto has_kind = [&](const Shown& other) {
                return other.leaf().key.type == each.leaf().key.type;
            };
            const bool is_used = is_reachable(each.leaf());
            if (!is_used || std::any_of(observed_.begin(), observed_.end(), has_kind)) continue;
            add("live/drift-certificate",
                fmt::format("shows no {} certificate, {} holds {}", key_type_name(each.leaf().key),
                            each.file->written, describe(each.leaf())),
                described(configured_), described(observed_));
            return;
        }
    }
    // Some configured suite of TLS 1.2 is for such keys.
    [[nodiscard]] bool is_reachable(const Certificate& leaf) const {
        const auto wanted = leaf.key.type == x509::KeyType::ec ? openssl::Authentication::ecdsa
                                                               : openssl::Authentication::rsa;
        const auto index = static_cast<std::size_t>(openssl::Protocol::tls1_2);
        const auto suites = endpoint_.ciphers.value.by_version[index];
        return endpoint_.ciphers.origin.is_known()
               && (leaf.key.type == x509::KeyType::ec || leaf.key.type == x509::KeyType::rsa)
               && std::any_of(suites.begin(), suites.end(), [&](const openssl::Suite* suite) {
                      return suite->authentication == wanted;
                  });
    }

    const Sides& sides_;
    Comparison& result_;
    const Endpoint& endpoint_;
    const std::string& name_;
    std::vector<Shown> configured_, observed_;
};

}  // namespace

bool compare_name(const Sides& sides, Comparison& result) {
    const std::string& name = sides.visit.inquiry.target.server_name;
    const auto& refusal = sides.facts.refusal;
    const bool only_name = sides.visit.inquiry.depth == live::Depth::name;
    if (!sides.facts.tls && refusal && !name.empty()
        && (only_name || refusal->code == unrecognized_name)) {
        result.differences.push_back(
            {"live/drift-name", sides.visit.endpoint->certificates.origin,
             fmt::format("{} is refused: {}", name, sides.facts.failure_in_words), "answered",
             sides.facts.failure_in_words});
        return false;
    }
    return !Certificates(sides, result).is_another_site();
}

void compare_certificates(const Sides& sides, Comparison& result) {
    Certificates(sides, result).compare();
}

}  // namespace tlslint::drift
