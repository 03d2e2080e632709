// SPDX-License-Identifier: Apache-2.0
// The hosts of a fleet as their servers answer.
#include "audit/cli/fleet_audit_support.hpp"
#include "audit/cli/fleet_facts_support.hpp"
#include "audit/cli/live_look_support.hpp"
#include "audit/cli/live_support.hpp"
#include "audit/fleet/codec.hpp"
#include "audit/fleet/text.hpp"
#include "audit/live/observed_model.hpp"

#include <sstream>
#include <utility>

namespace tlslint {
namespace {

using fleet::Host, fleet::Store, fleet::Task;

// The world of a child process: nobody listens.
struct Nowhere {
    std::istringstream in;
    std::ostringstream out;
    Io io{in, out, out};
};

void fail(Store::Record& record, std::string why) {
    record.result.failure = std::move(why);
    fleet::clean(record.result.failure);
}

}  // namespace

std::vector<Store::Record> HostAuditor::ask(const std::vector<Task>& endpoints) const {
    std::vector<Store::Record> records(endpoints.size());
    const Result<LiveInputs> inputs = live_inputs(options_);
    std::vector<live::Inquiry> inquiries;
    std::vector<std::size_t> whose;
    for (std::size_t i = 0; i < endpoints.size(); ++i) {
        records[i].result.host = endpoints[i].host;
        if (!inputs) {
            fail(records[i], inputs.error());
            continue;
        }
        auto target = live::parse_target(endpoints[i].host.location, target_options(options_));
        if (!target) {
            fail(records[i], target.error());
            continue;
        }
        const live::Depth depth =
            options_.depth == "full" ? live::Depth::full : live::Depth::listed;
        inquiries.push_back({std::move(*target), depth});
        whose.push_back(i);
    }
    if (inquiries.empty()) return records;
    Nowhere nowhere;
    const std::vector<live::Observed> observed = explore(inquiries, options_, *inputs, nowhere.io);
    for (std::size_t i = 0; i < inquiries.size(); ++i) {
        const Policy& policy = policy_of(endpoints[whose[i]]);
        const live::Target& target = inquiries[i].target;
        std::vector<Judged> judged(1);
        judged.front().model = live::model_of(target, observed[i], *trust_, now_);
        judged.front().policy = &policy;
        fleet::HostResult& result = records[whose[i]].result;
        result.audit =
            facts_of(judged, live::judge(target, observed[i], *trust_, now_, policy, selection_));
        result.digest = fleet::digest_of(fleet::encode(result.audit));
    }
    return records;
}

std::vector<Store::Record>
HostAuditor::look(const std::vector<Task>& tasks,
                  const std::function<std::string(const Task&)>& scratch) const {
    // 1. What the configurations say; endpoints without any are asked on the way.
    std::vector<Store::Record> records(tasks.size());
    std::vector<Prepared> prepared(tasks.size());
    std::vector<Task> endpoints;
    std::vector<Judged> judged;       // of all hosts
    std::vector<std::size_t> owners;  // by judged configuration
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        records[i].result.host = tasks[i].host;
        if (tasks[i].host.kind == Host::Kind::endpoint) {
            endpoints.push_back(tasks[i]);
            continue;
        }
        prepared[i] = prepare(tasks[i], scratch(tasks[i]));
        for (Judged& each : prepared[i].judged) {
            judged.push_back(std::move(each));
            owners.push_back(i);
        }
        prepared[i].judged.clear();
    }
    std::vector<Store::Record> asked = ask(endpoints);

    // 2. What their servers answer, all at once.
    std::vector<Subject> subjects;
    for (const Judged& each : judged) subjects.push_back({each.model.get(), false});
    Nowhere nowhere;
    const Result<LiveInputs> inputs = live_inputs(options_);
    Result<Looks> looks = inputs ? look_at(subjects, options_, *inputs, nowhere.io)
                                 : Result<Looks>(Error{inputs.error()});
    if (looks) add_looks(*looks, subjects, judged);

    // 3. Each host's share.
    for (std::size_t i = 0; i < judged.size(); ++i)
        prepared[owners[i]].judged.push_back(std::move(judged[i]));
    auto next_asked = asked.begin();
    for (std::size_t i = 0; i < tasks.size(); ++i) {
        if (tasks[i].host.kind == Host::Kind::endpoint) {
            records[i] = std::move(*next_asked++);
            continue;
        }
        if (!looks && prepared[i].failure.empty()) prepared[i].failure = looks.error();
        complete(std::move(prepared[i]), records[i]);
        records[i].evidence = {};  // servers may answer otherwise tomorrow
    }
    return records;
}

}  // namespace tlslint
