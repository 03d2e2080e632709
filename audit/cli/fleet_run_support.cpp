// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/fleet_run_support.hpp"

#include "audit/fleet/codec.hpp"
#include "audit/fleet/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <deque>
#include <filesystem>
#include <iterator>
#include <stdexcept>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>

namespace tlslint {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view scratch_name = "tlslint-fleet-";
constexpr double usual_seconds = 60;  // that one host may take

// Live hosts are asked so many at a time, and may take so many times as long as one.
constexpr std::size_t live_batch = 32;
constexpr double live_patience = 10;

// A directory of a process of ours that is no more.
bool is_left_over(const fs::path& path) {
    const std::string name = path.filename().string();
    if (!name.starts_with(scratch_name)) return false;
    pid_t pid = 0;
    const char* const end = name.data() + name.size();
    const auto [rest, error] = std::from_chars(name.data() + scratch_name.size(), end, pid);
    if (error != std::errc() || rest == end || *rest != '-' || pid <= 0) return false;
    struct stat status {};
    const bool ours =
        lstat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode) && status.st_uid == geteuid();
    return ours && kill(pid, 0) != 0 && errno == ESRCH;
}

fleet::Store::Record failure_of(const fleet::Task& task, std::string why) {
    fleet::Store::Record record;
    record.result.host = task.host;
    record.result.failure = std::move(why);
    fleet::clean(record.result.failure);
    return record;
}

fleet::Moment wall_clock() {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

fleet::Answers answers_to(const std::vector<fleet::Order>& orders, const HostAuditor& auditor,
                          const Options& options, const Scratch& scratch) {
    fleet::Answers answers;
    if (!options.live) {
        for (const auto& [task, evidence] : orders)
            answers.push_back(auditor.audit(task, evidence, scratch.of(task.host.name)));
        return answers;
    }
    std::vector<fleet::Task> tasks;
    for (const fleet::Order& order : orders) tasks.push_back(order.task);
    for (fleet::Store::Record& record :
         auditor.look(tasks, [&](const fleet::Task& task) { return scratch.of(task.host.name); }))
        answers.emplace_back(std::move(record));
    return answers;
}

}  // namespace

Result<Scratch> Scratch::make() {
    std::error_code error;
    const fs::path home = fs::temp_directory_path(error);
    if (error) return Error{fmt::format("no directory for temporary files: {}", error.message())};
    for (fs::directory_iterator at(home, error), end; !error && at != end; at.increment(error)) {
        std::error_code ignored;
        if (is_left_over(at->path())) fs::remove_all(at->path(), ignored);
    }
    std::string pattern = (home / fmt::format("{}{}-XXXXXX", scratch_name, getpid())).string();
    if (!mkdtemp(pattern.data()))
        return Error{fmt::format("cannot make a directory below {}", home.string())};
    return Scratch(std::move(pattern));
}

Scratch::Scratch(Scratch&& other) noexcept : path_(std::exchange(other.path_, "")) {}

Scratch::~Scratch() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
}

std::string Scratch::of(const std::string& host) const {
    return path_ + "/" + fleet::digest_of(host).substr(0, 32);
}

void Scratch::tidy(const std::string& host) const {
    std::error_code ignored;
    fs::remove_all(of(host), ignored);
}

unsigned jobs_of(const Options& options) {
    return options.jobs > 0 ? options.jobs : std::max(1U, std::thread::hardware_concurrency());
}

Result<bool> run(const AuditPass& pass, const HostAuditor& auditor, const Options& options,
                 const Scratch& scratch) {
    const double seconds = options.max_time > 0 ? options.max_time : usual_seconds;
    const std::size_t together = options.live ? live_batch : 1;
    std::deque<fleet::Order> alone;  // of batches that ended badly
    fleet::Pool pool;
    pool.limits = {.jobs = options.live ? 1 : jobs_of(options),
                   .time = std::chrono::milliseconds(static_cast<std::int64_t>(
                       seconds * 1000 * (options.live ? live_patience : 1))),
                   .memory = options.max_memory << 20U};
    pool.work = [&](const std::string& bytes) {
        const auto orders = fleet::decode_orders(bytes);
        if (!orders) throw std::runtime_error("an order was damaged on its way");
        return fleet::encode(answers_to(*orders, auditor, options, scratch));
    };
    pool.next = [&]() -> std::optional<std::string> {
        std::vector<fleet::Order> orders;
        if (!alone.empty()) {
            orders.push_back(std::move(alone.front()));
            alone.pop_front();
            return fleet::encode(orders);
        }
        while (orders.size() < together) {
            std::optional<fleet::Order> order = pass.next();
            if (!order) break;
            orders.push_back(std::move(*order));
        }
        if (orders.empty()) return std::nullopt;
        return fleet::encode(orders);
    };
    pool.done = [&](fleet::Outcome outcome) -> Result<bool> {
        auto orders = fleet::decode_orders(outcome.order);
        if (!orders) return Error{"an order was damaged"};
        auto answers = fleet::decode_answers(outcome.answer);
        if (outcome.failure.empty() && (!answers || answers->size() != orders->size()))
            outcome.failure = "its findings were damaged on their way";
        if (!outcome.failure.empty() && orders->size() > 1) {
            std::move(orders->begin(), orders->end(), std::back_inserter(alone));
            return true;
        }
        Result<bool> taken = true;
        for (std::size_t i = 0; i < orders->size() && taken; ++i) {
            AuditPass::Result result{std::move((*orders)[i].task), std::nullopt, wall_clock()};
            if (!outcome.failure.empty()) {
                scratch.tidy(result.task.host.name);
                result.record = failure_of(result.task, std::move(outcome.failure));
            } else {
                result.record = std::move((*answers)[i]);
            }
            if (result.record) result.record->result.observed = result.at;
            taken = pass.done(std::move(result));
        }
        return taken;
    };
    pool.idle = pass.idle;
    Result<bool> done = fleet::run(pool);
    while (done && !alone.empty()) done = fleet::run(pool);
    return done;
}

}  // namespace tlslint
