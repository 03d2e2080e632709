// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/queue.hpp"

#include "audit/fleet/columns.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

namespace tlslint::fleet {
namespace {

// The database's clock, in microseconds: those of the workers may differ, and jump.
constexpr std::string_view now = "CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)";

constexpr std::size_t leased_again = 4;  // of hosts whose worker was lost

std::string tables(const Database::Dialect& dialect) {
    return fmt::format(
        "CREATE TABLE IF NOT EXISTS job (run {0} PRIMARY KEY, options {0} NOT NULL);\n"
        "CREATE TABLE IF NOT EXISTS task (run {0} NOT NULL, host {0} NOT NULL, group_name {0} NOT "
        "NULL, owner {0} NOT NULL, labels {0} NOT NULL, kind {0} NOT NULL, location {0} NOT NULL, "
        "target {0} NOT NULL, policy {0} NOT NULL, live BIGINT NOT NULL, done BIGINT NOT NULL, "
        "attempts BIGINT NOT NULL, worker {0} NOT NULL, lease BIGINT NOT NULL, PRIMARY KEY (run, "
        "host));\n"
        "CREATE INDEX IF NOT EXISTS task_open ON task (run, live, host) WHERE done = 0;\n",
        dialect.text);
}

constexpr std::string_view task_columns =
    "host, group_name, owner, labels, kind, location, target, policy";

Task task_of(const Values& row) {
    Task task;
    take(row[0], task.host.name);
    take(row[1], task.host.group);
    take(row[2], task.host.owner);
    take(row[3], task.host.labels);
    take(row[4], task.host.kind);
    take(row[5], task.host.location);
    take(row[6], task.target);
    take(row[7], task.policy);
    return task;
}

Result<std::vector<std::string>> texts_of(Result<Rows> rows) {
    if (!rows) return Error{rows.error()};
    std::vector<std::string> texts;
    for (const Values& row : rows->rows) take(row.front(), texts.emplace_back());
    return texts;
}

std::int64_t micros(std::chrono::seconds seconds) {
    return std::chrono::microseconds(seconds).count();
}

}  // namespace

Result<Queue> Queue::open(Store& store, std::string worker, Terms terms) {
    Database& database = store.database();
    const Database::Dialect& words = database.dialect();
    if (words.alone.empty())
        return Error{"workers share a PostgreSQL database (--store postgresql://...); a file has "
                     "room for one run at a time"};
    Transaction transaction(database);
    Result<bool> done = transaction.begin();
    if (done) done = database.script(std::string(words.alone));
    if (done) done = database.script(tables(words));
    if (done) done = transaction.commit();
    if (!done) return Error{done.error()};
    return Queue(store, std::move(worker), terms);
}

Result<bool> Queue::add(const std::string& run, const std::string& options,
                        const std::vector<Task>& tasks, bool live) {
    Database& database = store_.database();
    Transaction transaction(database);
    Result<bool> done = transaction.begin();
    if (done)
        done =
            database.send("INSERT INTO job (run, options) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                          values(run, options));
    for (const Task& task : tasks) {
        const Host& host = task.host;
        if (done)
            done = database.send(
                fmt::format(
                    "INSERT INTO task (run, {}, live, done, attempts, worker, lease) VALUES "
                    "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, '', 0) ON CONFLICT DO "
                    "NOTHING",
                    task_columns),
                values(run, host.name, host.group, host.owner, host.labels, host.kind,
                       host.location, task.target, task.policy, live));
    }
    return done ? transaction.commit() : done;
}

Result<std::vector<std::string>> Queue::open_runs() {
    return texts_of(
        store_.database().run("SELECT DISTINCT run FROM task WHERE done = 0 ORDER BY run", {}));
}

Result<std::string> Queue::options(const std::string& run) {
    const auto found =
        texts_of(store_.database().run("SELECT options FROM job WHERE run = $1", values(run)));
    if (!found) return Error{found.error()};
    if (found->empty()) return Error{fmt::format("no run \"{}\" waits for workers", run)};
    return found->front();
}

Result<std::vector<std::string>> Queue::policies(const std::string& run) {
    return texts_of(store_.database().run(
        "SELECT DISTINCT policy FROM task WHERE run = $1 ORDER BY policy", values(run)));
}

Result<bool> Queue::give_up(const std::string& run) {
    Database& database = store_.database();
    Transaction transaction(database);
    if (const auto begun = transaction.begin(); !begun) return begun;
    const auto rows = database.run(
        fmt::format("UPDATE task SET done = 1, worker = '' WHERE (run, host) IN (SELECT run, host "
                    "FROM task WHERE run = $1 AND done = 0 AND lease < {} AND attempts >= $2 ORDER "
                    "BY host FOR UPDATE SKIP LOCKED) RETURNING {}, {}",
                    now, task_columns, now),
        values(run, terms_.attempts));
    if (!rows) return Error{rows.error()};
    std::vector<Store::Record> records;
    for (const Values& row : rows->rows) {
        HostResult& result = records.emplace_back().result;
        result.host = task_of(row).host;
        result.failure = fmt::format("its worker was lost {} times", terms_.attempts);
        take(row.back(), result.observed);
    }
    if (!records.empty()) {
        if (const auto put = store_.put_within(run, records); !put) return put;
    }
    return transaction.commit();
}

Result<std::vector<Task>> Queue::lease(const std::string& run, bool live, std::size_t most) {
    if (const auto done = give_up(run); !done) return Error{done.error()};
    // Those that somebody was lost with are leased a few at a time: if one of them is to blame, the
    // others are not blamed with it.
    for (const bool again : {false, true}) {
        const auto rows = store_.database().run(
            fmt::format("UPDATE task SET worker = $1, attempts = attempts + 1, lease = {0} + $2 "
                        "WHERE (run, host) IN (SELECT run, host FROM task WHERE run = $3 AND live "
                        "= $4 AND done = 0 AND lease < {0} AND attempts {1} ORDER BY attempts, "
                        "host LIMIT $5 FOR UPDATE SKIP LOCKED) RETURNING {2}",
                        now, again ? "> 0" : "= 0", task_columns),
            values(worker_, micros(terms_.lease), run, live,
                   static_cast<std::int64_t>(again ? std::min(most, leased_again) : most)));
        if (!rows) return Error{rows.error()};
        std::vector<Task> tasks;
        for (const Values& row : rows->rows) tasks.push_back(task_of(row));
        if (!tasks.empty()) return tasks;
    }
    return std::vector<Task>();
}

Result<bool> Queue::prolong(const std::string& run) {
    const auto done = store_.database().run(
        fmt::format("UPDATE task SET lease = {} + $1 WHERE run = $2 AND worker = $3 AND done = 0",
                    now),
        values(micros(terms_.lease), run, worker_));
    if (!done) return Error{done.error()};
    return true;
}

Result<bool> Queue::hand_in(const std::string& run, const std::vector<Store::Record>& records,
                            const std::vector<Store::Unchanged>& unchanged) {
    Strings names;
    for (const Store::Record& record : records) names.push_back(record.result.host.name);
    for (const Store::Unchanged& each : unchanged) names.push_back(each.host.name);
    Database& database = store_.database();
    Transaction transaction(database);
    if (const auto begun = transaction.begin(); !begun) return begun;
    // Whoever has them by now has them: those of a worker that was thought lost are left to others.
    const auto mine = texts_of(database.run(
        "UPDATE task SET done = 1 WHERE run = $1 AND worker = $2 AND done = 0 AND host IN (SELECT "
        "value FROM json_array_elements_text(CAST($3 AS json)) AS element (value)) RETURNING host",
        values(run, worker_, names)));
    if (!mine) return Error{mine.error()};
    const std::set<std::string> still(mine->begin(), mine->end());
    std::vector<Store::Record> own;
    for (const Store::Record& record : records) {
        if (still.contains(record.result.host.name)) own.push_back(record);
    }
    std::vector<Store::Unchanged> same;
    for (const Store::Unchanged& each : unchanged) {
        if (still.contains(each.host.name)) same.push_back(each);
    }
    Result<bool> done = store_.put_within(run, own);
    if (done) done = store_.repeat_within(run, same);
    return done ? transaction.commit() : done;
}

Result<std::size_t> Queue::left(const std::string& run) {
    const auto rows =
        store_.database().run("SELECT COUNT(*) FROM task WHERE run = $1 AND done = 0", values(run));
    if (!rows) return Error{rows.error()};
    std::size_t count = 0;
    take(rows->rows.front().front(), count);
    return count;
}

Result<bool> Queue::take_live_lane(const std::string& run) {
    const auto rows = store_.database().run(
        "SELECT CASE WHEN pg_try_advisory_lock(7441654, hashtext($1)) THEN 1 ELSE 0 END",
        values(run));
    if (!rows) return Error{rows.error()};
    bool mine = false;
    take(rows->rows.front().front(), mine);
    return mine;
}

}  // namespace tlslint::fleet
