// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/store.hpp"

#include "audit/fleet/schema.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace tlslint::fleet {
namespace {

constexpr std::int64_t page_size = 200;  // hosts that are in memory at a time

// Of the table of hosts, beside run and name.
constexpr std::string_view host_columns =
    "host.host, host.observed, host.digest, host.failure, host.group_name, host.owner, "
    "host.labels, host.kind, host.location, host.audit";

HostResult host_of(const Values& row) {
    HostResult result;
    take(row[0], result.host.name);
    take(row[1], result.observed);
    take(row[2], result.digest);
    take(row[3], result.failure);
    take(row[4], result.host.group);
    take(row[5], result.host.owner);
    take(row[6], result.host.labels);
    take(row[7], result.host.kind);
    take(row[8], result.host.location);
    return result;
}

constexpr std::string_view evidence_columns =
    ", host.settings, host.content, host.time_from, host.time_until, trace.lines";

Evidence evidence_of(std::span<const Value> row) {
    Evidence evidence;
    take(row[0], evidence.settings);
    take(row[1], evidence.content);
    take(row[2], evidence.from);
    take(row[3], evidence.until);
    take(row[4], evidence.trace);
    return evidence;
}

// Audits by the numbers that the store gives them.
using Audits = std::map<std::int64_t, Audit>;

constexpr std::string_view audits_of_hosts =
    "(SELECT audit FROM host WHERE run = $1 AND host >= $2 AND host <= $3)";

Result<bool> read_counts(Database& database, const Values& range, Audits& audits) {
    std::string columns;
    const Audit audit;
    for_each_count(audit,
                   [&](std::string_view name, auto) { columns += fmt::format(", {}", name); });
    const auto rows = database.run(
        fmt::format("SELECT id{} FROM audit WHERE id IN {}", columns, audits_of_hosts), range);
    if (!rows) return Error{rows.error()};
    for (const Values& row : rows->rows) {
        std::size_t column = 0;
        std::int64_t id = 0;
        take(row[column++], id);
        for_each_count(audits[id],
                       [&](std::string_view, auto& count) { take(row[column++], count); });
    }
    return true;
}

template <class Row>
Result<bool> read_list(Database& database, const Values& range, Audits& audits,
                       std::vector<Row>& (*list_of)(Audit&)) {
    const auto rows = database.run(
        fmt::format("SELECT audit, {} FROM {} WHERE audit IN {} ORDER BY audit, position",
                    columns_of<Row>(""), Fields<Row>::table, audits_of_hosts),
        range);
    if (!rows) return Error{rows.error()};
    for (const Values& row : rows->rows) {
        std::size_t column = 0;
        std::int64_t id = 0;
        take(row[column++], id);
        Row& fresh = list_of(audits[id]).emplace_back();
        Fields<Row>::visit(fresh,
                           [&](std::string_view, auto& member) { take(row[column++], member); });
    }
    return true;
}

// The audits of the hosts between two names, each included.
Result<Audits> read_audits(Database& database, const std::string& run, const std::string& first,
                           const std::string& last) {
    Audits audits;
    const Values range = values(run, first, last);
    Result<bool> done = read_counts(database, range, audits);
    Audit shape;
    for_each_list(shape, [&](auto& list) {
        using Row = typename std::decay_t<decltype(list)>::value_type;
        if (!done) return;
        done = read_list<Row>(database, range, audits, [](Audit& audit) -> std::vector<Row>& {
            std::vector<Row>* found = nullptr;
            for_each_list(audit, [&](auto& each) {
                if constexpr (std::is_same_v<std::decay_t<decltype(each)>, std::vector<Row>>)
                    found = &each;
            });
            return *found;
        });
    });
    if (!done) return Error{done.error()};
    return audits;
}

}  // namespace

bool is_shared(std::string_view where) {
    return where.starts_with("postgresql://") || where.starts_with("postgres://");
}

Store::Store(std::unique_ptr<Database> database) : database_(std::move(database)) {}
Store::Store(Store&&) noexcept = default;
Store& Store::operator=(Store&&) noexcept = default;
Store::~Store() = default;

Result<Store> Store::open(const std::string& where, Access access) {
    auto database = is_shared(where) ? open_postgres(where) : open_sqlite(where, access);
    if (!database) return Error{database.error()};
    if (access == Access::write) {
        Transaction transaction(**database);
        Result<bool> done = transaction.begin();
        const Database::Dialect& words = (*database)->dialect();
        if (done && !words.alone.empty()) done = (*database)->script(std::string(words.alone));
        if (done) done = (*database)->script(schema(words));
        if (done) done = transaction.commit();
        if (!done) return Error{done.error()};
    }
    const auto version = (*database)->run("SELECT value FROM meta WHERE name = 'schema'", {});
    // A URL may hold a password.
    const std::string name = is_shared(where) ? "the database" : where;
    if (!version) return Error{fmt::format("{} is no store of a fleet", name)};
    std::int64_t number = 0;
    if (!version->rows.empty()) take(version->rows.front().front(), number);
    if (number != schema_version)
        return Error{fmt::format("{} was made by another release of tlslint (its tables are "
                                 "version {}, ours {})",
                                 name, number, schema_version)};
    return Store(std::move(*database));
}

Result<std::vector<Store::Part>> Store::parts() {
    const auto rows =
        database_->run("SELECT run, part, parts, now, started, finished, tool, policy "
                       "FROM part ORDER BY run, parts, part",
                       {});
    if (!rows) return Error{rows.error()};
    std::vector<Part> parts;
    for (const Values& row : rows->rows) {
        Part& part = parts.emplace_back();
        take(row[0], part.run);
        take(row[1], part.part);
        take(row[2], part.parts);
        take(row[3], part.now);
        take(row[4], part.started);
        take(row[5], part.finished);
        take(row[6], part.tool);
        take(row[7], part.policy);
    }
    return parts;
}

Result<std::vector<Run>> Store::runs() {
    const auto parts = this->parts();
    if (!parts) return Error{parts.error()};
    std::vector<Run> runs;
    std::size_t of_run = 0;
    for (const Part& part : *parts) {
        const bool is_new = runs.empty() || runs.back().id != part.run;
        if (is_new) {
            runs.push_back({.id = part.run,
                            .now = part.now,
                            .started = part.started,
                            .tool = part.tool,
                            .policy = part.policy});
            of_run = 0;
        }
        Run& run = runs.back();
        run.now = std::max(run.now, part.now);
        run.started = std::min(run.started, part.started);
        run.parts = std::max(run.parts, part.parts);
        ++of_run;
        if (part.finished) {
            ++run.parts_finished;
            run.finished = std::max(run.finished.value_or(*part.finished), *part.finished);
        }
        if (of_run > run.parts) run.parts = static_cast<std::uint32_t>(of_run);
    }
    const auto counts =
        database_->run("SELECT run, COUNT(*), SUM(CASE WHEN failure <> '' THEN 1 ELSE "
                       "0 END) FROM host GROUP BY run",
                       {});
    if (!counts) return Error{counts.error()};
    for (const Values& row : counts->rows) {
        std::string id;
        take(row[0], id);
        const auto run =
            std::find_if(runs.begin(), runs.end(), [&](const Run& r) { return r.id == id; });
        if (run == runs.end()) continue;
        take(row[1], run->hosts);
        take(row[2], run->failed);
    }
    for (Run& run : runs) {
        if (run.parts_finished < run.parts) run.finished.reset();
    }
    std::sort(runs.begin(), runs.end(), [](const Run& a, const Run& b) {
        return std::tie(a.started, a.id) < std::tie(b.started, b.id);
    });
    return runs;
}

Result<Run> Store::run(const std::string& id) {
    Result<std::vector<Run>> all = runs();
    if (!all) return Error{all.error()};
    if (id.empty() && !all->empty()) return all->back();
    const auto found =
        std::find_if(all->begin(), all->end(), [&](const Run& run) { return run.id == id; });
    if (found != all->end()) return *found;
    if (all->empty()) return Error{"the store holds no run yet"};
    return Error{fmt::format("no run is named \"{}\"; the latest is {}", id, all->back().id)};
}

Result<bool> Store::for_each_host(const std::string& run,
                                  const std::function<bool(const HostResult&)>& visit) {
    return for_each_record(run, Wanted::results,
                           [&](Record& record) { return visit(record.result); });
}

Result<bool> Store::for_each_record(const std::string& run, Wanted wanted,
                                    const std::function<bool(Record&)>& visit) {
    const bool all = wanted == Wanted::evidence;
    const std::string sql =
        fmt::format("SELECT {}{} FROM host {}WHERE run = $1 AND host > $2 ORDER BY host LIMIT {}",
                    host_columns, all ? evidence_columns : "",
                    all ? "LEFT JOIN trace ON trace.id = host.trace " : "", page_size);
    for (std::string after;;) {  // names are never empty
        const auto page = database_->run(sql, values(run, after));
        if (!page) return Error{page.error()};
        if (page->rows.empty()) return true;
        std::string first;
        take(page->rows.front().front(), first);
        take(page->rows.back().front(), after);
        Result<Audits> audits = read_audits(*database_, run, first, after);
        if (!audits) return Error{audits.error()};
        for (const Values& row : page->rows) {
            Record record{host_of(row), {}};
            std::int64_t id = 0;
            take(row[9], id);
            if (const auto found = audits->find(id); found != audits->end())
                record.result.audit = found->second;
            if (all) record.evidence = evidence_of(std::span(row).subspan(10));
            if (!visit(record)) return false;
        }
    }
}

Result<std::optional<HostResult>> Store::host(const std::string& run, const std::string& name) {
    const auto rows = database_->run(
        fmt::format("SELECT {} FROM host WHERE run = $1 AND host = $2", host_columns),
        values(run, name));
    if (!rows) return Error{rows.error()};
    if (rows->rows.empty()) return std::optional<HostResult>();
    Result<Audits> audits = read_audits(*database_, run, name, name);
    if (!audits) return Error{audits.error()};
    HostResult host = host_of(rows->rows.front());
    if (!audits->empty()) host.audit = std::move(audits->begin()->second);
    return std::optional(std::move(host));
}

Result<std::optional<Store::Seen>> Store::seen(const std::string& host) {
    const auto rows = database_->run(
        fmt::format("SELECT host.run{} FROM host LEFT JOIN trace ON trace.id = host.trace WHERE "
                    "host.host = $1 AND host.failure = '' ORDER BY host.observed DESC, host.run "
                    "DESC LIMIT 1",
                    evidence_columns),
        values(host));
    if (!rows) return Error{rows.error()};
    if (rows->rows.empty()) return std::optional<Seen>();
    const Values& row = rows->rows.front();
    Seen seen{{}, evidence_of(std::span(row).subspan(1))};
    take(row.front(), seen.run);
    return std::optional(std::move(seen));
}

Result<std::vector<std::string>> Store::names(const std::string& run) {
    const auto rows =
        database_->run("SELECT host FROM host WHERE run = $1 ORDER BY host", values(run));
    if (!rows) return Error{rows.error()};
    std::vector<std::string> names;
    for (const Values& row : rows->rows) take(row.front(), names.emplace_back());
    return names;
}

Result<Store::Tally> Store::tally(const std::string& run) {
    const auto hosts = database_->run(
        "SELECT COUNT(*), COUNT(CASE WHEN failure <> '' THEN 1 END), COUNT(CASE WHEN EXISTS "
        "(SELECT 1 FROM finding WHERE finding.audit = host.audit AND severity <> 'info') THEN 1 "
        "END) FROM host WHERE run = $1",
        values(run));
    if (!hosts) return Error{hosts.error()};
    Tally tally;
    const Values& row = hosts->rows.front();
    take(row[0], tally.hosts);
    take(row[1], tally.failed);
    take(row[2], tally.hosts_with_findings);
    const auto findings = database_->run(
        "SELECT severity, COUNT(*) FROM host JOIN finding ON finding.audit = host.audit WHERE run "
        "= $1 GROUP BY severity",
        values(run));
    if (!findings) return Error{findings.error()};
    for (const Values& each : findings->rows) {
        report::Severity severity{};
        take(each[0], severity);
        switch (severity) {
        case report::Severity::error: take(each[1], tally.errors); break;
        case report::Severity::warning: take(each[1], tally.warnings); break;
        case report::Severity::info: take(each[1], tally.infos); break;
        }
    }
    return tally;
}

Result<Store::Table> Store::query(const std::string& sql, std::size_t most_rows) {
    Result<Rows> rows = database_->question(sql, most_rows);
    if (!rows) return Error{rows.error()};
    Table table{std::move(rows->columns), {}};
    for (Values& row : rows->rows) {
        auto& fresh = table.rows.emplace_back();
        for (Value& value : row) {
            if (const auto* number = std::get_if<std::int64_t>(&value)) {
                fresh.emplace_back(std::to_string(*number));
            } else if (auto* words = std::get_if<std::string>(&value)) {
                fresh.emplace_back(std::move(*words));
            } else {
                fresh.emplace_back();
            }
        }
    }
    return table;
}

}  // namespace tlslint::fleet
