// SPDX-License-Identifier: Apache-2.0
#include "tests/support/openssl.hpp"

#include <csignal>
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

namespace {

// A running openssl, and where its output and errors come out; -1 for none.
struct Process {
    pid_t id = -1;
    int output = -1;
};

Process start(const std::vector<std::string>& arguments) {
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
    if (pipe2(ends, O_CLOEXEC) != 0) return {};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
    Process process{.output = ends[0]};
    const int error = posix_spawnp(&process.id, argv[0], &actions, nullptr, argv.data(), envp);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    if (error == 0) return process;
    close(ends[0]);
    return {};
}

}  // namespace

Answer ask(const std::vector<std::string>& arguments) {
    const Process process = start(arguments);
    if (process.id < 0) return {};
    Answer answer;
    char buffer[4096];
    for (ssize_t size = 0; (size = read(process.output, buffer, sizeof buffer)) > 0;) {
        answer.output.append(buffer, static_cast<std::size_t>(size));
    }
    int status = 0;
    waitpid(process.id, &status, 0);
    answer.ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    close(process.output);
    if (answer.output.ends_with('\n')) answer.output.pop_back();
    return answer;
}

TlsServer::TlsServer(const std::vector<std::string>& arguments) {
    std::vector<std::string> all{"s_server", "-accept", "127.0.0.1:0", "-naccept", "1", "-www"};
    all.insert(all.end(), arguments.begin(), arguments.end());
    const Process process = start(all);
    child_ = process.id;
    output_end_ = process.output;
    char buffer[512];
    for (ssize_t size = 0;
         address_.empty() && (size = read(output_end_, buffer, sizeof buffer)) > 0;) {
        output_.append(buffer, static_cast<std::size_t>(size));
        const std::size_t begin = output_.find("ACCEPT ");
        const std::size_t end = output_.find('\n', begin);
        if (begin != std::string::npos && end != std::string::npos)
            address_ = output_.substr(begin + 7, end - begin - 7);
    }
}

TlsServer::~TlsServer() {
    if (child_ > 0) {
        kill(child_, SIGTERM);
        waitpid(child_, nullptr, 0);
    }
    if (output_end_ >= 0) close(output_end_);
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
