// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/pool.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <new>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace tlslint::fleet {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t answer_limit = 256U << 20U;
constexpr int pulse_ms = 200;
constexpr int most_attempts = 3;  // with children that were stopped
constexpr char good = '+';
constexpr char bad = '-';

// Address sanitizers map terabytes.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool can_limit_memory = false;
#elif defined(__has_feature)
constexpr bool can_limit_memory = !__has_feature(address_sanitizer);
#else
constexpr bool can_limit_memory = true;
#endif

// A message is its size in eight bytes, then itself.
bool send_all(int socket, const char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t sent = ::send(socket, data, size, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent <= 0) return false;
        data += sent;
        size -= static_cast<std::size_t>(sent);
    }
    return true;
}

bool send_message(int socket, const std::string& text) {
    const std::uint64_t size = text.size();
    std::array<char, sizeof size> head{};
    std::memcpy(head.data(), &size, sizeof size);
    return send_all(socket, head.data(), head.size()) && send_all(socket, text.data(), text.size());
}

bool receive_all(int socket, char* data, std::size_t size) {
    while (size > 0) {
        const ssize_t got = ::recv(socket, data, size, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        data += got;
        size -= static_cast<std::size_t>(got);
    }
    return true;
}

std::optional<std::string> receive_message(int socket) {
    std::uint64_t size = 0;
    if (!receive_all(socket, reinterpret_cast<char*>(&size), sizeof size)) return std::nullopt;
    std::string text(size, '\0');
    if (!receive_all(socket, text.data(), text.size())) return std::nullopt;
    return text;
}

[[noreturn]] void serve(int socket, const Pool& pool) {
    for (;;) {
        const std::optional<std::string> order = receive_message(socket);
        if (!order) _exit(0);
        std::string answer(1, good);
        bool again = true;
        try {
            answer += pool.work(*order);
        } catch (const std::bad_alloc&) {
            answer =
                fmt::format("{}needs more than {} MiB of memory", bad, pool.limits.memory >> 20U);
            again = false;
        } catch (const std::exception& error) {
            answer = fmt::format("{}{}", bad, error.what());
            again = false;
        }
        if (!send_message(socket, answer)) _exit(0);
        if (!again) _exit(0);  // who knows what it has left behind
    }
}

struct Child {
    pid_t pid = 0;
    int socket = -1;
    bool busy = false;
    int attempts = 0;  // at its order
    std::string order;
    std::string received;
    Clock::time_point deadline{};
};

class Runner {
  public:
    explicit Runner(const Pool& pool) : pool_(pool), children_(std::max(1U, pool.limits.jobs)) {}
    Runner(const Runner&) = delete;
    Runner& operator=(const Runner&) = delete;
    ~Runner() {
        for (Child& child : children_) stop(child);
    }

    Result<bool> run() {
        for (;;) {
            for (Child& child : children_) {
                if (child.busy) continue;
                if (const auto fed = feed(child); !fed) return fed;
            }
            const bool any = std::any_of(children_.begin(), children_.end(),
                                         [](const Child& child) { return child.busy; });
            if (!any) return true;
            if (const auto waited = wait(); !waited) return waited;
        }
    }

  private:
    // Gives a child its next order, if there is one.
    Result<bool> feed(Child& child) {
        if (no_more_) return true;
        std::optional<std::string> order = pool_.next();
        if (!order) {
            no_more_ = true;
            return true;
        }
        child.order = std::move(*order);
        child.attempts = 0;
        return begin(child);
    }

    Result<bool> begin(Child& child) {
        ++child.attempts;
        child.busy = true;
        child.received.clear();
        if (child.pid == 0) {
            if (const auto started = start(child); !started) return started;
        }
        child.deadline = Clock::now() + pool_.limits.time;
        // One that died meanwhile is noticed when its answer is awaited.
        static_cast<void>(send_message(child.socket, child.order));
        return true;
    }

    Result<bool> start(Child& child) {
        std::array<int, 2> ends{};
        if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
            return Error{fmt::format("cannot talk to a child process: {}", std::strerror(errno))};
        const pid_t parent = getpid();
        const pid_t pid = fork();
        if (pid < 0) {
            close(ends[0]);
            close(ends[1]);
            return Error{fmt::format("cannot start a child process: {}", std::strerror(errno))};
        }
        if (pid == 0) {
            prctl(PR_SET_PDEATHSIG, SIGKILL);
            if (getppid() != parent) _exit(0);
            for (const Child& other : children_) {
                if (other.socket >= 0) close(other.socket);
            }
            close(ends[0]);
            const rlimit none{0, 0};
            setrlimit(RLIMIT_CORE, &none);  // keys that were read do not lie about
            if (can_limit_memory) {
                const rlimit most{pool_.limits.memory, pool_.limits.memory};
                setrlimit(RLIMIT_AS, &most);
            }
            serve(ends[1], pool_);
        }
        close(ends[1]);
        child.pid = pid;
        child.socket = ends[0];
        return true;
    }

    // Returns how it ended.
    static int stop(Child& child) {
        int status = 0;
        if (child.pid == 0) return status;
        close(child.socket);  // an idle one ends by itself
        if (child.busy) kill(child.pid, SIGKILL);
        while (waitpid(child.pid, &status, 0) < 0 && errno == EINTR) {
        }
        child.pid = 0;
        child.socket = -1;
        return status;
    }

    Result<bool> wait() {
        std::vector<pollfd> ready;
        std::vector<Child*> whose;
        for (Child& child : children_) {
            if (!child.busy) continue;
            ready.push_back({child.socket, POLLIN, 0});
            whose.push_back(&child);
        }
        const int count = poll(ready.data(), ready.size(), pulse_ms);
        if (count < 0 && errno != EINTR)
            return Error{fmt::format("cannot wait for child processes: {}", std::strerror(errno))};
        for (std::size_t i = 0; i < ready.size(); ++i) {
            Result<bool> went = true;
            if (count > 0 && ready[i].revents != 0) went = receive(*whose[i]);
            if (went && whose[i]->busy && Clock::now() > whose[i]->deadline)
                went = fail(*whose[i],
                            fmt::format("takes longer than {:g} seconds",
                                        std::chrono::duration<double>(pool_.limits.time).count()));
            if (!went) return went;
        }
        return pool_.idle();
    }

    Result<bool> receive(Child& child) {
        std::array<char, 1U << 16U> buffer;
        const ssize_t got = ::recv(child.socket, buffer.data(), buffer.size(), MSG_DONTWAIT);
        if (got < 0 && (errno == EINTR || errno == EAGAIN)) return true;
        if (got <= 0) return bury(child);
        child.received.append(buffer.data(), static_cast<std::size_t>(got));
        std::uint64_t size = 0;
        if (child.received.size() < sizeof size) return true;
        std::memcpy(&size, child.received.data(), sizeof size);
        if (size == 0 || size > answer_limit)
            return fail(child, "its findings take too much memory");
        if (child.received.size() - sizeof size < size) return true;
        const bool failed = child.received[sizeof size] == bad;
        std::string rest = child.received.substr(sizeof size + 1);
        child.received.clear();
        if (failed) return fail(child, std::move(rest));
        child.busy = false;
        return pool_.done({std::move(child.order), std::move(rest), ""});
    }

    // It is gone, with its work undone.
    Result<bool> bury(Child& child) {
        child.busy = false;
        const int status = stop(child);
        if (child.attempts < most_attempts) return begin(child);
        const std::string how = WIFSIGNALED(status)
                                    ? fmt::format("stopped by signal {} ({})", WTERMSIG(status),
                                                  strsignal(WTERMSIG(status)))
                                    : fmt::format("ended with status {}", WEXITSTATUS(status));
        return pool_.done({std::move(child.order), "", how});
    }

    Result<bool> fail(Child& child, std::string why) {
        stop(child);
        child.busy = false;
        return pool_.done({std::move(child.order), "", std::move(why)});
    }

    const Pool& pool_;
    std::vector<Child> children_;
    bool no_more_ = false;
};

}  // namespace

Result<bool> run(const Pool& pool) {
    return Runner(pool).run();
}

}  // namespace tlslint::fleet
