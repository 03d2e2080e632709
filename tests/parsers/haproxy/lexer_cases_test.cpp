// SPDX-License-Identifier: Apache-2.0
// The verdicts in fixtures/haproxy/lexer-cases.jsonl are those of real HAProxy 2.6.12: `lines` came
// from its own parse_line, `error` from `haproxy -c`.
#include "parsers/model/server.hpp"
#include "parsers/text/source.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>

namespace tlslint {
namespace {

using Json = nlohmann::json;

std::vector<std::string> words_of(Directive directive) {
    std::vector<std::string> words{std::string(directive.name().text)};
    for (const Word word : directive.args()) words.emplace_back(word.text);
    return words;
}

struct Line {
    std::vector<std::string> section, args;
    unsigned line = 0;
};

void collect(const SourceFile& file, Block block, std::vector<std::string> section,
             std::vector<Line>& lines) {
    for (const Directive directive : block) {
        if (directive.active() == Truth::no) continue;
        std::vector<std::string> words = words_of(directive);
        const unsigned line = file.position(directive.span().begin).line;
        if (directive.shape() == Shape::block) {
            section.assign(words.begin(), words.begin() + std::min<long>(2, words.size()));
            lines.push_back({section, words, line});
            collect(file, directive.block(), section, lines);
        } else if (!words[0].starts_with('.')) {
            lines.push_back({section, std::move(words), line});
        }
    }
}

std::string comparable(std::string message) {
    while (!message.empty() && (message.back() == '.' || message.back() == ':')) message.pop_back();
    return message;
}

TEST(HaproxyLexer, AgreesWithHaproxyOnEveryRecordedCase) {
    std::ifstream cases(TLSLINT_SOURCE_DIR "/fixtures/haproxy/lexer-cases.jsonl");
    std::size_t count = 0;
    for (std::string text; std::getline(cases, text); ++count) {
        const Json wanted = Json::parse(text);
        SCOPED_TRACE(wanted["name"].get<std::string>());
        Model model(*servers::find("haproxy"));
        model.facts.server = {2, 6, 12};
        model.facts.openssl_text = "3.0.22";
        model.facts.environment =
            wanted["env"].get<std::map<std::string, std::string, std::less<>>>();
        model.facts.environment_is_complete = true;
        const FileId id =
            model.sources.add("case.cfg", "/case.cfg", wanted["input"].get<std::string>());
        const SyntaxTree tree = model.server->parse(model, id, model.sources[id].text());
        if (!wanted["ok"].get<bool>()) {
            ASSERT_FALSE(tree.problems().empty()) << wanted["error"];
            EXPECT_EQ(comparable(tree.problems().front().message),
                      wanted["error"].get<std::string>());
            EXPECT_EQ(model.sources[id].position(tree.problems().front().at.begin).line,
                      wanted["error_line"].get<unsigned>());
            continue;
        }
        for (const Problem& problem : tree.problems()) ADD_FAILURE() << problem.message;
        std::vector<Line> lines;
        collect(model.sources[id], tree.directives(), {}, lines);
        EXPECT_EQ(lines.size(), wanted["lines"].size());
        for (std::size_t i = 0; i < std::min(lines.size(), wanted["lines"].size()); ++i) {
            const Json& line = wanted["lines"][i];
            EXPECT_EQ(lines[i].args, line["args"].get<std::vector<std::string>>());
            EXPECT_EQ(lines[i].section, line["section"].get<std::vector<std::string>>());
            EXPECT_EQ(lines[i].line, line["line"].get<unsigned>());
        }
    }
    EXPECT_EQ(count, 90U);
}

}  // namespace
}  // namespace tlslint
