// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/fleet/store.hpp"
#include "audit/report/csv_support.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/json_value_support.hpp"
#include "audit/report/secret_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <ostream>

namespace tlslint {
namespace {

using Table = fleet::Store::Table;

constexpr std::size_t most_rows = 1'000'000;
constexpr std::size_t widest_cell = 60;  // columns of a terminal

std::string literal(const std::string& text) {
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'') quoted += c;
        quoted += c;
    }
    return quoted + "'";
}

/// What a question may be about, as tables of one run: the store itself keeps equal audits once.
std::string relations_of(const std::string& run) {
    std::string sql = fmt::format(
        "WITH hosts AS (SELECT host, group_name, owner, labels, kind, location, failure, audit, "
        "files, unreadable, with_problems, endpoint_count, suppressed FROM host LEFT JOIN audit ON "
        "audit.id = host.audit WHERE run = {})",
        literal(run));
    for (const auto& [name, table] :
         {std::pair("findings", "finding"), std::pair("certificates", "certificate"),
          std::pair("endpoints", "endpoint"), std::pair("servers", "server"),
          std::pair("questions", "undetermined")})
        sql += fmt::format(", {} AS (SELECT hosts.host, hosts.group_name, hosts.owner, {}.* FROM "
                           "hosts JOIN {} ON {}.audit = hosts.audit)",
                           name, table, table, table);
    return sql;
}

/// The user's question after our relations; its own, if it has some, follow them.
std::string with_relations(const std::string& run, std::string_view question) {
    const std::size_t begin = question.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return "";
    question.remove_prefix(begin);
    constexpr std::string_view with = "with";
    const bool has_own = question.size() > with.size()
                         && std::equal(with.begin(), with.end(), question.begin(),
                                       [](char a, char b) {
                                           return a == std::tolower(static_cast<unsigned char>(b));
                                       })
                         && std::isspace(static_cast<unsigned char>(question[with.size()]));
    if (!has_own) return relations_of(run) + " " + std::string(question);
    return relations_of(run) + ", " + std::string(question.substr(with.size() + 1));
}

std::string shown(const std::optional<std::string>& cell) {
    return cell ? report::safe_text(*cell) : "";
}

void print_text(const Table& table, std::ostream& out) {
    std::vector<std::size_t> widths;
    for (const std::string& column : table.columns)
        widths.push_back(report::columns(report::printable(column)));
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], std::min(widest_cell, report::columns(shown(row[i]))));
    }
    const auto print = [&](const auto& cells, const auto& spell) {
        std::string line;
        std::size_t wanted = 0;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string text = report::cut(spell(cells[i]), widths[i]);
            line += text;
            wanted = widths[i] - std::min(widths[i], report::columns(text)) + 2;
            if (i + 1 < cells.size()) line.append(wanted, ' ');
        }
        line.erase(line.find_last_not_of(' ') + 1);
        out << line << '\n';
    };
    print(table.columns, [](const std::string& name) { return report::printable(name); });
    for (const auto& row : table.rows) print(row, shown);
}

void print_csv(const Table& table, std::ostream& out) {
    std::vector<std::string> cells;
    for (const std::string& column : table.columns) cells.push_back(report::printable(column));
    report::write_csv_row(cells, out);
    for (const auto& row : table.rows) {
        cells.clear();
        for (const auto& cell : row) cells.push_back(shown(cell));
        report::write_csv_row(cells, out);
    }
}

// An array of arrays: two columns of a question may have one name.
void print_json(const Table& table, std::ostream& out) {
    out << "{\"schema_version\":1,\n\"columns\":" << report::print(report::Json(table.columns))
        << ",\n\"rows\":[";
    std::string_view joint = "\n";
    for (const auto& row : table.rows) {
        report::Json cells = report::Json::array();
        for (const auto& cell : row)
            cells.push_back(cell ? report::prose(*cell) : report::Json(nullptr));
        out << joint << report::print(cells);
        joint = ",\n";
    }
    out << "]}\n";
}

constexpr std::string_view formats[] = {"text", "json", "csv"};

Exit run(const Options& options, Io& io) {
    const auto format = format_of(options, formats, io);
    if (!format) return Exit::failed;
    const auto fail = [&](const std::string& message) {
        complain(io, message);
        return Exit::failed;
    };
    Result<fleet::Store> store = fleet::Store::open(options.store, fleet::Access::read);
    if (!store) return fail(store.error());
    const Result<fleet::Run> of = store->run(options.run);
    if (!of) return fail(of.error());
    const std::string question = with_relations(of->id, options.arguments.front());
    if (question.empty()) return fail("fleet query: the question is empty");
    const Result<Table> table = store->query(question, most_rows);
    if (!table) return fail(table.error());
    if (*format == "json") {
        print_json(*table, io.out);
    } else if (*format == "csv") {
        print_csv(*table, io.out);
    } else {
        print_text(*table, io.out);
    }
    if (table->rows.size() == most_rows)
        return fail(fmt::format("there may be more than {} rows (a limit of tlslint)",
                                report::grouped(most_rows)));
    return Exit::clean;
}

constexpr std::string_view options[] = {"store", "of-run", "format"};

}  // namespace

namespace commands {
extern const Command fleet_query;
const Command fleet_query{.name = "fleet query",
                          .summary = "ask the store in SQL; nothing is changed",
                          .arguments = "SQL",
                          .about_arguments =
                              "a SELECT over hosts, findings, certificates, endpoints, servers and "
                              "questions of the run, such as: SELECT rule, count(*) FROM findings "
                              "GROUP BY rule",
                          .least = 1,
                          .most = 1,
                          .options = options,
                          .run = run};
}  // namespace commands
}  // namespace tlslint
