// SPDX-License-Identifier: Apache-2.0
#include "tests/support/openssl.hpp"

#include <cstdlib>
#include <fcntl.h>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

namespace tlslint::test {

std::string environment(const char* name, const char* otherwise) {
    const char* const value = std::getenv(name);
    return value != nullptr && *value != '\0' ? value : otherwise;
}

Answer ask(const std::vector<std::string>& arguments) {
    std::vector<std::string> command;
    std::istringstream words(environment("TLSLINT_OPENSSL", "openssl"));
    for (std::string word; words >> word;) command.push_back(word);
    command.insert(command.end(), arguments.begin(), arguments.end());
    std::vector<char*> argv;
    for (std::string& argument : command) argv.push_back(argument.data());
    argv.push_back(nullptr);
    std::string configuration = "OPENSSL_CONF=/dev/null";
    std::string path = "PATH=" + environment("PATH", "/usr/bin:/bin");
    char* const envp[] = {configuration.data(), path.data(), nullptr};

    int ends[2];
    if (pipe(ends) != 0) return {};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    pid_t child = 0;
    const int error = posix_spawnp(&child, argv[0], &actions, nullptr, argv.data(), envp);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    Answer answer;
    if (error == 0) {
        char buffer[4096];
        for (ssize_t size = 0; (size = read(ends[0], buffer, sizeof buffer)) > 0;) {
            answer.output.append(buffer, static_cast<std::size_t>(size));
        }
        int status = 0;
        waitpid(child, &status, 0);
        answer.ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }
    close(ends[0]);
    if (answer.output.ends_with('\n')) answer.output.pop_back();
    return answer;
}

bool says(const Answer& answer, std::string_view text) {
    return answer.output.find(text) != std::string::npos;
}

std::optional<openssl::Library> machine() {
    const Answer version = ask({"version"});
    const std::optional<openssl::Release> release = openssl::parse_release(version.output);
    if (!version.ok || !release || !version.output.starts_with("OpenSSL ")) return std::nullopt;
    openssl::Library library = openssl::upstream(release->version);
    library.has_idea = ask({"ciphers", "IDEA-CBC-SHA"}).ok;
    return library;
}

}  // namespace tlslint::test
