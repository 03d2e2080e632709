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

namespace tlslint::test {
namespace {

constexpr const char* home = "/etc/nginx/";

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
        if (is_copy(name) || !name.ends_with(".pem") || text.find("CERTIFICATE") == std::string::npos) continue;
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
    std::map<std::string, std::string> files;
    for (const auto& [name, text] : fixture.files) files[home + name] = text;
    for (const auto& [name, text] : named_files(fixture)) files.emplace(home + name, text);
    const Server* server = servers::find(fixture.server);
    Deployment deployment{server, home + fixture.main, fixture.files.at(fixture.main),
                          {}, std::nullopt};
    ReadOptions options;
    options.absent = fixture.absent;
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
    return resolve(judged);
}

std::string expectation_of(const Fixture& fixture, const report::Document& document) {
    std::string text;
    for (const report::Item& item : document.items) {
        if (item.rule != fixture.rule) continue;
        const std::string file = item.place->file.substr(std::string_view(home).size());
        const char* const severity = item.severity == report::Severity::error     ? "error"
                                     : item.severity == report::Severity::warning ? "warning"
                                                                                  : "info";
        text += fmt::format("{}{}:{}-{}:{} {} {} {}\n", file == fixture.main ? "" : file + " ",
                            item.place->line, item.place->column, item.place->end_line,
                            item.place->end_column, severity, item.rule, item.message);
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

// A run of the real server's own test; true if it accepts the configuration.
bool nginx_accepts(const Fixture& fixture, const std::filesystem::path& directory) {
    for (const auto& [name, text] : fixture.files) {
        std::filesystem::create_directories((directory / name).parent_path());
        std::ofstream(directory / name) << text;
    }
    const std::string command = fmt::format("/usr/sbin/nginx -t -q -p {0} -c {0}/{1} -g "
                                            "'pid {0}/pid; error_log stderr emerg;' >{0}/log 2>&1",
                                            directory.string(), fixture.main);
    return std::system(command.c_str()) == 0;
}

TEST(RuleFixtures, AreWhatTheRealServerAcceptsOrRefuses) {
    const ServerVersion installed =
        parse_server_version(config::server_version(*config::find_target("debian-12"), "nginx"))
            .value();
    for (const Fixture& fixture : rule_fixtures()) {
        if (fixture.server != "nginx" || fixture.facts.server > installed)
            continue;  // written for a newer nginx
        SCOPED_TRACE(fixture.path.string());
        const TemporaryDirectory directory;
        for (const auto& [name, text] : named_files(fixture))
            std::ofstream(directory.path() / name) << text;
        EXPECT_EQ(nginx_accepts(fixture, directory.path()), !fixture.refused)
            << read_file(directory.path() / "log");
    }
}

// The same for HAProxy, which finds the key beside the certificate.
std::string haproxy_program() {
    const char* const named = std::getenv("TLSLINT_HAPROXY");
    return named ? named : "/usr/sbin/haproxy";
}

bool haproxy_accepts(const Fixture& fixture, const std::filesystem::path& directory) {
    for (const auto& [name, text] : fixture.files) {
        std::filesystem::create_directories((directory / name).parent_path());
        std::ofstream(directory / name) << text;
    }
    // It would ask for the passphrase of a key on the terminal.
    const std::string command = fmt::format("setsid -w {0} -c -f {1}/{2} >{1}/log 2>&1",
                                            haproxy_program(),
                                            directory.string(), fixture.main);
    return std::system(command.c_str()) == 0;
}

TEST(RuleFixtures, AreWhatTheRealHaproxyAcceptsOrRefuses) {
    if (!std::filesystem::exists(haproxy_program())) GTEST_SKIP() << "no " << haproxy_program();
    const ServerVersion installed =
        parse_server_version(config::server_version(*config::find_target("debian-12"), "haproxy"))
            .value();
    for (const Fixture& fixture : rule_fixtures()) {
        if (fixture.server != "haproxy" || fixture.facts.server != installed) continue;
        SCOPED_TRACE(fixture.path.string());
        const TemporaryDirectory directory;
        for (const auto& [name, text] : named_files(fixture))
            std::ofstream(directory.path() / name) << text;
        EXPECT_EQ(haproxy_accepts(fixture, directory.path()), !fixture.refused)
            << read_file(directory.path() / "log");
    }
}

}  // namespace
}  // namespace tlslint::test
