// SPDX-License-Identifier: Apache-2.0
// The verdicts in fixtures/apache/lexer-cases.jsonl are those of real httpd 2.4.71 (`apache2 -t`);
// `effective` is what its DUMP_CONFIG prints.
#include "parsers/apache/reading.hpp"
#include "parsers/apache/refusals_statements.hpp"
#include "parsers/model/expand.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

namespace tlslint {
namespace {

using Json = nlohmann::json;

// JSON shows bytes as Latin-1 where they are no UTF-8.
std::string from_latin1(const std::string& text) {
    std::string bytes;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead < 0x80) {
            bytes += text[i];
        } else {
            const auto next = static_cast<unsigned char>(text[++i]);
            bytes += static_cast<char>((lead & 0x03U) << 6U | (next & 0x3FU));
        }
    }
    return bytes;
}

std::string decode_base64(const std::string& text) {
    constexpr std::string_view digits =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    unsigned value = 0;
    unsigned bits = 0;
    for (const char c : text) {
        if (c == '=') break;
        value = value << 6U | static_cast<unsigned>(digits.find(c));
        if ((bits += 6) < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(value >> bits & 0xFFU);
    }
    return bytes;
}

std::string input_of(const Json& wanted) {
    return wanted.contains("input_b64") ? decode_base64(wanted["input_b64"])
                                        : wanted["input"].get<std::string>();
}

void compare_tree(const SourceFile& file, Block block, const Json& wanted, bool bytes) {
    const auto text = [&](const Json& value) {
        return bytes ? from_latin1(value.get<std::string>()) : value.get<std::string>();
    };
    auto next = wanted.begin();
    for (const Directive directive : block) {
        ASSERT_NE(next, wanted.end()) << directive.name().text;
        EXPECT_EQ(directive.name().text, text((*next)["name"]));
        std::vector<std::string> args;
        for (const Word word : directive.args()) args.emplace_back(word.text);
        std::vector<std::string> wanted_args;
        for (const Json& arg : (*next)["args"]) wanted_args.push_back(text(arg));
        EXPECT_EQ(args, wanted_args);
        const Span span = directive.span();
        EXPECT_EQ(file.position(span.begin).line, (*next)["line"].get<unsigned>());
        EXPECT_EQ(directive.shape() == Shape::block, !(*next)["block"].is_null());
        if (directive.shape() == Shape::block)
            compare_tree(file, directive.block(), (*next)["block"], bytes);
        ++next;
    }
    EXPECT_EQ(next, wanted.end());
}

// The case as part of a configuration that loads the modules it wants, and nothing else.
struct Case {
    explicit Case(const Json& wanted) {
        std::map<std::string, std::string> files;
        std::string main = "case.conf";
        if (wanted.contains("files")) {
            for (const auto& [name, text] : wanted["files"].items())
                files["/srv/" + name] = text.get<std::string>();
            main = wanted["main"];
        } else {
            files["/srv/case.conf"] = input_of(wanted);
        }
        case_path = "/srv/" + main;
        std::string root = "ServerRoot /srv\nLoadModule mpm_event_module mod_mpm_event.so\n";
        for (const Json& module : wanted.value("modules", Json::array()))
            root += fmt::format("LoadModule {0} mod.so\n", module.get<std::string>());
        root += "Include " + main + "\n";
        files["/srv/httpd.conf"] = root;

        model.facts.server = {2, 4, 71};
        model.facts.environment = wanted.value("env", Json::object())
                                      .get<std::map<std::string, std::string, std::less<>>>();
        model.facts.environment_is_complete = true;
        ReadOptions options;
        const Json command_line = wanted.value("cli", Json::array());
        if (!command_line.empty()) options.defines.push_back(command_line[1]);
        const FileSystem memory = FileSystem::memory(std::move(files));
        add_root(model, memory, "/srv/httpd.conf", root);
        configuration = apache::read(model, memory, options);
        apache::Problems problems;
        apache::refuse_statements(model, configuration, problems);
        apache::refuse_values(model, configuration, problems);
        problems.publish(model);
    }

    // What stands against the configuration: "FILE:LINE: MESSAGE", files below /srv.
    [[nodiscard]] std::set<std::string> complaints() const {
        std::set<std::string> all;
        const auto say = [&](Span at, std::string_view told) {
            std::string message;  // as httpd's log shows bytes
            for (const char c : told) {
                const auto byte = static_cast<unsigned char>(c);
                message += byte < 0x80 ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
            }
            const Position position = model.sources.position(at);
            all.insert(fmt::format("{}:{}: {}", model.sources[at.file].path().substr(5),
                                   position.line, message));
        };
        for (const SyntaxTree& tree : model.trees) {
            for (const Problem& problem : tree.problems()) say(problem.at, problem.message);
        }
        for (const Inclusion& inclusion : model.inclusions) {
            if (inclusion.state == Inclusion::State::missing) say(inclusion.at, "missing");
        }
        return all;
    }

    Model model{*servers::find("apache")};
    std::string case_path;
    apache::Configuration configuration;
};

// As DUMP_CONFIG prints it.
std::string dumped(const apache::Statement& statement) {
    const std::string name =
        fmt::format("{}{}", statement.is_section ? "<" : "", statement.written);
    const std::string text =
        statement.raw.empty() ? name : fmt::format("{} {}", name, statement.raw);
    return statement.is_section ? text + ">" : text;
}

void compare_effective(const Case& run, const Json& wanted) {
    std::vector<std::string> lines;
    for (const apache::Statement& statement : run.configuration.statements) {
        std::size_t depth = 0;
        for (const apache::Statement* at = statement.section; at; at = at->section) ++depth;
        const SourceFile& file = run.model.sources[statement.span.file];
        const Position position = file.position(statement.span.begin);
        const std::string place =
            statement.use ? fmt::format("{} {} used on line {}", statement.use->macro,
                                        position.line, file.position(statement.use->at.begin).line)
                          : fmt::format("{} {}", file.path().substr(5), position.line);
        lines.push_back(fmt::format("{} {} {}", depth, dumped(statement), place));
    }
    std::vector<std::string> wanted_lines;
    for (const Json& line : wanted["effective"]) {
        std::string place = line.value("file", "case.conf");
        auto number = line["line"].get<unsigned>();
        // macro 'm' (defined on line 2 of "main.conf") used on line 5 of "main.conf"
        unsigned defined = 0;
        unsigned used = 0;
        char name[32] = {};
        if (std::sscanf(place.c_str(),
                        "macro '%31[^']' (defined on line %u of \"main.conf\") used on line %u",
                        name, &defined, &used)
            == 3)
            place = fmt::format("{} {} used on line {}", name, number + defined, used);
        else
            place = fmt::format("{} {}", place, number);
        wanted_lines.push_back(fmt::format("{} {} {}", line["depth"].get<unsigned>(),
                                           line["text"].get<std::string>(), place));
    }
    EXPECT_EQ(lines, wanted_lines);
}

// httpd names the file in some of its messages, and the line in others.
std::set<std::string> wanted_complaints(const Json& wanted) {
    const std::string error = wanted["error"];
    if (error.starts_with("Syntax error on line 1 of open.conf: "))
        return {error.substr(std::string("Syntax error on line 1 of open.conf: ").size())};
    const std::string file = wanted.value("error_file", "case.conf");
    auto line = wanted["error_line"].get<unsigned>();
    // httpd names the last line of a statement; we the first.
    for (const Json& directive : wanted.value("directives", Json::array())) {
        if (directive.value("last_line", 0U) == line) line = directive["line"].get<unsigned>();
    }
    // httpd names the line where the condition begins; we the tag that is wrong.
    if (wanted["name"] == "ifmodule-false-bad-nesting") line = 4;
    if (error.starts_with("Could not open") || error.starts_with("Include/"))
        return {fmt::format("{}:{}: missing", file, line)};
    if (!error.starts_with("FILE:")) {
        std::string said = error;
        for (std::size_t at = 0; (at = said.find("\"main.conf\"", at)) != std::string::npos;)
            said.replace(at, 1, "\"/srv/"), at += 7;
        return {fmt::format("{}:{}: {}", file, line, said)};
    }
    std::set<std::string> all;
    std::istringstream lines(error);
    for (std::string text; std::getline(lines, text);) all.insert(file + text.substr(4));
    return all;
}

TEST(ApacheLexer, AgreesWithHttpdOnEveryRecordedCase) {
    std::ifstream cases(TLSLINT_SOURCE_DIR "/fixtures/apache/lexer-cases.jsonl");
    std::size_t count = 0;
    for (std::string text; std::getline(cases, text); ++count) {
        const Json wanted = Json::parse(text);
        SCOPED_TRACE(wanted["name"].get<std::string>());
        const Case run(wanted);
        for (const SyntaxTree& tree : run.model.trees) {
            const SourceFile& file = run.model.sources[tree.file()];
            if (file.path() != run.case_path || !wanted.contains("directives")) continue;
            if (!wanted["directives"].is_null())
                compare_tree(file, tree.directives(), wanted["directives"],
                             wanted.contains("bytes"));
        }
        if (wanted["ok"].get<bool>()) {
            EXPECT_EQ(run.complaints(), std::set<std::string>());
        } else {
            for (const std::string& complaint : wanted_complaints(wanted))
                EXPECT_TRUE(run.complaints().contains(complaint)) << complaint;
        }
        if (wanted.contains("effective")) compare_effective(run, wanted);
    }
    EXPECT_EQ(count, 93U);
}

}  // namespace
}  // namespace tlslint
