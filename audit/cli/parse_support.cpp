// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/cli/outputs_support.hpp"
#include "audit/report/words_support.hpp"
#include "audit/version.hpp"
#include "parsers/model/server.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <array>
#include <functional>
#include <map>
#include <memory>
#include <ostream>

namespace tlslint {
namespace {

// Every option that some command takes, once: how it is called, what it says, and where its value
// goes.
using Bind = std::function<CLI::Option*(CLI::App&, Options&)>;

struct OptionRow {
    std::string_view name;
    Bind bind;
};

Bind text(const char* flag, std::string Options::*member, const char* help, const char* value) {
    return [=](CLI::App& app, Options& options) {
        return app.add_option(flag, options.*member, help)->type_name(value);
    };
}

// A list may be given as one word with commas or by repeating the option.
Bind list(const char* flag, std::vector<std::string> Options::*member, const char* help,
          const char* value) {
    return [=](CLI::App& app, Options& options) {
        return app.add_option(flag, options.*member, help)
            ->type_name(value)
            ->delimiter(',')
            ->allow_extra_args(false);
    };
}

Bind seconds(const char* flag, double Options::*member, const char* help) {
    return [=](CLI::App& app, Options& options) {
        return app.add_option(flag, options.*member, help)
            ->type_name("SECONDS")
            ->check(CLI::Range(0.01, 86400.0));
    };
}

// One a time, since a value may hold commas.
Bind assignments(const char* flag, std::vector<std::string> Options::*member, const char* help,
                 const char* value) {
    return [=](CLI::App& app, Options& options) {
        return app.add_option(flag, options.*member, help)
            ->type_name(value)
            ->allow_extra_args(false);
    };
}

Bind yes(const char* flag, bool Options::*member, const char* help) {
    return
        [=](CLI::App& app, Options& options) { return app.add_flag(flag, options.*member, help); };
}

Bind one_of(Bind bind, std::vector<std::string> values) {
    return [=](CLI::App& app, Options& options) {
        return bind(app, options)->check(CLI::IsMember(values));
    };
}

std::vector<std::string> server_names() {
    std::vector<std::string> names;
    for (const Server* server : servers::all()) names.emplace_back(server->name);
    return names;
}

CLI::Option* bind_server_versions(CLI::App& app, Options& options) {
    for (const Server* server : servers::all()) {
        const std::string name(server->name);
        app.add_option_function<std::string>(
               "--" + name + "-version",
               [&options, name](const std::string& version) {
                   options.server_versions.emplace_back(name, version);
               },
               "judge for this version of " + name)
            ->type_name("V");
    }
    return nullptr;
}

CLI::Option* bind_format(CLI::App& app, Options& options) {
    return app
        .add_option_function<std::string>(
            "--format",
            [&options](const std::string& format) {
                options.outputs.push_back({format, ""});
            },
            "how to report; may be repeated, each with an --output of its own")
        ->type_name("FORMAT")
        ->trigger_on_parse();
}

CLI::Option* bind_output(CLI::App& app, Options& options) {
    return app
        .add_option_function<std::string>(
            "--output",
            [&options](const std::string& file) {
                if (options.outputs.empty() || !options.outputs.back().file.empty())
                    options.outputs.push_back({"", ""});
                options.outputs.back().file = file;
            },
            "write the report of the --format before it to this file")
        ->type_name("FILE")
        ->trigger_on_parse();
}

const std::vector<OptionRow>& rows() {
    static const std::vector<OptionRow> table{
        {"kind",
         one_of(text("--kind", &Options::kind,
                     "whose configuration it is; else recognised by its contents", "SERVER"),
                server_names())},
        {"any-kind",
         text("--kind", &Options::kind, "rewrite the string as this server does", "SERVER")},
        {"root", text("--root", &Options::root,
                      "treat DIR as / of a snapshot; nothing outside is opened", "DIR")},
        {"prefix",
         text("--prefix", &Options::prefix, "the directory that relative paths start from", "DIR")},
        {"map", list("--map", &Options::maps, "a deployed path lies here", "FROM=TO")},
        {"absent", list("--absent", &Options::absent,
                        "deployed paths that exist on the server only", "GLOB")},
        {"context", list("--context", &Options::context,
                         "the blocks around a fragment, such as http,server", "BLOCKS")},
        {"define", assignments("-D,--define", &Options::defines,
                               "a name that the server's command line defines", "NAME[=VALUE]")},
        {"env", assignments("--env", &Options::environment,
                            "a variable of the server's environment", "NAME=VALUE")},
        {"target", text("--target", &Options::target,
                        "what it runs on: debian-12, ubuntu-24.04, rhel-9, upstream, …", "NAME")},
        {"server-version", bind_server_versions},
        {"openssl-version", text("--openssl-version", &Options::openssl_version,
                                 "judge for this version of OpenSSL", "V")},
        {"openssl", text("--openssl,--openssl-version", &Options::openssl_version,
                         "this version of OpenSSL reads it", "V")},
        {"security-level",
         [](CLI::App& app, Options& options) {
             return app
                 .add_option("--security-level", options.security_level, "OpenSSL's security level")
                 ->check(CLI::Range(0, 5));
         }},
        {"policy", text("--policy", &Options::policy, "what is acceptable", "NAME")},
        {"select",
         list("--select", &Options::select, "run these rules only: names or category/*", "RULES")},
        {"select-names",
         list("--select", &Options::select,
              "show the endpoints of this name only, or whose id begins so", "NAMES")},
        {"ignore", list("--ignore", &Options::ignore, "do not run these rules", "RULES")},
        {"severity", list("--severity", &Options::severity,
                          "change how severe a rule's findings are", "RULE=LEVEL")},
        {"fail-on", one_of(text("--fail-on", &Options::fail_on,
                                "exit with 1 from this severity on (warning)", "LEVEL"),
                           {"error", "warning", "info"})},
        {"format", bind_format},
        {"output", bind_output},
        {"stdin-filename", text("--stdin-filename", &Options::stdin_filename,
                                "where the standard input would lie", "PATH")},
        {"jobs",
         [](CLI::App& app, Options& options) {
             return app
                 .add_option("--jobs", options.jobs,
                             "configurations, targets or hosts to work on at a time")
                 ->type_name("N");
         }},
        {"color", one_of(text("--color", &Options::color, "auto, always or never", "WHEN"),
                         {"auto", "always", "never"})},
        {"quiet", yes("--quiet", &Options::quiet, "say nothing where there is nothing to report")},
        {"now", text("--now", &Options::now, "the date to judge certificates by", "RFC3339")},
        {"ca-file", list("--ca-file", &Options::ca_files,
                         "judge certificates by the authorities in this file alone", "FILE")},
        {"no-system-trust", yes("--no-system-trust", &Options::no_system_trust,
                                "do not judge them by this machine's authorities")},
        {"crl", list("--crl", &Options::crls, "a revocation list to judge them by", "FILE")},
        {"fetch-revocation", yes("--fetch-revocation", &Options::fetch_revocation,
                                 "ask issuers what they have revoked, where certificates say")},
        {"no-ignore", yes("--no-ignore", &Options::no_ignore, "let no comment hide findings")},
        {"show-suppressed", yes("--show-suppressed", &Options::show_suppressed,
                                "show hidden findings too, each with what hides it")},
        {"require-reason", yes("--require-reason", &Options::require_reason,
                               "let no comment hide findings without a reason")},
        {"baseline",
         text("--baseline", &Options::baseline, "hide the findings that this file holds", "FILE")},
        {"write-baseline", text("--write-baseline", &Options::write_baseline,
                                "write the findings to this file, and hide them", "FILE")},
        {"whole", yes("--whole", &Options::whole,
                      "of a file that others include, report on the whole configuration")},
        {"config",
         [](CLI::App& app, Options& options) {
             CLI::Option* const config =
                 app.add_option("--config", options.config,
                                "this project file, not the nearest tlslint.toml above a PATH")
                     ->type_name("FILE");
             return app.add_flag("--no-config", options.no_config, "read no project file")
                 ->excludes(config);
         }},
        {"skip-unknown", yes("--skip-unknown", &Options::skip_unknown,
                             "pass over files that are no server's configuration")},
        {"roots", list("--ca-file", &Options::ca_files,
                       "judge certificates by the authorities in this file too", "FILE")},
        {"sni",
         text("--sni", &Options::sni,
              "send this name, and judge the certificate by it, instead of the host's", "NAME")},
        {"no-sni", yes("--no-sni", &Options::no_sni, "send no name")},
        {"connect", list("--connect", &Options::connects,
                         "connect there instead of resolving the name", "[NAME=]ADDR:PORT")},
        {"client-cert", text("--client-cert", &Options::client_cert,
                             "a certificate to show when the server asks, PEM", "FILE")},
        {"client-key", text("--client-key", &Options::client_key, "its key, PEM", "FILE")},
        {"starttls", text("--starttls", &Options::starttls,
                          "begin in the clear, and change to TLS as smtp, imap, … do", "PROTO")},
        {"client", text("--client", &Options::client, "be that client (modern)", "PROFILE")},
        {"timeout",
         seconds("--timeout", &Options::timeout, "longest silence while something is awaited (5)")},
        {"plain", text("--plain", &Options::plain, "where plain HTTP is asked (port 80 there)",
                       "ADDR:PORT")},
        {"upstream-of",
         list("--upstream-of", &Options::upstream_of,
              "in place of a TARGET: the TLS connections that this configuration makes", "CONFIG")},
        {"live", yes("--live", &Options::live, "ask the servers too, and compare what they do")},
        {"look-depth",
         one_of(text("--depth", &Options::depth, "how much --live asks a server (quick)", "DEPTH"),
                {"quick", "full"})},
        {"depth",
         one_of(text("--depth", &Options::depth,
                     "quick: versions, certificate, preferred suites, HTTP (full)", "DEPTH"),
                {"quick", "full"})},
        {"max-connections",
         [](CLI::App& app, Options& options) {
             return app
                 .add_option("--max-connections", options.max_connections,
                             "open to one address at a time (4)")
                 ->type_name("N")
                 ->check(CLI::Range(1, 1000));
         }},
        {"rate",
         [](CLI::App& app, Options& options) {
             return app
                 .add_option("--rate", options.rate,
                             "new connections a second to one address, but this host (20)")
                 ->type_name("N")
                 ->check(CLI::Range(0.01, 10000.0));
         }},
        {"list-clients",
         yes("--list-clients", &Options::list_clients, "list the clients that are simulated")},
        {"max-time", seconds("--max-time", &Options::max_time, "for the whole target")},
        {"store", text("--store", &Options::store,
                       "where the fleet is kept: a file (fleet.db) or postgresql://...", "STORE")},
        {"run", text("--run", &Options::run, "the run's name; else the date", "RUN")},
        {"of-run", text("--run", &Options::run, "of this run, not of the latest", "RUN")},
        {"since", text("--since", &Options::since, "what is new and mended since this run", "RUN")},
        {"group", list("--group", &Options::groups, "hosts of this group only", "NAMES")},
        {"owner", list("--owner", &Options::owners, "hosts of this owner only", "NAMES")},
        {"shard", text("--shard", &Options::shard,
                       "the hosts of this part alone: 3/8 is the third of eight", "I/N")},
        {"endpoints",
         list("--endpoints", &Options::endpoint_lists,
              "a file with a live endpoint a line, as `tlslint verify` takes them", "FILE")},
        {"lease",
         [](CLI::App& app, Options& options) {
             return app
                 .add_option("--lease", options.lease,
                             "a worker that is silent for so long has lost its hosts (60)")
                 ->type_name("SECONDS")
                 ->check(CLI::Range(1, 86400));
         }},
        {"force", yes("--force", &Options::force, "audit unchanged hosts again")},
        {"max-memory",
         [](CLI::App& app, Options& options) {
             return app
                 .add_option("--max-memory", options.max_memory,
                             "for one host, in MiB; one that needs more has failed (2048)")
                 ->type_name("MIB")
                 ->check(CLI::Range(64, 1 << 20));
         }},
        {"tree", yes("--tree", &Options::tree, "the syntax tree instead of what it means")},
        {"clients", yes("--clients", &Options::clients, "which clients could connect, and how")},
        {"no-includes", yes("--no-includes", &Options::no_includes, "read the named file alone")},
    };
    return table;
}

constexpr const char* arguments_name = "arguments";

// Help as the manual page has it: arguments by what they are, text in lines.
class Help : public CLI::Formatter {
  public:
    Help() {
        column_width(names_);
        label("Positionals", "Arguments");
    }

    std::string make_usage(const CLI::App* app, std::string name) const override {
        const CLI::Option* const arguments = app->get_option_no_throw(arguments_name);
        if (!app->get_parent()) return Formatter::make_usage(app, std::move(name));
        return fmt::format("Usage: {} [OPTIONS]{}{}\n", name, arguments ? " " : "",
                           arguments ? arguments->get_type_name() : "");
    }
    std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
        return is_positional ? option->get_type_name()
                             : Formatter::make_option_name(option, is_positional);
    }
    std::string make_option_opts(const CLI::Option* option) const override {
        return option->get_positional() ? "" : Formatter::make_option_opts(option);
    }
    std::string make_option_desc(const CLI::Option* option) const override {
        return fmt::format("{}", fmt::join(report::wrap(option->get_description(), text_), "\n"));
    }

  private:
    static constexpr std::size_t names_ = 30, text_ = 80 - names_;  // columns
};

// Where a command is added: the family's own place, made with its first member.
CLI::App& home_of(CLI::App& app, std::string_view family) {
    if (family.empty()) return app;
    const std::string name(family);
    const auto known =
        app.get_subcommands([&](const CLI::App* each) { return each->get_name() == name; });
    if (!known.empty()) return *known.front();
    const auto all = families();
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Family& each) { return each.name == family; });
    CLI::App* const made =
        app.add_subcommand(name, found == all.end() ? "" : std::string(found->summary));
    made->require_subcommand(1);
    return *made;
}

// That a command exists; its options are known only to add_command().
CLI::App* announce(CLI::App& app, const Command& command) {
    const auto [family, own] = name_of(command);
    return home_of(app, family).add_subcommand(std::string(own), std::string(command.summary));
}

CLI::App* add_command(CLI::App& app, const Command& command, Options& options,
                      const Command*& chosen) {
    CLI::App* const sub = announce(app, command);
    if (command.most > 0) {
        CLI::Option* const arguments =
            sub->add_option(arguments_name, options.arguments, std::string(command.about_arguments))
                ->expected(0, 1 << 20)  // counted below, in our words
                ->type_name(std::string(command.arguments));
        if (command.most == 1) {
            // CLI11 takes [words,in,brackets] apart where there may be several: one stands alone.
            arguments->expected(1)->allow_extra_args(false);
            sub->add_option_function<std::vector<std::string>>(
                   "surplus",
                   [&options](const std::vector<std::string>& words) {
                       options.arguments.insert(options.arguments.end(), words.begin(),
                                                words.end());
                   })
                ->expected(0, 1 << 20)
                ->group("");  // hidden
        }
    }
    for (const std::string_view name : command.options) {
        const auto row = std::find_if(rows().begin(), rows().end(),
                                      [&](const OptionRow& r) { return r.name == name; });
        if (row != rows().end()) row->bind(*sub, options);
    }
    sub->callback([&chosen, &command] { chosen = &command; });
    return sub;
}

}  // namespace

std::span<const Family> families() {
    static constexpr Family all[] = {
        {"fleet", "audit many hosts, and see what changes over time"},
    };
    return all;
}

CommandName name_of(const Command& command) {
    const std::size_t blank = command.name.find(' ');
    if (blank == std::string_view::npos) return {"", command.name};
    return {command.name.substr(0, blank), command.name.substr(blank + 1)};
}

std::vector<OptionInfo> options_of(const Command& command) {
    CLI::App app;
    Options options;
    const Command* chosen = nullptr;
    const CLI::App* const sub = add_command(app, command, options, chosen);
    std::vector<OptionInfo> infos;
    for (const CLI::Option* option : sub->get_options()) {
        if (option->get_lnames().empty()) continue;  // the arguments
        OptionInfo info{.flag = "--" + option->get_lnames().front(),
                        .help = option->get_description()};
        // "LEVEL:{error,warning,info}": the value's name, and what it may be.
        const std::string type = option->get_type_size() == 0 ? "" : option->get_type_name();
        const std::size_t colon = std::min(type.find(':'), type.size());
        info.value = type.substr(0, colon);
        if (type.compare(colon, 2, ":{") == 0) {
            const std::string words = type.substr(colon + 2, type.size() - colon - 3);
            info.choices = CLI::detail::split(words, ',');
        }
        infos.push_back(std::move(info));
    }
    return infos;
}

void complain(Io& io, std::string_view message) {
    fmt::print(io.err, "tlslint: {}\n", message);
}

std::optional<std::string_view> format_of(const Options& options,
                                          std::span<const std::string_view> formats, Io& io) {
    if (options.outputs.empty() || options.outputs.back().format.empty()) return formats.front();
    const std::string& wanted = options.outputs.back().format;
    const auto found = std::find(formats.begin(), formats.end(), wanted);
    if (found != formats.end()) return *found;
    complain(io, fmt::format("--format {}: there is {}", wanted, fmt::join(formats, ", ")));
    return std::nullopt;
}

// What is wrong with the number of arguments, or "".
std::string complaint_about(const Command& command, const Options& options) {
    const std::size_t count = options.arguments.size();
    if (count < command.least)
        return fmt::format("{}: {} is missing", command.name, command.arguments);
    if (count > command.most)
        return fmt::format("{}: \"{}\" is one argument too many", command.name,
                           options.arguments[command.most]);
    return "";
}

// Two reports in one place would be neither.
bool reports_mix(const Options& options) {
    return std::count_if(options.outputs.begin(), options.outputs.end(),
                         [](const OutputChoice& output) { return output.file.empty(); })
           > 1;
}

Exit run_command_line(int count, const char* const* words, Io& io) {
    CLI::App app("Finds what is wrong in the TLS side of web-server configuration, and says why.",
                 "tlslint");
    app.set_version_flag("--version", fmt::format("tlslint {}", version));
    app.formatter(std::make_shared<Help>());
    app.require_subcommand(1);
    app.footer("More: tlslint COMMAND --help, tlslint explain RULE");
    Options options;
    const Command* chosen = nullptr;
    // What follows `--` is no option, whatever it looks like; CLI11 lets it reach no subcommand.
    const char* const* const end = std::find(words, words + count, std::string_view("--"));
    // The options of all commands cost more than a small configuration to read and judge.
    for (const Command* command : commands::all()) {
        if (std::find(words, end, name_of(*command).own) == end)
            announce(app, *command);
        else
            add_command(app, *command, options, chosen);
    }
    const auto fail = [&](const std::string& message) {
        const Exit exit = give_up(message, options, io);
        fmt::print(io.err, "`tlslint {}{}--help` says what there is\n", chosen ? chosen->name : "",
                   chosen ? " " : "");
        return exit;
    };
    try {
        app.parse(static_cast<int>(end - words), words);
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0) return fail(error.what());
        app.exit(error, io.out, io.err);  // --help, --version
        return Exit::clean;
    }
    if (end != words + count)
        options.arguments.insert(options.arguments.end(), end + 1, words + count);
    if (const std::string wrong = complaint_about(*chosen, options); !wrong.empty())
        return fail(wrong);
    if (reports_mix(options)) return fail("several --format need an --output each, save one");
    return chosen->run(options, io);
}

}  // namespace tlslint
