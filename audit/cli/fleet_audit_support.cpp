// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/fleet_audit_support.hpp"

#include "audit/cli/fleet_facts_support.hpp"
#include "audit/cli/fleet_options_support.hpp"
#include "audit/cli/inputs_support.hpp"
#include "audit/cli/judge_support.hpp"
#include "audit/cli/selection_support.hpp"
#include "audit/config/policies.hpp"
#include "audit/fleet/codec.hpp"
#include "audit/fleet/text.hpp"
#include "audit/fleet/trace.hpp"
#include "audit/fleet/unpack.hpp"
#include "audit/rfc3339.hpp"
#include "audit/version.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <iterator>
#include <optional>
#include <sstream>
#include <utility>

namespace tlslint {
namespace {

using fleet::Host;

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1))
        text.replace(at, what.size(), by);
}

// Paths as the host itself has them.
std::string without_root(std::string text, std::string root) {
    while (root.ends_with('/')) root.pop_back();
    if (root.empty()) return text;
    replace_all(text, root + "/", "/");
    replace_all(text, root, "/");
    return text;
}

// An unpacked image, with examples, tests and whatever else looks like a configuration: what is
// where servers have theirs counts. What somebody has collected counts as a whole.
bool is_whole_system(const FileSystem& files) {
    const auto is_directory = [&](std::string_view path) {
        return files.status(path).kind == FileStatus::Kind::directory;
    };
    return is_directory("/usr/bin") || is_directory("/bin");
}

// Where packages have files of their own, and systems what is not on a disk.
std::vector<std::string> nobodys_configuration() {
    return {"/usr/share", "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/include",
            "/usr/src",   "/lib",     "/lib64",     "/var",         "/proc",
            "/sys",       "/dev",     "/run",       "/boot",        "/tmp"};
}

}  // namespace

Result<std::unique_ptr<HostAuditor>> HostAuditor::make(const Options& options,
                                                       const std::vector<std::string>& policies) {
    std::unique_ptr<HostAuditor> auditor(new HostAuditor(options));
    Result<Selection> selection = selection_of(options, nullptr);
    if (!selection) return Error{selection.error()};
    auditor->selection_ = std::move(*selection);
    Result<Policy> usual = tlslint::policy_of(options);
    if (!usual) return Error{usual.error()};
    auditor->policies_.emplace("", std::move(*usual));
    for (const std::string& name : policies) {
        if (!options.policy.empty() || auditor->policies_.contains(name)) continue;
        Result<Policy> policy = config::find_policy(name);
        if (!policy) return Error{policy.error()};
        auditor->policies_.emplace(name, std::move(*policy));
    }
    if (FactsFinder facts(options); !facts.complaint().empty()) return Error{facts.complaint()};
    for (const std::string& variable : options.environment) {
        if (variable.find('=') == 0 || variable.find('=') == std::string::npos)
            return Error{fmt::format("--env {}: expected NAME=VALUE", variable)};
    }
    if (!options.target.empty()) {
        if (const auto known = target_named(options.target); !known)
            return Error{"--target: " + known.error()};
    }
    const auto now = now_of(options);
    if (!now) return Error{now.error()};
    auditor->now_ = *now;
    // Read now, so that every child has them already.
    auditor->trust_ = std::make_unique<x509::Trust>(FileSystem::disk(), trust_sources(options));
    std::string authorities;
    {
        const fleet::Trace trace;
        static_cast<void>(auditor->trust_->is_known());
        authorities = trace.digest();
    }
    // The program itself stands for its rules and tables.
    auditor->shared_settings_ =
        fleet::digest_of(std::string(version) + '\0' + fleet::digest_of_file("/proc/self/exe")
                         + '\0' + authorities + '\0' + judging_options(options));
    return auditor;
}

const Policy& HostAuditor::policy_of(const fleet::Task& task) const {
    const auto own = policies_.find(options_.policy.empty() ? task.policy : "");
    return own == policies_.end() ? policies_.begin()->second : own->second;
}

std::string HostAuditor::settings_of(const fleet::Task& task) const {
    const std::string& file = options_.policy.empty() ? task.policy : options_.policy;
    const std::string contents = file.ends_with(".toml") ? fleet::digest_of_file(file) : "";
    return fleet::digest_of(fmt::format("{}\n{}\n{}\n{}\n{}", shared_settings_,
                                        policy_of(task).name, policy_of(task).chosen, contents,
                                        task.target));
}

Options HostAuditor::options_for(const fleet::Task& task, const std::string& root) const {
    Options options = options_;
    options.root = root;
    options.arguments.clear();
    if (root.empty()) options.arguments.push_back(task.host.location);
    options.fallback_target = task.target;
    options.no_config = true;
    options.config.clear();
    options.live = false;
    options.now = rfc3339(now_);
    return options;
}

HostAuditor::Prepared HostAuditor::prepare(const fleet::Task& task,
                                           const std::string& scratch) const {
    const Host& host = task.host;
    if (host.kind != Host::Kind::archive)
        return prepare_files(task, host.kind == Host::Kind::tree ? host.location : "");
    std::error_code error;
    std::filesystem::create_directory(scratch, error);
    const auto unpacked = fleet::unpack(host.location, scratch, {});
    Prepared prepared;
    if (unpacked) {
        prepared = prepare_files(task, scratch);
    } else {
        prepared.failure = unpacked.error();
    }
    std::filesystem::remove_all(scratch, error);
    return prepared;
}

HostAuditor::Prepared HostAuditor::prepare_files(const fleet::Task& task,
                                                 const std::string& root) const {
    Prepared prepared;
    const auto fail = [&](const std::string& why) {
        prepared.failure = without_root(why, root);
        return std::move(prepared);
    };
    Options options = options_for(task, root);
    Result<FileSystem> files = root.empty() ? FileSystem::disk() : FileSystem::rooted(root);
    if (!files) return fail(files.error());
    if (!root.empty() && is_whole_system(*files)) options.arguments.emplace_back("host");
    Projects projects(options);
    FactsFinder facts(options, *trust_);
    std::istringstream nothing;
    std::ostringstream nowhere;
    Io io{nothing, nowhere, nowhere};
    Result<Inputs> inputs =
        find_inputs(options, projects, facts, io, std::move(*files), nobodys_configuration());
    if (!inputs) return fail(inputs.error());
    if (inputs->all.empty()) return fail(fmt::format("{}", fmt::join(inputs->errors, "; ")));
    for (Input& input : inputs->all) {
        Result<Facts> own = facts.facts_for(input);
        if (!own) return fail(own.error());
        prepared.judged.push_back(judge(input, std::move(*own), policy_of(task), selection_));
    }
    for (const std::string& error : inputs->errors)
        prepared.errors.push_back(without_root(error, root));
    return prepared;
}

void HostAuditor::complete(Prepared prepared, fleet::Store::Record& record) const {
    record.result.failure = std::move(prepared.failure);
    fleet::clean(record.result.failure);
    if (!record.result.failure.empty()) {
        record.evidence = {};
        return;
    }
    const Steady steady = steady_between(prepared.judged);
    record.evidence.from = steady.from;
    record.evidence.until = steady.until;
    report::Document document = resolve(prepared.judged, hiding_of(options_, prepared.judged));
    document.summary.unreadable += prepared.errors.size();
    fleet::Audit& audit = record.result.audit;
    audit = facts_of(prepared.judged, document);
    for (std::string& error : prepared.errors) {
        fleet::clean(error);
        audit.undetermined.push_back({.why = std::move(error)});
    }
    record.result.digest = fleet::digest_of(fleet::encode(audit));
}

std::optional<fleet::Store::Record> HostAuditor::audit(const fleet::Task& task,
                                                       const fleet::Evidence& known,
                                                       const std::string& scratch) const {
    const Host& host = task.host;
    fleet::Store::Record record;
    record.result.host = host;
    fleet::Evidence& evidence = record.evidence;
    evidence.settings = settings_of(task);
    const bool may_be_known =
        known.settings == evidence.settings && now_ >= known.from && now_ < known.until;
    if (host.kind == Host::Kind::archive) {
        evidence.content = fleet::digest_of_file(host.location);
        if (may_be_known && known.content == evidence.content) return std::nullopt;
        complete(prepare(task, scratch), record);
        return record;
    }
    if (may_be_known) {
        const fleet::Trace again;
        const Result<FileSystem> files =
            host.kind == Host::Kind::tree ? FileSystem::rooted(host.location) : FileSystem::disk();
        if (files) fleet::Trace::ask_again(*files, known.trace);
        if (again.digest() == known.content) return std::nullopt;
    }
    const fleet::Trace trace;
    Prepared prepared = prepare(task, scratch);
    evidence.content = trace.digest();
    evidence.trace = trace.lines();
    complete(std::move(prepared), record);
    return record;
}

}  // namespace tlslint
