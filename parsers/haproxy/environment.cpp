// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/environment.hpp"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace tlslint::haproxy {

Environment::Environment(const Facts& facts)
    : complete_(facts.environment_is_complete), pseudo_(facts.server >= ServerVersion{2, 4, 0}) {
    for (const auto& [name, value] : facts.environment) set(name, State::set, value);
    if (!values_.contains("HAPROXY_BRANCH"))
        set("HAPROXY_BRANCH", State::set,
            fmt::format("{}.{}", facts.server.major, facts.server.minor));
}

Environment::Value Environment::find(std::string_view name) const {
    if (name.starts_with('.')) {
        if (pseudo_ && name == ".FILE") return {State::set, file};
        if (pseudo_ && name == ".LINE") return {State::set, line};
        if (pseudo_ && name == ".SECTION") return {State::set, section};
        return {State::unset, ""};
    }
    const auto found = values_.find(name);
    if (found == values_.end()) return {complete_ ? State::unset : State::unknown, ""};
    return {found->second.state, found->second.text};
}

void Environment::change(std::string_view statement, std::span<const std::string_view> words,
                         Truth active) {
    const bool sure = active == Truth::yes;
    const auto to = [&](State state) { return sure ? state : State::unknown; };
    if (active == Truth::no) return;
    if (statement == "setenv" && words.size() == 2) {
        set(words[0], to(State::set), words[1]);
    } else if (statement == "presetenv" && words.size() == 2) {
        if (find(words[0]).state == State::unset) set(words[0], to(State::set), words[1]);
    } else if (statement == "unsetenv") {
        for (const std::string_view name : words) set(name, to(State::unset), "");
    } else if (statement == "resetenv") {
        if (sure) return keep_only(words);
        values_.clear();
        complete_ = false;
    }
}

void Environment::change(Directive statement) {
    std::vector<std::string_view> words;
    for (const Word word : statement.args()) words.push_back(word.text);
    change(statement.name().text, words, statement.active());
}

void Environment::set(std::string_view name, State state, std::string_view value) {
    values_.insert_or_assign(std::string(name),
                             Entry{state, std::string(state == State::set ? value : "")});
}

// What nobody knows stays unknown where its name is kept.
void Environment::keep_only(std::span<const std::string_view> names) {
    std::map<std::string, Entry, std::less<>> kept;
    for (const std::string_view name : names) {
        const Value value = find(name);
        kept.insert_or_assign(std::string(name), Entry{value.state, std::string(value.text)});
    }
    values_ = std::move(kept);
    complete_ = true;
}

}  // namespace tlslint::haproxy
