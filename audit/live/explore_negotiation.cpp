// SPDX-License-Identifier: Apache-2.0
#include "audit/live/explorer.hpp"
#include "audit/live/trouble.hpp"
#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/signature_algorithms.hpp"
#include "parsers/openssl/suite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tlslint::live {
namespace {

using openssl::Order;
using openssl::Protocol;
using openssl::Suite;

constexpr std::uint16_t kyber_draft = 0x6399;  // X25519Kyber768Draft00
constexpr std::uint8_t protocol_version = 70, inappropriate_fallback = 86, no_protocol = 120;
// How many of a version are listed; a server that accepts more than the last says anything.
constexpr std::size_t usual_suites = 16, most_suites = 400;

bool chose(const Exchange& exchange, Protocol version) {
    return exchange.has_hello() && exchange.answer.hello->version == wire_version(version);
}

// The server said no, in whatever way; silence is no answer.
bool refused(const Exchange& exchange) {
    if (!exchange.start.ok() || !exchange.sent) return false;
    if (exchange.answer.alert || exchange.has_hello()) return true;
    return exchange.how == Break::closed || exchange.how == Break::reset;
}

template <class T>
bool take_out(std::vector<T>& list, T item) {
    const auto found = std::find(list.begin(), list.end(), item);
    if (found == list.end()) return false;
    list.erase(found);
    return true;
}

bool is_chacha(std::uint32_t id) {
    const Suite* const suite = openssl::find_suite(id);
    return suite
           && (suite->encryption == openssl::Encryption::chacha20_poly1305
               || suite->encryption == openssl::Encryption::chacha20_poly1305_draft);
}

// The two kinds of keys that servers choose between.
bool has_kind(std::uint32_t id, openssl::Authentication kind) {
    const Suite* const suite = openssl::find_suite(id);
    return suite && suite->authentication == kind;
}

// Some servers choose the certificate first, by what the hello could take, and then find no suite
// for it (HAProxy's ssl_sock_switchctx_cbk): where all accepted suites are for one kind of key, the
// other is offered alone. False where there is nothing left to offer.
bool offer_other_key(Offer& offer, const std::vector<std::uint32_t>& accepted) {
    using enum openssl::Authentication;
    const auto all_are = [&](openssl::Authentication kind) {
        return !accepted.empty() && std::all_of(accepted.begin(), accepted.end(), [=](auto id) {
            return has_kind(id, kind);
        });
    };
    if (!all_are(ecdsa) && !all_are(rsa)) return false;
    const openssl::Authentication other = all_are(ecdsa) ? rsa : ecdsa;
    std::erase_if(offer.suites, [=](std::uint16_t id) { return !has_kind(id, other); });
    std::erase_if(offer.signatures, [=](std::uint16_t id) {
        const auto& known = openssl::signature_algorithms();
        const auto found = std::find_if(known.begin(), known.end(),
                                        [=](const auto& each) { return each.id == id; });
        const bool is_rsa = found != known.end() && found->name.starts_with("rsa");
        return is_rsa != (other == rsa);
    });
    return !offer.suites.empty();
}

std::vector<std::uint16_t> to_words(const std::vector<std::uint32_t>& suites) {
    std::vector<std::uint16_t> words;
    for (const std::uint32_t suite : suites) words.push_back(static_cast<std::uint16_t>(suite));
    return words;
}

}  // namespace

asio::awaitable<void> Explorer::versions_before(Protocol newest) {
    for (const Protocol version : {Protocol::tls1_1, Protocol::tls1_0, Protocol::ssl3}) {
        if (version >= newest) continue;
        co_await suites_of(version);
        if (refuses_older_) break;
    }
    if (!may_go_on()) co_return;
    ++observed_.connections;
    if (const auto hello = co_await ask_ssl2(peer()))
        observed_.versions.push_back(
            {.version = Protocol::ssl2, .suites = hello->kinds, .complete = true});
}

// Takes out what the server chooses and asks again: with k suites k + 1 connections, which is the
// least there can be.
asio::awaitable<void> Explorer::suites_of(Protocol version) {
    Offer offer = everything_in(version, target_);
    offer.compression = version < Protocol::tls1_3;
    offer.heartbeat = version < Protocol::tls1_3 && version > Protocol::ssl3;
    ObservedVersion found{.version = version};
    const std::size_t most = depth_ == Depth::full     ? most_suites
                             : depth_ == Depth::listed ? usual_suites
                                                       : 1;
    bool is_other_key = version == Protocol::tls1_3 || most == 1;
    while (found.suites.size() < most) {
        const Exchange exchange = co_await ask(offer);
        const bool is_no = !chose(exchange, version) && refused(exchange);
        if (is_no && !std::exchange(is_other_key, true) && offer_other_key(offer, found.suites))
            continue;
        if (!chose(exchange, version)) {
            found.complete = refused(exchange);
            // A hello invites every version up to its own.
            refuses_older_ = version < Protocol::tls1_2 && found.suites.empty()
                             && exchange.answer.alert
                             && exchange.answer.alert->code == protocol_version;
            if (!found.complete) observed_.complete = false;
            const bool asked = exchange.connected || !exchange.start.ok();
            if (asked && version == Protocol::tls1_2 && found.suites.empty())
                last_failure_ = exchange;
            break;
        }
        note(exchange, offer);
        const std::uint16_t suite = exchange.answer.hello->suite;
        if (!take_out(offer.suites, suite)) break;  // nobody offered it
        found.suites.push_back(suite);
        found.complete = offer.suites.empty();
        if (offer.suites.empty()) break;
    }
    if (!found.suites.empty()) observed_.versions.push_back(std::move(found));
}

asio::awaitable<void> Explorer::preferences() {
    for (ObservedVersion& version : observed_.versions) {
        if (version.version != Protocol::ssl2 && version.complete) co_await preference_of(version);
    }
}

asio::awaitable<void> Explorer::preference_of(ObservedVersion& version) {
    const auto& suites = version.suites;
    if (suites.size() == 1) version.preference = Order::server;
    if (suites.size() < 2) co_return;
    Offer offer = everything_in(version.version, target_);
    const auto choice = [&](std::vector<std::uint32_t> order) -> asio::awaitable<std::uint32_t> {
        offer.suites = to_words(order);
        const Exchange exchange = co_await ask(offer);
        co_return chose(exchange, version.version) ? exchange.answer.hello->suite : 0;
    };
    // Servers may put ChaCha20 first for clients that have it first: not here.
    std::vector<std::uint32_t> reversed(suites.rbegin(), suites.rend());
    std::stable_partition(reversed.begin(), reversed.end(),
                          [](std::uint32_t id) { return !is_chacha(id); });
    if (reversed.front() == suites.front()) co_return;  // would tell nothing
    const std::uint32_t chosen = co_await choice(reversed);
    if (chosen == reversed.front()) version.preference = Order::client;
    if (chosen != suites.front()) co_return;
    version.preference = Order::server;
    const auto chacha = std::find_if(suites.begin() + 1, suites.end(), is_chacha);
    if (chacha == suites.end() || is_chacha(suites.front())) co_return;
    std::vector<std::uint32_t> chacha_first{*chacha};
    std::copy_if(suites.begin(), suites.end(), std::back_inserter(chacha_first),
                 [&](std::uint32_t id) { return id != *chacha; });
    if (co_await choice(chacha_first) == *chacha) version.preference = Order::server_chacha;
}

asio::awaitable<void> Explorer::groups_of_tls13() {
    Offer offer = everything_in(Protocol::tls1_3, target_);
    offer.groups.push_back(kyber_draft);
    while (!offer.groups.empty()) {
        const Exchange exchange = co_await ask(offer);
        if (!chose(exchange, Protocol::tls1_3) || !exchange.answer.hello->group) {
            observed_.groups_tls13_known = refused(exchange);
            co_return;
        }
        const std::uint16_t group = *exchange.answer.hello->group;
        if (!take_out(offer.groups, group)) co_return;
        observed_.groups_tls13.push_back(group);
    }
    observed_.groups_tls13_known = true;
}

// Suites whose key exchange is signed, of those that were accepted.
std::vector<std::uint16_t> Explorer::forward_secret(Protocol version) const {
    std::vector<std::uint16_t> list;
    const ObservedVersion* const observed = observed_.version(version);
    if (!observed) return list;
    for (const std::uint32_t id : observed->suites) {
        const Suite* const suite = openssl::find_suite(id);
        if (suite && suite->key_exchange == openssl::KeyExchange::ecdhe && !suite->is_anonymous())
            list.push_back(static_cast<std::uint16_t>(id));
    }
    return list;
}

std::optional<Protocol> Explorer::newest_before_tls13() const {
    std::optional<Protocol> newest;
    for (const ObservedVersion& each : observed_.versions) {
        if (each.version < Protocol::tls1_3) newest = each.version;
    }
    return newest;
}

asio::awaitable<void> Explorer::groups_of_tls12() {
    const auto* const tls12 = observed_.version(Protocol::tls1_2);
    observed_.dh_known = std::all_of(observed_.versions.begin(), observed_.versions.end(),
                                     [](const ObservedVersion& each) { return each.complete; });
    if (!tls12) {
        observed_.groups_tls12_known = observed_.complete;
        co_return;
    }
    Offer offer = everything_in(Protocol::tls1_2, target_);
    offer.suites = forward_secret(Protocol::tls1_2);
    if (offer.suites.empty()) {
        observed_.groups_tls12_known = tls12->complete;
        co_return;
    }
    while (!offer.groups.empty()) {
        const Exchange exchange = co_await ask(offer);
        if (!chose(exchange, Protocol::tls1_2) || !exchange.answer.key_exchange
            || !exchange.answer.key_exchange->group) {
            observed_.groups_tls12_known = refused(exchange);
            co_return;
        }
        const std::uint16_t group = *exchange.answer.key_exchange->group;
        if (!take_out(offer.groups, group)) co_return;
        observed_.groups_tls12.push_back(group);
    }
    observed_.groups_tls12_known = true;
}

// Both by taking out what is chosen, in TLS 1.2, where they come in the clear.
asio::awaitable<void> Explorer::signatures_and_alpn() {
    if (!observed_.version(Protocol::tls1_2)) {
        if (!observed_.version(Protocol::tls1_3)) co_return;
        co_await signatures_of_tls13();
        co_await alpn_of_tls13();
        co_return;
    }
    Offer offer = everything_in(Protocol::tls1_2, target_);
    offer.suites = forward_secret(Protocol::tls1_2);
    std::vector<std::uint16_t> signatures;
    if (offer.suites.empty()) observed_.signature_algorithms = signatures;
    while (!offer.suites.empty()) {
        const Exchange exchange = co_await ask(offer);
        const auto& key_exchange = exchange.answer.key_exchange;
        if (!chose(exchange, Protocol::tls1_2) || !key_exchange || !key_exchange->signature) {
            if (refused(exchange)) observed_.signature_algorithms = signatures;
            break;
        }
        if (!take_out(offer.signatures, *key_exchange->signature)) {
            observed_.signature_algorithms = signatures;  // it signs with what was not offered
            break;
        }
        signatures.push_back(*key_exchange->signature);
        if (offer.signatures.empty()) {
            observed_.signature_algorithms = signatures;
            break;
        }
    }
    offer = everything_in(Protocol::tls1_2, target_);
    offer.alpn = {"h2", "http/1.1", "http/1.0", "acme-tls/1"};
    std::vector<std::string> protocols;
    while (!offer.alpn.empty()) {
        const Exchange exchange = co_await ask(offer);
        if (!chose(exchange, Protocol::tls1_2) || exchange.answer.hello->alpn.empty()) {
            if (!refused(exchange)) co_return;
            break;
        }
        const std::string protocol = exchange.answer.hello->alpn;
        if (!take_out(offer.alpn, protocol)) break;
        protocols.push_back(protocol);
    }
    observed_.alpn = protocols;
}

// An older version together with the mark of a client that tried a newer one first (RFC 7507).
asio::awaitable<void> Explorer::fallback() {
    std::vector<Protocol> old;
    for (const ObservedVersion& each : observed_.versions) {
        if (each.version != Protocol::ssl2 && each.version < Protocol::tls1_3)
            old.push_back(each.version);
    }
    if (old.size() < 2) co_return;
    const Protocol version = old[old.size() - 2];
    Offer offer = everything_in(version, target_);
    offer.fallback = true;
    const Exchange exchange = co_await ask(offer);
    if (exchange.answer.alert && exchange.answer.alert->code == inappropriate_fallback)
        observed_.extensions.fallback_scsv = true;
    else if (chose(exchange, version))
        observed_.extensions.fallback_scsv = false;
}

// Hellos that begin with a newer version, or are long, where an older or shorter one is answered.
asio::awaitable<void> Explorer::intolerance() {
    const auto newest = newest_before_tls13();
    if (!newest || *newest < Protocol::tls1_0) {
        observed_.intolerance.emplace();
        co_return;
    }
    Offer offer = everything_in(*newest, target_);
    const auto is_hung_up_on = [](const Exchange& exchange) {
        const bool only_alpn = exchange.answer.alert && exchange.answer.alert->code == no_protocol;
        return exchange.start.ok() && exchange.sent && !exchange.has_hello() && !only_alpn;
    };
    std::vector<std::string> found;
    for (const Protocol version : {Protocol::tls1_1, Protocol::tls1_2, Protocol::tls1_3}) {
        if (version <= *newest) continue;
        Offer newer = offer;
        newer.versions = openssl::ProtocolSet::range(*newest, version);
        if (version == Protocol::tls1_3) {
            const Offer tls13 = everything_in(version, target_);
            newer.suites.insert(newer.suites.begin(), tls13.suites.begin(), tls13.suites.end());
            newer.signatures = tls13.signatures;
        }
        if (is_hung_up_on(co_await ask(std::move(newer)))) found.emplace_back(name(version));
        if (!may_go_on()) co_return;
    }
    constexpr std::size_t padding = 8;  // 2 KiB, more than one packet holds
    for (std::size_t i = 0; i < padding; ++i)
        offer.alpn.push_back(std::string(250, static_cast<char>('a' + i)));
    offer.alpn.emplace_back("http/1.1");
    if (is_hung_up_on(co_await ask(std::move(offer)))) found.emplace_back("hello over 2048 bytes");
    if (may_go_on()) observed_.intolerance = std::move(found);
}

// Which of the nine causes it is that a client fails, by what the server answers to others.
std::string_view Explorer::cause_of(const Trouble& trouble, const clients::Profile& profile) const {
    constexpr std::uint8_t handshake_failure = 40, insufficient_security = 71,
                           unrecognized_name = 112;
    const auto has = [&](Protocol version) { return observed_.version(version) != nullptr; };
    const auto offered = profile.versions;
    const bool shares_version = std::any_of(offered.begin(), offered.end(), has);
    const std::uint8_t code = trouble.alert ? trouble.alert->code : 0;
    if (code == unrecognized_name) return "name-mismatch";
    const bool is_refused = trouble.version || code == protocol_version || code == handshake_failure
                            || code == insufficient_security || (trouble.alert && !shares_version);
    if (is_refused && shook_hands_) return "outdated-client";
    if (is_refused)
        return shares_version && code != protocol_version ? "no-shared-cipher" : "version-mismatch";
    return trouble.alert || trouble.fault != Fault::none ? "server-misconfiguration" : "network";
}

asio::awaitable<void> Explorer::clients(std::size_t first, std::size_t step) {
    const auto profiles = clients::profiles();
    for (std::size_t i = first; i < profiles.size(); i += step) {
        const clients::Profile& profile = profiles[i];
        const Offer offer = offer_of(profile, target_);
        const Exchange exchange = co_await ask(offer);
        if (!refused(exchange) && !exchange.has_hello()) continue;  // nothing is known then
        ObservedClient client{.profile = profile.id};
        if (const auto trouble = trouble_of(exchange, offer)) {
            client.why = trouble->what;
            client.cause = cause_of(*trouble, profile);
        } else {
            const Answer& answer = exchange.answer;
            client.ok = true;
            client.version = answer.hello->version;
            client.suite = answer.hello->suite;
            client.group = answer.hello->group.value_or(0);
            if (answer.key_exchange && answer.key_exchange->group)
                client.group = *answer.key_exchange->group;
        }
        observed_.clients.push_back(std::move(client));
    }
}

}  // namespace tlslint::live
