// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"

#include <csignal>
#include <cstdlib>
#include <exception>
#include <iostream>
#include <sys/ioctl.h>
#include <unistd.h>

namespace {

unsigned terminal_width() {
    winsize size{};
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) return size.ws_col;
    return 80;
}

}  // namespace

int main(int count, char** words) {
    std::signal(SIGPIPE, SIG_DFL);  // `tlslint … | head` ends quietly
    std::ios::sync_with_stdio(false);
    tlslint::Io io{.in = std::cin,
                   .out = std::cout,
                   .err = std::cerr,
                   .out_is_terminal = isatty(STDOUT_FILENO) == 1,
                   .err_is_terminal = isatty(STDERR_FILENO) == 1,
                   .width = terminal_width()};
    try {
        const tlslint::Exit exit = tlslint::run_command_line(count, words, io);
        std::cout.flush();
        if (std::cout) return static_cast<int>(exit);
        std::cerr << "tlslint: cannot write the report\n";
    } catch (const std::exception& error) {
        std::cerr << "tlslint: " << error.what() << '\n';
    }
    return static_cast<int>(tlslint::Exit::failed);
}
