// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/clients_text_support.hpp"

#include "audit/cli/model_text_support.hpp"
#include "audit/cli/origin_text_support.hpp"
#include "audit/clients/connect.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

namespace tlslint {
namespace {

using clients::Connection;
using Result = Connection::Result;

constexpr std::size_t name_width = 20;   // "Safari 15.4 macOS 12"
constexpr std::size_t suite_width = 29;  // "ECDHE-ECDSA-AES256-GCM-SHA384"

std::string describe(const Model& model, const Connection& connection) {
    if (connection.result != Result::ok)
        return (connection.result == Result::unknown ? "unknown: " : "")
               + report::printable(connection.why);
    const std::string_view suite =
        connection.suite ? openssl::openssl_name(*connection.suite, model.facts.library.version)
                         : std::string_view("depends on the key");
    const std::string_view group = connection.group ? connection.group->openssl : "";
    std::string text =
        fmt::format("{:<7}  {:<{}}  {}", name(*connection.version), suite, suite_width, group);
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

Tone tone_of(Result result) {
    switch (result) {
    case Result::ok: return Tone::plain;
    case Result::failed: return Tone::wrong;
    case Result::unknown: return Tone::notable;
    }
    return Tone::plain;
}

std::string_view mark_of(Result result) {
    switch (result) {
    case Result::ok: return "✓";
    case Result::failed: return "✗";
    case Result::unknown: return "?";
    }
    return "";
}

// "✗ IE 8 XP               no common version: …"
std::string line_of(const Model& model, const Connection& connection, const CardStyle& style) {
    const Tone tone = tone_of(connection.result);
    const std::string indent(name_width + 4, ' ');
    std::string text = describe(model, connection);
    std::string lines;
    if (connection.result == Result::ok) {
        lines = text + '\n';  // a row of a table is not wrapped
    } else {
        const std::size_t room = std::max<std::size_t>(style.width, indent.size() + 20);
        bool first = true;
        for (const std::string& part : report::wrap(text, room - indent.size())) {
            lines += (first ? "" : indent) + part + '\n';
            first = false;
        }
    }
    return fmt::format("{} {:<{}}  {}", paint(style, tone, mark_of(connection.result)),
                       connection.client->name, name_width, lines);
}

std::string summary_of(const std::vector<Connection>& connections) {
    const auto count = [&](Result result) {
        return std::count_if(
            connections.begin(), connections.end(),
            [&](const Connection& connection) { return connection.result == result; });
    };
    std::string text =
        fmt::format("{} of {} clients connect", count(Result::ok), connections.size());
    if (const auto failed = count(Result::failed); failed > 0)
        text += fmt::format(", {} fail{}", failed, failed == 1 ? "s" : "");
    if (const auto unknown = count(Result::unknown); unknown > 0)
        text += fmt::format(", {} unknown", unknown);
    return text;
}

// Who comes to another endpoint, because it sends no name.
std::string strays(const Endpoint& endpoint, const std::vector<Connection>& connections,
                   std::size_t width) {
    std::string names;
    const Endpoint* answers = nullptr;
    for (const Connection& connection : connections) {
        if (!connection.answers || connection.answers == &endpoint) continue;
        names += (names.empty() ? "" : ", ") + std::string(connection.client->name);
        answers = connection.answers;
    }
    if (!answers) return "";
    return report::paragraph("  ",
                             fmt::format("no name is sent by {}: the default server answers, {}",
                                         names, title_of(*answers)),
                             width);
}

class Tables {
  public:
    Tables(const CardStyle& style, std::ostream& out) : style_(style), out_(out) {}

    void add(const Model& model, const Endpoint& endpoint) {
        const std::vector<Connection> connections = clients::connect(model, endpoint);
        if (connections.empty()) return;
        std::string table = "  " + summary_of(connections) + '\n'
                            + strays(endpoint, connections, style_.width) + '\n';
        for (const Connection& connection : connections)
            table += line_of(model, connection, style_);
        const std::string head = print({.title = title_of(endpoint),
                                        .subtitle = addresses_of(model, std::vector{&endpoint}),
                                        .place = place_in_words(model, endpoint.at),
                                        .rows = {}},
                                       style_);
        const auto same = std::find_if(groups_.begin(), groups_.end(),
                                       [&](const Group& group) { return group.table == table; });
        if (same == groups_.end())
            groups_.push_back({head, std::move(table)});
        else
            same->heads += head;
    }

    void write() const {
        for (const Group& group : groups_) out_ << group.heads << group.table << '\n';
        if (!groups_.empty())
            out_ << report::paragraph(
                "", "Whether a client trusts the certificate is not looked at here.", style_.width)
                 << '\n';
    }

  private:
    struct Group {
        std::string heads;
        std::string table;
    };
    const CardStyle& style_;
    std::ostream& out_;
    std::vector<Group> groups_;
};

}  // namespace

void print_clients_text(std::span<const View> views, const CardStyle& style, std::ostream& out) {
    Tables tables(style, out);
    for (const View& view : views) {
        for (const Endpoint* endpoint : view.endpoints) tables.add(*view.model, *endpoint);
    }
    tables.write();
}

}  // namespace tlslint
