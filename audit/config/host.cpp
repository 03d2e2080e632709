// SPDX-License-Identifier: Apache-2.0
#include "audit/config/host.hpp"

#include "parsers/text/path.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tlslint::config {
namespace {

constexpr std::size_t command_line_limit = 64 << 10;

struct Usual {
    std::string_view server, path;
};

// By server, the likeliest first: Debian and its kind, Red Hat and its kind, the servers' own
// builds, FreeBSD's and Homebrew's places (docs of each; `nginx -V`, `httpd -V`).
constexpr Usual usual[] = {
    {"nginx", "/etc/nginx/nginx.conf"},
    {"nginx", "/usr/local/nginx/conf/nginx.conf"},
    {"nginx", "/usr/local/openresty/nginx/conf/nginx.conf"},
    {"nginx", "/usr/local/etc/nginx/nginx.conf"},
    {"nginx", "/opt/homebrew/etc/nginx/nginx.conf"},
    {"apache", "/etc/apache2/apache2.conf"},
    {"apache", "/etc/httpd/conf/httpd.conf"},
    {"apache", "/etc/apache2/httpd.conf"},
    {"apache", "/usr/local/apache2/conf/httpd.conf"},
    {"apache", "/usr/local/etc/apache24/httpd.conf"},
    {"apache", "/opt/homebrew/etc/httpd/httpd.conf"},
    {"haproxy", "/etc/haproxy/haproxy.cfg"},
    {"haproxy", "/usr/local/etc/haproxy/haproxy.cfg"},
    {"haproxy", "/opt/homebrew/etc/haproxy.cfg"},
};

struct Program {
    std::string_view name, server, option;  // the option that names the main file
};
constexpr Program programs[] = {
    {"nginx", "nginx", "-c"},  {"openresty", "nginx", "-c"}, {"apache2", "apache", "-f"},
    {"httpd", "apache", "-f"}, {"haproxy", "haproxy", "-f"},
};

std::vector<std::string_view> split(std::string_view text, char by) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find(by, at), text.size());
        if (end > at) parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

}  // namespace

std::vector<Installed> installed_servers(const FileSystem& files) {
    std::vector<Installed> found;
    for (const Usual& place : usual) {
        if (!found.empty() && found.back().server == place.server) continue;
        if (files.status(std::string(place.path)).kind == FileStatus::Kind::regular)
            found.push_back({std::string(place.server), std::string(place.path)});
    }
    return found;
}

std::vector<Installed> configurations_of(std::vector<std::string_view> words) {
    if (words.empty()) return {};
    // nginx makes one word of it: "nginx: master process /usr/sbin/nginx -c /srv/nginx.conf".
    constexpr std::string_view master = "nginx: master process ";
    if (words.front().starts_with(master)) words = split(words.front().substr(master.size()), ' ');
    if (words.empty()) return {};
    const std::string_view name = filename_of(words.front());
    const auto* const program = std::find_if(std::begin(programs), std::end(programs),
                                             [&](const Program& p) { return p.name == name; });
    if (program == std::end(programs)) return {};
    std::vector<Installed> found;
    for (std::size_t i = 1; i + 1 < words.size(); ++i) {
        // A relative path is relative to what the program was built with: not known from here.
        if (words[i] == program->option && words[i + 1].starts_with('/'))
            found.push_back({std::string(program->server), std::string(words[i + 1])});
    }
    return found;
}

std::vector<Installed> running_servers() {
    std::vector<Installed> found;
    std::error_code error;
    for (std::filesystem::directory_iterator it("/proc", error), end; !error && it != end;
         it.increment(error)) {
        const std::string name = it->path().filename().string();
        if (name.empty() || name.find_first_not_of("0123456789") != std::string::npos) continue;
        std::ifstream in(it->path() / "cmdline", std::ios::binary);
        std::string text(command_line_limit, '\0');
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(in.gcount()));
        for (Installed& one : configurations_of(split(text, '\0'))) {
            const bool known = std::any_of(found.begin(), found.end(), [&](const Installed& f) {
                return f.server == one.server && f.path == one.path;
            });
            if (!known) found.push_back(std::move(one));
        }
    }
    return found;
}

}  // namespace tlslint::config
