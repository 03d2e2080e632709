// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/cipher_report_support.hpp"
#include "audit/report/json_support.hpp"
#include "parsers/openssl/levels.hpp"
#include "parsers/openssl/nearest.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <ostream>

namespace tlslint {
namespace {

using Json = nlohmann::ordered_json;

std::string dump(const Json& value) {
    return report::harmless_json(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json text_or_null(std::string_view text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json json_of(const openssl::Suite& suite, const CipherReport& report) {
    const openssl::Version version = report.library.version;
    const Policy& policy = report.policy;
    return {{"name", openssl::openssl_name(suite, version)},
            {"iana", text_or_null(suite.iana)},
            {"id", fmt::format("0x{:04X}", suite.id)},
            {"strength_bits", openssl::strength_bits(suite, version)},
            {"forward_secrecy", suite.has_forward_secrecy()},
            {"aead", suite.is_aead()},
            {"usable", openssl::suite_allowed(suite, version, report.level)},
            {"verdicts", {{policy.family(), policy.allows(suite) ? "allowed" : "not-allowed"}}}};
}

std::string_view why(openssl::Remark::Kind kind) {
    switch (kind) {
    case openssl::Remark::Kind::unknown: return "unknown";
    case openssl::Remark::Kind::contradiction: return "contradiction";
    case openssl::Remark::Kind::no_effect: return "no-effect";
    }
    return "";
}

Json json_of(const openssl::Remark& remark, const CipherReport& report) {
    const std::string_view word = remark.word.of(report.text);
    Json json{{"word", word}, {"position", remark.word.begin}};
    if (remark.kind == openssl::Remark::Kind::unknown) {
        json["nearest"] = text_or_null(openssl::nearest_cipher_word(word, report.library));
    } else {
        json["why"] = why(remark.kind);
    }
    return json;
}

}  // namespace

void print_json(const CipherReport& report, std::ostream& out) {
    const openssl::Evaluation& evaluation = report.evaluation;
    std::string head = dump({{"schema_version", 1},
                             {"openssl", openssl::name(report.library.version)},
                             {"string", report.text},
                             {"ok", evaluation.ok()},
                             {"error", text_or_null(openssl::name(evaluation.refusal))},
                             {"security_level", report.level}});
    head.pop_back();
    out << head << ",\n\"ciphers\":[";
    std::string_view joint = "\n";
    for (const openssl::Chosen& chosen : evaluation.suites) {
        out << joint << dump(json_of(*chosen.suite, report));
        joint = ",\n";
    }
    Json unknown = Json::array();
    Json dead = Json::array();
    for (const openssl::Remark& remark : evaluation.remarks) {
        const bool is_unknown = remark.kind == openssl::Remark::Kind::unknown;
        (is_unknown ? unknown : dead).push_back(json_of(remark, report));
    }
    out << "],\n\"unknown_words\":" << dump(unknown) << ",\n\"dead_words\":" << dump(dead) << "}\n";
}

}  // namespace tlslint
