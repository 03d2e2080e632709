// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/live_support.hpp"

#include "audit/cli/inputs_support.hpp"
#include "audit/cli/progress_support.hpp"
#include "parsers/text/files.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>

namespace tlslint {
namespace {

using std::chrono::milliseconds;

milliseconds from_seconds(double seconds) {
    return milliseconds(static_cast<std::int64_t>(seconds * 1000));
}

Result<const clients::Profile*> client_named(const std::string& name) {
    if (name.empty() || name == "modern") return nullptr;
    const clients::Profile* const found = clients::find_profile(name);
    if (found) return found;
    std::string names = "modern";
    for (const clients::Profile& profile : clients::profiles())
        names += fmt::format(", {}", profile.id);
    return Error{fmt::format("--client {}: there is {}", name, names)};
}

}  // namespace

Result<LiveInputs> live_inputs(const Options& options) {
    LiveInputs inputs;
    const auto client = client_named(options.client);
    if (!client) return Error{client.error()};
    inputs.client = *client;
    if (options.client_cert.empty() != options.client_key.empty())
        return Error{"--client-cert and --client-key go together"};
    if (!options.client_cert.empty()) {
        inputs.credential = live::ClientCredential{options.client_cert, options.client_key};
        const std::string wrong = live::complaint_about(*inputs.credential);
        if (!wrong.empty()) return Error{wrong};
    }
    const auto now = now_of(options);
    if (!now) return Error{now.error()};
    inputs.now = *now;
    inputs.trust = std::make_unique<x509::Trust>(
        FileSystem::disk(), x509::Trust::Sources{.authorities = options.ca_files,
                                                 .revocations = options.crls,
                                                 .system = !options.no_system_trust});
    if (!options.ca_files.empty() || !options.crls.empty()) {
        if (const std::string wrong = inputs.trust->complaint(); !wrong.empty())
            return Error{wrong};
    }
    if (!options.plain.empty()) {
        const auto place = live::parse_place(options.plain, 80);
        if (!place) return Error{"--plain: " + place.error()};
        inputs.plain = *place;
    }
    inputs.silence = from_seconds(options.timeout);
    if (options.max_time > 0) inputs.most = from_seconds(options.max_time);
    return inputs;
}

std::vector<live::Observed> explore(const std::vector<live::Inquiry>& inquiries,
                                    const Options& options, const LiveInputs& inputs, Io& io) {
    live::ExploreOptions how;
    how.trust = inputs.trust.get();
    how.now = inputs.now;
    how.silence = inputs.silence;
    how.plain = inputs.plain;
    how.credential = inputs.credential;
    how.fetches_revocation = options.fetch_revocation;
    if (inputs.most) how.most = *inputs.most;
    how.pace = {static_cast<int>(options.max_connections), options.rate};
    ProgressLine line(io.err, inquiries.size(), "targets");
    if (io.err_is_terminal && !options.quiet && inquiries.size() > 1) {
        line.show(0, "");
        how.progress = [&](std::size_t done) { line.show(done, ""); };
    }
    constexpr unsigned usual_jobs = 32;
    return live::explore(inquiries, how, options.jobs ? options.jobs : usual_jobs);
}

live::TargetOptions target_options(const Options& options) {
    return {.sni = options.sni,
            .no_sni = options.no_sni,
            .starttls = options.starttls,
            .connects = options.connects};
}

}  // namespace tlslint
