// SPDX-License-Identifier: Apache-2.0
#include "audit/live/diagnose.hpp"

#include "audit/live/connection.hpp"
#include "audit/live/drive.hpp"
#include "audit/live/explore_revocation.hpp"
#include "audit/live/judgement.hpp"
#include "audit/live/probe.hpp"
#include "audit/live/trouble.hpp"

#include <boost/asio/co_spawn.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <exception>
#include <utility>

namespace tlslint::live {
namespace {

using openssl::Protocol;

constexpr int least_dh_bits = 2048;

std::string describe_offer(openssl::ProtocolSet versions, std::size_t suites,
                           const std::string& server_name) {
    return fmt::format("{}; {}{}", names(versions, ", "),
                       suites > 0 ? fmt::format("{} suites; ", suites) : "",
                       server_name.empty() ? "no SNI" : "SNI " + server_name);
}

std::string describe_choice(const Negotiated& choice) {
    std::string text =
        fmt::format("{}, {}", version_name(choice.version), suite_name(choice.suite));
    if (choice.group) text += ", " + group_name(choice.group);
    return text;
}

class Run {
  public:
    Run(asio::io_context& context, const Target& target, const DiagnoseOptions& options)
        : context_(context), target_(target),
          options_(options), patience_{options.silence, Clock::now() + options.most} {
        for (const StepName step :
             {StepName::tcp_connect, StepName::starttls, StepName::client_hello,
              StepName::server_hello, StepName::certificate, StepName::verify,
              StepName::key_exchange, StepName::change_cipher_spec, StepName::finished}) {
            if (step != StepName::starttls || target.starttls != StartProtocol::none)
                result_.steps.push_back({.step = step});
        }
    }

    asio::awaitable<Diagnosed> go() {
        const Clock::time_point begin = began_ = Clock::now();
        const Resolution found = co_await resolve(context_, target_.destinations(), patience_);
        if (found.addresses.empty()) {
            trouble_ = Trouble{
                .step = StepName::tcp_connect, .what = found.error, .how = Break::unresolved};
        } else if (options_.client) {
            co_await as_profile(found.addresses, begin);
        } else {
            SessionOptions session = session_options(modern_priority());
            if (target_.is_http) session.alpn = {"h2", "http/1.1"};
            co_await handshake(found.addresses, begin, std::move(session), AllSteps::yes);
        }
        co_await conclude();
        co_return std::move(result_);
    }

  private:
    enum class AllSteps : bool { no, yes };

    StepReport& step(StepName name) {
        const auto found = std::find_if(result_.steps.begin(), result_.steps.end(),
                                        [&](const StepReport& each) { return each.step == name; });
        assert(found != result_.steps.end() && "only targets with STARTTLS have that step");
        return *found;
    }
    void pass(StepName name, double ms, std::string detail) {
        StepReport& report = step(name);
        report.status = StepReport::Status::ok;
        report.ms = ms;
        report.detail = std::move(detail);
    }

    [[nodiscard]] Peer peer(const Address& address) const {
        return {context_, address, target_, patience_};
    }

    SessionOptions session_options(std::string priority) {
        SessionOptions options;
        options.priority = std::move(priority);
        options.server_name = target_.server_name;
        options.credential = options_.credential;
        options.accept_certificate = [this] { return accept(); };
        options.accept_key_exchange = [this](const KeyExchange& exchange) {
            const int bits = exchange.prime_bits();
            if (options_.client || bits == 0 || bits >= least_dh_bits) return true;
            trouble_ =
                Trouble{.step = StepName::key_exchange,
                        .what = fmt::format("the server's Diffie-Hellman group has {} bits", bits),
                        .dh_bits = bits};
            return false;
        };
        return options;
    }

    // The judgement of the certificate, once.
    bool accept() {
        verify_began_ = Clock::now();
        const Shown shown{session_->certificates(), session_->staple()};
        const std::vector<x509::Certificate> chain = parse_chain(shown, arena_);
        Judge judge{*options_.trust, target_.checked_name, options_.now};
        std::vector<IssuerAnswer> answers;
        if (options_.fetches_revocation) {
            answers = fetch_revocation(revocables(chain, judge.trust), judge.now, patience_);
            judge.answers = &answers;
        }
        verification_ = live::verify(shown, chain, judge);
        if (options_.verifies != Verifies::as_browsers) judge_as_proxy(chain);
        verify_ended_ = Clock::now();
        return verification_->reasons.empty();
    }

    // What a proxy does not look at, and what it takes more seriously: OpenSSL compares the name
    // with DNS names alone (X509_check_host), and counts the authorities.
    void judge_as_proxy(const std::vector<x509::Certificate>& chain) {
        const std::string& name = target_.checked_name;
        std::vector<Reason>& reasons = verification_->reasons;
        const bool has_common_name = !chain.empty() && !chain.front().has_names
                                     && chain.front().common_name == std::string_view(name);
        std::erase_if(reasons, [&](const Reason& reason) {
            if (options_.verifies == Verifies::nothing) return true;
            if (reason.fail == Fail::name_mismatch) return name.empty();
            if (reason.fail == Fail::no_san) return name.empty() || has_common_name;
            return reason.fail == Fail::must_staple_unmet;
        });
        if (options_.verifies == Verifies::nothing) return;
        const auto above = static_cast<int>(verification_->path.size()) - 1;
        if (options_.most_authorities > 0 && above > options_.most_authorities)
            reasons.insert(
                reasons.begin(),
                {Fail::untrusted, fmt::format("{} authorities stand above the certificate, and the "
                                              "configuration takes {}",
                                              above, options_.most_authorities)});
        const bool has_name = std::any_of(reasons.begin(), reasons.end(), [](const Reason& each) {
            return each.fail == Fail::name_mismatch;
        });
        if (is_address(name) && !has_name && !has_common_name)
            reasons.push_back({Fail::name_mismatch,
                               fmt::format("the configuration expects the name {}, which is an "
                                           "address: proxies compare it with DNS names only",
                                           name)});
    }

    asio::awaitable<void> as_profile(const std::vector<Address>& addresses,
                                     Clock::time_point begin);
    asio::awaitable<std::optional<Connection>> open(const std::vector<Address>& addresses,
                                                    Clock::time_point begin);
    asio::awaitable<void> handshake(const std::vector<Address>& addresses, Clock::time_point begin,
                                    SessionOptions options, AllSteps all);
    asio::awaitable<void> wait_for_late_alert(Connection& connection);
    void note_hello(const Exchange& exchange, const Offer& offer);
    void note_session(Break how, AllSteps all);
    void note_passed_steps(StepName failed, AllSteps all);
    // A session that ends early may know less than the hello before it has shown.
    void note_negotiated(Negotiated choice) {
        if (result_.negotiated && choice.group == 0) choice.group = result_.negotiated->group;
        result_.negotiated = std::move(choice);
    }
    asio::awaitable<void> conclude();

    asio::io_context& context_;
    const Target& target_;
    const DiagnoseOptions& options_;
    Patience patience_;
    Diagnosed result_;
    std::optional<Trouble> trouble_;
    std::optional<Address> address_;
    std::optional<Session> session_;
    Arena arena_;
    std::optional<Verification> verification_;
    Clock::time_point began_{}, connected_at_{}, hello_sent_{}, verify_began_{}, verify_ended_{};
};

// An old client's hello is our own; what follows it, GnuTLS does on a second connection where it
// can.
asio::awaitable<void> Run::as_profile(const std::vector<Address>& addresses,
                                      Clock::time_point begin) {
    const Offer offer = offer_of(*options_.client, target_);
    Exchange exchange;
    for (const Address& address : addresses) {
        address_ = address;
        exchange = co_await ask(peer(address), offer);
        if (exchange.connected) break;
    }
    result_.address = name(*address_);
    if (!exchange.connected) {
        trouble_ = Trouble{.step = StepName::tcp_connect,
                           .what = std::string(describe(exchange.start.how)),
                           .how = exchange.start.how};
        co_return;
    }
    pass(StepName::tcp_connect, ms_between(begin, exchange.connected_at), result_.address);
    note_hello(exchange, offer);
    if (trouble_) co_return;
    const ServerHello& hello = *exchange.answer.hello;
    const std::string priority = priority_of(hello.version, hello.suite);
    if (priority.empty()) {
        step(StepName::certificate).detail = "not looked at: GnuTLS does not have this suite";
        co_return;
    }
    const std::vector<Address> same{*address_};
    co_await handshake(same, Clock::now(), session_options(priority), AllSteps::no);
}

void Run::note_hello(const Exchange& exchange, const Offer& offer) {
    trouble_ = trouble_of(exchange, offer);
    const StepName failed = trouble_ ? trouble_->step : StepName::finished;
    if (failed > StepName::starttls && target_.starttls != StartProtocol::none)
        pass(StepName::starttls, ms_between(exchange.connected_at, exchange.started_at),
             std::string(name(target_.starttls)));
    if (failed > StepName::client_hello)
        pass(StepName::client_hello, ms_between(exchange.started_at, exchange.sent_at),
             describe_offer(offer.versions, offer.suites.size(), offer.server_name));
    if (trouble_) return;
    const Answer& answer = exchange.answer;
    Negotiated& choice = result_.negotiated.emplace();
    choice.version = answer.hello->version;
    choice.suite = answer.hello->suite;
    choice.alpn = answer.hello->alpn;
    if (answer.hello->group) choice.group = *answer.hello->group;
    if (answer.key_exchange && answer.key_exchange->group)
        choice.group = *answer.key_exchange->group;
    pass(StepName::server_hello, ms_between(exchange.sent_at, exchange.answered_at),
         describe_choice(choice));
}

asio::awaitable<std::optional<Connection>> Run::open(const std::vector<Address>& addresses,
                                                     Clock::time_point begin) {
    Break how = Break::none;
    std::string failures;
    for (const Address& address : addresses) {
        Connection connection(context_, patience_);
        how = co_await connection.open(address);
        if (how == Break::none) {
            address_ = address;
            result_.address = name(address);
            connected_at_ = Clock::now();
            if (step(StepName::tcp_connect).status != StepReport::Status::ok)
                pass(StepName::tcp_connect, ms_between(begin, connected_at_), result_.address);
            co_return std::move(connection);
        }
        failures += fmt::format("{}{}: {}", failures.empty() ? "" : "; ", name(address),
                                connection.error().empty() ? std::string(describe(how))
                                                           : connection.error());
        if (result_.address.empty()) result_.address = name(address);
    }
    trouble_ = Trouble{.step = StepName::tcp_connect, .what = failures, .how = how};
    co_return std::nullopt;
}

asio::awaitable<void> Run::handshake(const std::vector<Address>& addresses, Clock::time_point begin,
                                     SessionOptions options, AllSteps all) {
    std::optional<Connection> connection = co_await open(addresses, begin);
    if (!connection) co_return;
    const StartResult start =
        co_await start_tls(*connection, target_.starttls, target_.checked_name);
    if (!start.ok()) {
        trouble_ = Trouble{.step = StepName::starttls,
                           .what = start.problem.empty() ? std::string(describe(start.how))
                                                         : start.problem,
                           .how = start.how};
        co_return;
    }
    const Clock::time_point started = Clock::now();
    if (target_.starttls != StartProtocol::none && all == AllSteps::yes)
        pass(StepName::starttls, ms_between(connected_at_, started),
             std::string(name(target_.starttls)));
    connected_at_ = started;
    session_.emplace(std::move(options));
    const Driven driven = co_await drive(*connection, *session_);
    hello_sent_ = driven.hello_sent;
    note_session(driven.how, all);
    if (trouble_) co_return;
    co_await wait_for_late_alert(*connection);
    if (!trouble_) {
        session_->close();
        Buffer farewell = session_->take_output();
        co_await connection->write(std::move(farewell));
    }
}

// In TLS 1.3 a client believes that all is done before the server has seen its certificate.
asio::awaitable<void> Run::wait_for_late_alert(Connection& connection) {
    const bool may_come =
        session_->certificate_was_wanted() && session_->hello()->version >= 0x0304;
    bool comes = false;
    // Not `if (!co_await …) co_return;`: GCC 12 makes a trap of it.
    if (may_come) comes = co_await late_alert_comes(connection, *session_);
    if (!comes) co_return;
    trouble_ = trouble_of(*session_, Break::none);
    trouble_->step = StepName::finished;
    step(StepName::finished).status = StepReport::Status::skipped;
}

void Run::note_session(Break how, AllSteps all) {
    if (hello_sent_ == Clock::time_point()) {
        trouble_ = Trouble{.step = StepName::client_hello,
                           .what = how == Break::none ? std::string(session_->error())
                                                      : std::string(describe(how)),
                           .how = how};
        return;
    }
    const bool failed = !session_->error().empty();
    // A staple was awaited when the stream broke: what came before it can be judged all the same.
    if (failed && !verification_ && !session_->certificates().empty()
        && trouble_of(*session_, how).step == StepName::key_exchange)
        accept();
    if (verification_ && !verification_->reasons.empty()) {
        trouble_ = Trouble{.step = StepName::verify,
                           .what = verification_->reasons.front().evidence,
                           .reasons = verification_->reasons};
    } else if (failed && !trouble_) {
        trouble_ = trouble_of(*session_, how);
    }
    if (session_->hello() && !(trouble_ && trouble_->step == StepName::server_hello))
        note_negotiated(session_->negotiated());
    note_passed_steps(trouble_ ? trouble_->step : StepName::finished, all);
    if (trouble_) return;
    pass(StepName::finished, 0, "");
}

void Run::note_passed_steps(StepName failed, AllSteps all) {
    // What came when; without it, when the step before ended.
    Clock::time_point last = hello_sent_;
    const auto until = [&](auto fits) {
        for (const SeenMessage& each : session_->seen()) {
            if (each.incoming && fits(each)) last = std::max(last, each.at);
        }
        return last;
    };
    const auto came = [&](Message message) {
        return until([=](const SeenMessage& each) {
            return !each.changes_cipher && each.message == message;
        });
    };
    const bool trouble = trouble_.has_value();
    const auto passed = [&](StepName name) { return name < failed || !trouble; };
    const bool own_hello = all == AllSteps::no;
    if (!own_hello)
        pass(StepName::client_hello, ms_between(connected_at_, hello_sent_),
             describe_offer({Protocol::tls1_2, Protocol::tls1_3}, 0, target_.server_name));
    const Clock::time_point hello = came(Message::server_hello);
    const Negotiated choice = session_->negotiated();
    if (!own_hello && passed(StepName::server_hello))
        pass(StepName::server_hello, ms_between(hello_sent_, hello), describe_choice(choice));
    const Clock::time_point certificate = came(Message::certificate);
    if (passed(StepName::certificate)) {
        const Shown shown{session_->certificates(), {}};
        const auto chain = parse_chain(shown, arena_);
        pass(StepName::certificate, ms_between(hello, certificate),
             shown.certificates.empty()
                 ? "none: the suite is anonymous"
                 : fmt::format("{}; {} sent", chain.empty() ? "unreadable" : chain[0].subject,
                               shown.certificates.size()));
    }
    if (passed(StepName::verify) && verification_)
        pass(StepName::verify, ms_between(verify_began_, verify_ended_),
             fmt::format(
                 "{}{}{}", options_.verifies == Verifies::nothing ? "not asked for: " : "",
                 fmt::join(verification_->path, " < "),
                 verification_->staple.status == Staple::Status::none
                     ? ""
                     : fmt::format("; stapled response: {}", name(verification_->staple.status))));
    last = std::max(last, verify_ended_);
    const Clock::time_point verified = last;
    const bool is_tls13 = choice.version >= 0x0304;
    const Clock::time_point exchanged =
        came(is_tls13 ? Message::certificate_verify : Message::server_hello_done);
    if (passed(StepName::key_exchange)) {
        const auto& exchange = session_->key_exchange();
        const int bits = exchange ? exchange->prime_bits() : 0;
        pass(StepName::key_exchange, ms_between(verified, exchanged),
             bits > 0       ? fmt::format("Diffie-Hellman of {} bits", bits)
             : choice.group ? group_name(choice.group)
                            : "RSA");
    }
    const Clock::time_point changed =
        until([](const SeenMessage& each) { return each.changes_cipher; });
    if (passed(StepName::change_cipher_spec))
        pass(StepName::change_cipher_spec, is_tls13 ? 0 : ms_between(exchanged, changed),
             is_tls13 ? "not used" : "");
    if (!trouble) pass(StepName::finished, ms_between(changed, came(Message::finished)), "");
}

asio::awaitable<void> Run::conclude() {
    result_.ok = !trouble_;
    if (!trouble_) co_return;
    StepReport& failed = step(trouble_->step);
    failed.status = StepReport::Status::failed;
    failed.detail = trouble_->what;
    failed.ms = ms_between(began_, Clock::now());  // less what the steps before it took
    for (const StepReport& each : result_.steps) {
        if (each.status == StepReport::Status::ok) failed.ms = std::max(0.0, failed.ms - each.ms);
    }
    result_.alert = trouble_->alert;
    Causes causes =
        co_await find_causes(peer(address_.value_or(Address())), *trouble_, options_.client);
    // It is the configuration that has to change, not a client.
    if (options_.verifies != Verifies::as_browsers && causes.all.size() > 1
        && causes.all.front().cause == Cause::outdated_client)
        causes.all.erase(causes.all.begin());
    result_.help = causes.help;
    result_.cause = std::move(causes.all.front());
    result_.also.assign(std::next(causes.all.begin()), causes.all.end());
}

}  // namespace

std::string_view name(StepName step) {
    switch (step) {
    case StepName::tcp_connect: return "tcp-connect";
    case StepName::starttls: return "starttls";
    case StepName::client_hello: return "client-hello";
    case StepName::server_hello: return "server-hello";
    case StepName::certificate: return "certificate";
    case StepName::verify: return "verify";
    case StepName::key_exchange: return "key-exchange";
    case StepName::change_cipher_spec: return "change-cipher-spec";
    case StepName::finished: return "finished";
    }
    return "";
}

Diagnosed diagnose(const Target& target, const DiagnoseOptions& options) {
    asio::io_context context(1);
    Run run(context, target, options);
    Diagnosed result;
    std::exception_ptr failure;
    asio::co_spawn(context, run.go(), [&](std::exception_ptr thrown, Diagnosed diagnosed) {
        failure = thrown;
        result = std::move(diagnosed);
    });
    context.run();
    if (failure) std::rethrow_exception(failure);
    return result;
}

}  // namespace tlslint::live
