// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/codec.hpp"
#include "audit/fleet/schema.hpp"
#include "audit/fleet/store.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

namespace tlslint::fleet {
namespace {

constexpr std::size_t batch_size = 200;  // records in one transaction of a merge

// The number of an audit; it is written where it is new.
Result<std::int64_t> keep(Database& database, const Audit& audit, const std::string& digest) {
    std::string columns;
    Values counts = values(digest);
    for_each_count(audit, [&](std::string_view name, const auto& count) {
        columns += fmt::format(", {}", name);
        counts.push_back(to_value(count));
    });
    const auto fresh = database.run(
        fmt::format("INSERT INTO audit (digest{}) VALUES ({}) ON CONFLICT DO NOTHING RETURNING id",
                    columns, placeholders(counts.size())),
        counts);
    if (!fresh) return Error{fresh.error()};
    std::int64_t id = 0;
    if (fresh->rows.empty()) {
        const auto known = database.run("SELECT id FROM audit WHERE digest = $1", values(digest));
        if (!known) return Error{known.error()};
        if (known->rows.empty()) return Error{"an audit is there and is not"};
        take(known->rows.front().front(), id);
        return id;
    }
    take(fresh->rows.front().front(), id);
    Result<bool> done = true;
    for_each_list(audit, [&](const auto& list) {
        using Row = typename std::decay_t<decltype(list)>::value_type;
        if (list.empty()) return;
        Values row = values(id, std::int64_t{});
        const std::size_t fixed = row.size();
        std::string sql;
        std::int64_t position = 0;
        for (const Row& each : list) {
            if (!done) return;
            row.resize(fixed);
            row[1] = position++;
            Fields<Row>::visit(each, [&](std::string_view, const auto& member) {
                row.push_back(to_value(member));
            });
            if (sql.empty())
                sql =
                    fmt::format("INSERT INTO {} (audit, position, {}) VALUES ({})",
                                Fields<Row>::table, columns_of<Row>(""), placeholders(row.size()));
            done = database.send(sql, row);
        }
    });
    if (!done) return Error{done.error()};
    return id;
}

Result<Value> keep_trace(Database& database, const std::string& lines, const std::string& digest) {
    const auto known = database.run("SELECT id FROM trace WHERE digest = $1", values(digest));
    if (!known) return Error{known.error()};
    if (!known->rows.empty()) return known->rows.front().front();
    const auto fresh = database.run("INSERT INTO trace (digest, lines) VALUES ($1, $2) ON CONFLICT "
                                    "(digest) DO UPDATE SET lines = excluded.lines RETURNING id",
                                    values(digest, lines));
    if (!fresh) return Error{fresh.error()};
    return fresh->rows.front().front();
}

// Which of two records of a host stays is the same in whatever order they come: the newer one, and
// of equally old ones the greater, field by field.
constexpr std::string_view host_order[] = {"observed", "digest",  "failure",   "group_name",
                                           "owner",    "labels",  "kind",      "location",
                                           "settings", "content", "time_from", "time_until"};

std::string columns_of_host() {
    std::string columns = "run, host";
    for (const std::string_view column : host_order) columns += fmt::format(", {}", column);
    return columns + ", trace, audit";
}

// What follows `INSERT INTO host … VALUES …`.
std::string on_conflict() {
    std::string ours;
    std::string theirs;
    std::string changes;
    for (const std::string_view column : host_order) {
        ours += fmt::format("{}host.{}", ours.empty() ? "" : ", ", column);
        theirs += fmt::format("{}excluded.{}", theirs.empty() ? "" : ", ", column);
        changes += fmt::format("{} = excluded.{}, ", column, column);
    }
    return fmt::format(" ON CONFLICT (run, host) DO UPDATE SET {}trace = excluded.trace, audit = "
                       "excluded.audit WHERE ({}) > ({})",
                       changes, theirs, ours);
}

const std::string& insert_host() {
    static const std::string sql =
        fmt::format("INSERT INTO host ({}) VALUES ({}){}", columns_of_host(),
                    placeholders(std::size(host_order) + 4), on_conflict());
    return sql;
}

const std::string& repeat_host() {
    static const std::string sql = fmt::format(
        "INSERT INTO host ({}) SELECT $1, host, $2, digest, failure, $3, $4, $5, $6, $7, "
        "settings, content, time_from, time_until, trace, audit FROM host WHERE run = $8 "
        "AND host = $9{}",
        columns_of_host(), on_conflict());
    return sql;
}

Result<bool> put_host(Database& database, const std::string& run, const Store::Record& record,
                      const Value& audit, const Value& trace) {
    const HostResult& result = record.result;
    const Evidence& evidence = record.evidence;
    const Host& host = result.host;
    Values row = values(run, host.name, result.observed, result.digest, result.failure, host.group,
                        host.owner, host.labels, host.kind, host.location, evidence.settings,
                        evidence.content, evidence.from, evidence.until);
    row.push_back(trace);
    row.push_back(audit);
    return database.send(insert_host(), row);
}

// Indexes of records, by what `key` says of each. Whoever writes rows that others may write at the
// same time does so in one order: nobody waits for each other.
template <class Key>
std::vector<std::size_t> ordered(const std::vector<Store::Record>& records, const Key& key) {
    std::vector<std::size_t> order(records.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return key(records[a]) < key(records[b]); });
    return order;
}

Result<bool> put_all(Database& database, const std::string& run,
                     const std::vector<Store::Record>& records) {
    std::vector<std::string> digests(records.size());  // of the traces
    std::map<std::string, std::pair<const std::string*, Value>> traces;
    for (std::size_t i = 0; i < records.size(); ++i) {
        const std::string& lines = records[i].evidence.trace;
        if (lines.empty()) continue;
        digests[i] = digest_of(lines);
        traces.emplace(digests[i], std::pair(&lines, Value()));
    }
    for (auto& [digest, trace] : traces) {
        const Result<Value> id = keep_trace(database, *trace.first, digest);
        if (!id) return Error{id.error()};
        trace.second = *id;
    }
    std::vector<Value> audits(records.size());
    const auto digest = [](const Store::Record& record) -> const std::string& {
        return record.result.digest;
    };
    for (const std::size_t i : ordered(records, digest)) {
        const HostResult& result = records[i].result;
        if (!result.failure.empty()) continue;
        const Result<std::int64_t> id = keep(database, result.audit, result.digest);
        if (!id) return Error{id.error()};
        audits[i] = *id;
    }
    const auto name = [](const Store::Record& record) -> const std::string& {
        return record.result.host.name;
    };
    Result<bool> done = true;
    for (const std::size_t i : ordered(records, name)) {
        const auto trace = traces.find(digests[i]);
        if (done)
            done = put_host(database, run, records[i], audits[i],
                            trace == traces.end() ? Value() : trace->second.second);
    }
    return done;
}

}  // namespace

Transaction::~Transaction() {
    if (open_) static_cast<void>(database_.script("ROLLBACK"));
}

Result<bool> Transaction::begin() {
    Result<bool> done = database_.script(std::string(database_.dialect().begin));
    open_ = static_cast<bool>(done);
    return done;
}

Result<bool> Transaction::commit() {
    const Result<Rows> done = database_.run("COMMIT", {});
    if (!done) return Error{done.error()};
    open_ = false;
    return true;
}

Result<bool> Store::put(const Part& part) {
    const auto larger = [](std::string_view column) {
        return fmt::format("{0} = CASE WHEN part.{0} IS NULL OR excluded.{0} > part.{0} THEN "
                           "excluded.{0} ELSE part.{0} END, ",
                           column);
    };
    const auto stored = database_->run(
        fmt::format("INSERT INTO part (run, part, parts, now, started, finished, tool, policy) "
                    "VALUES ({}) ON CONFLICT (run, part, parts) DO UPDATE SET {}{}{}{}started = "
                    "CASE WHEN excluded.started < part.started THEN excluded.started ELSE "
                    "part.started END",
                    placeholders(8), larger("finished"), larger("now"), larger("tool"),
                    larger("policy")),
        values(part.run, part.part, part.parts, part.now, part.started, part.finished, part.tool,
               part.policy));
    if (!stored) return Error{stored.error()};
    return true;
}

Result<bool> Store::put_within(const std::string& run, const std::vector<Record>& records) {
    return put_all(*database_, run, records);
}

Result<bool> Store::put(const std::string& run, const std::vector<Record>& records) {
    Transaction transaction(*database_);
    Result<bool> done = transaction.begin();
    if (done) done = put_within(run, records);
    return done ? transaction.commit() : done;
}

Result<bool> Store::repeat_within(const std::string& run, const std::vector<Unchanged>& hosts) {
    Result<bool> done = true;
    for (const Unchanged& each : hosts) {
        const Host& host = each.host;
        if (done)
            done = database_->send(repeat_host(),
                                   values(run, each.observed, host.group, host.owner, host.labels,
                                          host.kind, host.location, each.since, host.name));
    }
    return done;
}

Result<bool> Store::repeat(const std::string& run, const std::vector<Unchanged>& hosts) {
    Transaction transaction(*database_);
    Result<bool> done = transaction.begin();
    if (done) done = repeat_within(run, hosts);
    return done ? transaction.commit() : done;
}

Result<bool> Store::merge(Store& other) {
    const Result<std::vector<Part>> parts = other.parts();
    if (!parts) return Error{parts.error()};
    Result<bool> done = true;
    std::string last;
    for (const Part& part : *parts) {
        if (done) done = put(part);
        if (!done) return done;
        if (part.run == std::exchange(last, part.run)) continue;
        std::vector<Record> batch;
        const auto flush = [&] {
            done = put(part.run, batch);
            batch.clear();
            return static_cast<bool>(done);
        };
        const Result<bool> read =
            other.for_each_record(part.run, Wanted::evidence, [&](Record& record) {
                // Nobody's word is taken for it.
                if (record.result.failure.empty())
                    record.result.digest = digest_of(encode(record.result.audit));
                batch.push_back(std::move(record));
                return batch.size() < batch_size || flush();
            });
        if (!read) return read;
        if (done) flush();
    }
    return done;
}

}  // namespace tlslint::fleet
