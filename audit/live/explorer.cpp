// SPDX-License-Identifier: Apache-2.0
#include "audit/live/explorer.hpp"

#include "parsers/openssl/suite.hpp"
#include "parsers/x509/dh.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <exception>

namespace tlslint::live {
namespace {

using openssl::Protocol;

constexpr int most_failures_in_a_row = 3;

// The name of a prime that many share, or "".
std::string common_prime(const Buffer& prime) {
    // As PKCS#3: SEQUENCE { INTEGER prime, INTEGER 2 }; lengths of two bytes always fit.
    const auto header = [](std::uint8_t tag, std::size_t size) {
        return Buffer{tag, 0x82, static_cast<std::uint8_t>(size >> 8),
                      static_cast<std::uint8_t>(size)};
    };
    Buffer number{0};
    number.insert(number.end(), prime.begin(), prime.end());
    if (number.size() > 0xff00) return "";
    const Buffer first = header(2, number.size());
    Buffer der = header(0x30, first.size() + number.size() + 3);
    der.insert(der.end(), first.begin(), first.end());
    der.insert(der.end(), number.begin(), number.end());
    der.insert(der.end(), {2, 1, 2});
    const auto parameters = x509::parse_dh_parameters(der);
    return parameters && parameters->group ? std::string(parameters->group->name) : "";
}

}  // namespace

asio::awaitable<void> together(asio::io_context& context,
                               std::vector<asio::awaitable<void>> tasks) {
    asio::steady_timer all_done(context, Clock::time_point::max());
    std::size_t left = tasks.size();
    std::exception_ptr failure;
    for (asio::awaitable<void>& task : tasks) {
        asio::co_spawn(context, std::move(task), [&](std::exception_ptr thrown) {
            if (thrown) failure = thrown;
            if (--left == 0) all_done.cancel();
        });
    }
    while (left > 0) co_await all_done.async_wait(asio::as_tuple(asio::use_awaitable));
    if (failure) std::rethrow_exception(failure);
}

Explorer::Explorer(asio::io_context& context, Turnstiles& turnstiles, RevocationFetcher& fetcher,
                   const Inquiry& inquiry, const ExploreOptions& options)
    : context_(context), turnstiles_(turnstiles), fetcher_(fetcher), target_(inquiry.target),
      depth_(inquiry.depth), trust_(inquiry.trust ? *inquiry.trust : *options.trust),
      credential_(inquiry.credential ? inquiry.credential : options.credential),
      options_(options), patience_{options.silence, Clock::now() + options.most} {}

Peer Explorer::peer() const {
    return {context_, *address_, target_, patience_};
}

bool Explorer::may_go_on() const {
    return failures_in_a_row_ < most_failures_in_a_row && Clock::now() < patience_.end;
}

asio::awaitable<Exchange> Explorer::ask(Offer offer) {
    const auto turn = co_await turnstiles_.at(address_->address()).enter();
    if (!may_go_on()) {
        observed_.complete = false;
        co_return Exchange{};
    }
    Exchange exchange = co_await live::ask(peer(), std::move(offer));
    count(exchange);
    co_return exchange;
}

// An answer of any kind is one; so is an orderly or rude end after the hello.
void Explorer::count(const Exchange& exchange) {
    ++observed_.connections;
    const bool came_to_nothing = !exchange.start.ok() || exchange.how == Break::timed_out;
    failures_in_a_row_ = came_to_nothing ? failures_in_a_row_ + 1 : 0;
    if (came_to_nothing) observed_.complete = false;
}

asio::awaitable<bool> Explorer::find_address() {
    const Clock::time_point begin = Clock::now();
    Resolution found;
    if (only_)
        found.addresses.push_back(*only_);
    else
        found = co_await resolve(context_, target_.destinations(), patience_);
    observed_.resolve_ms = ms_between(begin, Clock::now());
    addresses_ = found.addresses;
    for (const Address& address : found.addresses) observed_.addresses.push_back(name(address));
    if (found.addresses.empty()) {
        observed_.failure = NoTls::unreachable;
        observed_.failed_step = "tcp-connect";
        observed_.failure_in_words = found.error;
        co_return false;
    }
    Break how = Break::none;
    for (const Address& address : found.addresses) {
        address_ = address;
        observed_.address = name(address);
        const auto turn = co_await turnstiles_.at(address.address()).enter();
        Connection connection(context_, patience_);
        const Clock::time_point start = Clock::now();
        how = co_await connection.open(address);
        ++observed_.connections;
        observed_.connect_ms = ms_between(start, Clock::now());
        if (how == Break::none) co_return observed_.reachable = true;
    }
    observed_.failure = how == Break::timed_out ? NoTls::timeout : NoTls::unreachable;
    observed_.failed_step = "tcp-connect";
    observed_.failure_in_words = describe(how);
    co_return false;
}

// Why there is no TLS, by the answer to a hello of TLS 1.2.
void Explorer::explain_failure(const Exchange& exchange) {
    const Break how = exchange.start.ok() ? exchange.how : exchange.start.how;
    observed_.failed_step = exchange.start.ok()  ? "server-hello"
                            : exchange.connected ? "starttls"
                                                 : "tcp-connect";
    observed_.failure_in_words = describe(exchange);
    observed_.refusal = exchange.answer.alert;
    observed_.failure = NoTls::handshake_failed;
    if (exchange.answer.alert) return;
    if (exchange.answer.fault == Fault::not_tls || !exchange.start.problem.empty())
        observed_.failure = NoTls::not_tls;
    else if (exchange.answer.fault != Fault::none)
        return;
    else if (how == Break::timed_out)
        observed_.failure = NoTls::timeout;
    else if (how == Break::reset || how == Break::closed)
        observed_.failure = NoTls::reset;
    else if (how != Break::none)
        observed_.failure = NoTls::unreachable;
}

void Explorer::add_certificates(const std::vector<Buffer>& chain, const Buffer& staple,
                                bool with_sni) {
    if (chain.empty()) return;
    const auto same = std::find_if(observed_.certificates.begin(), observed_.certificates.end(),
                                   [&](const ObservedCertificate& each) {
                                       return each.shown.certificates.front() == chain.front();
                                   });
    ObservedCertificate& entry =
        same == observed_.certificates.end() ? observed_.certificates.emplace_back() : *same;
    if (entry.shown.certificates.empty()) entry.shown.certificates = chain;
    if (entry.shown.staple.empty()) entry.shown.staple = staple;
    (with_sni ? entry.with_sni : entry.without_sni) = true;
}

// What a hello of TLS 1.2 or older says besides the suite.
void Explorer::note(const Exchange& exchange, const Offer& offer) {
    const Answer& answer = exchange.answer;
    const ServerHello& hello = *answer.hello;
    const auto version = protocol_of(hello.version);
    if (!version || *version >= Protocol::tls1_3) return;
    add_certificates(answer.certificates, answer.staple, !offer.server_name.empty());
    asks_for_certificate_ = asks_for_certificate_ || answer.wants_certificate;
    saw_whole_flight_ = saw_whole_flight_ || answer.done;
    if (answer.key_exchange && !answer.key_exchange->prime.empty()) {
        const int bits = answer.key_exchange->prime_bits();
        if (!observed_.dh || bits < observed_.dh->bits)
            observed_.dh = ObservedDh{bits, common_prime(answer.key_exchange->prime)};
    }
    ObservedExtensions& seen = observed_.extensions;
    const openssl::Suite* const suite = openssl::find_suite(hello.suite);
    if (suite && suite->is_cbc() && offer.encrypt_then_mac && *version > Protocol::ssl3)
        seen.encrypt_then_mac = hello.has(extension::encrypt_then_mac);
    if (extensions_of_ && *extensions_of_ >= *version) return;
    extensions_of_ = version;
    seen.secure_renegotiation = hello.has(extension::renegotiation_info);
    seen.compression = hello.compression != 0;
    if (*version == Protocol::ssl3) return;
    seen.extended_master_secret = hello.has(extension::extended_master_secret);
    seen.heartbeat = hello.has(extension::heartbeat);
}

asio::awaitable<void> Explorer::judge_certificates() {
    for (ObservedCertificate& each : observed_.certificates) {
        Arena arena;
        const auto chain = parse_chain(each.shown, arena);
        Judge judge{trust_, target_.checked_name, options_.now};
        std::vector<IssuerAnswer> answers;
        if (options_.fetches_revocation) {
            answers = co_await fetcher_.fetch(revocables(chain, trust_), options_.now, patience_);
            judge.answers = &answers;
        }
        each.verification = verify(each.shown, chain, judge);
    }
    std::stable_partition(observed_.certificates.begin(), observed_.certificates.end(),
                          [](const ObservedCertificate& each) { return each.with_sni; });
}

// Which certificate a name gets; who refuses it says so at the first hello.
asio::awaitable<void> Explorer::look_at_name() {
    co_await suites_of(Protocol::tls1_2);
    if (observed_.certificates.empty()) co_await handshake(modern_priority(), true, true);
    observed_.tls = observed_.tls || !observed_.versions.empty();
    if (!observed_.tls && last_failure_) explain_failure(*last_failure_);
}

asio::awaitable<void> Explorer::look_at_all() {
    const bool full = depth_ == Depth::full;
    const bool lists = full || depth_ == Depth::listed;
    // What a modern client gets comes first among the certificates.
    co_await handshake(modern_priority(), true, true);
    if (observed_.http && depth_ != Depth::listed) co_await plain_http();
    std::vector<asio::awaitable<void>> first;
    first.push_back(suites_of(Protocol::tls1_3));
    first.push_back(suites_of(Protocol::tls1_2));
    first.push_back(versions_before(Protocol::tls1_2));
    if (lists) first.push_back(groups_of_tls13());
    co_await together(context_, std::move(first));
    std::sort(observed_.versions.begin(), observed_.versions.end(),
              [](const auto& a, const auto& b) { return a.version < b.version; });
    observed_.tls = observed_.tls || !observed_.versions.empty();
    if (!observed_.client_auth && saw_whole_flight_ && !asks_for_certificate_)
        observed_.client_auth = AsksCertificate::none;
    if (!observed_.tls && last_failure_) explain_failure(*last_failure_);
    // What speaks nothing that is current.
    if (!observed_.versions.empty() && !shook_hands_ && !asks_for_certificate_)
        co_await handshake(tls12_priority(TicketUse::wanted), true, true);
    if (!observed_.tls || !lists) co_return;
    std::vector<asio::awaitable<void>> second;
    second.push_back(preferences());
    second.push_back(groups_of_tls12());
    if (full) {
        second.push_back(signatures_and_alpn());
        second.push_back(without_sni());
        second.push_back(sessions());
    }
    co_await together(context_, std::move(second));
    if (!full) co_return;
    co_await fallback();
    co_await intolerance();
    co_await attacks();
    std::vector<asio::awaitable<void>> third;
    constexpr std::size_t at_once = 4;
    for (std::size_t i = 0; i < at_once; ++i) third.push_back(clients(i, at_once));
    co_await together(context_, std::move(third));
    observed_.clients_known = may_go_on();
}

asio::awaitable<Observed> Explorer::go() {
    const Clock::time_point begin = Clock::now();
    if (co_await find_address()) {
        switch (depth_) {
        case Depth::clear: co_await plain_http(); break;
        case Depth::name: co_await look_at_name(); break;
        case Depth::quick:
        case Depth::listed:
        case Depth::full: co_await look_at_all(); break;
        }
        if (!may_go_on()) observed_.complete = false;
        co_await judge_certificates();
    } else {
        observed_.complete = false;
    }
    observed_.total_ms = ms_between(begin, Clock::now());
    co_return std::move(observed_);
}

std::vector<Address> Explorer::other_addresses() const {
    std::vector<Address> others;
    std::copy_if(addresses_.begin(), addresses_.end(), std::back_inserter(others),
                 [&](const Address& each) { return each != address_; });
    return others;
}

namespace {

// A target with all addresses of its name.
asio::awaitable<Observed> explore_one(asio::io_context& context, Turnstiles& turnstiles,
                                      RevocationFetcher& fetcher, const Inquiry& inquiry,
                                      const ExploreOptions& options) {
    constexpr std::size_t most_others = 8;
    Explorer explorer(context, turnstiles, fetcher, inquiry, options);
    Observed observed = co_await explorer.go();
    const bool compares = inquiry.depth != Depth::clear && inquiry.depth != Depth::name;
    if (!compares || !observed.reachable) co_return observed;
    Inquiry quick = inquiry;
    quick.depth = Depth::quick;
    const std::vector<Address> others = explorer.other_addresses();
    for (std::size_t i = 0; i < std::min(most_others, others.size()); ++i) {
        Explorer other(context, turnstiles, fetcher, quick, options);
        other.stay_at(others[i]);
        Observed seen = co_await other.go();
        observed.others.push_back(std::move(seen));
        observed.connections += observed.others.back().connections;
    }
    co_return observed;
}

}  // namespace

std::vector<Observed> explore(const std::vector<Inquiry>& inquiries, const ExploreOptions& options,
                              unsigned jobs) {
    std::vector<Observed> results(inquiries.size());
    std::size_t next = 0, done = 0;
    std::exception_ptr failure;
    asio::io_context context(1);
    Turnstiles turnstiles(context, options.pace);
    RevocationFetcher fetcher(context, turnstiles);
    const auto work = [&]() -> asio::awaitable<void> {
        for (std::size_t i = next++; i < inquiries.size(); i = next++) {
            results[i] = co_await explore_one(context, turnstiles, fetcher, inquiries[i], options);
            ++done;
            if (options.progress) options.progress(done);
        }
    };
    for (std::size_t i = 0; i < std::min<std::size_t>(jobs, inquiries.size()); ++i) {
        asio::co_spawn(context, work(), [&](std::exception_ptr thrown) {
            if (thrown) failure = thrown;
        });
    }
    context.run();
    if (failure) std::rethrow_exception(failure);
    return results;
}

}  // namespace tlslint::live
