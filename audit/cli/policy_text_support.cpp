// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/policy_text_support.hpp"

#include "audit/report/words_support.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>
#include <string>
#include <vector>

namespace tlslint {
namespace {

constexpr std::size_t title_width = 18;

std::string joined(const std::vector<std::string>& words) {
    return fmt::format("{}", fmt::join(words, ", "));
}

/// Suites as OpenSSL calls them, which is what configurations hold.
std::string joined(const std::vector<const openssl::Suite*>& suites) {
    std::string text;
    for (const openssl::Suite* suite : suites)
        text += fmt::format("{}{}", text.empty() ? "" : ", ",
                            suite->openssl.empty() ? suite->iana : suite->openssl);
    return text;
}

std::string joined(const std::vector<const openssl::Group*>& groups) {
    std::string text;
    for (const openssl::Group* group : groups)
        text += fmt::format("{}{}", text.empty() ? "" : ", ", group->openssl);
    return text;
}

class Page {
  public:
    Page(std::ostream& out, unsigned width) : out_(out), width_(width) {}

    void row(std::string_view title, const std::string& value) {
        if (value.empty()) return;
        const std::string text = report::paragraph(std::string(title_width, ' '), value, width_);
        fmt::print(out_, "{:<{}}{}", title, title_width, text.substr(title_width));
    }

    void bits(std::string_view title, int least) {
        if (least > 0) row(title, fmt::format("{} bits or more", least));
    }

    void suites(std::string_view title, const SuiteClause& clause) {
        if (clause.mode == SuiteClause::Mode::allow)
            row(title, clause.allow.empty() ? "none" : joined(clause.allow));
        row("  tolerated", joined(clause.tolerate));
        row("  forbidden", joined(clause.forbid));
        row("  recommended", joined(clause.recommend));
        criteria("  must not", clause.must_not);
        criteria("  should not", clause.should_not);
        if (clause.server_preference)
            row("  order", *clause.server_preference ? "the server's decides" : "either side's");
    }

  private:
    void criteria(std::string_view title, const SuiteCriteria& criteria) {
        std::vector<std::string> words;
        for (const openssl::KeyExchange exchange : criteria.key_exchange)
            words.push_back(fmt::format("key exchange {}", openssl::name(exchange)));
        for (const openssl::Encryption encryption : criteria.encryption)
            words.emplace_back(openssl::name(encryption));
        if (criteria.below_bits > 0)
            words.push_back(fmt::format("less than {} bits of strength", criteria.below_bits));
        if (criteria.exported) words.emplace_back("export suites");
        if (criteria.anonymous) words.emplace_back("anonymous suites");
        row(title, joined(words));
    }

    std::ostream& out_;
    unsigned width_;
};

}  // namespace

std::string_view describe_mode(SuiteClause::Mode mode) {
    switch (mode) {
    case SuiteClause::Mode::any: return "any";
    case SuiteClause::Mode::allow: return "allow";
    case SuiteClause::Mode::forbid: return "forbid";
    case SuiteClause::Mode::criteria: return "criteria";
    }
    return "";
}

void print_policy(const Policy& policy, unsigned width, std::ostream& out) {
    fmt::print(out, "{}: {}\n", policy.name, policy.title);
    Page page(out, width);
    page.row("by", policy.publisher);
    page.row("of", policy.date + (policy.status.empty() ? "" : ", " + policy.status));
    page.row("versions", in_words(policy.versions));
    page.row("  forbidden", in_words(policy.forbidden_versions));
    page.row("  required", in_words(policy.required_versions));
    page.suites("suites", policy.suites);
    page.suites("TLS 1.3 suites", policy.suites13);
    const GroupClause& groups = policy.groups;
    page.row("groups", joined(groups.allow));
    page.row("  one of", joined(groups.require_any));
    page.row("  required", joined(groups.require));
    page.row("  recommended", joined(groups.recommend));
    page.row("  forbidden", joined(groups.forbid));
    page.bits("  curves", groups.min_bits);
    page.bits("RSA keys", policy.rsa_min_bits);
    page.bits("EC keys", policy.ec_min_bits);
    page.bits("DH parameters", policy.dh_min_bits);
    page.row("certificates", joined(policy.certificate_types));
    page.row("  signatures", joined(policy.certificate_signatures));
    page.row("  not hashed by", joined(policy.forbidden_hashes));
    if (policy.max_certificate_days > 0)
        page.row("  lifetime", fmt::format("{} days at most", policy.max_certificate_days));
    page.row("HSTS", fmt::format("{} seconds or more", policy.hsts_seconds));
    if (policy.staple != Policy::Staple::unspecified)
        page.row("OCSP stapling",
                 policy.staple == Policy::Staple::required ? "required" : "recommended");
    if (policy.ticket_key_days > 0)
        page.row("ticket keys", fmt::format("{} days old at most", policy.ticket_key_days));
    if (policy.early_data == false) page.row("early data", "not allowed");
    for (const Policy::Note& note : policy.notes) page.row("note", note.text);
    for (const std::string& source : policy.sources) page.row("source", source);
}

}  // namespace tlslint
