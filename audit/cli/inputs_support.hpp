// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"
#include "audit/config/policies.hpp"
#include "audit/config/project.hpp"
#include "audit/config/target.hpp"
#include "parsers/load.hpp"
#include "parsers/model/model.hpp"
#include "parsers/text/files.hpp"
#include "parsers/text/result.hpp"
#include "parsers/x509/trust.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace tlslint {

/// The project files of a run, each read once.
class Projects {
  public:
    /// --config and --no-config decide; else what is above a path.
    explicit Projects(const Options& options) : options_(options) {}
    /// The project of what lies in a directory of the disk; null without one. Fails with everything
    /// that is wrong with its file.
    Result<const config::Project*> of(const std::string& directory);

  private:
    const Options& options_;
    std::map<std::string, Result<std::shared_ptr<const config::Project>>> by_file_;
    std::map<std::string, std::string> by_directory_;
};

/// A configuration to read, and how.
struct Input {
    Deployment deployment;
    FileSystem files;  // where its paths lie
    ReadOptions reading;
    const config::Project* project = nullptr;
    const config::Project::Deployment* entry = nullptr;  // that the project describes it by
    /// Files that were asked for, where the configuration was read for their sake: absolute.
    std::vector<std::string> asked{};
    std::unique_ptr<Model> model{};  // read already, where finding it took that
};

/// Reads an input, unless that is done already.
std::unique_ptr<Model> load(Input& input, Facts facts);

/// A value and where it was taken from: option, project, tree, preset, default.
struct Choice {
    std::string value;
    std::string_view source;
};

class FactsFinder;

/// What the options of `check` and `show` and the project files say about what to read.
struct Inputs {
    std::vector<Input> all;
    std::vector<std::string> errors;  // what could not be read or understood, a sentence each
};

/// Opens the root, applies maps, and finds what there is below the paths (the working directory
/// without any): the project's deployments that lie there or that include them, and whatever else
/// looks like a configuration.
Result<Inputs> find_inputs(const Options& options, Projects& projects, FactsFinder& facts, Io& io);
/// The same in a file system that is there already, where walks enter all directories but these.
Result<Inputs> find_inputs(const Options& options, Projects& projects, FactsFinder& facts, Io& io,
                           FileSystem files, std::vector<std::string> passes_over);

/// The directory whose project file speaks of a PATH.
std::string home_of(const std::string& path, const Options& options);

/// --policy, else the usual thresholds.
Result<Policy> policy_of(const Options& options);

/// What configurations are judged by: --policy, else the project's, else the usual thresholds. Each
/// is read once and lives as long as this.
class Policies {
  public:
    explicit Policies(const Options& options) : options_(options) {}
    Result<const Policy*> of(const Input& input);

  private:
    const Options& options_;
    std::map<std::string, Policy> known_;
};

/// The preset, or which one may have been meant.
Result<const config::Target*> target_named(std::string_view name);
Result<openssl::Release> openssl_named(std::string_view version);

/// --now, or the time that it is.
Result<std::chrono::sys_seconds> now_of(const Options& options);

/// Whom certificates are judged by. A chosen file replaces the machine's authorities. All are files
/// of this machine, whatever --root and --map say of the configuration's.
x509::Trust::Sources trust_sources(const Options& options);

/// What configurations are judged against: options over the project file over what their tree says
/// over the target's preset over the newest upstream releases. Worked out once for each server and
/// place: the tree's package database may have ten megabytes.
class FactsFinder {
  public:
    /// Must outlive it.
    explicit FactsFinder(const Options& options);
    /// The same with authorities that several share; they must outlive it, too.
    FactsFinder(const Options& options, const x509::Trust& trust);
    /// Why a file of --ca-file or --crl cannot be used, or "".
    [[nodiscard]] std::string complaint() const;
    Result<Facts> facts_for(const Input& input);
    /// With --live, what nothing speaks of is taken to be what this host has.
    [[nodiscard]] bool takes_from_host(const Input& input) const;

  private:
    [[nodiscard]] Choice target_of(const Input& input) const;
    [[nodiscard]] Result<Facts> work_out(std::string_view server, const Choice& target,
                                         const FileSystem* tree) const;

    const Options& options_;
    using Key = std::tuple<const Server*, std::string, bool>;  // server, target, whether from tree
    std::map<Key, Result<Facts>> known_;
    std::unique_ptr<const x509::Trust> own_trust_;
    const x509::Trust* trust_;
};

}  // namespace tlslint
