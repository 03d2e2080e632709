// SPDX-License-Identifier: Apache-2.0
// The program as a user or script meets it: words on the command line, exit codes, what is printed.
#include "tests/support/fixture.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <array>
#include <cstdio>
#include <fstream>
#include <sys/wait.h>

namespace tlslint::test {
namespace {

using Json = nlohmann::json;

struct Outcome {
    int exit = -1;
    std::string out;
};

// What `check` runs here unless a test selects by itself: the rest of the catalogue grows, and is
// tested by fixtures.
constexpr std::string_view usual_rules =
    " --select certificate/file-missing --select config/syntax --select config/include-missing"
    " --select config/include-cycle --select config/wrong-context --select http/hsts-lost"
    " --select protocol/obsolete-version --select protocol/no-current-version"
    " --select protocol/none-enabled --select protocol/enabled-but-refused";

std::string with_rules(std::string words) {
    constexpr std::string_view check = "check";
    if (words.starts_with(check) && words.find("--select") == std::string::npos)
        words.insert(check.size(), usual_rules);
    return words;
}

// Runs the program in a directory; its standard error is part of `out` only where the words say so.
Outcome run_in(const std::filesystem::path& directory, const std::string& words,
               const std::string& input = "/dev/null") {
    const std::string command = fmt::format("cd {} && {} {} <{}", directory.string(),
                                            TLSLINT_PROGRAM, with_rules(words), input);
    Outcome result;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 4096> buffer{};
    for (std::size_t n = 0; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
        result.out.append(buffer.data(), n);
    result.exit = WEXITSTATUS(pclose(pipe));
    return result;
}

class CommandLine : public testing::Test {
  protected:
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((home.path() / name).parent_path());
        std::ofstream(home.path() / name, std::ios::binary) << text;
    }
    [[nodiscard]] Outcome run(const std::string& words,
                              const std::string& input = "/dev/null") const {
        return run_in(home.path(), words, input);
    }
    TemporaryDirectory home;
};

constexpr const char* obsolete =
    "events {}\nhttp {\n    server {\n        listen 443 ssl;\n        server_name a.example; "
    "ssl_certificate $host; ssl_certificate_key $host;\n"
    "        ssl_protocols TLSv1 TLSv1.2;\n    }\n}\n";
constexpr const char* clean = "events {}\nhttp { server { listen 443 ssl; ssl_protocols TLSv1.2; "
                              "ssl_certificate $host; ssl_certificate_key $host; } }\n";

TEST_F(CommandLine, ExitsWithTheContractsCodes) {
    write("bad.conf", obsolete);
    write("good.conf", clean);
    EXPECT_EQ(run("check good.conf").exit, 0);
    EXPECT_EQ(run("check --target debian-11 bad.conf").exit, 1);
    EXPECT_EQ(run("check bad.conf").exit, 1) << "a warning";
    EXPECT_EQ(run("check --fail-on error bad.conf").exit, 0);
    EXPECT_EQ(run("check no-such.conf 2>/dev/null").exit, 2);
    EXPECT_EQ(run("check --no-such-option 2>/dev/null").exit, 2);
    EXPECT_EQ(run("check --target no-such good.conf 2>/dev/null").exit, 2);
    EXPECT_EQ(run("check --select no/such good.conf 2>/dev/null").exit, 2);
    EXPECT_EQ(run("check --format no-such good.conf 2>/dev/null").exit, 2);
    EXPECT_EQ(run("2>/dev/null").exit, 2);
    EXPECT_EQ(run("--version").out, "tlslint " TLSLINT_VERSION "\n");
    EXPECT_EQ(run("explain protocol/obsolete-version").exit, 0);
    EXPECT_EQ(run("explain no/such 2>/dev/null").exit, 2);
}

TEST_F(CommandLine, TakesEverythingBehindTwoDashesAsArguments) {
    write("-good.conf", clean);
    EXPECT_EQ(run("check -- -good.conf").exit, 0);
    EXPECT_EQ(run("show --tree -- -good.conf").exit, 0);
    EXPECT_EQ(run("explain -- protocol/obsolete-version").exit, 0);
}

TEST_F(CommandLine, SaysWhatIsWrongWithItsWords) {
    write("good.conf", clean);
    const auto complaint = [&](const std::string& words) { return run(words + " 2>&1").out; };
    EXPECT_EQ(complaint("explain"),
              "tlslint: explain: TOPIC is missing\n`tlslint explain --help` says what there is\n");
    EXPECT_NE(complaint("ciphers a b").find("\"b\" is one argument too many"), std::string::npos);
    EXPECT_NE(complaint("explain hsts-lost").find("did you mean http/hsts-lost?"),
              std::string::npos);
    EXPECT_NE(complaint("rules --format yaml").find("there is text, json"), std::string::npos);
    EXPECT_NE(complaint("check --context foo good.conf").find("no block has this name"),
              std::string::npos);
    EXPECT_NE(complaint("check --format json --format text good.conf").find("--output"),
              std::string::npos);
    EXPECT_TRUE(complaint("check --no-such good.conf").starts_with("tlslint: "));
    for (const char* words :
         {"explain", "explain no such", "ciphers a b", "rules --format yaml",
          "check --context foo good.conf", "check --format json --format text good.conf"})
        EXPECT_EQ(run(std::string(words) + " 2>/dev/null").exit, 2) << words;
}

TEST_F(CommandLine, SaysOnTheErrorStreamWhatJsonLinesCannot) {
    write("odd.conf", "events {}\nhttp { server { listen 443 ssl } }\n");
    EXPECT_NE(run("check --format jsonl odd.conf 2>&1 >/dev/null").out.find("only in part"),
              std::string::npos);
}

TEST_F(CommandLine, PrintsFindingsWithTheStatusTwoAsWell) {
    write("bad.conf", obsolete);
    const Outcome both = run("check --target debian-11 bad.conf no-such.conf 2>/dev/null");
    EXPECT_EQ(both.exit, 2);
    EXPECT_NE(both.out.find("protocol/obsolete-version"), std::string::npos);
}

TEST_F(CommandLine, SaysOneLineAFindingInAPipe) {
    write("bad.conf", obsolete);
    EXPECT_EQ(run("check --target debian-11 bad.conf").out,
              "bad.conf:6:23: error: accepts TLSv1 [protocol/obsolete-version]\n");
    write("good.conf", clean);
    EXPECT_EQ(run("check good.conf").out, "");
}

TEST_F(CommandLine, WritesSeveralReportsInOneRun) {
    write("bad.conf", obsolete);
    const Outcome both =
        run("check --target debian-11 --format json --output r.json --format concise bad.conf");
    EXPECT_EQ(both.out, "bad.conf:6:23: error: accepts TLSv1 [protocol/obsolete-version]\n");
    const Json report = Json::parse(read_file(home.path() / "r.json"));
    EXPECT_EQ(report["findings"].size(), 1U);
    EXPECT_EQ(report["summary"]["endpoints"], 1);
    const Json& assumed = report["assumptions"][0];
    EXPECT_EQ(assumed["target"], "debian-11");
    EXPECT_EQ(assumed["version"]["source"], "preset");
    EXPECT_EQ(report["findings"][0]["endpoints"][0], "nginx:0.0.0.0:443/a.example");
}

TEST_F(CommandLine, ReadsTheStandardInput) {
    write("bad.conf", obsolete);
    const Outcome read = run("check --target debian-11 --stdin-filename conf/x.conf -", "bad.conf");
    EXPECT_EQ(read.exit, 1);
    EXPECT_EQ(read.out, "conf/x.conf:6:23: error: accepts TLSv1 [protocol/obsolete-version]\n");
}

TEST_F(CommandLine, ReadsADumpWithTheInnerFilesLines) {
    const std::string dump =
        "nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\n"
        "nginx: configuration file /etc/nginx/nginx.conf test is successful\n"
        "# configuration file /etc/nginx/nginx.conf:\nevents {}\nhttp { "
        "include conf.d/*.conf; }\n\n"
        "# configuration file /etc/nginx/conf.d/a.conf:\nserver {\n    listen "
        "443 ssl;\n    ssl_certificate /only/there.pem; ssl_certificate_key /only/there.key;\n"
        "    ssl_protocols TLSv1 TLSv1.2;\n}\n\n";
    write("dump.txt", dump);
    const std::string expected =
        "/etc/nginx/conf.d/a.conf:4:19: error: accepts TLSv1 [protocol/obsolete-version]\n";
    EXPECT_EQ(run("check --target debian-11 dump.txt").out, expected);
    EXPECT_EQ(run("check --target debian-11 -", "dump.txt").out, expected);
}

TEST_F(CommandLine, NeverLeavesTheRoot) {
    write("secret.conf", "server { listen 443 ssl; ssl_protocols TLSv1; }\n");
    write("tree/etc/nginx/nginx.conf", "events {}\nhttp {\n    include ../../../secret.conf;\n    "
                                       "include link.conf;\n    include /secret.conf;\n}\n");
    std::filesystem::create_symlink("../../../secret.conf",
                                    home.path() / "tree/etc/nginx/link.conf");
    const Outcome rooted = run("check --root tree --format json tree/etc/nginx/nginx.conf");
    const Json report = Json::parse(rooted.out);
    EXPECT_EQ(report["summary"]["files"], 1);
    EXPECT_EQ(report["findings"].size(), 3U);
    for (const Json& finding : report["findings"]) {
        EXPECT_EQ(finding["rule"], "config/include-missing");
        EXPECT_EQ(finding["file"], "tree/etc/nginx/nginx.conf");
        EXPECT_EQ(finding["deployed_path"], "/etc/nginx/nginx.conf");
    }
}

TEST_F(CommandLine, TakesTheTargetFromTheTree) {
    write("tree/etc/nginx/nginx.conf", obsolete);
    write("tree/etc/os-release", "ID=debian\nVERSION_ID=\"11\"\n");
    write("tree/var/lib/dpkg/status",
          "Package: nginx-core\nStatus: install ok installed\nVersion: 1.18.0-6.1+deb11u3\n\n"
          "Package: libssl1.1\nVersion: 1.1.1w-0+deb11u1\n");
    const Json report = Json::parse(run("check --root tree --format json").out);
    const Json& assumed = report["assumptions"][0];
    EXPECT_EQ(assumed["version"], Json({{"value", "1.18.0"}, {"source", "tree"}}));
    EXPECT_EQ(assumed["openssl"], Json({{"value", "1.1.1w"}, {"source", "tree"}}));
    EXPECT_EQ(assumed["target"], "debian-11");
    EXPECT_EQ(report["findings"][0]["rule"], "protocol/obsolete-version");
}

TEST_F(CommandLine, FindsTheRootsInADirectory) {
    write("deploy/a/nginx.conf", "events {}\nhttp { include sites/*.conf; }\n");
    write("deploy/a/sites/x.conf",
          "server { listen 443 ssl; ssl_protocols TLSv1 TLSv1.2; ssl_certificate $host; "
          "ssl_certificate_key $host; }\n");
    write("deploy/a/sites/off.conf.disabled", "server { listen 443 ssl; ssl_protocols SSLv2; }\n");
    write("deploy/snippets/b.conf", "ssl_protocols TLSv1.1 TLSv1.2;\n");
    write("deploy/readme.txt", "Nothing here; for nginx.\n");
    EXPECT_EQ(run("check --target debian-11 deploy").out,
              "deploy/a/sites/x.conf:1:40: error: accepts TLSv1 [protocol/obsolete-version]\n"
              "deploy/snippets/b.conf:1:15: error: accepts TLSv1.1 [protocol/obsolete-version]\n");
}

TEST_F(CommandLine, SelectsAndChangesSeverities) {
    write("bad.conf", obsolete);
    EXPECT_EQ(run("check --target debian-11 --ignore protocol/* bad.conf").exit, 0);
    EXPECT_EQ(run("check --target debian-11 --select config/* bad.conf").exit, 0);
    EXPECT_EQ(
        run("check --target debian-11 --severity protocol/obsolete-version=info bad.conf").exit, 0);
    EXPECT_EQ(
        run("check --target debian-11 --severity protocol/*=info --fail-on info bad.conf").exit, 1);
}

TEST_F(CommandLine, ShowsTheTreeOfAFileAlone) {
    write("a.conf", "include b.conf;\nhttp {\n  content_by_lua_block { return \"}\" }\n  map $a $b "
                    "{ x \"y z\"; }\n");
    const Json shown =
        Json::parse(run("show --tree --no-includes --format json --kind nginx a.conf").out);
    ASSERT_EQ(shown["files"].size(), 1U);
    const Json& http = shown["files"][0]["directives"][1];
    EXPECT_EQ(http["block"][0]["body"], " return \"}\" ");
    EXPECT_EQ(
        http["block"][1]["block"][0],
        Json::parse(
            R"({"name":"x","args":["y z"],"line":4,"column":15,"end_line":4,"active":true})"));
    ASSERT_EQ(shown["problems"].size(), 1U);
    EXPECT_EQ(shown["problems"][0]["message"], "unexpected end of file, expecting \"}\"");
    EXPECT_EQ(shown["problems"][0]["line"], 5);
}

TEST_F(CommandLine, LetsNoControlCharacterThrough) {
    write("esc.conf", "events {}\nhttp { include \"\x1b]0;x\x07.conf\"; }\n");
    for (const char* const format : {"text", "concise", "json", "jsonl"}) {
        const Outcome shown = run(fmt::format("check --format {} esc.conf 2>&1", format));
        EXPECT_EQ(shown.out.find('\x1b'), std::string::npos) << format;
        EXPECT_EQ(shown.exit, 1);
    }
}

TEST_F(CommandLine, SurvivesHostileFiles) {
    std::string braces;
    for (int i = 0; i < 1'000'000; ++i) braces += "a {";
    write("braces.conf", braces);
    write("markers.conf", std::string(1'000'000, '{'));
    write("quotes.conf", [] {
        std::string text;
        for (int i = 0; i < 200'000; ++i) text += "a \"";
        return text;
    }());
    for (int i = 0; i < 8; ++i) {
        std::string storm;
        for (int j = 0; j < 50; ++j) storm += fmt::format("include s{}.conf;\n", i + 1);
        write(fmt::format("s{}.conf", i), storm);
    }
    write("s8.conf", "server { listen 443 ssl; }\n");
    write("storm.conf", "events {}\nhttp { include s0.conf; include storm.conf; }\n");
    write("devices.conf", "events {}\nhttp { include /dev/zero; include .; }\n");
    for (const char* const name : {"braces", "markers", "quotes", "storm", "devices"}) {
        SCOPED_TRACE(name);
        EXPECT_EQ(run(fmt::format("check --kind nginx {}.conf", name)).exit, 1);
    }
}

}  // namespace
}  // namespace tlslint::test
