// SPDX-License-Identifier: Apache-2.0
#include "rules/cipher/suites_support.hpp"

#include "rules/engine/once.hpp"
#include "rules/engine/upstreams.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace tlslint::rules::cipher {
namespace {

// What one string lets in, for all endpoints that it serves: keys differ, and so do suites.
struct Offer {
    std::vector<const Endpoint*> endpoints;
    std::vector<const openssl::Suite*> suites;
    std::vector<openssl::Range> rules;  // of the string
};

void collect(const Endpoint& endpoint, Picks picks, Offer& offer) {
    const CipherList& list = endpoint.ciphers.value;
    bool any = false;
    for (const openssl::Suite* suite : list.suites) {
        if (!picks(*suite)) continue;
        any = true;
        add_once(offer.suites, suite);
        if (!list.evaluation) continue;
        for (const openssl::Chosen& chosen : list.evaluation->suites) {
            if (chosen.suite == suite) add_once(offer.rules, chosen.by);
        }
    }
    if (any) offer.endpoints.push_back(&endpoint);
}

std::string by_which_words(const Offer& offer, std::string_view spec, const Origin& origin) {
    if (origin.kind == Origin::Kind::observed) return "";
    std::vector<std::string_view> words;
    for (const openssl::Range rule : offer.rules) add_once(words, rule.of(spec));
    if (words.size() > 3) words.resize(3);
    if (!origin.is_written()) return fmt::format("by the default list \"{}\"", spec);
    return words.empty() ? std::string() : "let in by " + tlslint::in_words(words);
}

}  // namespace

void report_suites(const Model& model, Report& report, Picks picks, std::string_view what) {
    std::map<Place, Offer> offers;
    for (const Endpoint& endpoint : model.endpoints) {
        if (!endpoint.serves_tls()) continue;
        report.judge(&endpoint);
        const Origin& origin = endpoint.ciphers.origin;
        if (!origin.is_known()) {
            report.undecided(origin);
            continue;
        }
        const Span place = origin.trail.empty() ? endpoint.at : origin.trail.front();
        collect(endpoint, picks, offers[begin_of(place)]);
    }
    for (const auto& [key, offer] : offers) {
        if (offer.suites.empty()) continue;
        const Endpoint& first = *offer.endpoints.front();
        const CipherList& list = first.ciphers.value;
        const Origin& origin = first.ciphers.origin;
        report.judge(&first);
        std::string message =
            fmt::format("offers {}", in_words(offer.suites, model.facts.library.version));
        for (const std::string& more :
             {std::string(what), by_which_words(offer, list.spec, origin)})
            if (!more.empty()) message += ", " + more;
        auto entry = report.at(origin, std::move(message));
        if (origin.is_written() && !offer.rules.empty())
            report.findings.back().at = place_of(model, origin, list.spec, offer.rules.front());
        for (const Endpoint* other : offer.endpoints)
            if (other != &first) entry.touches(*other);
    }
}

void for_each_upstream_string(
    const Model& model, const std::function<void(const Upstream&, const CipherList&)>& visit) {
    std::set<Place> seen;
    for_each_upstream(model, [&](const Upstream& upstream) {
        const Origin& origin = upstream.ciphers.origin;
        if (!origin.is_written() || !upstream.ciphers.value.evaluation) return;
        if (seen.insert(begin_of(origin.trail.front())).second)
            visit(upstream, upstream.ciphers.value);
    });
}

void for_each_string(const Model& model, Report& report,
                     const std::function<void(const Endpoint&)>& visit) {
    std::set<Place> seen;
    for (const Endpoint& endpoint : model.endpoints) {
        const Origin& origin = endpoint.ciphers.origin;
        if (!endpoint.serves_tls() || !origin.is_written() || !endpoint.ciphers.value.evaluation)
            continue;
        if (!seen.insert(begin_of(origin.trail.front())).second) continue;
        report.judge(&endpoint);
        visit(endpoint);
    }
}

Span place_of(const Model& model, const Origin& origin, std::string_view spec,
              openssl::Range part) {
    const Span statement = origin.trail.front();
    for (const Span word : origin.words) {
        const auto shift = model.sources.text(word).find(spec);
        if (shift == std::string_view::npos) continue;
        const auto begin = word.begin + static_cast<std::uint32_t>(shift);
        const Span place{word.file, begin + part.begin, begin + part.end};
        const bool same_line =
            word.file == statement.file
            && model.sources.text({word.file, statement.begin, place.end}).find('\n')
                   == std::string_view::npos;
        if (same_line) return place;
    }
    return statement;
}

std::string in_words(const std::vector<const openssl::Suite*>& suites, openssl::Version version) {
    std::vector<std::string_view> names;
    for (const openssl::Suite* suite : suites) names.push_back(openssl_name(*suite, version));
    return abridged(names);
}

Meaning meaning_of(const openssl::Remark& remark, std::string_view word) {
    if (remark.kind != openssl::Remark::Kind::unknown) return Meaning::here;
    const openssl::Suite* suite = openssl::find_iana(word);
    if (!suite) suite = openssl::find_openssl(word);
    if (suite && suite->is_tls13()) return Meaning::tls13;
    if (openssl::find_iana(word)) return Meaning::none;  // 3.2 reads it, but it is IANA's name
    const bool elsewhere = suite
                           || std::any_of(openssl::versions.begin(), openssl::versions.end(),
                                          [&](openssl::Version version) {
                                              return openssl::is_known(word, {.version = version});
                                          });
    return elsewhere ? Meaning::elsewhere : Meaning::none;
}

bool is_rc4(const openssl::Suite& suite) {
    using enum openssl::Encryption;
    return suite.encryption == rc4_40 || suite.encryption == rc4_64 || suite.encryption == rc4_128;
}

bool has_md5(const openssl::Suite& suite) {
    return suite.mac == openssl::Mac::md5;
}

bool is_triple_des_or_kin(const openssl::Suite& suite) {
    return suite.has_small_block() && suite.bits >= 112;
}

bool is_modern(const openssl::Suite& suite) {
    return suite.is_aead() && suite.has_forward_secrecy();
}

}  // namespace tlslint::rules::cipher
