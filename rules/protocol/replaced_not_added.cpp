// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/ascii.hpp"
#include "rules/engine/rule.hpp"
#include "rules/engine/words.hpp"

#include <fmt/format.h>

namespace tlslint::rules::protocol::replaced_not_added {
namespace {

using openssl::ProtocolSet;

ProtocolSet named(std::string_view word) {
    if (equal_ignoring_case(word, "all"))
        return ProtocolSet::range(openssl::Protocol::ssl3, openssl::Protocol::tls1_3);
    for (const openssl::Protocol protocol : ProtocolSet::all()) {
        if (equal_ignoring_case(word, openssl::name(protocol))) return {protocol};
    }
    return {};
}

void check(Directive directive, Report& report) {
    const std::string_view name = directive.name().text;
    if (directive.active() == Truth::no
        || (!equal_ignoring_case(name, "SSLProtocol")
            && !equal_ignoring_case(name, "SSLProxyProtocol")))
        return;
    ProtocolSet set;
    for (const Word word : directive.args()) {
        std::string_view text = word.text;
        const bool adds = text.starts_with('+');
        const bool removes = text.starts_with('-');
        if (adds || removes) text.remove_prefix(1);
        const ProtocolSet these = named(text);
        if (these.empty()) return;  // refused, or a variable
        const ProtocolSet lost = set - these;
        if (!adds && !removes && !lost.empty())
            report.at(word.span, fmt::format("{} replaces what stands before it: {} is off",
                                             word.text, in_words(lost)));
        set = adds ? set | these : removes ? set - these : these;
    }
}

constexpr Rule rule{
    .name = "protocol/replaced-not-added",
    .severity = Severity::error,
    .servers = {"apache"},
    .cause = Cause::version_mismatch,
    .summary = "A version without a sign throws away those before it",
    .why = "SSLProtocol begins anew at each word without + or -; httpd warns of it only outside of "
           "virtual hosts.",
    .remedy = "Write a sign before each version: SSLProtocol -all +TLSv1.2 +TLSv1.3.",
    .references = {{"httpd: SSLProtocol",
                    "https://httpd.apache.org/docs/2.4/mod/mod_ssl.html#sslprotocol"}},
    .since = "0.1",
    .bad = "SSLProtocol TLSv1.2 TLSv1.3",
    .good = "SSLProtocol -all +TLSv1.2 +TLSv1.3",
    .check_tree = check,
};

}  // namespace
TLSLINT_RULE(rule);
}  // namespace tlslint::rules::protocol::replaced_not_added
