// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"
#include "audit/cli/fleet_audit_support.hpp"
#include "audit/fleet/codec.hpp"
#include "audit/fleet/inputs.hpp"
#include "audit/fleet/pool.hpp"
#include "audit/fleet/shard.hpp"
#include "audit/fleet/store.hpp"
#include "parsers/text/result.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace tlslint {

/// A directory of this process for unpacked archives, gone with it; what a killed one of this user
/// has left behind goes when the next one begins.
class Scratch {
  public:
    static Result<Scratch> make();
    Scratch(Scratch&& other) noexcept;
    Scratch& operator=(Scratch&&) = delete;
    ~Scratch();
    /// Where a host's archive is unpacked.
    [[nodiscard]] std::string of(const std::string& host) const;
    /// A child that was stopped has not tidied up.
    void tidy(const std::string& host) const;

  private:
    explicit Scratch(std::string path) : path_(std::move(path)) {}
    std::string path_;
};

/// Audits hosts in child processes. `next` gives them one by one, `done` is told each result in no
/// particular order: a record, or that nothing has changed since the evidence. With --live one
/// child asks all servers, many at a time, so that the limits for an address hold.
struct AuditPass {
    struct Result {
        fleet::Task task;
        std::optional<fleet::Store::Record> record;  // nothing: unchanged
        fleet::Moment at{};
    };
    std::function<std::optional<fleet::Order>()> next;
    std::function<tlslint::Result<bool>(Result result)> done;
    std::function<tlslint::Result<bool>()> idle;
};
Result<bool> run(const AuditPass& pass, const HostAuditor& auditor, const Options& options,
                 const Scratch& scratch);

/// How many child processes --jobs asks for.
unsigned jobs_of(const Options& options);

}  // namespace tlslint
