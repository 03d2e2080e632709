// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fleet/database.hpp"
#include "audit/fleet/facts.hpp"
#include "parsers/text/result.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::fleet {

/// Whether a store's name is that of a database which many machines share.
bool is_shared(std::string_view where);

/// Where the facts of a fleet are kept: a SQLite file, or a PostgreSQL database that many machines
/// share. Equal audits are kept once, however many hosts and runs have them. Every change is a
/// transaction: after a crash there are whole hosts or none.
class Store {
  public:
    /// `where`: a path, or "postgresql://…".
    static Result<Store> open(const std::string& where, Access access);
    Store(Store&&) noexcept;
    Store& operator=(Store&&) noexcept;
    ~Store();

    // ---- for reports

    /// Every run, the earliest first.
    Result<std::vector<Run>> runs();
    /// The run of that id, or the latest where it is "".
    Result<Run> run(const std::string& id);
    /// Every host of a run in the order of their names (by bytes), one at a time: memory does not
    /// grow with the fleet. Ends early where `visit` returns false.
    Result<bool> for_each_host(const std::string& run,
                               const std::function<bool(const HostResult&)>& visit);
    /// One host of a run; nothing if it has no part in it.
    Result<std::optional<HostResult>> host(const std::string& run, const std::string& name);
    /// What a run comes to.
    struct Tally {
        std::size_t hosts = 0, failed = 0;
        std::size_t errors = 0, warnings = 0, infos = 0;  // findings
        std::size_t hosts_with_findings = 0;              // errors and warnings
    };
    Result<Tally> tally(const std::string& run);
    /// The rows of a question in SQL that changes nothing, as text; nothing for NULL.
    struct Table {
        std::vector<std::string> columns;
        std::vector<std::vector<std::optional<std::string>>> rows;
    };
    Result<Table> query(const std::string& sql, std::size_t most_rows);

    // ---- for runs

    /// A run's part begins, or goes on after an interruption.
    struct Part {
        std::string run;
        std::uint32_t part = 1, parts = 1;
        Time now{}, started{};
        std::optional<Time> finished;
        std::string tool, policy;
    };
    Result<std::vector<Part>> parts();
    Result<bool> put(const Part& part);

    /// A host with what it takes to skip it next time. Of two records of one host in one run the
    /// newer stays; of equally old ones always the same, in whatever order they come.
    struct Record {
        HostResult result;
        Evidence evidence;  // empty for a failure
    };
    /// In one transaction.
    Result<bool> put(const std::string& run, const std::vector<Record>& records);
    /// A host of an earlier run stands in this one, too: nothing has changed.
    struct Unchanged {
        Host host;
        std::string since;  // the run that has it
        Moment observed{};
    };
    Result<bool> repeat(const std::string& run, const std::vector<Unchanged>& hosts);
    /// The same as part of a transaction that the caller has begun.
    Result<bool> put_within(const std::string& run, const std::vector<Record>& records);
    Result<bool> repeat_within(const std::string& run, const std::vector<Unchanged>& hosts);

    /// Names of a run's hosts, in their order.
    Result<std::vector<std::string>> names(const std::string& run);
    /// What is known of a host's last audit that did not fail; the run that has it.
    struct Seen {
        std::string run;
        Evidence evidence;
    };
    Result<std::optional<Seen>> seen(const std::string& host);

    /// Takes over what another store holds. In whatever order and however often stores are merged,
    /// the result is the same.
    Result<bool> merge(Store& other);

    Database& database() { return *database_; }

  private:
    /// With the evidence, if wanted: it is as large as the rest.
    enum class Wanted : std::uint8_t { results, evidence };
    Result<bool> for_each_record(const std::string& run, Wanted wanted,
                                 const std::function<bool(Record&)>& visit);
    explicit Store(std::unique_ptr<Database> database);
    std::unique_ptr<Database> database_;
};

}  // namespace tlslint::fleet
