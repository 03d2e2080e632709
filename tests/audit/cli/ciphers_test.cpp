// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/report/escape_support.hpp"
#include "tests/support/fixture.hpp"
#include "tests/support/openssl.hpp"
#include "tests/support/temporary_directory.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fstream>
#include <sstream>

namespace tlslint::test {
namespace {

using Json = nlohmann::json;
using Words = std::vector<std::string>;

struct Outcome {
    int exit = -1;
    std::string out, err;
};

enum class Output : std::uint8_t { pipe, terminal };

Outcome run(const Words& words, Output output = Output::pipe) {
    std::vector<const char*> argv{"tlslint", "ciphers"};
    for (const std::string& word : words) argv.push_back(word.c_str());
    std::istringstream in;
    std::ostringstream out;
    std::ostringstream err;
    Io io{.in = in, .out = out, .err = err, .out_is_terminal = output == Output::terminal};
    const Exit exit = run_command_line(static_cast<int>(argv.size()), argv.data(), io);
    return {static_cast<int>(exit), out.str(), err.str()};
}

Json json_of(Words words) {
    words.insert(words.begin(), {"--format", "json"});
    return Json::parse(run(words).out);
}

Json ciphers(const std::string& openssl, const std::string& string) {
    return json_of({"--openssl", openssl, "--", string});
}

std::vector<std::string> names(const Json& report) {
    std::vector<std::string> found;
    for (const Json& suite : report["ciphers"]) found.push_back(suite["name"]);
    return found;
}

// What a handshake can end in; `openssl ciphers -s` leaves out what needs a secret from elsewhere.
std::vector<std::string> usable_names(const Json& report) {
    std::vector<std::string> found;
    for (const Json& suite : report["ciphers"]) {
        const std::string name = suite["name"];
        const bool is_shared = name.find("PSK") != std::string::npos || name.starts_with("SRP");
        if (suite["usable"].get<bool>() && !is_shared) found.push_back(name);
    }
    return found;
}

std::string join(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names) all += (all.empty() ? "" : ":") + name;
    return all;
}

// Words at blanks; '…' holds one together.
Words split(const std::string& line) {
    Words words;
    bool quoted = false;
    bool open = false;
    for (const char c : line) {
        if (c == '\'') {
            quoted = !quoted;
            if (!open) words.emplace_back();
            open = true;
        } else if (c == ' ' && !quoted) {
            open = false;
        } else {
            if (!open) words.emplace_back();
            open = true;
            words.back() += c;
        }
    }
    return words;
}

// fixtures/ciphers: the words behind `tlslint ciphers` in the first line, then what a terminal of
// 80 columns shows.
TEST(Ciphers, LookAsExpected) {
    const std::filesystem::path folder(TLSLINT_SOURCE_DIR "/fixtures/ciphers");
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        SCOPED_TRACE(entry.path().string());
        const std::string expected = read_file(entry.path());
        const std::string command = expected.substr(0, expected.find('\n'));
        Words words = split(command.substr(std::string_view("$ tlslint ciphers ").size()));
        words.insert(words.begin(), {"--color", "never"});
        const Outcome shown = run(words, Output::terminal);
        const std::string text =
            command + "\n" + shown.out + shown.err + "exit " + std::to_string(shown.exit) + "\n";
        if (updates_golden()) std::ofstream(entry.path()) << text;
        EXPECT_EQ(text, read_file(entry.path()));
        std::istringstream lines(shown.out);
        for (std::string line; std::getline(lines, line);)
            EXPECT_LE(report::columns(line), 80U) << line;
        ++count;
    }
    EXPECT_GE(count, 8);
}

TEST(Ciphers, JsonHasTheContractsFieldsInItsOrder) {
    const Outcome done = run({"--openssl", "3.0", "--security-level", "2", "--format", "json",
                              "AES:NOSUCH:ECDHE-RSA-AES128-GCM-SHA256:!aNULL:HGIH"});
    EXPECT_EQ(done.exit, 0);
    const auto report = nlohmann::ordered_json::parse(done.out);
    std::vector<std::string> keys;
    for (const auto& [key, value] : report.items()) keys.push_back(key);
    EXPECT_EQ(keys, (Words{"schema_version", "openssl", "string", "ok", "error", "security_level",
                           "ciphers", "unknown_words", "dead_words"}));
    EXPECT_EQ(report["ciphers"][1].dump(),
              R"({"name":"ECDHE-RSA-AES256-GCM-SHA384",)"
              R"("iana":"TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384","id":"0xC030",)"
              R"("strength_bits":256,"forward_secrecy":true,"aead":true,"usable":true,)"
              R"("verdicts":{"mozilla-intermediate":"allowed"}})");
    EXPECT_EQ(report["ciphers"].back()["verdicts"]["mozilla-intermediate"], "not-allowed");
    EXPECT_EQ(report["unknown_words"].dump(), R"([{"word":"NOSUCH","position":4,"nearest":null},)"
                                              R"({"word":"HGIH","position":46,"nearest":"HIGH"}])");
    EXPECT_EQ(report["dead_words"].dump(),
              R"([{"word":"ECDHE-RSA-AES128-GCM-SHA256","position":11,"why":"no-effect"}])");
    EXPECT_TRUE(report["error"].is_null());
}

TEST(Ciphers, Refused) {
    struct Case {
        std::string string;
        std::string error;
    };
    const Case cases[] = {
        {"HIGH:!:MD5", "invalid-command"}, {"", "no-cipher-match"},
        {"NOSUCH", "no-cipher-match"},     {"!aNULL", "no-cipher-match"},
        {"AES+", "invalid-command"},       {"@SECLEVEL=6:ALL", "invalid-command"},
        {"-ALL", "no-cipher-match"},       {"[AES]", "invalid-command"},
        {"AES\n", "invalid-command"},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(c.string);
        const Outcome done = run({"--format", "json", "--", c.string});
        EXPECT_EQ(done.exit, 1);
        const Json report = Json::parse(done.out);
        EXPECT_EQ(report["error"], c.error);
        EXPECT_EQ(report["ok"], false);
        EXPECT_EQ(report["ciphers"], Json::array());
        EXPECT_EQ(report["string"], c.string);
        EXPECT_EQ(run({"--", c.string}).exit, 1);
        if (c.string.starts_with('-')) continue;
        EXPECT_EQ(run({c.string}).exit, 1);
    }
}

TEST(Ciphers, BadUsage) {
    const Words cases[] = {
        {},
        {"AES", "ALL"},
        {"--openssl", "foo", "ALL"},
        {"--openssl", "LibreSSL 3.8", "ALL"},
        {"--security-level", "6", "ALL"},
        {"--security-level", "-1", "ALL"},
        {"--security-level", "two", "ALL"},
        {"--kind", "lighttpd", "ALL"},
        {"--target", "debain-12", "ALL"},
        {"--format", "concise", "ALL"},
        {"--output", "/no/such/folder/file", "ALL"},
        {"-ALL"},
        {std::string(70'000, 'A')},
    };
    for (const Words& words : cases) {
        const Outcome done = run(words);
        EXPECT_EQ(done.exit, 2) << testing::PrintToString(words).substr(0, 80);
        EXPECT_EQ(done.out, "");
        EXPECT_NE(done.err, "");
    }
}

TEST(Ciphers, Levels) {
    const auto usable = [](const Json& report) {
        return std::count_if(report["ciphers"].begin(), report["ciphers"].end(),
                             [](const Json& suite) { return suite["usable"].get<bool>(); });
    };
    struct Case {
        Words words;
        int level;
        int usable;
    };
    // ADH, CCM8, AES-SHA and RSA key transport fall one after the other.
    const std::string some = "ADH-AES128-GCM-SHA256:AES128-CCM8:AES128-SHA:ECDHE-RSA-AES128-SHA:"
                             "ECDHE-RSA-AES256-SHA:ECDHE-RSA-AES256-GCM-SHA384";
    const Case cases[] = {
        {{"--openssl", "3.5", some}, 2, 4},
        {{"--openssl", "3.0", some}, 1, 5},
        {{"--openssl", "1.1.1w", some}, 1, 5},
        {{"--security-level", "0", some}, 0, 6},
        {{"--security-level", "3", some}, 3, 3},
        {{"--security-level", "4", some}, 4, 1},
        {{"--security-level", "5", some}, 5, 1},
        {{some + ":@SECLEVEL=0"}, 0, 6},
        {{"--security-level", "5", some + "@SECLEVEL=0"}, 0, 6},
        {{"--target", "debian-11", some}, 2, 5},
        {{"--target", "rhel-10", "--openssl", "3.2", some}, 2, 4},
    };
    for (const Case& c : cases) {
        SCOPED_TRACE(testing::PrintToString(c.words));
        const Json report = json_of(c.words);
        EXPECT_EQ(report["security_level"], c.level);
        EXPECT_EQ(report["ciphers"].size(), 6U);
        EXPECT_EQ(usable(report), c.usable);
    }
    const Json old = json_of({"--openssl", "1.0.2u", "--security-level", "3", "RC4-MD5"});
    EXPECT_EQ(old["security_level"], 0) << "1.0.2 has none";
    EXPECT_EQ(usable(old), 1);
}

TEST(Ciphers, ServersRewrite) {
    EXPECT_EQ(names(json_of({"ADH-AES128-SHA:AES128-SHA"})).size(), 2U);
    EXPECT_EQ(names(json_of({"--kind", "nginx", "ADH-AES128-SHA:AES128-SHA"})).size(), 2U);
    EXPECT_EQ(names(json_of({"--kind", "haproxy", "ADH-AES128-SHA:AES128-SHA"})).size(), 2U);
    EXPECT_EQ(names(json_of({"--kind", "apache", "ADH-AES128-SHA:AES128-SHA"})),
              Words{"AES128-SHA"});
    EXPECT_EQ(json_of({"--kind", "apache", "aNULL"})["error"], "no-cipher-match");
    EXPECT_EQ(json_of({"--kind", "apache", "--", "-ALL"})["string"], "-ALL") << "as it was given";
    // httpd 2.4.6 adds nothing.
    EXPECT_EQ(names(json_of({"--kind", "apache", "--target", "rhel-7", "aNULL"})).empty(), false);
    // nginx there has an OpenSSL of its own.
    EXPECT_EQ(json_of({"--kind", "nginx", "--target", "rhel-7", "AES"})["openssl"], "1.1.1");
    EXPECT_EQ(json_of({"--kind", "apache", "--target", "rhel-7", "AES"})["openssl"], "1.0.2");
}

TEST(Ciphers, Targets) {
    EXPECT_EQ(json_of({"--target", "bookworm", "AES"})["security_level"], 2);
    EXPECT_EQ(json_of({"--target", "rhel-9", "PROFILE=SYSTEM"})["ok"], true);
    EXPECT_EQ(json_of({"--target", "debian-12", "PROFILE=SYSTEM"})["ok"], false);
    EXPECT_EQ(json_of({"--target", "debian-11", "IDEA"})["ok"], false);
    EXPECT_EQ(json_of({"--openssl", "1.1.1", "IDEA"})["ok"], true);
    EXPECT_EQ(json_of({"AES"})["openssl"], "3.5");
    EXPECT_EQ(ciphers("3.0.13-0ubuntu3.15", "AES")["openssl"], "3.0");
    EXPECT_EQ(ciphers("4.0", "AES")["openssl"], "3.5") << "the nearest";
}

TEST(Ciphers, SayWhichVersionStandsInForAnother) {
    EXPECT_EQ(run({"--openssl", "3.0.2", "--format", "json", "AES"}).err, "");
    const Outcome other = run({"--openssl", "3.4", "--format", "json", "AES"});
    EXPECT_EQ(other.exit, 0);
    EXPECT_NE(other.err.find("OpenSSL 3.4 level 2 (upstream), read as 3.2"), std::string::npos);
}

// The string of https://ssl-config.mozilla.org/guidelines/6.0.json.
TEST(Ciphers, VerdictsAreThoseOfThePolicy) {
    const std::string mozilla =
        "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
        "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";
    const Json report = json_of({mozilla + ":ALL:eNULL"});
    std::vector<std::string> allowed;
    for (const Json& suite : report["ciphers"]) {
        if (suite["verdicts"]["mozilla-intermediate"] == "allowed")
            allowed.push_back(suite["name"]);
    }
    EXPECT_EQ(join(allowed), mozilla);
    EXPECT_GT(report["ciphers"].size(), 100U);
}

TEST(Ciphers, NothingReachesTheTerminal) {
    const std::string hostile = "AES:X\x1b[31m\x07\xc2\x9b\xe2\x80\xae\xff\x7f:\tHIGH";
    for (const std::string format : {"text", "json"}) {
        for (const Output output : {Output::pipe, Output::terminal}) {
            const Outcome done =
                run({"--color", "never", "--format", format, "--", hostile}, output);
            for (const char c : done.out)
                EXPECT_FALSE((c >= 0 && c < ' ' && c != '\n') || c == '\x7f');
            EXPECT_EQ(done.out.find("\xc2\x9b"), std::string::npos);
            EXPECT_EQ(done.out.find("\xe2\x80\xae"), std::string::npos);
        }
    }
}

TEST(Ciphers, ColourIsForTerminals) {
    EXPECT_EQ(run({"AES"}).out.find('\x1b'), std::string::npos);
    EXPECT_NE(run({"--color", "always", "AES"}).out.find('\x1b'), std::string::npos);
}

TEST(Ciphers, WritesFiles) {
    const TemporaryDirectory home;
    const std::string file = (home.path() / "r.json").string();
    const Outcome both = run({"--format", "json", "--output", file, "--format", "text", "AES"});
    EXPECT_EQ(both.exit, 0);
    EXPECT_NE(both.out.find("  rule"), std::string::npos);
    EXPECT_EQ(Json::parse(read_file(file))["ok"], true);
}

// As `openssl ciphers` of this machine lists them, and as it would use them.
TEST(Ciphers, AreThoseOfTheMachine) {
    const auto library = machine();
    if (!library) GTEST_SKIP() << "there is no OpenSSL to compare with";
    const std::string version(openssl::name(library->version));
    const std::string cases[] = {
        "DEFAULT",
        "ALL",
        "HIGH",
        "MEDIUM",
        "ALL:eNULL",
        "COMPLEMENTOFALL",
        "COMPLEMENTOFDEFAULT",
        "HIGH:!aNULL:!MD5",
        "HIGH:!aNULL",
        "HIGH:MEDIUM:!MD5:!RC4:!3DES",
        "ECDHE+AESGCM",
        "ECDHE+AESGCM:ECDHE+CHACHA20:DHE+AESGCM:!aNULL",
        "EECDH+AESGCM:EDH+AESGCM",
        "aNULL",
        "AES:@STRENGTH",
        "ALL:@STRENGTH",
        "AES128:AES256",
        "AES",
        "ALL:-AES:AES",
        "ALL:+AES:+RSA",
        "kRSA",
        "kECDHE:!aNULL",
        "DHE:DH",
        "PSK",
        "SRP",
        "CAMELLIA:ARIA",
        "AESCCM8:AESCCM",
        "CBC",
        "TLSv1.2:!SHA256",
        "SSLv3:!SHA1",
        "ALL:@SECLEVEL=0",
        "ALL:@SECLEVEL=3",
        "ALL:@SECLEVEL=5",
        "DEFAULT:!kRSA",
        "DEFAULT!AES",
        "DEFAULT@STRENGTH",
        "SUITEB128",
        "SUITEB192:FOO",
        "-ALL:AES128-SHA",
        "!SHA1:!SHA256:!SHA384:ALL",
        "NOSUCH:AES128-SHA",
        "AES128-SHA,AES256-SHA",
        "AES256-SHA AES128-SHA",
        "ECDHE+AES256+GCM:AES",
        "NULL-SHA:@SECLEVEL=0",
        "ALL:DEFAULT",
        "",
        "FOO",
        "HIGH:!:AES",
        "AES128-SHA#",
        "@SECLEVEL=9",
        "AES128+AES256",
        "!ALL",
        "aNULL:!ADH",
    };
    for (const std::string& string : cases) {
        SCOPED_TRACE(string);
        const Answer listed = ask({"ciphers", "-ciphersuites", "", "--", string});
        // The machine's own level is not known (Debian compiles another one in): say one.
        const Json report = json_of({"--openssl", version, "--security-level", "2", "--", string});
        ASSERT_EQ(report["ok"], listed.ok) << listed.output;
        if (!listed.ok) {
            std::string reason = report["error"];
            std::replace(reason.begin(), reason.end(), '-', ' ');
            EXPECT_TRUE(says(listed, reason)) << listed.output;
            continue;
        }
        EXPECT_EQ(join(names(report)), listed.output);
        EXPECT_EQ(join(usable_names(report)),
                  ask({"ciphers", "-s", "-tls1_2", "-ciphersuites", "", "--", string}).output);
    }
}

}  // namespace
}  // namespace tlslint::test
