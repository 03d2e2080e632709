// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"
#include "audit/live/trouble.hpp"

#include <fmt/format.h>

#include <cassert>
#include <utility>

namespace tlslint::live {
namespace {

namespace help = explain::diagnoses;
using openssl::Protocol;
using openssl::ProtocolSet;

constexpr std::uint8_t bad_record_mac = 20, handshake_failure = 40, protocol_version = 70,
                       insufficient_security = 71, unrecognized_name = 112;

// What a client makes of each reason to refuse a certificate.
struct ReasonCause {
    Cause cause;
    std::string_view id;
    const explain::Diagnosis* help;
};
ReasonCause cause_of(Fail fail) {
    switch (fail) {
    case Fail::revoked: return {Cause::revoked, "revoked", &help::revoked};
    case Fail::expired: return {Cause::certificate_validity, "certificate-expired", &help::expired};
    case Fail::not_yet_valid:
        return {Cause::certificate_validity, "certificate-invalid", &help::not_yet_valid};
    case Fail::malformed:
        return {Cause::certificate_validity, "certificate-invalid", &help::invalid_certificate};
    case Fail::wrong_usage:
    case Fail::ca_as_leaf:
        return {Cause::certificate_validity, "certificate-invalid", &help::wrong_usage};
    case Fail::weak_signature:
    case Fail::weak_key:
        return {Cause::certificate_validity, "certificate-invalid", &help::weak_certificate};
    case Fail::self_signed: return {Cause::untrusted_authority, "untrusted-ca", &help::self_signed};
    case Fail::untrusted: return {Cause::untrusted_authority, "untrusted-ca", &help::untrusted};
    case Fail::chain_incomplete:
        return {Cause::misconfiguration, "server-misconfiguration", &help::chain_incomplete};
    case Fail::name_mismatch:
    case Fail::no_san: return {Cause::name_mismatch, "name-mismatch", &help::name_mismatch};
    case Fail::must_staple_unmet:
        return {Cause::misconfiguration, "server-misconfiguration", &help::must_staple};
    }
    return {Cause::misconfiguration, "server-misconfiguration", &help::invalid_certificate};
}

Causes one(Cause cause, std::string_view id, std::string evidence,
           const explain::Diagnosis& diagnosis) {
    Causes causes;
    causes.all.push_back({cause, id, std::move(evidence)});
    causes.help = &diagnosis;
    return causes;
}
Causes misconfigured(std::string evidence, const explain::Diagnosis& diagnosis) {
    return one(Cause::misconfiguration, "server-misconfiguration", std::move(evidence), diagnosis);
}
Causes network(std::string evidence, const explain::Diagnosis& diagnosis) {
    return one(Cause::network, "network", std::move(evidence), diagnosis);
}

Causes refused_certificate(const std::vector<Reason>& reasons) {
    Causes causes;
    for (const Reason& reason : reasons) {
        const ReasonCause named = cause_of(reason.fail);
        if (!causes.help) causes.help = named.help;
        causes.all.push_back({named.cause, named.id, reason.evidence});
    }
    return causes;
}

const explain::Diagnosis& network_help(Break how) {
    switch (how) {
    case Break::unresolved:
    case Break::refused:
    case Break::unreachable: return help::unreachable;
    case Break::timed_out: return help::timeout;
    case Break::none:
    case Break::reset:
    case Break::closed: break;
    }
    return help::early_close;
}

const explain::Diagnosis& alert_help(const Alert& alert) {
    const explain::Alert* const known = explain::find_alert(alert.code);
    return known && known->diagnosis ? *known->diagnosis : help::protocol_violation;
}

// Which versions a server answers when everything of each is offered, and with what.
class Survey {
  public:
    explicit Survey(Peer peer) : peer_(peer) {}

    // One version a connection, the newest first.
    asio::awaitable<void> ask_all() {
        for (const Protocol version : {Protocol::tls1_3, Protocol::tls1_2, Protocol::tls1_1,
                                       Protocol::tls1_0, Protocol::ssl3}) {
            const Exchange exchange = co_await ask(peer_, everything_in(version, peer_.target));
            ++asked_;
            if (exchange.has_hello() && exchange.answer.hello->version == wire_version(version)) {
                answered_.insert(version);
                suites_[static_cast<std::size_t>(version)] = exchange.answer.hello->suite;
            }
            // Who does not even connect any more is left alone.
            if (!exchange.connected) co_return;
        }
        if (answered_.empty()) {
            ++asked_;
            if (co_await ask_ssl2(peer_)) answered_.insert(Protocol::ssl2);
        }
    }

    [[nodiscard]] ProtocolSet answered() const { return answered_; }
    [[nodiscard]] std::string in_words(ProtocolSet some) const {
        std::string text;
        for (const Protocol version : some) {
            const std::uint16_t suite = suites_[static_cast<std::size_t>(version)];
            text += fmt::format("{}{}{}", text.empty() ? "" : ", ", name(version),
                                suite ? fmt::format(" ({})", suite_name(suite)) : "");
        }
        return text;
    }

  private:
    Peer peer_;
    ProtocolSet answered_;
    std::array<std::uint16_t, 6> suites_{};
    int asked_ = 0;
};

Causes cause_of_refusal(const Trouble& trouble, const Survey& survey, ProtocolSet offered) {
    const ProtocolSet shared = survey.answered() & offered;
    const ProtocolSet others = survey.answered() - offered;
    const std::string said =
        fmt::format("{} answers a hello of {}", trouble.what, names(offered, ", "));
    const auto mismatch = [&](std::string more) {
        return one(Cause::version_mismatch, "version-mismatch", said + more, help::versions);
    };
    const std::uint8_t code = trouble.alert->code;
    if (code == protocol_version && shared.empty()) {
        return mismatch(others.empty()
                            ? "; no other version is answered either"
                            : fmt::format("; a hello of {} is answered", survey.in_words(others)));
    }
    if (shared.empty() && !others.empty())
        return mismatch(fmt::format("; a hello of {} is answered", survey.in_words(others)));
    if (code == protocol_version)
        return mismatch(fmt::format("; with every known suite and group, {} is answered",
                                    survey.in_words(shared)));
    if (code == handshake_failure || code == insufficient_security)
        return one(Cause::weak_ciphers, "no-shared-cipher",
                   said
                       + (shared.empty()
                              ? "; it does not answer a hello with every known suite either"
                              : fmt::format("; with every known suite and group offered, "
                                            "the server chooses {}",
                                            survey.in_words(shared))),
                   help::suites);
    return misconfigured(said
                             + (shared.empty()
                                    ? "; no other version is answered either"
                                    : fmt::format("; {} is answered", survey.in_words(shared))),
                         alert_help(*trouble.alert));
}

asio::awaitable<Causes> refused_hello(Peer peer, Trouble trouble, const clients::Profile* client) {
    Survey survey(peer);
    co_await survey.ask_all();
    const ProtocolSet offered =
        client ? client->versions : ProtocolSet{Protocol::tls1_2, Protocol::tls1_3};
    Causes causes = cause_of_refusal(trouble, survey, offered);
    const Cause found = causes.all.front().cause;
    if (!client || (found != Cause::version_mismatch && found != Cause::weak_ciphers))
        co_return causes;
    const Exchange modern = co_await ask(peer, offer_of(modern_profile(), peer.target));
    if (!modern.has_hello()) co_return causes;
    const ServerHello& hello = *modern.answer.hello;
    NamedCause outdated{Cause::outdated_client, "outdated-client",
                        fmt::format("a modern hello is answered with {}, {}; {}",
                                    version_name(hello.version), suite_name(hello.suite),
                                    causes.all.front().evidence)};
    causes.all.insert(causes.all.begin(), std::move(outdated));
    co_return causes;
}

// An alert once the hello was answered.
Causes later_alert(const Trouble& trouble) {
    if (trouble.alert->code == bad_record_mac) return network(trouble.what, help::damaged);
    if (trouble.certificate_was_wanted)
        return misconfigured(fmt::format("the server asked for a client certificate, got none, "
                                         "and sent {}",
                                         trouble.what),
                             help::client_certificate);
    return misconfigured(trouble.what, alert_help(*trouble.alert));
}

}  // namespace

const clients::Profile& modern_profile() {
    static const clients::Profile* const profile = clients::find_profile("openssl-3.5");
    assert(profile && "profiles.inc has it");
    return *profile;
}

asio::awaitable<Causes> find_causes(Peer peer, Trouble trouble, const clients::Profile* client) {
    if (!trouble.reasons.empty()) co_return refused_certificate(trouble.reasons);
    if (trouble.alert && trouble.alert->code == unrecognized_name)
        co_return one(
            Cause::name_mismatch, "name-mismatch",
            fmt::format("{} answers a hello for {}", trouble.what,
                        peer.target.server_name.empty() ? "no name" : peer.target.server_name),
            help::unknown_name);
    if (trouble.alert && trouble.step == StepName::server_hello
        && trouble.alert->code != bad_record_mac && trouble.alert->code != 0)
        co_return co_await refused_hello(peer, trouble, client);
    if (trouble.alert && trouble.alert->code == 0)  // close_notify: a close, and no reason
        co_return network(trouble.what, help::early_close);
    if (trouble.alert) co_return later_alert(trouble);
    if (trouble.dh_bits > 0)
        co_return one(Cause::weak_ciphers, "no-shared-cipher", trouble.what, help::weak_dh);
    if (trouble.version)
        co_return one(Cause::version_mismatch, "version-mismatch", trouble.what, help::versions);
    if (trouble.fault == Fault::not_tls) co_return misconfigured(trouble.what, help::not_tls);
    if (trouble.fault != Fault::none)
        co_return misconfigured(trouble.what, help::protocol_violation);
    if (trouble.is_damaged) co_return network(trouble.what, help::damaged);
    if (trouble.how != Break::none) co_return network(trouble.what, network_help(trouble.how));
    if (trouble.step == StepName::starttls) co_return misconfigured(trouble.what, help::not_tls);
    co_return misconfigured(trouble.what, help::protocol_violation);
}

}  // namespace tlslint::live
