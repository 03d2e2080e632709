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
#include <filesystem>
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

// What a child answers: whether there is a record, and the record.
constexpr char unchanged = 'u';
constexpr char audited = 'r';

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
    fleet::Pool pool;
    pool.limits = {.jobs = jobs_of(options),
                   .time = std::chrono::milliseconds(static_cast<std::int64_t>(seconds * 1000)),
                   .memory = options.max_memory << 20U};
    pool.work = [&](const std::string& bytes) {
        const std::optional<fleet::Order> order = fleet::decode_order(bytes);
        if (!order) throw std::runtime_error("an order was damaged on its way");
        const auto record =
            auditor.audit(order->task, order->evidence, scratch.of(order->task.host.name));
        return record ? audited + fleet::encode(*record) : std::string(1, unchanged);
    };
    pool.next = [&]() -> std::optional<std::string> {
        const std::optional<fleet::Order> order = pass.next();
        if (!order) return std::nullopt;
        return fleet::encode(*order);
    };
    pool.done = [&](fleet::Outcome outcome) -> Result<bool> {
        std::optional<fleet::Order> order = fleet::decode_order(outcome.order);
        if (!order) return Error{"an order was damaged"};
        AuditPass::Result result{std::move(order->task), std::nullopt, wall_clock()};
        if (!outcome.failure.empty()) {
            if (result.task.host.kind == fleet::Host::Kind::archive)
                scratch.tidy(result.task.host.name);
            result.record = failure_of(result.task, std::move(outcome.failure));
        } else if (outcome.answer.starts_with(audited)) {
            result.record = fleet::decode(std::string_view(outcome.answer).substr(1));
            if (!result.record)
                result.record = failure_of(result.task, "its findings were damaged on their way");
        }
        if (result.record) result.record->result.observed = result.at;
        return pass.done(std::move(result));
    };
    pool.idle = pass.idle;
    return fleet::run(pool);
}

}  // namespace tlslint
