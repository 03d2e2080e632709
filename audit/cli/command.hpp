// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tlslint {

/// A report to write, and where: "" for the standard output.
struct OutputChoice {
    std::string format;
    std::string file;
};

/// What the command line says. Each command names the options that it takes; the others keep their
/// defaults.
struct Options {
    std::vector<std::string> arguments;  // what is not an option
    std::string kind, root, prefix, stdin_filename, target, openssl_version, policy, now, fail_on,
        config, baseline, write_baseline, color = "auto";
    std::vector<std::pair<std::string, std::string>> server_versions;  // server -> version
    std::vector<std::string> maps, absent, context, defines, environment;
    std::vector<std::string> ca_files, crls;
    std::vector<std::string> select, ignore, severity;
    std::vector<OutputChoice> outputs;
    std::optional<int> security_level;
    // Of connections (live.md 1).
    std::string sni, client, client_cert, client_key, starttls, plain,
        depth;  // "": the command's own
    std::vector<std::string> connects;
    std::vector<std::string> upstream_of;  // configurations whose connections are examined
    double timeout = 5, max_time = 0;      // seconds; 0: the command's own
    double rate = 20;                      // new connections a second to one address
    unsigned max_connections = 4;          // open to one address
    bool no_sni = false, list_clients = false, live = false;
    unsigned jobs = 0;  // 0: as many as there are cores
    bool tree = false, clients = false, no_includes = false, quiet = false, no_system_trust = false,
         fetch_revocation = false;
    bool no_ignore = false, show_suppressed = false, require_reason = false, whole = false,
         no_config = false;
    bool skip_unknown = false;
    // Of fleets.
    std::string fallback_target;  // of a host whose tree does not say; no option of its own
    std::string store = "fleet.db", run, since, shard;
    std::vector<std::string> groups, owners;
    std::vector<std::string> endpoint_lists;
    std::uint64_t max_memory = 2048;  // MiB, of one host's audit
    unsigned lease = 60;              // seconds
    bool force = false;
};

/// The world of a command: its streams, and what is known of them.
struct Io {
    std::istream& in;
    std::ostream& out;
    std::ostream& err;
    bool out_is_terminal = false;
    bool err_is_terminal = false;
    unsigned width = 80;
};

/// Exit codes of the contract (spec.md 2). Monitoring systems read the same numbers otherwise, and
/// know one more: a report for them says which (report::Reporter::status).
enum class Exit : int { clean = 0, findings = 1, failed = 2, unknown = 3 };

/// A command is one file of this folder that defines one constant named after itself.
struct Command {
    std::string_view name;  // "check"; "fleet run" for one of a family
    std::string_view summary;
    std::string_view arguments;  // "[PATH…]", for the usage line
    std::string_view about_arguments;
    std::size_t least = 0, most = 0;            // how many it takes
    std::span<const std::string_view> options;  // names out of cli/parse_support.cpp
    Exit (*run)(const Options& options, Io& io);
};

namespace commands {
/// Every command, by name. Generated from the file names.
std::span<const Command* const> all();
}  // namespace commands

/// Commands that share the first word of their names.
struct Family {
    std::string_view name;
    std::string_view summary;
};
std::span<const Family> families();
/// The name of a command in two: its family ("" for none) and what it is called in there.
struct CommandName {
    std::string_view family, own;
};
CommandName name_of(const Command& command);

/// An option as people see it: for manual pages and completions.
struct OptionInfo {
    std::string flag;   // "--fail-on"
    std::string value;  // "LEVEL", "" for a switch
    std::string help;
    std::vector<std::string> choices;  // what the value may be, if few
};

/// In the order of the help page.
std::vector<OptionInfo> options_of(const Command& command);

/// Says on the error stream what went wrong.
void complain(Io& io, std::string_view message);

/// The --format that was asked for, of those a command has; the first one where none was. Complains
/// and gives nothing for any other.
std::optional<std::string_view> format_of(const Options& options,
                                          std::span<const std::string_view> formats, Io& io);

/// Reads the command line and runs its command.
Exit run_command_line(int count, const char* const* words, Io& io);

}  // namespace tlslint
