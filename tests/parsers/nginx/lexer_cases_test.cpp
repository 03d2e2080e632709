// SPDX-License-Identifier: Apache-2.0
// The verdicts in fixtures/nginx/lexer-cases.jsonl are those of real nginx (1.22.1 and 1.31.5, with
// lua-nginx-module where marked "openresty"): `directives` came from its own lexer, `error` from
// `nginx -t`.
#include "parsers/model/server.hpp"
#include "parsers/text/source.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>

namespace tlslint {
namespace {

using Json = nlohmann::json;

bool concerns_reading(const Problem& problem) {
    return problem.kind == Problem::Kind::syntax || problem.kind == Problem::Kind::limit;
}

void expect_equal(const SourceFile& file, Block block, const Json& expected) {
    std::size_t count = 0;
    for (const Directive directive : block) {
        ASSERT_LT(count, expected.size()) << "one statement too many: " << directive.name().text;
        const Json& wanted = expected[count++];
        EXPECT_EQ(directive.name().text, wanted["name"].get<std::string>());
        std::vector<std::string> args;
        for (const Word word : directive.args()) args.emplace_back(word.text);
        EXPECT_EQ(args, wanted["args"].get<std::vector<std::string>>());
        if (wanted.contains("line")) {
            EXPECT_EQ(file.position(directive.span().begin).line, wanted["line"].get<unsigned>());
        }
        if (wanted.contains("endline")) {
            EXPECT_EQ(file.position(directive.span().end - 1).line,
                      wanted["endline"].get<unsigned>());
        }
        if (wanted.contains("quoted")) {
            std::vector<bool> quoted{directive.name().quoted};
            for (const Word word : directive.args()) quoted.push_back(word.quoted);
            EXPECT_EQ(quoted, wanted["quoted"].get<std::vector<bool>>());
        }
        EXPECT_EQ(directive.shape() == Shape::body, wanted.value("lua", false));
        EXPECT_EQ(directive.shape() == Shape::block, !wanted["block"].is_null());
        if (wanted["block"].is_array()) expect_equal(file, directive.block(), wanted["block"]);
    }
    EXPECT_EQ(count, expected.size());
}

// What nginx says, less the places that our messages give in another way.
std::string comparable(std::string message) {
    const std::string_view tails[] = {" in PREFIX/"};
    for (const std::string_view tail : tails) {
        if (const auto at = message.find(tail); at != std::string::npos) message.resize(at);
    }
    return message;
}

void expect_refused(const SourceFile& file, const SyntaxTree& tree, const Json& wanted) {
    const auto& problems = tree.problems();
    const auto first = std::find_if(problems.begin(), problems.end(), concerns_reading);
    ASSERT_NE(first, problems.end()) << "nginx refuses it: " << wanted["error"];
    const unsigned line = file.position(first->at.begin).line;
    // nginx stops at an unknown word before it meets the fault of the text.
    const bool unknown = wanted["error"].get<std::string>().starts_with("unknown directive");
    const std::string suffix =
        unknown && wanted.contains("error_context_free") ? "_context_free" : "";
    EXPECT_EQ(first->message, comparable(wanted["error" + suffix].get<std::string>()));
    const std::string line_key =
        unknown && !suffix.empty() ? "error_context_free_line" : "error_line";
    if (wanted.contains(line_key)) {
        EXPECT_EQ(line, wanted[line_key].get<unsigned>());
    }
}

TEST(NginxLexer, AgreesWithNginxOnEveryRecordedCase) {
    std::ifstream cases(TLSLINT_SOURCE_DIR "/fixtures/nginx/lexer-cases.jsonl");
    std::size_t count = 0;
    for (std::string line; std::getline(cases, line); ++count) {
        const Json wanted = Json::parse(line);
        SCOPED_TRACE(wanted["name"].get<std::string>());
        Model model(*servers::find("nginx"));
        SourceSet& sources = model.sources;
        const FileId id =
            sources.add("nginx.conf", "/etc/nginx/nginx.conf", wanted["input"].get<std::string>());
        const SyntaxTree tree = model.server->parse(model, id, sources[id].text());
        if (!wanted["ok"].get<bool>()) {
            expect_refused(sources[id], tree, wanted);
            continue;
        }
        for (const Problem& problem : tree.problems()) {
            EXPECT_FALSE(concerns_reading(problem)) << problem.message;
        }
        if (wanted.contains("directives"))
            expect_equal(sources[id], tree.directives(), wanted["directives"]);
    }
    EXPECT_EQ(count, 141U);
}

}  // namespace
}  // namespace tlslint
