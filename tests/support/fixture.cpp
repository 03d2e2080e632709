// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fixture.hpp"

#include "audit/config/policies.hpp"
#include "audit/config/target.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

namespace tlslint::test {
namespace {

namespace fs = std::filesystem;

// "2026-03-01"
std::chrono::sys_days parse_day(const std::string& text) {
    const int year = std::stoi(text.substr(0, 4));
    const auto month = static_cast<unsigned>(std::stoi(text.substr(5, 2)));
    const auto day = static_cast<unsigned>(std::stoi(text.substr(8, 2)));
    return std::chrono::sys_days(std::chrono::year(year) / static_cast<int>(month)
                                 / static_cast<int>(day));
}

// Settings of a first line such as `# fixture: nginx=1.18.0 openssl=1.1.1 absent=/etc/letsencrypt`.
void apply_settings(const std::string& text, Fixture& fixture) {
    const std::string mark = "# fixture: ";
    if (!text.starts_with(mark)) return;
    std::istringstream words(text.substr(mark.size(), text.find('\n') - mark.size()));
    for (std::string word; words >> word;) {
        const std::size_t equals = word.find('=');
        const std::string key = word.substr(0, equals);
        const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
        if (key == fixture.server) {
            fixture.facts.server = parse_server_version(value).value();
            fixture.facts.server_text = value;
        } else if (key == "openssl") {
            fixture.facts.openssl = openssl::parse_release(value).value();
            fixture.facts.openssl_text = value;
            fixture.facts.library = openssl::upstream(fixture.facts.openssl.version);
        } else if (key == "level") {
            fixture.facts.security_level = std::stoi(value);
        } else if (key == "main") {
            auto file = fixture.files.extract(fixture.main);
            file.key() = fixture.main = value;
            fixture.files.insert(std::move(file));
        } else if (key == "policy") {
            fixture.policy = *config::find_policy(value);
        } else if (key == "absent") {
            fixture.absent.push_back(value);
        } else if (key == "now") {
            fixture.facts.now = parse_day(value);
        } else if (key == "copy") {  // copy=shop.pem:bare.pem
            const std::size_t colon = value.find(':');
            fixture.copies.emplace_back(value.substr(0, colon), value.substr(colon + 1));
        } else if (key == "prefix") {
            fixture.prefix = value;
        } else if (key == "exposed") {
            fixture.exposed = value;
        } else if (key == "trust") {
            fixture.trust = value;
        } else if (key == "crl") {
            fixture.crl = value;
        } else {
            throw std::runtime_error(fixture.path.string() + ": unknown fixture setting " + word);
        }
    }
}

// What every fixture is judged for unless its first line says otherwise: this Debian.
Facts usual_facts(const std::string& server) {
    const config::Target& target = *config::find_target("debian-12");
    Facts facts;
    facts.server_text = config::server_version(target, server);
    facts.server = parse_server_version(facts.server_text).value();
    const openssl::Distribution& library = config::library_of(target, server);
    facts.openssl_text = library.release;
    facts.openssl = openssl::parse_release(library.release).value();
    facts.security_level = openssl::starting_level(library);
    if (server == "haproxy") facts.target = "debian-12";  // which is built without QUIC
    facts.library = library.library;
    facts.system = library.settings;
    facts.now = std::chrono::sys_days(std::chrono::year(2026) / 3 / 1);
    return facts;
}

// A file of Apache's is what an administrator writes: around it stands what loads the modules.
constexpr const char* apache_main = R"(DefaultRuntimeDir ${APACHE_RUN_DIR}
PidFile ${APACHE_PID_FILE}
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
LoadModule http2_module /usr/lib/apache2/modules/mod_http2.so
LoadModule macro_module /usr/lib/apache2/modules/mod_macro.so
LoadModule md_module /usr/lib/apache2/modules/mod_md.so
LoadModule proxy_module /usr/lib/apache2/modules/mod_proxy.so
LoadModule proxy_http_module /usr/lib/apache2/modules/mod_proxy_http.so
LoadModule rewrite_module /usr/lib/apache2/modules/mod_rewrite.so
LoadModule setenvif_module /usr/lib/apache2/modules/mod_setenvif.so
LoadModule socache_shmcb_module /usr/lib/apache2/modules/mod_socache_shmcb.so
LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
ErrorLog ${APACHE_LOG_DIR}/error.log
Include site.conf
)";

std::string main_of(const std::string& server) {
    return server == "haproxy" ? "haproxy.cfg" : server == "apache" ? "apache2.conf" : "nginx.conf";
}

Fixture read_fixture(const fs::path& path, const std::string& rule) {
    Fixture fixture;
    fixture.policy = config::standard_policy();
    fixture.path = path;
    fixture.rule = rule;
    fixture.name = path.stem().string();
    fixture.bad = fixture.name.starts_with("bad-");
    fixture.refused = fixture.name.find("-invalid-") != std::string::npos;
    const std::size_t begin = fixture.name.find('-') + 1;
    fixture.server = fixture.name.substr(begin, fixture.name.find('-', begin) - begin);
    fixture.facts = usual_facts(fixture.server);
    fixture.main = main_of(fixture.server);
    if (fs::is_directory(path)) {
        for (const auto& entry : fs::recursive_directory_iterator(path)) {
            if (!entry.is_regular_file() || entry.path().extension() == ".expect") continue;
            fixture.files[fs::relative(entry.path(), path).string()] = read_file(entry.path());
        }
    } else if (fixture.server == "apache") {
        fixture.files["site.conf"] = read_file(path);
    } else {
        fixture.files[fixture.main] = read_file(path);
    }
    if (fixture.server == "apache") fixture.files.try_emplace(fixture.main, apache_main);
    const bool own_main = fs::is_directory(path) && fs::exists(path / fixture.main);
    apply_settings(read_file(!fs::is_directory(path) ? path
                             : own_main              ? path / fixture.main
                                                     : path / "site.conf"),
                   fixture);
    return fixture;
}

}  // namespace

fs::path Fixture::expectation() const {
    return path.parent_path() / (name + ".expect");
}

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

bool updates_golden() {
    return std::getenv("TLSLINT_UPDATE_GOLDEN") != nullptr;
}

std::vector<Fixture> rule_fixtures() {
    std::vector<Fixture> fixtures;
    const fs::path root = fs::path(TLSLINT_SOURCE_DIR) / "fixtures/rules";
    for (const auto& category : fs::directory_iterator(root)) {
        for (const auto& folder : fs::directory_iterator(category)) {
            std::string rule = fs::relative(folder.path(), root).string();
            std::replace(rule.begin(), rule.end(), '_', '-');
            for (const auto& entry : fs::directory_iterator(folder)) {
                if (entry.path().extension() != ".expect")
                    fixtures.push_back(read_fixture(entry.path(), rule));
            }
        }
    }
    std::sort(fixtures.begin(), fixtures.end(),
              [](const Fixture& a, const Fixture& b) { return a.path < b.path; });
    return fixtures;
}

}  // namespace tlslint::test
