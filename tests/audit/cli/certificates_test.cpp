// SPDX-License-Identifier: Apache-2.0
// Certificates and keys on a disk: what `check` and `show` say, and what they never say.
#include "tests/support/fixture_files.hpp"
#include "tests/support/shell.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace tlslint::test {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

// A directory with every file that fixtures may name, and a configuration.
class Certificates : public testing::Test {
  protected:
    void SetUp() override {
        for (const auto& [name, text] : fixture_files()) {
            std::ofstream(path(name)) << text;
            fs::permissions(path(name), fs::perms::owner_read | fs::perms::group_read);
        }
    }
    [[nodiscard]] std::string path(const std::string& name) const {
        return (directory_.path() / name).string();
    }
    void configure(const std::string& certificate, const std::string& key) const {
        std::ofstream(path("nginx.conf"))
            << fmt::format("events {{}}\nhttp {{\n    server {{\n        listen 443 ssl;\n"
                           "        server_name shop.example;\n        ssl_certificate {};\n"
                           "        ssl_certificate_key {};\n    }}\n}}\n",
                           certificate, key);
    }
    // A command's output; the date is that of fixtures.
    [[nodiscard]] std::string say(const std::string& words) const {
        return run(fmt::format("cd {} && {} {} --target debian-12 --now 2026-03-01 nginx.conf 2>&1",
                               directory_.path().string(), TLSLINT_PROGRAM, words))
            .output;
    }
    [[nodiscard]] std::string check(const std::string& rule, const std::string& more = "") const {
        return say(fmt::format("check --format concise --select {} {}", rule, more));
    }

    TemporaryDirectory directory_;
};

TEST_F(Certificates, KeyForEveryone) {
    configure("shop.pem", "shop.key");
    EXPECT_EQ(check("certificate/key-exposed").find("key-exposed"), std::string::npos);
    fs::permissions(path("shop.key"), fs::perms::others_read, fs::perm_options::add);
    EXPECT_NE(check("certificate/key-exposed").find("shop.key can be read by everyone (mode 0444)"),
              std::string::npos);
}

TEST_F(Certificates, KeyInGit) {
    configure("shop.pem", "shop.key");
    const std::string git =
        fmt::format("cd {} && git -c init.defaultBranch=main ", directory_.path().string());
    ASSERT_EQ(run(git + "init -q . && git add nginx.conf").status, 0);
    EXPECT_EQ(check("certificate/key-exposed").find("tracked"), std::string::npos);
    ASSERT_EQ(run(git + "add -f shop.key").status, 0);
    for (const int version : {2, 3, 4}) {
        ASSERT_EQ(run(git + fmt::format("update-index --index-version {}", version)).status, 0);
        EXPECT_NE(check("certificate/key-exposed").find("shop.key is tracked by git"),
                  std::string::npos)
            << version;
    }
}

TEST_F(Certificates, ChosenAuthorities) {
    configure("shop.pem", "shop.key");
    const auto untrusted = [&](const std::string& options) {
        return check("certificate/untrusted", options).find("certificate/untrusted")
               != std::string::npos;
    };
    EXPECT_FALSE(untrusted("--ca-file root.pem"));
    EXPECT_TRUE(untrusted("--ca-file private-root.pem"));
    EXPECT_FALSE(untrusted("--no-system-trust"));  // nobody to ask
    EXPECT_NE(check("certificate/untrusted", "--ca-file no-such.pem").find("no-such.pem"),
              std::string::npos);
}

TEST_F(Certificates, GivenRevocationList) {
    configure("shop.pem", "shop.key");
    EXPECT_NE(check("certificate/revoked", "--crl crl.pem").find("is revoked"), std::string::npos);
    configure("second.pem", "second.key");
    EXPECT_EQ(check("certificate/revoked", "--crl crl.pem").find("is revoked"), std::string::npos);
}

TEST_F(Certificates, MissingIssuerNearby) {
    configure("leaf-only.pem", "shop.key");
    const std::string found = say("check --format json --select certificate/chain-incomplete");
    EXPECT_NE(found.find("It lies in "), std::string::npos) << found;
}

TEST_F(Certificates, AreShownAsFacts) {
    configure("shop.pem", "shop.key");
    EXPECT_NE(say("show").find("CN=shop.example, from Test Intermediate"), std::string::npos);
    const Json model = Json::parse(say("show --format json"));
    const Json& chain = model["endpoints"][0]["settings"]["certificates"]["value"][0]["chain"];
    ASSERT_EQ(chain.size(), 2U);
    EXPECT_EQ(chain[0]["names"], Json({"shop.example", "www.shop.example"}));
    EXPECT_EQ(chain[0]["serial"], "10");
    EXPECT_EQ(chain[0]["not_after"], "2026-04-01T00:00:00Z");
    EXPECT_EQ(chain[0]["key"]["curve"], "prime256v1");
    EXPECT_EQ(chain[0]["ocsp_urls"], Json({"http://ocsp.test/"}));
    EXPECT_EQ(chain[0]["sha256"].get<std::string>().size(), 64U);
    EXPECT_EQ(chain[1]["ca"], true);
}

// Whatever is wrong, and in every format: not a line of a key is printed.
TEST_F(Certificates, KeysAreNeverPrinted) {
    const std::pair<const char*, const char*> pairs[] = {{"combined.pem", "combined.pem"},
                                                         {"shop.key", "shop.pem"},
                                                         {"rsa.pem", "other.key"},
                                                         {"shop.pem", "encrypted.key"}};
    const char* const commands[] = {"check --format text",
                                    "check --format json",
                                    "check --format jsonl",
                                    "check --format concise",
                                    "show",
                                    "show --format json",
                                    "show --tree",
                                    "show --clients"};
    for (const auto& [certificate, key] : pairs) {
        configure(certificate, key);
        for (const char* command : commands) {
            const std::string output = say(command);
            ASSERT_FALSE(output.empty());
            for (const char* name : {"shop.key", "other.key", "encrypted.key", "rsa.key"}) {
                std::istringstream lines(fixture_files().at(name));
                for (std::string line; std::getline(lines, line);) {
                    if (line.starts_with("-----")) continue;
                    EXPECT_EQ(output.find(line.substr(0, 20)), std::string::npos)
                        << command << " prints " << name;
                }
            }
        }
    }
}

}  // namespace
}  // namespace tlslint::test
