// SPDX-License-Identifier: Apache-2.0
#include "audit/live/trouble.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::live {
namespace {

std::string no_tls(const Buffer& beginning) {
    return fmt::format("the answer is no TLS; it begins with \"{}\"", x509::text_of(beginning));
}

bool begins_no_record(const Buffer& bytes) {
    return !bytes.empty()
           && (bytes[0] < 20 || bytes[0] > 24 || (bytes.size() > 1 && bytes[1] != 3));
}

// The step to which a failure of a real handshake belongs.
StepName step_of_failure(const Session& session) {
    const auto& seen = session.seen();
    const auto last = std::find_if(seen.rbegin(), seen.rend(),
                                   [](const SeenMessage& each) { return each.incoming; });
    if (last == seen.rend()) return StepName::server_hello;
    const bool taken = session.last_was_taken();
    if (last->changes_cipher) return StepName::finished;
    const bool is_tls13 = session.hello() && session.hello()->version >= 0x0304;
    switch (last->message) {
    case Message::server_hello:
        return taken && session.hello() && !session.hello()->is_retry ? StepName::certificate
                                                                      : StepName::server_hello;
    case Message::encrypted_extensions: return StepName::certificate;
    case Message::certificate: return taken ? StepName::key_exchange : StepName::certificate;
    case Message::certificate_request:
        return is_tls13 ? StepName::certificate : StepName::key_exchange;
    case Message::server_hello_done:
        return taken ? StepName::change_cipher_spec : StepName::key_exchange;
    case Message::certificate_verify: return taken ? StepName::finished : StepName::key_exchange;
    case Message::session_ticket: return StepName::change_cipher_spec;
    case Message::finished: return StepName::finished;
    case Message::certificate_status:
    case Message::server_key_exchange:
    case Message::hello_request:
    case Message::client_hello:
    case Message::client_key_exchange: break;
    }
    return StepName::key_exchange;
}

// What a server may not choose.
std::optional<Trouble> trouble_of_choice(const ServerHello& hello, const Offer& offer) {
    const auto version = protocol_of(hello.version);
    if (!version || !offer.versions.contains(*version))
        return Trouble{.step = StepName::server_hello,
                       .what = fmt::format("the server chooses {}, which was not offered",
                                           version_name(hello.version)),
                       .version = hello.version};
    if (std::find(offer.suites.begin(), offer.suites.end(), hello.suite) == offer.suites.end())
        return Trouble{.step = StepName::server_hello,
                       .what = fmt::format("the server chooses {}, which was not offered",
                                           suite_name(hello.suite)),
                       .fault = Fault::unexpected};
    return std::nullopt;
}

}  // namespace

std::optional<Trouble> trouble_of(const Exchange& exchange, const Offer& offer) {
    if (!exchange.connected)
        return Trouble{
            .step = StepName::tcp_connect, .what = describe(exchange), .how = exchange.start.how};
    if (!exchange.start.ok())
        return Trouble{
            .step = StepName::starttls, .what = describe(exchange), .how = exchange.start.how};
    if (!exchange.sent)
        return Trouble{
            .step = StepName::client_hello, .what = describe(exchange), .how = exchange.how};
    const Answer& answer = exchange.answer;
    if (answer.hello) return trouble_of_choice(*answer.hello, offer);
    Trouble trouble{.step = StepName::server_hello,
                    .what = describe(exchange),
                    .fault = answer.fault,
                    .alert = answer.alert};
    if (!answer.alert && answer.fault == Fault::none) trouble.how = exchange.how;
    if (answer.fault == Fault::not_tls) trouble.what = no_tls(answer.beginning);
    return trouble;
}

Trouble trouble_of(const Session& session, Break how) {
    Trouble trouble{.step = step_of_failure(session),
                    .how = how,
                    .fault = session.fault(),
                    .alert = session.alert(),
                    .is_damaged = session.is_damaged(),
                    .certificate_was_wanted = session.certificate_was_wanted()};
    const Buffer& beginning = session.beginning();
    if (trouble.alert) {
        trouble.how = Break::none;
        trouble.what = alert_name(*trouble.alert);
    } else if (trouble.fault == Fault::not_tls || begins_no_record(beginning)) {
        trouble.fault = Fault::not_tls;
        trouble.how = Break::none;
        trouble.what = no_tls(beginning);
    } else if (trouble.fault != Fault::none) {
        trouble.what = fmt::format("the server sends {}", describe(trouble.fault));
    } else if (how != Break::none) {
        trouble.what = describe(how);
    } else {
        trouble.what = session.error();
    }
    const auto& hello = session.hello();
    if (trouble.step == StepName::server_hello && hello && !trouble.alert
        && trouble.how == Break::none && hello->version < 0x0303) {
        trouble.version = hello->version;
        trouble.what = fmt::format("the server chooses {}, which was not offered",
                                   version_name(hello->version));
    }
    return trouble;
}

}  // namespace tlslint::live
