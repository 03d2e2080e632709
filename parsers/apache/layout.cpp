// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/layout.hpp"

#include "parsers/apache/grammar.hpp"
#include "parsers/apache/words.hpp"
#include "parsers/text/ascii.hpp"
#include "parsers/text/path.hpp"

#include <algorithm>
#include <array>

namespace tlslint::apache {
namespace {

constexpr std::size_t enough_text = 256 * 1024;
constexpr std::uint64_t longest_script = 64 * 1024;
constexpr int levels_up = 4;

constexpr std::string_view main_names[] = {"apache2.conf", "httpd.conf", "httpd2.conf",
                                           "apache.conf"};

// What hardly anything but httpd has; a name that ends in a blank is a prefix.
constexpr std::string_view typical_sections[] = {
    "virtualhost", "directory",  "directorymatch", "location", "locationmatch",
    "files",       "filesmatch", "ifmodule",       "ifdefine", "ifversion",
    "iffile",      "proxy",      "proxymatch",     "limit",    "limitexcept",
    "macro",       "requireall", "requireany",     "mdomain",  "mdomainset",
    "if",          "perl"};
constexpr std::string_view typical_statements[] = {"accessfilename",
                                                   "addcharset",
                                                   "adddefaultcharset",
                                                   "addencoding",
                                                   "addhandler",
                                                   "addicon",
                                                   "addiconbyencoding",
                                                   "addiconbytype",
                                                   "addlanguage",
                                                   "addoutputfilter",
                                                   "addtype",
                                                   "alias",
                                                   "aliasmatch",
                                                   "allowoverride",
                                                   "browsermatch",
                                                   "customlog",
                                                   "define",
                                                   "directoryindex",
                                                   "documentroot",
                                                   "errordocument",
                                                   "errorlog",
                                                   "expiresactive",
                                                   "expiresbytype",
                                                   "expiresdefault",
                                                   "extendedstatus",
                                                   "fileetag",
                                                   "forcetype",
                                                   "h2direct",
                                                   "header",
                                                   "hostnamelookups",
                                                   "include",
                                                   "includeoptional",
                                                   "indexoptions",
                                                   "keepalive",
                                                   "keepalivetimeout",
                                                   "languagepriority",
                                                   "listen",
                                                   "loadfile",
                                                   "loadmodule",
                                                   "logformat",
                                                   "loglevel",
                                                   "maxclients",
                                                   "maxkeepaliverequests",
                                                   "maxrequestworkers",
                                                   "mdomain",
                                                   "mdcertificateagreement",
                                                   "mdcontactemail",
                                                   "mdrenewmode",
                                                   "mdstapling",
                                                   "mutex",
                                                   "namevirtualhost",
                                                   "options",
                                                   "pidfile",
                                                   "protocols",
                                                   "proxypass",
                                                   "proxypassmatch",
                                                   "proxypassreverse",
                                                   "proxypreservehost",
                                                   "proxyrequests",
                                                   "redirect",
                                                   "redirectmatch",
                                                   "redirectpermanent",
                                                   "requestheader",
                                                   "require",
                                                   "rewritebase",
                                                   "rewritecond",
                                                   "rewriteengine",
                                                   "rewriteoptions",
                                                   "rewriterule",
                                                   "scriptalias",
                                                   "serveradmin",
                                                   "serveralias",
                                                   "servername",
                                                   "serverroot",
                                                   "serversignature",
                                                   "servertokens",
                                                   "setenvif",
                                                   "setenvifnocase",
                                                   "sethandler",
                                                   "setenv",
                                                   "startservers",
                                                   "timeout",
                                                   "traceenable",
                                                   "typesconfig",
                                                   "usecanonicalname",
                                                   "use",
                                                   "undefmacro",
                                                   "wsgiscriptalias",
                                                   "wsgidaemonprocess",
                                                   "authtype",
                                                   "authname",
                                                   "authuserfile",
                                                   "allow",
                                                   "deny",
                                                   "order",
                                                   "satisfy",
                                                   "addalt",
                                                   "defaulticon",
                                                   "readmename",
                                                   "headername",
                                                   "indexignore",
                                                   "cacheenable",
                                                   "userdir",
                                                   "defaultruntimedir",
                                                   "user",
                                                   "group",
                                                   "undefine",
                                                   "setoutputfilter"};

bool contains(std::span<const std::string_view> names, std::string_view name) {
    return std::any_of(names.begin(), names.end(),
                       [&](std::string_view known) { return equal_ignoring_case(known, name); });
}

bool starts_ignoring_case(std::string_view text, std::string_view prefix) {
    return text.size() > prefix.size()
           && equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

bool is_typical(Directive directive) {
    const std::string_view name = directive.name().text;
    if (directive.shape() != Shape::simple) return contains(typical_sections, name);
    if (name.ends_with(';')) return false;
    // A statement of another server would end in ';'.
    const Words args = directive.args();
    if (!args.empty() && !args[args.size() - 1].quoted && args[args.size() - 1].text.ends_with(';'))
        return false;
    return contains(typical_statements, name) || starts_ignoring_case(name, "SSL")
           || starts_ignoring_case(name, "GnuTLS");
}

bool is_main_name(std::string_view path) {
    const std::string_view name = filename_of(path);
    return std::find(std::begin(main_names), std::end(main_names), name) != std::end(main_names);
}

// What stands in one place of a whole configuration, and in no part of it.
bool is_whole(Block directives) {
    bool root = false;
    bool process = false;
    for (const Directive directive : directives) {
        const std::string_view name = directive.name().text;
        root = root || equal_ignoring_case(name, "ServerRoot");
        process = process || equal_ignoring_case(name, "LoadModule")
                  || equal_ignoring_case(name, "PidFile") || equal_ignoring_case(name, "Listen");
    }
    return root && process;
}

std::string_view parent_of(std::string_view directory) {
    return directory == "." || directory == "/" ? std::string_view() : directory_of(directory);
}

// "-NAME" of "apache2-NAME", another instance on Debian.
std::string_view instance_suffix(std::string_view root) {
    const std::string_view name = filename_of(root);
    return name.starts_with("apache2-") ? name.substr(7) : std::string_view();
}

// `export NAME=value` and `NAME=value` of a shell script, as far as it needs no shell.
void read_assignments(std::string_view script, std::string_view suffix,
                      Variables::Environment& environment) {
    while (!script.empty()) {
        const std::size_t end = std::min(script.find('\n'), script.size());
        std::string_view line = trimmed(script.substr(0, end));
        script.remove_prefix(std::min(end + 1, script.size()));
        if (line.starts_with("export ")) line = trimmed(line.substr(7));
        const std::size_t equals = line.find('=');
        if (equals == std::string_view::npos || equals == 0) continue;
        const std::string_view name = line.substr(0, equals);
        const bool plain_name = std::all_of(name.begin(), name.end(), [](char c) {
            return c == '_' || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
                   || (c >= '0' && c <= '9');
        });
        if (!plain_name) continue;
        std::string value(line.substr(equals + 1));
        if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'')
            && value.back() == value.front())
            value = value.substr(1, value.size() - 2);
        for (const std::string_view use : {"${SUFFIX}", "$SUFFIX"}) {
            const std::size_t at = value.find(use);
            if (at != std::string::npos) value.replace(at, use.size(), suffix);
        }
        if (value.find_first_of("$`") == std::string::npos)
            environment.insert_or_assign(std::string(name), value);
    }
}

}  // namespace

Likeness recognise(std::string_view path, std::string_view text) {
    const SyntaxTree tree = parse(FileId{}, text.substr(0, enough_text));
    std::size_t all = 0;
    std::size_t typical = 0;
    for (const Directive directive : tree.directives()) {
        ++all;
        if (is_typical(directive)) ++typical;
    }
    if (typical == 0 || typical * 2 < all) return Likeness::no;
    return is_main_name(path) || is_whole(tree.directives()) ? Likeness::main : Likeness::fragment;
}

std::string_view home_of(std::string_view main_path) {
    const std::string_view directory = directory_of(main_path);
    const bool below_root = filename_of(directory) == "conf" && directory != "conf";
    if (directory == "conf") return ".";
    return below_root ? directory_of(directory) : directory;
}

Layout find_layout(const Model& model, const FileSystem& files, const ReadOptions& options) {
    Layout layout;
    layout.debian = filename_of(model.root_path) == "apache2.conf"
                    || model.facts.target.starts_with("debian")
                    || model.facts.target.starts_with("ubuntu");
    layout.root = home_of(model.root_path);
    if (model.is_fragment()) {
        layout.guessed = true;
        std::string_view directory = directory_of(model.root_path);
        for (int level = 0; level < levels_up && !directory.empty() && layout.guessed; ++level) {
            for (const std::string_view name : {"apache2.conf", "httpd.conf", "conf/httpd.conf"}) {
                const std::string main = joined(directory, name);
                if (files.status(main).kind != FileStatus::Kind::regular) continue;
                layout.root = home_of(main);
                layout.guessed = false;
                break;
            }
            directory = parent_of(directory);
        }
    }
    if (!options.prefix.empty()) {
        layout.root = options.prefix;
        layout.guessed = false;
    }
    return layout;
}

Variables::Environment environment_of(const Layout& layout, const Facts& facts,
                                      const FileSystem& files) {
    Variables::Environment environment;
    if (layout.debian) {
        const std::string_view suffix = instance_suffix(layout.root);
        environment = {
            {"APACHE_RUN_USER", "www-data"}, {"APACHE_RUN_GROUP", "www-data"}, {"LANG", "C"}};
        const auto set = [&](const char* name, std::string_view directory, std::string_view rest) {
            environment.emplace(name, std::string(directory).append(suffix).append(rest));
        };
        set("APACHE_PID_FILE", "/var/run/apache2", "/apache2.pid");
        set("APACHE_RUN_DIR", "/var/run/apache2", "");
        set("APACHE_LOCK_DIR", "/var/lock/apache2", "");
        set("APACHE_LOG_DIR", "/var/log/apache2", "");
        if (const auto script = files.read(joined(layout.root, "envvars"), longest_script))
            read_assignments(*script, suffix, environment);
    }
    for (const auto& [name, value] : facts.environment) environment.insert_or_assign(name, value);
    return environment;
}

std::vector<std::string_view> surroundings_of(const Model& model, const ReadOptions& options) {
    if (!options.context.empty()) {
        if (options.context.size() == 1 && options.context.front() == "main") return {};
        return {options.context.begin(), options.context.end()};
    }
    const Block directives = model.tree(model.root).directives();
    if (directives.empty() || is_main_name(model.root_path) || is_whole(directives)) return {};
    return {"server"};
}

}  // namespace tlslint::apache
