// SPDX-License-Identifier: Apache-2.0
// `check host`: the servers of a machine, here of one that lies below a root; and files that are
// passed over.
#include "tests/support/shell.hpp"
#include "tests/support/temporary_directory.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sys/wait.h>

namespace tlslint::test {
namespace {

class HostCommand : public testing::Test {
  protected:
    void write(const std::string& name, const std::string& text) const {
        std::filesystem::create_directories((home.path() / name).parent_path());
        std::ofstream(home.path() / name, std::ios::binary) << text;
    }
    /// Errors are part of the output.
    [[nodiscard]] ShellResult check(const std::string& words) const {
        ShellResult result = run(fmt::format("cd {} && exec 2>&1; {} check --format text {}",
                                             home.path().string(), TLSLINT_PROGRAM, words));
        result.status = WEXITSTATUS(result.status);
        return result;
    }
    TemporaryDirectory home;
};

TEST_F(HostCommand, ChecksWhatIsInstalled) {
    write("m/etc/nginx/nginx.conf", "events {}\nhttp { server { listen 127.0.0.1:80; } }\n");
    write("m/etc/haproxy/haproxy.cfg", "frontend f\n    mode http\n    bind 127.0.0.1:81\n");
    const ShellResult both = check("--root m host");
    EXPECT_NE(both.output.find(" 2 endpoints"), std::string::npos) << both.output;
    const ShellResult one = check("--root m --kind haproxy host");
    EXPECT_NE(one.output.find(" 1 endpoint"), std::string::npos) << one.output;
    std::filesystem::create_directories(home.path() / "empty");
    const ShellResult none = check("--root empty host");
    EXPECT_EQ(none.status, 2);
    EXPECT_NE(none.output.find("no server's configuration found in empty"), std::string::npos);
    write("host", "events {}\nhttp { server { listen 127.0.0.1:80;; } }\n");
    EXPECT_NE(check("./host").output.find("config/syntax"), std::string::npos) << "a file";
}

TEST_F(HostCommand, PassesOverWhatIsNoConfiguration) {
    write("notes.conf", "Remember the milk.\n");
    write("README.md", "server {\n");
    write("nginx.conf", "events {}\nhttp { server { listen 127.0.0.1:80;; } }\n");
    EXPECT_EQ(check("notes.conf nginx.conf").status, 2);
    const ShellResult result = check("--skip-unknown notes.conf README.md nginx.conf");
    EXPECT_EQ(result.status, 1);
    EXPECT_NE(result.output.find("1 error in 1 of 1 file"), std::string::npos) << result.output;
    EXPECT_EQ(check("--skip-unknown notes.conf").status, 0);
    EXPECT_EQ(check("--skip-unknown missing.conf").status, 2);
}

}  // namespace
}  // namespace tlslint::test
