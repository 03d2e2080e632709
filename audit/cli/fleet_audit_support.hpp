// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"
#include "audit/fleet/inputs.hpp"
#include "audit/fleet/store.hpp"
#include "audit/resolve.hpp"
#include "parsers/text/result.hpp"
#include "parsers/x509/trust.hpp"
#include "rules/engine/run.hpp"
#include "rules/policy/policy.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tlslint {

/// Audits hosts one by one, as `check --root` does. What they share is read once, before any
/// process is forked.
class HostAuditor {
  public:
    /// `policies`: those that hosts are judged by, where no option says otherwise. Fails on one
    /// that cannot be read, and on options that cannot be meant.
    static Result<std::unique_ptr<HostAuditor>> make(const Options& options,
                                                     const std::vector<std::string>& policies);
    HostAuditor(const HostAuditor&) = delete;
    HostAuditor& operator=(const HostAuditor&) = delete;

    /// What the audit of a host depends on beside its files: the program, policy, options,
    /// authorities. A digest.
    [[nodiscard]] std::string settings_of(const fleet::Task& task) const;
    /// The findings on a host, or why there are none; nothing where `known` says that they are
    /// those of an earlier audit. An archive is unpacked below `scratch`.
    [[nodiscard]] std::optional<fleet::Store::Record>
    audit(const fleet::Task& task, const fleet::Evidence& known, const std::string& scratch) const;
    /// The same with what the servers answer, be they those of the hosts' configurations or live
    /// endpoints; several hosts at a time, so that no address is asked by two of us at once.
    [[nodiscard]] std::vector<fleet::Store::Record>
    look(const std::vector<fleet::Task>& tasks,
         const std::function<std::string(const fleet::Task&)>& scratch) const;

  private:
    explicit HostAuditor(const Options& options) : options_(options) {}
    [[nodiscard]] const Policy& policy_of(const fleet::Task& task) const;
    [[nodiscard]] Options options_for(const fleet::Task& task, const std::string& root) const;
    /// A host's configurations, judged; or why there are none.
    struct Prepared {
        std::vector<Judged> judged;
        std::vector<std::string> errors;  // what could not be read
        std::string failure;
    };
    [[nodiscard]] Prepared prepare(const fleet::Task& task, const std::string& scratch) const;
    [[nodiscard]] Prepared prepare_files(const fleet::Task& task, const std::string& root) const;
    void complete(Prepared prepared, fleet::Store::Record& record) const;
    [[nodiscard]] std::vector<fleet::Store::Record>
    ask(const std::vector<fleet::Task>& endpoints) const;

    const Options& options_;
    Selection selection_;
    std::map<std::string, Policy> policies_;  // "": the usual thresholds, or --policy
    std::unique_ptr<x509::Trust> trust_;
    std::string shared_settings_;
    fleet::Time now_{};
};

}  // namespace tlslint
