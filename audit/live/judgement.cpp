// SPDX-License-Identifier: Apache-2.0
#include "audit/live/judgement.hpp"

#include "audit/live/gnutls_chain.hpp"
#include "parsers/x509/chain.hpp"
#include "parsers/x509/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tlslint::live {
namespace {

using x509::Certificate;
using Status = Staple::Status;

constexpr int least_rsa_bits = 2048, least_curve_bits = 224;
constexpr std::size_t names_shown = 8;

// The certificates that lead to an authority, the leaf first, or as far as they lead.
struct Path {
    std::vector<const Certificate*> links;
    bool is_trusted = false;
    const Certificate* badly_signed = nullptr;  // its issuer by name did not sign it
};

class PathBuilder {
  public:
    PathBuilder(const std::vector<Certificate>& sent, const x509::Trust& trust)
        : sent_(sent), trust_(trust), used_(sent.size()) {}

    Path build() {
        path_.links.push_back(&sent_.front());
        used_[0] = true;
        while (!ends() && path_.links.size() <= sent_.size()) {
            const Certificate* const issuer = next();
            if (!issuer) break;
            path_.links.push_back(issuer);
        }
        return std::move(path_);
    }

  private:
    bool ends() {
        const Certificate& last = *path_.links.back();
        if (trust_.holds(last)) return path_.is_trusted = true;
        if (const Certificate* const root = trust_.issuer_of(last)) {
            path_.links.push_back(root);
            return path_.is_trusted = true;
        }
        return last.self_issued;
    }
    const Certificate* next() {
        const Certificate& last = *path_.links.back();
        for (std::size_t i = 0; i < sent_.size(); ++i) {
            if (used_[i] || !may_have_issued(sent_[i], last)) continue;
            if (!has_signed(sent_[i], last).value_or(true)) {
                path_.badly_signed = &last;
                continue;
            }
            used_[i] = true;
            path_.badly_signed = nullptr;
            return &sent_[i];
        }
        return nullptr;
    }

    const std::vector<Certificate>& sent_;
    const x509::Trust& trust_;
    std::vector<bool> used_;
    Path path_;
};

std::string called(const Certificate& certificate, bool is_leaf) {
    if (is_leaf) return "the certificate";
    return fmt::format("the intermediate {}", certificate.subject);
}

std::string days_ago(std::chrono::seconds time) {
    const auto days = std::chrono::floor<std::chrono::days>(time).count();
    if (days == 0) return "today";
    return days == 1 ? "a day ago" : fmt::format("{} days ago", days);
}

class Examiner {
  public:
    Examiner(const Judge& judge, Verification& result) : judge_(judge), result_(result) {}

    void add(Fail fail, std::string evidence) {
        result_.reasons.push_back({fail, std::move(evidence)});
    }

    void dates(const Certificate& certificate, bool is_leaf) {
        const std::string who = is_leaf ? "" : " of " + called(certificate, false);
        if (!certificate.has_dates)
            add(Fail::malformed, fmt::format("{} has no dates", called(certificate, is_leaf)));
        else if (judge_.now > certificate.not_after)
            add(Fail::expired, fmt::format("notAfter {}{}, {}", spell_time(certificate.not_after),
                                           who, days_ago(judge_.now - certificate.not_after)));
        else if (judge_.now < certificate.not_before)
            add(Fail::not_yet_valid,
                fmt::format("notBefore {}{}", spell_time(certificate.not_before), who));
    }

    void strength(const Certificate& certificate, bool is_leaf) {
        using x509::Digest, x509::KeyType;
        const Digest digest = certificate.signature.digest;
        if (!certificate.self_signed
            && (digest == Digest::md2 || digest == Digest::md5 || digest == Digest::sha1))
            add(Fail::weak_signature,
                fmt::format("{} is signed with {}", called(certificate, is_leaf), name(digest)));
        const x509::PublicKey& key = certificate.key;
        const bool is_rsa = key.type == KeyType::rsa || key.type == KeyType::rsa_pss;
        const bool weak = (is_rsa && key.bits < least_rsa_bits)
                          || (key.type == KeyType::ec && key.bits < least_curve_bits);
        if (weak && key.bits > 0)
            add(Fail::weak_key,
                fmt::format("{} has an {} key of {} bits", called(certificate, is_leaf),
                            name(key.type), key.bits));
    }

    void form(const Certificate& certificate, bool is_leaf) {
        if (!certificate.unknown_critical.empty())
            add(Fail::malformed,
                fmt::format("{} has the critical extension {}, which clients do not know",
                            called(certificate, is_leaf), certificate.unknown_critical.front()));
        if (!certificate.damaged.empty())
            add(Fail::malformed,
                fmt::format("the extension {} of {} cannot be decoded", certificate.damaged.front(),
                            called(certificate, is_leaf)));
    }

    void leaf_usage(const Certificate& leaf) {
        using x509::KeyUsage;
        if (leaf.extended_usages
            && std::none_of(leaf.extended_usages->begin(), leaf.extended_usages->end(),
                            [](std::string_view usage) {
                                return usage == "serverAuth" || usage == "anyExtendedKeyUsage";
                            }))
            add(Fail::wrong_usage, fmt::format("the certificate is for {}, not for serverAuth",
                                               fmt::join(*leaf.extended_usages, ", ")));
        if (leaf.is_ca && !leaf.self_signed)
            add(Fail::ca_as_leaf, "the certificate is one of an authority (CA:TRUE)");
        else if (!leaf.may(KeyUsage::digital_signature) && !leaf.may(KeyUsage::key_encipherment))
            add(Fail::wrong_usage, "its keyUsage allows no handshake");
    }

    void issuer_usage(const Certificate& issuer) {
        if (!issuer.is_ca || !issuer.may(x509::KeyUsage::certificate_signing))
            add(Fail::wrong_usage, fmt::format("{} may not sign certificates", issuer.subject));
    }

    void revocation(const Certificate& certificate, bool is_leaf) {
        for (const x509::RevocationList& list : judge_.trust.revocations()) {
            if (!concerns(list, certificate) || !holds(list, certificate)) continue;
            add(Fail::revoked, fmt::format("{} (serial {}) is on the list of {} of {}",
                                           called(certificate, is_leaf), certificate.serial,
                                           list.issuer, spell_time(list.this_update)));
            return;
        }
    }

    // What issuers said when they were asked.
    void answers(const std::vector<IssuerAnswer>& all, const Certificate& leaf) {
        for (const IssuerAnswer& each : all) {
            if (each.says.status != Status::revoked) continue;
            const bool is_leaf = std::equal(each.certificate.begin(), each.certificate.end(),
                                            leaf.der.begin(), leaf.der.end());
            const std::string who =
                is_leaf ? "the certificate" : "the intermediate " + each.subject;
            add(Fail::revoked,
                fmt::format("{} {} says so of {}{}", each.is_list ? "the list" : "the responder",
                            each.url, who,
                            each.says.revoked_at ? ", since " + spell_time(*each.says.revoked_at)
                                                 : ""));
        }
        result_.answers = all;
    }

    void host_name(const Certificate& leaf) {
        if (!leaf.has_names || leaf.names.empty()) {
            add(Fail::no_san,
                fmt::format("the certificate has no subjectAltName; its subject is {}",
                            leaf.subject));
            return;
        }
        if (matches(leaf.names, judge_.host)) return;
        std::vector<std::string_view> names;
        for (const x509::Name& each : leaf.names) {
            if (names.size() == names_shown) break;
            if (!each.text.empty()) names.push_back(each.text);
        }
        const std::size_t more = leaf.names.size() - names.size();
        add(Fail::name_mismatch,
            fmt::format("{} is not among its names: {}{}", judge_.host, fmt::join(names, ", "),
                        more > 0 ? fmt::format(" and {} more", more) : ""));
    }

    void chain(const Path& path, std::size_t sent) {
        const Certificate& last = *path.links.back();
        if (path.badly_signed)
            add(Fail::malformed,
                fmt::format("the signature of {} is not that of {}", path.badly_signed->subject,
                            path.badly_signed->issuer));
        if (path.is_trusted) return;
        if (path.links.size() == 1 && last.self_issued)
            add(Fail::self_signed,
                fmt::format("{} is its own issuer and not among the roots", last.subject));
        else if (path.links.size() > 1)
            add(Fail::untrusted,
                fmt::format("the chain ends in {}, issued by {}, which is not among the roots",
                            last.subject, last.issuer));
        else if (!path.badly_signed)
            add(Fail::chain_incomplete,
                fmt::format(
                    "the issuer {} is neither among the roots nor among the {} sent", last.issuer,
                    sent == 1 ? "certificates: one was" : fmt::format("{} certificates", sent)));
    }

  private:
    const Judge& judge_;
    Verification& result_;
};

Staple read_staple(Bytes der, const Certificate& leaf, const Certificate* issuer,
                   std::chrono::sys_seconds now) {
    Staple staple;
    if (der.empty()) return staple;
    Arena arena;
    const auto response = x509::parse_ocsp_response(der, arena);
    staple.status = Status::invalid;
    staple.detail = "it cannot be decoded";
    if (!response) return staple;
    if (response->status != 0) {
        staple.status = Status::error;
        staple.detail = x509::ocsp_status_name(response->status);
        return staple;
    }
    const x509::OcspAnswer* const answer = find_answer(*response, leaf);
    staple.detail = "it is about another certificate";
    if (!answer) return staple;
    staple.produced_at = produced_at(der);
    staple.this_update = answer->this_update;
    staple.next_update = answer->next_update;
    staple.revoked_at = answer->revoked_at;
    staple.detail = issuer ? why_forged(der, issuer->der) : "its issuer is not known";
    if (!staple.detail.empty()) return staple;
    using Answer = x509::OcspAnswer::Status;
    if (answer->next_update && *answer->next_update < now) {
        staple.status = Status::expired;
        staple.detail = "nextUpdate " + spell_time(*answer->next_update);
    } else if (answer->this_update > now) {
        staple.detail = "thisUpdate " + spell_time(answer->this_update);
    } else {
        staple.status = answer->status == Answer::good      ? Status::good
                        : answer->status == Answer::revoked ? Status::revoked
                                                            : Status::unknown;
    }
    return staple;
}

// The same of a list.
Staple read_list(Bytes der, const Certificate& certificate, const Certificate& issuer,
                 std::chrono::sys_seconds now) {
    Staple says{.status = Status::invalid, .detail = "it cannot be decoded"};
    Arena arena;
    const auto list = x509::parse_revocation_list(der, arena);
    if (!list) return says;
    says.detail = why_forged_list(der, issuer.der);
    if (!says.detail.empty()) return says;
    says.this_update = list->this_update;
    says.next_update = list->next_update;
    if (holds(*list, certificate)) {
        says.status = Status::revoked;
    } else if (list->next_update && *list->next_update < now) {
        says.status = Status::expired;
        says.detail = "nextUpdate " + spell_time(*list->next_update);
    } else if (list->cut) {
        says.status = Status::unknown;
        says.detail = "it is longer than is read";
    } else {
        says.status = Status::good;
    }
    return says;
}

}  // namespace

Staple judge_answer(Bytes answer, bool is_list, const Revocable& asked,
                    std::chrono::sys_seconds now) {
    Arena arena;
    const auto certificate = x509::parse_certificate(asked.certificate, arena);
    const auto issuer = x509::parse_certificate(asked.issuer, arena);
    if (!certificate || !issuer) return {.status = Status::invalid};
    return is_list ? read_list(answer, *certificate, *issuer, now)
                   : read_staple(answer, *certificate, &*issuer, now);
}

std::vector<Revocable> revocables(const std::vector<Certificate>& certificates,
                                  const x509::Trust& trust) {
    std::vector<Revocable> result;
    if (certificates.empty()) return result;
    const auto copy = [](Bytes bytes) { return Buffer(bytes.begin(), bytes.end()); };
    const std::vector<const Certificate*> links = PathBuilder(certificates, trust).build().links;
    for (std::size_t i = 0; i + 1 < links.size(); ++i)
        result.push_back({copy(links[i]->der),
                          copy(links[i + 1]->der),
                          std::string(links[i]->subject),
                          {links[i]->ocsp_urls.begin(), links[i]->ocsp_urls.end()},
                          {links[i]->crl_urls.begin(), links[i]->crl_urls.end()}});
    return result;
}

std::string_view name(Fail fail) {
    switch (fail) {
    case Fail::revoked: return "revoked";
    case Fail::expired: return "expired";
    case Fail::not_yet_valid: return "not-yet-valid";
    case Fail::malformed: return "malformed";
    case Fail::wrong_usage: return "wrong-usage";
    case Fail::ca_as_leaf: return "ca-as-leaf";
    case Fail::weak_signature: return "weak-signature";
    case Fail::weak_key: return "weak-key";
    case Fail::self_signed: return "self-signed";
    case Fail::untrusted: return "untrusted";
    case Fail::chain_incomplete: return "chain-incomplete";
    case Fail::name_mismatch: return "name-mismatch";
    case Fail::no_san: return "no-san";
    case Fail::must_staple_unmet: return "must-staple-unmet";
    }
    return "";
}

std::string_view name(Status status) {
    switch (status) {
    case Status::none: return "none";
    case Status::good: return "good";
    case Status::revoked: return "revoked";
    case Status::unknown: return "unknown";
    case Status::expired: return "expired";
    case Status::invalid: return "invalid";
    case Status::error: return "error";
    }
    return "";
}

std::string spell_time(std::chrono::sys_seconds time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{time - day};
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02} UTC", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                       clock.hours().count(), clock.minutes().count(), clock.seconds().count());
}

std::vector<x509::Certificate> parse_chain(const Shown& shown, Arena& arena) {
    std::vector<x509::Certificate> chain;
    for (const Buffer& der : shown.certificates) {
        auto certificate = x509::parse_certificate(der, arena);
        if (!certificate) break;
        chain.push_back(*certificate);
    }
    return chain;
}

Verification verify(const Shown& shown, const std::vector<Certificate>& certificates,
                    const Judge& judge) {
    Verification result;
    Examiner examiner(judge, result);
    if (certificates.size() < shown.certificates.size())
        examiner.add(Fail::malformed,
                     fmt::format("certificate {} of {} cannot be parsed", certificates.size() + 1,
                                 shown.certificates.size()));
    if (certificates.empty()) return result;
    const Certificate& leaf = certificates.front();
    const Path path = PathBuilder(certificates, judge.trust).build();
    result.is_trusted = path.is_trusted;
    for (std::size_t i = 0; i < path.links.size(); ++i) {
        const Certificate& link = *path.links[i];
        const bool is_root = i > 0 && link.self_issued;
        result.path.emplace_back(link.subject);
        examiner.dates(link, i == 0);
        if (!is_root) examiner.revocation(link, i == 0);
        if (!is_root) examiner.strength(link, i == 0);
        examiner.form(link, i == 0);
        if (i > 0) examiner.issuer_usage(link);
    }
    examiner.leaf_usage(leaf);
    examiner.chain(path, certificates.size());
    examiner.host_name(leaf);

    const Certificate* const issuer = path.links.size() > 1 ? path.links[1] : nullptr;
    result.staple = read_staple(shown.staple, leaf, issuer, judge.now);
    if (result.staple.status == Status::revoked)
        examiner.add(Fail::revoked,
                     fmt::format("the stapled response says so, since {}",
                                 spell_time(result.staple.revoked_at.value_or(
                                     result.staple.this_update.value_or(judge.now)))));
    if (leaf.must_staple && result.staple.status != Status::good
        && result.staple.status != Status::revoked)
        examiner.add(Fail::must_staple_unmet,
                     fmt::format("the certificate demands a stapled response: {}{}{}",
                                 name(result.staple.status), shown.staple.empty() ? "" : ", ",
                                 result.staple.detail));
    if (judge.answers) examiner.answers(*judge.answers, leaf);
    // What only a whole path shows: name constraints, lengths.
    if (path.is_trusted && result.reasons.empty()) {
        std::vector<Bytes> ders;
        for (const Certificate* link : path.links) ders.push_back(link->der);
        if (std::string why = why_refused(ders); !why.empty())
            examiner.add(Fail::malformed, std::move(why));
    }
    std::stable_sort(result.reasons.begin(), result.reasons.end(),
                     [](const Reason& a, const Reason& b) { return a.fail < b.fail; });
    return result;
}

}  // namespace tlslint::live
