// SPDX-License-Identifier: Apache-2.0
#include "audit/live/probe.hpp"

#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/signature_algorithms.hpp"
#include "parsers/openssl/suite.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace tlslint::live {
namespace {

using openssl::Protocol;

std::array<std::uint8_t, 64> fresh_random() {
    std::random_device source;
    std::array<std::uint8_t, 64> bytes{};
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(source());
    return bytes;
}

// An alert as a record: close_notify, or what a client says that changes its mind.
const Buffer& goodbye() {
    static const Buffer bytes{21, 3, 1, 0, 2, 1, 90, 21, 3, 1, 0, 2, 1, 0};
    return bytes;
}

asio::awaitable<void> open(Connection& connection, Peer peer, Exchange& exchange) {
    exchange.start.how = co_await connection.open(peer.address);
    exchange.connected_at = Clock::now();
    exchange.connected = exchange.start.how == Break::none;
    if (exchange.connected)
        exchange.start =
            co_await start_tls(connection, peer.target.starttls, peer.target.checked_name);
    exchange.started_at = Clock::now();
}

bool suits(const openssl::Suite& suite, Protocol version) {
    if (suite.registry == openssl::Registry::scsv || suite.registry == openssl::Registry::grease)
        return false;
    if (suite.id > 0xffff || suite.needs_shared_secret()) return false;
    if (version == Protocol::tls1_3 || suite.is_tls13())
        return version == Protocol::tls1_3 && suite.is_tls13();
    // Servers are laxer than the specification about what is older than TLS 1.2.
    return suite.protocol <= version || suite.protocol < Protocol::tls1_2;
}

}  // namespace

asio::awaitable<Exchange> ask(Peer peer, Offer offer) {
    Exchange exchange;
    Connection connection(peer.context, peer.patience);
    co_await open(connection, peer, exchange);
    if (!exchange.start.ok()) co_return exchange;
    Buffer hello = live::write(compose(offer, fresh_random()));
    exchange.how = co_await connection.write(std::move(hello));
    exchange.sent_at = Clock::now();
    exchange.sent = exchange.how == Break::none;
    AnswerReader reader;
    while (exchange.how == Break::none) {
        const Connection::Read read = co_await connection.read();
        exchange.how = read.how;
        if (read.how != Break::none || !reader.add(read.bytes)) break;
    }
    exchange.answered_at = Clock::now();
    exchange.answer = reader.answer();
    if (exchange.how == Break::none && !exchange.answer.alert) {
        Buffer farewell = goodbye();
        co_await connection.write(std::move(farewell));
    }
    co_return exchange;
}

asio::awaitable<Reaction> provoke(Peer peer, Offer offer, std::vector<Buffer> bytes) {
    // Whoever reacts does so at once; silence is an answer here, and not worth the usual patience.
    constexpr std::chrono::milliseconds silence{1000};
    Reaction reaction;
    Exchange& exchange = reaction.exchange;
    Connection connection(peer.context, peer.patience);
    co_await open(connection, peer, exchange);
    if (!exchange.start.ok()) co_return reaction;
    Buffer hello = live::write(compose(offer, fresh_random()));
    exchange.how = co_await connection.write(std::move(hello));
    exchange.sent = exchange.how == Break::none;
    AnswerReader flight;
    while (exchange.how == Break::none) {
        const Connection::Read read = co_await connection.read();
        exchange.how = read.how;
        if (read.how != Break::none || !flight.add(read.bytes)) break;
    }
    exchange.answer = flight.answer();
    if (!exchange.answer.done) co_return reaction;
    for (Buffer& each : bytes) {
        reaction.how = co_await connection.write(std::move(each));
        RecordReader records;
        while (reaction.how == Break::none && !reaction.content) {
            const Connection::Read read = co_await connection.read_within(silence);
            reaction.how = read.how;
            records.add(read.bytes);
            if (const auto record = records.next()) {
                reaction.content = record->content;
                if (record->content == Content::alert && record->payload.size() == 2)
                    reaction.alert = Alert{record->payload[0], record->payload[1]};
            } else if (records.fault() != Fault::none) {
                break;
            }
        }
        if (reaction.how != Break::timed_out) break;
    }
    co_return reaction;
}

asio::awaitable<std::optional<Ssl2Hello>> ask_ssl2(Peer peer) {
    Exchange exchange;
    Connection connection(peer.context, peer.patience);
    co_await open(connection, peer, exchange);
    if (!exchange.start.ok()) co_return std::nullopt;
    std::array<std::uint8_t, 16> challenge{};
    const auto random = fresh_random();
    std::copy_n(random.begin(), challenge.size(), challenge.begin());
    Buffer hello = write_ssl2_hello(challenge);
    Break how = co_await connection.write(std::move(hello));
    Buffer answer;
    constexpr std::size_t longest = 2 + 0x7fff;
    while (how == Break::none && answer.size() < longest) {
        const Connection::Read read = co_await connection.read();
        how = read.how;
        answer.insert(answer.end(), read.bytes.begin(), read.bytes.end());
        // What begins another kind of record will not become one of SSL 2.0.
        if (!answer.empty() && (answer[0] & 0x80) == 0) break;
        if (auto read_hello = read_ssl2_hello(answer)) co_return read_hello;
    }
    co_return std::nullopt;
}

Offer everything_in(Protocol version, const Target& target) {
    Offer offer;
    offer.versions = {version};
    for (const openssl::Suite& suite : openssl::suites()) {
        if (suits(suite, version)) offer.suites.push_back(static_cast<std::uint16_t>(suite.id));
    }
    for (const openssl::Group& group : openssl::groups()) {
        if (group.oldest <= version && version <= group.newest) offer.groups.push_back(group.id);
    }
    for (const openssl::SignatureAlgorithm& each : openssl::signature_algorithms())
        offer.signatures.push_back(each.id);
    offer.server_name = target.server_name;
    return offer;
}

Offer offer_of(const clients::Profile& profile, const Target& target) {
    Offer offer;
    offer.versions = profile.versions;
    offer.versions.erase(Protocol::ssl2);
    for (const openssl::Suite* suite : profile.suites) {
        if (suite->id <= 0xffff) offer.suites.push_back(static_cast<std::uint16_t>(suite->id));
    }
    for (const openssl::Group* group : profile.groups) offer.groups.push_back(group->id);
    for (const openssl::Group* group : profile.key_shares) offer.key_shares.push_back(group->id);
    for (const openssl::SignatureAlgorithm* each : profile.signatures)
        offer.signatures.push_back(each->id);
    if (profile.sends_name) offer.server_name = target.server_name;
    return offer;
}

std::string describe(const Exchange& exchange) {
    if (!exchange.start.problem.empty()) return exchange.start.problem;
    if (exchange.start.how != Break::none) return std::string(describe(exchange.start.how));
    const Answer& answer = exchange.answer;
    if (answer.alert) return alert_name(*answer.alert);
    if (answer.fault != Fault::none) return std::string(describe(answer.fault));
    if (exchange.how != Break::none) return std::string(describe(exchange.how));
    return answer.hello ? "ServerHello" : "nothing";
}

}  // namespace tlslint::live
