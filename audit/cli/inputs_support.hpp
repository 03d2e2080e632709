// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"
#include "audit/config/policies.hpp"
#include "audit/config/target.hpp"
#include "parsers/load.hpp"
#include "parsers/text/files.hpp"
#include "parsers/text/result.hpp"
#include "parsers/x509/trust.hpp"

#include <chrono>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint {

/// What the options of `check` and `show` say about where and how to read.
struct Inputs {
    FileSystem files;
    ReadOptions reading;
    Found found;
};

/// --policy, else the usual thresholds.
Result<Policy> policy_of(const Options& options);

/// The preset, or which one may have been meant.
Result<const config::Target*> target_named(std::string_view name);
Result<openssl::Release> openssl_named(std::string_view version);

/// --now, or the time that it is.
Result<std::chrono::sys_seconds> now_of(const Options& options);

/// Opens the root, applies maps, and finds what there is below the paths (the working directory
/// without any).
Result<Inputs> find_inputs(const Options& options, Io& io);

/// What deployments are judged against: options over what their tree says over the target's preset
/// over the newest upstream releases. Worked out once for each server and place: the tree's package
/// database may have ten megabytes.
class FactsFinder {
  public:
    /// Both must outlive it.
    FactsFinder(const FileSystem& files, const Options& options);
    /// Why a file of --ca-file or --crl cannot be used, or "".
    [[nodiscard]] std::string complaint() const;
    const Result<Facts>& facts_for(const Deployment& deployment);

  private:
    [[nodiscard]] Result<Facts> work_out(std::string_view server, bool from_tree) const;

    const FileSystem& files_;
    const Options& options_;
    std::map<std::pair<const Server*, bool>, Result<Facts>> known_;
    x509::Trust trust_;
};

}  // namespace tlslint
