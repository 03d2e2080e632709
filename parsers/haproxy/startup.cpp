// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/startup.hpp"

#include "parsers/haproxy/sections.hpp"
#include "parsers/text/path.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tlslint::haproxy {
namespace {

constexpr std::uint64_t most_bytes = 1 << 20;
constexpr std::size_t most_names = 10'000;
constexpr std::string_view unit = "/etc/systemd/system/haproxy.service";

template <class Visit>
void for_each_line(std::string_view text, const Visit& visit) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        line.remove_prefix(std::min(line.find_first_not_of(" \t"), line.size()));
        if (!line.empty() && line.front() != '#') visit(line);
    }
}

std::string_view first_word(std::string_view line) {
    return line.substr(0, line.find_first_of(" \t\r#"));
}

// What the service's environment and command line say.
class Service {
  public:
    explicit Service(const FileSystem& files) : files_(files) {
        read("/etc/default/haproxy");
        read(unit);
        const std::string drop_ins = fmt::format("{}.d", unit);
        if (const auto names = files.list(drop_ins, most_names)) {
            for (const std::string& name : *names) {
                if (name.ends_with(".conf")) read(fmt::format("{}/{}", drop_ins, name));
            }
        }
    }

    std::vector<std::string> configurations() const {
        std::vector<std::string> paths;
        bool next = false;
        for (const std::string& word : words()) {
            if (next)
                add(word, paths);
            else if (word.starts_with("-f") && word.size() > 2)
                add(word.substr(2), paths);
            next = !next && word == "-f";
        }
        return paths;
    }

  private:
    void read(std::string_view path) {
        const auto text = files_.read(path, most_bytes);
        if (!text) return;
        for_each_line(*text, [&](std::string_view line) { take(line); });
    }

    // NAME=VALUE, Environment="NAME=VALUE" "NAME=VALUE", ExecStart=…
    void take(std::string_view line) {
        if (line.starts_with("Environment=")) {
            for (const std::string& word : split(line.substr(12))) take_variable(word);
        } else if (line.starts_with("ExecStart=")) {
            if (line.size() > 10) command_ = line.substr(10);
        } else {
            if (line.starts_with("export ")) line.remove_prefix(7);
            const std::vector<std::string> words = split(line);
            if (words.size() == 1) take_variable(words.front());
        }
    }
    void take_variable(std::string_view text) {
        const std::size_t equals = text.find('=');
        if (equals != std::string_view::npos)
            variables_.insert_or_assign(std::string(text.substr(0, equals)),
                                        std::string(text.substr(equals + 1)));
    }

    // Quotes hold words together.
    static std::vector<std::string> split(std::string_view text) {
        std::vector<std::string> words;
        bool open = false;
        char quote = 0;
        for (const char c : text) {
            if (quote == 0 && (c == ' ' || c == '\t' || c == '\r')) {
                open = false;
                continue;
            }
            if (!open) words.emplace_back();
            open = true;
            if (quote == 0 && (c == '"' || c == '\''))
                quote = c;
            else if (c == quote)
                quote = 0;
            else
                words.back() += c;
        }
        return words;
    }

    // A variable alone stands for its words.
    std::vector<std::string> words() const {
        std::vector<std::string> words;
        for (const std::string& word : split(command_)) {
            std::string_view name = word;
            if (name.starts_with("${") && name.ends_with('}'))
                name = name.substr(2, name.size() - 3);
            else if (name.starts_with('$'))
                name.remove_prefix(1);
            else
                name = "";
            const auto found = variables_.find(name);
            if (name.empty()) {
                words.push_back(word);
            } else if (found != variables_.end()) {
                for (std::string& each : split(found->second)) words.push_back(std::move(each));
            }
        }
        return words;
    }

    // Of a directory those whose name's first ".cfg" is its end, in the order of bytes.
    void add(const std::string& path, std::vector<std::string>& paths) const {
        if (files_.status(path).kind != FileStatus::Kind::directory) return paths.push_back(path);
        const auto names = files_.list(path, most_names);
        if (!names) return;
        for (const std::string& name : *names) {
            if (!name.starts_with('.') && name.find(".cfg") + 4 == name.size())
                paths.push_back(joined(path, name));
        }
    }

    const FileSystem& files_;
    // Debian's unit.
    std::string command_ = "/usr/sbin/haproxy -Ws -f $CONFIG -p $PIDFILE $EXTRAOPTS";
    std::map<std::string, std::string, std::less<>> variables_{
        {"CONFIG", "/etc/haproxy/haproxy.cfg"}};
};

}  // namespace

Share share(std::string_view text) {
    bool global = false, serves = false;
    for_each_line(text, [&](std::string_view line) {
        const Section* section = find_section(first_word(line));
        if (!section) return;
        global = global || section->kind == Section::Kind::global;
        serves = serves || section->kind == Section::Kind::proxy;
    });
    if (!global) return Share::continuation;
    return serves ? Share::whole : Share::beginning;
}

std::vector<std::string> started_with(const FileSystem& files, std::string_view path) {
    if (!path.starts_with("/etc/")) return {};
    std::vector<std::string> all = Service(files).configurations();
    if (std::find(all.begin(), all.end(), path) == all.end()) all.clear();
    return all;
}

}  // namespace tlslint::haproxy
