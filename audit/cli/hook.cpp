// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/cli/git_support.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>

namespace tlslint {
namespace commands {
extern const Command check;
}
namespace {

namespace fs = std::filesystem;

constexpr std::string_view mark = "# Written by `tlslint hook install`; `tlslint hook uninstall` "
                                  "takes it away.";

/// The program by its name, so that upgrades and moves do not break the hook; else the one that
/// wrote it.
std::string script(const std::string& program) {
    std::string quoted;
    for (const char c : program) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return fmt::format("#!/bin/sh\n{}\n"
                       "program=$(command -v tlslint) || program='{}'\n"
                       "exec \"$program\" hook run\n",
                       mark, quoted);
}

std::string own_program() {
    std::error_code error;
    const fs::path program = fs::read_symlink("/proc/self/exe", error);
    return error ? "tlslint" : program.string();
}

std::string first_line(const std::string& text) {
    return text.substr(0, text.find('\n'));
}

std::string read(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

Exit fail(Io& io, const std::string& message) {
    complain(io, message);
    return Exit::failed;
}

Exit no_git(Io& io, const GitAnswer& answer) {
    return fail(io, answer.status == 127 ? "git is not installed" : "this is no git repository");
}

Exit install(Io& io, const fs::path& hook) {
    std::error_code error;
    if (fs::exists(fs::symlink_status(hook, error))) {
        if (read(hook).find(mark) == std::string::npos) {
            return fail(io, fmt::format("{} is there already, and not from tlslint: it stays as it "
                                        "is; let it run `tlslint hook run`",
                                        hook.string()));
        }
    }
    fs::create_directories(hook.parent_path(), error);
    std::ofstream out(hook, std::ios::binary);
    out << script(own_program());
    out.close();
    if (out) fs::permissions(hook, fs::perms(0755), error);
    if (!out || error) return fail(io, fmt::format("cannot write {}", hook.string()));
    fmt::print(io.out, "{}: commits are checked from now on\n", hook.string());
    return Exit::clean;
}

Exit uninstall(Io& io, const fs::path& hook) {
    if (read(hook).find(mark) == std::string::npos)
        return fail(io, fmt::format("{} is not from tlslint", hook.string()));
    std::error_code error;
    if (!fs::remove(hook, error)) return fail(io, fmt::format("cannot remove {}", hook.string()));
    fmt::print(io.out, "{}: removed\n", hook.string());
    return Exit::clean;
}

/// A directory with the files of the index in it, gone with the object.
class Snapshot {
  public:
    Snapshot() {
        std::string pattern = (fs::temp_directory_path() / "tlslint-hook-XXXXXX").string();
        if (mkdtemp(pattern.data()) == nullptr) return;
        path_ = pattern;
        complete_ =
            run_git({"checkout-index", "--all", "--quiet", "--prefix=" + pattern + "/"}).status
            == 0;
    }
    ~Snapshot() {
        std::error_code ignored;
        if (!path_.empty()) fs::remove_all(path_, ignored);
    }
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;
    [[nodiscard]] bool is_complete() const { return complete_; }
    [[nodiscard]] const fs::path& path() const { return path_; }

  private:
    fs::path path_;
    bool complete_ = false;
};

/// Checks what is about to be committed: the staged files, as they are staged.
Exit run_hook(const Options& options, Io& io) {
    const GitAnswer top = run_git({"rev-parse", "--show-toplevel"});
    if (top.status != 0) return no_git(io, top);
    std::error_code error;
    fs::current_path(first_line(top.output), error);
    if (error) return fail(io, fmt::format("cannot enter {}", first_line(top.output)));

    const GitAnswer staged =
        run_git({"diff", "--cached", "--name-only", "--diff-filter=ACMRT", "-z"});
    if (staged.status != 0) return fail(io, "git does not say what is staged");
    Options checking = options;
    checking.arguments.clear();
    checking.skip_unknown = true;
    checking.quiet = true;
    for (std::size_t at = 0; at < staged.output.size();) {
        const std::size_t end = std::min(staged.output.find('\0', at), staged.output.size());
        std::string path = staged.output.substr(at, end - at);
        at = end + 1;
        // A file that is staged and no longer there is found in the snapshot.
        if (fs::is_directory(path, error)) continue;  // a submodule
        checking.arguments.push_back((path.starts_with('-') ? "./" : "") + path);
    }
    if (checking.arguments.empty()) return Exit::clean;
    if (run_git({"diff", "--quiet"}).status == 0) return commands::check.run(checking, io);

    // The working tree differs from what is staged.
    const Snapshot snapshot;
    if (!snapshot.is_complete()) return fail(io, "cannot write the staged files down");
    const fs::path home = fs::current_path(error);
    fs::current_path(snapshot.path(), error);
    if (error) return fail(io, "cannot enter the staged files");
    const Exit exit = commands::check.run(checking, io);
    fs::current_path(home, error);
    return exit;
}

Exit run(const Options& options, Io& io) {
    const std::string& word = options.arguments.front();
    if (word == "run") return run_hook(options, io);
    if (word != "install" && word != "uninstall")
        return fail(io, fmt::format("hook {}: there is install, uninstall, run", word));
    const GitAnswer hooks = run_git({"rev-parse", "--git-path", "hooks"});
    if (hooks.status != 0) return no_git(io, hooks);
    const fs::path hook = fs::path(first_line(hooks.output)) / "pre-commit";
    return word == "install" ? install(io, hook) : uninstall(io, hook);
}

}  // namespace

namespace commands {
extern const Command hook;
const Command hook{
    .name = "hook",
    .summary = "check each commit of this git repository before it is made",
    .arguments = "install|uninstall|run",
    .about_arguments = "put the pre-commit hook in place, take it away, or do what it does: check "
                       "what is staged",
    .least = 1,
    .most = 1,
    .options = {},
    .run = run,
};
}  // namespace commands
}  // namespace tlslint
