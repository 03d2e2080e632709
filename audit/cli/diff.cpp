// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/json_support.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/words_support.hpp"
#include "parsers/text/result.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <ostream>

namespace tlslint {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::uintmax_t most_bytes = 1ULL << 30;

// What tells findings apart: the same one on two machines is two.
std::string key_of(const Json& finding) {
    std::string key = finding["fingerprint"].get<std::string>();
    for (const char* part : {"host", "target", "address"}) {
        const auto found = finding.find(part);
        key += '\0';
        if (found != finding.end() && found->is_string()) key += found->get<std::string>();
    }
    return key;
}

bool is_finding(const Json& finding) {
    const auto is_text = [&](const char* key) {
        const auto found = finding.find(key);
        return found != finding.end() && found->is_string();
    };
    return finding.is_object() && is_text("fingerprint") && is_text("rule") && is_text("severity")
           && is_text("message");
}

// Hidden findings are none.
bool counts(const Json& finding) {
    const auto found = finding.find("suppression");
    return found == finding.end() || found->is_null();
}

Result<Json> read_findings(const std::string& path) {
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return Error{path + ": cannot be read"};
    if (std::filesystem::file_size(path, error) > most_bytes)
        return Error{path + ": larger than 1 GiB (a limit of tlslint)"};
    std::ifstream in(path, std::ios::binary);
    Json report = Json::parse(in, nullptr, false);
    const bool is_report = report.is_object() && report.value("schema_version", Json()) == 1
                           && report.contains("findings") && report["findings"].is_array();
    if (!is_report) return Error{path + ": is no report of --format json"};
    Json findings = Json::array();
    for (Json& finding : report["findings"]) {
        if (!is_finding(finding)) return Error{path + ": holds what is no finding"};
        if (counts(finding)) findings.push_back(std::move(finding));
    }
    return findings;
}

struct Difference {
    Json added = Json::array(), fixed = Json::array(), unchanged = Json::array();
};

// Of equal ones in one report, as many are unchanged as the other has.
Difference compare(Json before, Json after) {
    std::map<std::string, std::size_t> left;
    for (const Json& finding : before) ++left[key_of(finding)];
    Difference difference;
    for (Json& finding : after) {
        std::size_t& count = left[key_of(finding)];
        (count > 0 ? difference.unchanged : difference.added).push_back(std::move(finding));
        if (count > 0) --count;
    }
    // What is left of each kind stands last in its report.
    for (auto finding = before.rbegin(); finding != before.rend(); ++finding) {
        std::size_t& count = left[key_of(*finding)];
        if (count == 0) continue;
        --count;
        difference.fixed.push_back(std::move(*finding));
    }
    std::reverse(difference.fixed.begin(), difference.fixed.end());
    return difference;
}

std::string place_of(const Json& finding) {
    const auto text = [&](const char* key) {
        const auto found = finding.find(key);
        return found != finding.end() && found->is_string() ? found->get<std::string>()
                                                            : std::string();
    };
    const auto number = [&](const char* key) {
        const auto found = finding.find(key);
        return found != finding.end() && found->is_number_unsigned() ? found->get<std::uint64_t>()
                                                                     : 0U;
    };
    const std::string file = text("file");
    if (!file.empty())
        return fmt::format("{}:{}:{}", report::printable(file), number("line"), number("column"));
    const std::string target = text("target");
    return report::printable(target.empty() ? text("host") : target);
}

void print_text(const Difference& difference, std::ostream& out) {
    const auto print = [&](const char* word, const Json& findings) {
        for (const Json& finding : findings) {
            fmt::print(out, "{}: {}: {}: {} [{}]\n", word, place_of(finding),
                       report::printable(finding["severity"].get<std::string>()),
                       report::safe_text(finding["message"].get<std::string>()),
                       report::printable(finding["rule"].get<std::string>()));
        }
    };
    print("new", difference.added);
    print("fixed", difference.fixed);
    fmt::print(out, "{} new, {} fixed, {} unchanged\n", difference.added.size(),
               difference.fixed.size(), difference.unchanged.size());
}

std::string dump(const Json& value) {
    return report::harmless_json(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

// A finding a line, as in the reports themselves.
void print_list(const char* key, const Json& findings, std::ostream& out) {
    fmt::print(out, ",\n\"{}\":[", key);
    const char* separator = "\n";
    for (const Json& finding : findings) {
        out << separator << dump(finding);
        separator = ",\n";
    }
    out << ']';
}

void print_json(const Difference& difference, std::ostream& out) {
    out << "{\"schema_version\":1,\n\"summary\":"
        << dump({{"new", difference.added.size()},
                 {"fixed", difference.fixed.size()},
                 {"unchanged", difference.unchanged.size()}});
    print_list("new", difference.added, out);
    print_list("fixed", difference.fixed, out);
    print_list("unchanged", difference.unchanged, out);
    out << "}\n";
}

constexpr std::string_view formats[] = {"text", "json"};

Exit run(const Options& options, Io& io) {
    const auto format = format_of(options, formats, io);
    if (!format) return Exit::failed;
    Result<Json> before = read_findings(options.arguments[0]);
    Result<Json> after = read_findings(options.arguments[1]);
    for (const auto* report : {&before, &after}) {
        if (!*report) complain(io, report->error());
    }
    if (!before || !after) return Exit::failed;
    const Difference difference = compare(std::move(*before), std::move(*after));
    *format == "json" ? print_json(difference, io.out) : print_text(difference, io.out);
    return difference.added.empty() ? Exit::clean : Exit::findings;
}

constexpr std::string_view options[] = {"format"};

}  // namespace

namespace commands {
extern const Command diff;
const Command diff{.name = "diff",
                   .summary = "compare two reports: what is new, fixed, unchanged",
                   .arguments = "A.json B.json",
                   .about_arguments = "reports of check --format json, the earlier one first",
                   .least = 2,
                   .most = 2,
                   .options = options,
                   .run = run};
}  // namespace commands
}  // namespace tlslint
