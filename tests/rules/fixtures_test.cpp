// SPDX-License-Identifier: Apache-2.0
// Every fixture of every rule: what the rule says of it stands in the .expect beside it; good ones
// are silent.
#include "audit/config/policies.hpp"
#include "audit/config/target.hpp"
#include "audit/resolve.hpp"
#include "parsers/load.hpp"
#include "parsers/x509/trust.hpp"
#include "tests/support/fixture.hpp"
#include "tests/support/fixture_files.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace tlslint::test {
namespace {

std::string home_of(const Fixture& fixture) {
    return fixture.server == "apache" ? "/etc/apache2/" : "/etc/nginx/";
}

std::string text_of(const Fixture& fixture) {
    std::string text;
    for (const auto& [name, contents] : fixture.files) text += contents;
    return text;
}

// What the fixture names, as its server wants it: HAProxy reads the key from the certificate's
// file.
std::map<std::string, std::string> named_files(const Fixture& fixture) {
    auto files = fixture_files_named_in(text_of(fixture));
    for (const auto& [name, copy] : fixture.copies) files[copy] = fixture_files().at(name);
    if (fixture.server != "haproxy") return files;
    const auto is_copy = [&](const std::string& name) {
        return std::any_of(fixture.copies.begin(), fixture.copies.end(),
                           [&](const auto& copy) { return copy.second == name; });
    };
    for (auto& [name, text] : files) {
        if (is_copy(name) || !name.ends_with(".pem")
            || text.find("CERTIFICATE") == std::string::npos)
            continue;
        const std::string key = name.substr(0, name.size() - 4) + ".key";
        const auto own = fixture_files().find(key);
        text += own != fixture_files().end() ? own->second : fixture_files().at("shop.key");
    }
    return files;
}

std::unique_ptr<x509::Trust> trust_of(const Fixture& fixture) {
    if (fixture.trust.empty() && fixture.crl.empty()) return nullptr;
    x509::Trust::Sources sources{.system = false};
    if (!fixture.trust.empty()) sources.authorities.push_back(fixture.trust);
    if (!fixture.crl.empty()) sources.revocations.push_back(fixture.crl);
    return std::make_unique<x509::Trust>(FileSystem::memory(fixture_files()), sources);
}

report::Document check(const Fixture& fixture) {
    const std::string home = home_of(fixture);
    std::map<std::string, std::string> files;
    for (const auto& [name, text] : fixture.files) files[home + name] = text;
    for (const auto& [name, text] : named_files(fixture)) files.emplace(home + name, text);
    const Server* server = servers::find(fixture.server);
    Deployment deployment{
        server, home + fixture.main, fixture.files.at(fixture.main), {}, std::nullopt};
    ReadOptions options;
    options.absent = fixture.absent;
    options.prefix = fixture.prefix;
    const auto trust = trust_of(fixture);
    Facts facts = fixture.facts;
    facts.trust = trust.get();
    // Only a disk has permissions.
    const TemporaryDirectory disk;
    const std::string exposed = home + fixture.exposed;
    if (!fixture.exposed.empty()) {
        std::ofstream(disk.path() / "exposed") << files.at(exposed);
        std::filesystem::permissions(disk.path() / "exposed", std::filesystem::perms(0644));
    }
    FileSystem system = FileSystem::memory(std::move(files));
    if (!fixture.exposed.empty()) system.map(exposed, disk.path() / "exposed");
    std::vector<Judged> judged(1);
    judged[0].model = load(std::move(deployment), system, options, facts);
    judged[0].judgement = judge(*judged[0].model, fixture.policy, Selection());
    judged[0].policy = &fixture.policy;
    return resolve(judged, Hiding{});
}

std::string expectation_of(const Fixture& fixture, const report::Document& document) {
    // What the fixture itself is.
    const std::string own_file = fixture.files.contains("site.conf") ? "site.conf" : fixture.main;
    std::string text;
    for (const report::Item& item : document.items) {
        if (item.rule->name != fixture.rule) continue;
        const std::string file = item.place->file.substr(home_of(fixture).size());
        const char* const severity = item.severity == report::Severity::error     ? "error"
                                     : item.severity == report::Severity::warning ? "warning"
                                                                                  : "info";
        text += fmt::format("{}{}:{}-{}:{} {} {} {}\n", file == own_file ? "" : file + " ",
                            item.place->line, item.place->column, item.place->end_line,
                            item.place->end_column, severity, item.rule->name, item.message);
        // What this finding says beyond its rule.
        if (!item.detail.empty()) text += fmt::format("    reason {}\n", item.detail);
        if (!item.better_remedy.empty()) text += fmt::format("    remedy {}\n", item.better_remedy);
        for (const std::string& endpoint : item.endpoints)
            text += fmt::format("    {}\n", endpoint);
        for (const report::Related& related : item.related) {
            text += fmt::format("    related {}:{} {}\n", related.place.line, related.place.column,
                                related.message);
        }
    }
    return text;
}

TEST(RuleFixtures, SayWhatIsExpected) {
    std::size_t count = 0;
    for (const Fixture& fixture : rule_fixtures()) {
        SCOPED_TRACE(fixture.path.string());
        ASSERT_NE(rules::find(fixture.rule), nullptr);
        const std::string text = expectation_of(fixture, check(fixture));
        EXPECT_EQ(fixture.bad, !text.empty()) << text;
        ++count;
        if (!fixture.bad) continue;
        if (updates_golden()) std::ofstream(fixture.expectation()) << text;
        EXPECT_EQ(text, read_file(fixture.expectation()));
    }
    EXPECT_GT(count, 40U);
}

bool says_what_is_expected(const Fixture& fixture) {
    const std::string text = expectation_of(fixture, check(fixture));
    return fixture.bad ? text == read_file(fixture.expectation()) : text.empty();
}

// For tests/prove/mutations.py: each line of the file TLSLINT_MUTANTS has the number of a condition
// and the folder of the fixtures that should notice when it is turned around ("/" for all).
class NoticeMutants : public testing::Test {
    void TestBody() override { judge(std::getenv("TLSLINT_MUTANTS")); }
    static void judge(const char* list);
};
// A test only where it is asked for.
[[maybe_unused]] testing::TestInfo* const mutants =
    std::getenv("TLSLINT_MUTANTS")
        ? testing::RegisterTest("RuleFixtures", "NoticeMutants", nullptr, nullptr, __FILE__,
                                __LINE__, []() -> testing::Test* { return new NoticeMutants; })
        : nullptr;

void NoticeMutants::judge(const char* list) {
    const std::vector<Fixture> fixtures = rule_fixtures();
    fixture_files();  // once for all
    std::ifstream lines(list);
    for (std::string number, folder; lines >> number >> folder;) {
        const pid_t child = fork();  // which may crash, or never end
        ASSERT_GE(child, 0);
        if (child == 0) {
            alarm(60);
            setenv("TLSLINT_MUTANT", number.c_str(), 1);
            _exit(std::all_of(fixtures.begin(), fixtures.end(),
                              [&](const Fixture& fixture) {
                                  return fixture.path.string().find(folder) == std::string::npos
                                         || says_what_is_expected(fixture);
                              })
                      ? 0
                      : 1);
        }
        int status = 0;
        waitpid(child, &status, 0);
        fmt::print("{} {}\n", number, status == 0 ? "missed" : "noticed");
    }
}

// The real server's own test of a configuration in a directory; its words end up in `log` there.
struct RealServer {
    std::string program;
    std::string command;  // with {0} for the directory and {1} for the main file
};
const std::map<std::string, RealServer>& real_servers() {
    const char* const haproxy = std::getenv("TLSLINT_HAPROXY");
    const std::string haproxy_program = haproxy ? haproxy : "/usr/sbin/haproxy";
    static const std::map<std::string, RealServer> servers{
        {"nginx",
         {"/usr/sbin/nginx", "/usr/sbin/nginx -t -q -p {0} -c {0}/{1} -g 'pid {0}/pid; error_log "
                             "stderr emerg;'"}},
        {"haproxy", {haproxy_program, "cd {0} && setsid -w " + haproxy_program + " -c -f {0}/{1}"}},
        {"apache",
         {"/usr/sbin/apache2", "APACHE_RUN_DIR={0} APACHE_LOG_DIR={0} APACHE_PID_FILE={0}/pid "
                               "/usr/sbin/apache2 -t -d {0} -f {0}/{1}"}},
    };
    return servers;
}

bool is_accepted(const Fixture& fixture, const std::filesystem::path& directory) {
    std::map<std::string, std::string> all = named_files(fixture);
    for (const auto& [name, text] : fixture.files) all[name] = text;
    for (const auto& [name, text] : all) {
        std::filesystem::create_directories((directory / name).parent_path());
        std::ofstream(directory / name) << text;
    }
    const std::string& command = real_servers().at(fixture.server).command;
    const std::string line = fmt::format(fmt::runtime(command), directory.string(), fixture.main)
                             + " >" + (directory / "log").string() + " 2>&1";
    return std::system(line.c_str()) == 0;
}

class RealServers : public testing::TestWithParam<const char*> {};

// A fixture for a newer nginx cannot be judged here; other servers only by their own version, since
// what they accept changes.
TEST_P(RealServers, AcceptOrRefuseTheirFixtures) {
    const std::string server = GetParam();
    const std::string& program = real_servers().at(server).program;
    if (!std::filesystem::exists(program)) GTEST_SKIP() << "no " << program;
    const ServerVersion installed =
        parse_server_version(config::server_version(*config::find_target("debian-12"), server))
            .value();
    for (const Fixture& fixture : rule_fixtures()) {
        const ServerVersion& wanted = fixture.facts.server;
        if (fixture.server != server
            || (server == "nginx" ? wanted > installed : wanted != installed))
            continue;
        SCOPED_TRACE(fixture.path.string());
        const TemporaryDirectory directory;
        EXPECT_EQ(is_accepted(fixture, directory.path()), !fixture.refused)
            << read_file(directory.path() / "log");
    }
}
INSTANTIATE_TEST_SUITE_P(RuleFixtures, RealServers, testing::Values("nginx", "haproxy", "apache"),
                         [](const auto& test) { return std::string(test.param); });

}  // namespace
}  // namespace tlslint::test
