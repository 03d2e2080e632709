// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/schema.hpp"

#include <type_traits>

namespace tlslint::fleet {
namespace {

// Rows of an audit, in the order in which they were found.
template <class Row>
std::string table_of(const Database::Dialect& dialect) {
    std::string columns;
    const Row row;
    Fields<Row>::visit(row, [&](std::string_view name, const auto& member) {
        const std::string_view type = column_type<std::decay_t<decltype(member)>>;
        columns += fmt::format(", {} {}", name, type.empty() ? dialect.text : type);
    });
    return fmt::format("CREATE TABLE IF NOT EXISTS {} (audit BIGINT NOT NULL, position BIGINT NOT "
                       "NULL{}, PRIMARY KEY (audit, position)){};\n",
                       Fields<Row>::table, columns, dialect.clustered);
}

}  // namespace

std::string placeholders(std::size_t count) {
    std::string list;
    for (std::size_t i = 1; i <= count; ++i) list += fmt::format("{}${}", i == 1 ? "" : ", ", i);
    return list;
}

std::string schema(const Database::Dialect& dialect) {
    std::string sql = fmt::format(
        "CREATE TABLE IF NOT EXISTS meta (name {0} PRIMARY KEY, value BIGINT NOT NULL);\n"
        "INSERT INTO meta VALUES ('schema', {3}) ON CONFLICT DO NOTHING;\n"
        "CREATE TABLE IF NOT EXISTS part (run {0} NOT NULL, part BIGINT NOT NULL, parts BIGINT NOT "
        "NULL, now BIGINT NOT NULL, started BIGINT NOT NULL, finished BIGINT, tool {0} NOT NULL, "
        "policy {0} NOT NULL, PRIMARY KEY (run, part, parts));\n"
        "CREATE TABLE IF NOT EXISTS audit (id {1}, digest {0} NOT NULL UNIQUE",
        dialect.text, dialect.identity, dialect.clustered, schema_version);
    const Audit audit;
    for_each_count(audit, [&](std::string_view name, auto) {
        sql += fmt::format(", {} BIGINT NOT NULL", name);
    });
    sql += fmt::format(
        ");\n"
        "CREATE TABLE IF NOT EXISTS trace (id {1}, digest {0} NOT NULL UNIQUE, lines {0} NOT "
        "NULL);\n"
        "CREATE TABLE IF NOT EXISTS host (run {0} NOT NULL, host {0} NOT NULL, observed BIGINT NOT "
        "NULL, digest {0} NOT NULL, failure {0} NOT NULL, group_name {0} NOT NULL, owner {0} NOT "
        "NULL, labels {0} NOT NULL, kind {0} NOT NULL, location {0} NOT NULL, settings {0} NOT "
        "NULL, content {0} NOT NULL, time_from BIGINT NOT NULL, time_until BIGINT NOT NULL, trace "
        "BIGINT, audit BIGINT, PRIMARY KEY (run, host)){2};\n"
        "CREATE INDEX IF NOT EXISTS host_by_name ON host (host, run);\n",
        dialect.text, dialect.identity, dialect.clustered);
    for_each_list(audit, [&](const auto& list) {
        sql += table_of<typename std::decay_t<decltype(list)>::value_type>(dialect);
    });
    sql += "CREATE INDEX IF NOT EXISTS finding_by_rule ON finding (rule);\n"
           "CREATE INDEX IF NOT EXISTS certificate_by_digest ON certificate (sha256);\n"
           "CREATE INDEX IF NOT EXISTS certificate_by_key ON certificate (key_id);\n";
    return sql;
}

}  // namespace tlslint::fleet
