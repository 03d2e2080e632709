// SPDX-License-Identifier: Apache-2.0
#include "audit/live/explorer.hpp"
#include "audit/live/padding.hpp"
#include "parsers/openssl/suite.hpp"

#include <algorithm>
#include <array>
#include <random>

namespace tlslint::live {
namespace {

using openssl::Protocol, openssl::Suite;

constexpr std::uint8_t bad_record_mac = 20, decryption_failed = 21;

Buffer random_bytes(std::size_t size) {
    std::random_device source;
    Buffer bytes(size);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(source() % 255 + 1);
    return bytes;
}

// Blocks as robot-detect has them (robotattack.org): the right one, a wrong beginning, an end that
// comes too early, none at all, and another version than was agreed on.
enum class Block : std::uint8_t { right, begins_wrong, ends_early, never_ends, other_version };
constexpr std::array blocks{Block::right, Block::begins_wrong, Block::ends_early, Block::never_ends,
                            Block::other_version};

Buffer block_of(Block kind, std::size_t size, std::uint16_t version) {
    constexpr std::size_t secret = 48;
    Buffer block = random_bytes(size);  // no zero among them
    const auto put = [&](std::size_t at, std::uint16_t number) {
        block[at] = static_cast<std::uint8_t>(number >> 8);
        block[at + 1] = static_cast<std::uint8_t>(number);
    };
    put(0, kind == Block::begins_wrong ? 0x4117 : 0x0002);
    const std::size_t end = size - secret;
    block[end - 1] = kind == Block::ends_early || kind == Block::never_ends ? 0x11 : 0;
    if (kind == Block::ends_early) put(size - 2, 0x0011);
    if (kind != Block::never_ends && kind != Block::ends_early)
        put(end, kind == Block::other_version ? 0x0202 : version);
    return block;
}

// ClientKeyExchange, ChangeCipherSpec, and a Finished that nobody can read.
Buffer end_of_handshake(const RsaKey& key, Block kind, std::uint16_t version) {
    WireWriter body;
    const Buffer encrypted = encrypt(key, block_of(kind, key.size(), version));
    if (version > 0x0300)
        body.vector(2, encrypted);
    else
        body.bytes(encrypted);
    WireWriter message;
    message.u8(static_cast<std::uint8_t>(Message::client_key_exchange));
    message.vector(3, body.buffer());
    WireWriter records;
    const auto add = [&](Content content, Bytes payload) {
        records.u8(static_cast<std::uint8_t>(content));
        records.u16(version);
        records.vector(2, payload);
    };
    add(Content::handshake, message.buffer());
    constexpr std::array<std::uint8_t, 1> change{1};
    add(Content::change_cipher_spec, change);
    add(Content::handshake, random_bytes(80));
    return records.buffer();
}

// How a server took it: the alert's code, or 256 and more.
int answer_of(const Reaction& reaction) {
    if (reaction.alert) return reaction.alert->code;
    if (reaction.content) return 256 + static_cast<int>(*reaction.content);
    return 512 + static_cast<int>(reaction.how);
}

}  // namespace

// Return Of Bleichenbacher's Oracle Threat: whether right and wrong blocks are answered
// differently. Who seems to tell them apart has to do so three times alike.
asio::awaitable<void> Explorer::robot() {
    const auto version = newest_before_tls13();
    std::optional<RsaKey> key;
    for (const ObservedCertificate& each : observed_.certificates) {
        if (!key && each.with_sni) key = rsa_key_of(each.shown.certificates.front());
    }
    Offer offer = everything_in(*version, target_);
    std::erase_if(offer.suites, [&](std::uint16_t id) {
        const Suite* const suite = openssl::find_suite(id);
        const auto& seen = observed_.version(*version)->suites;
        return !suite || suite->key_exchange != openssl::KeyExchange::rsa || suite->is_export()
               || std::find(seen.begin(), seen.end(), id) == seen.end();
    });
    if (!key || offer.suites.empty()) co_return;
    std::vector<int> before;
    constexpr int rounds = 3;
    for (int round = 0; round < rounds; ++round) {
        std::vector<int> answers;
        for (const Block kind : blocks) {
            const auto turn = co_await turnstiles_.at(address_->address()).enter();
            if (!may_go_on()) co_return;
            std::vector<Buffer> bytes{end_of_handshake(*key, kind, wire_version(*version))};
            const Reaction reaction = co_await provoke(peer(), offer, std::move(bytes));
            count(reaction.exchange);
            if (!reaction.exchange.answer.done) co_return;
            answers.push_back(answer_of(reaction));
        }
        const bool all_same = std::all_of(answers.begin(), answers.end(),
                                          [&](int each) { return each == answers.front(); });
        if (all_same && round == 0) observed_.robot = false;
        if (all_same || (round > 0 && answers != before)) co_return;
        before = std::move(answers);
    }
    observed_.robot = true;
}

// CVE-2016-9244: a ticket together with a short session id, which comes back longer.
asio::awaitable<void> Explorer::ticketbleed() {
    constexpr std::size_t sent = 16, returned = 32;
    Offer offer = everything_in(*newest_before_tls13(), target_);
    offer.ticket = ticket_;
    offer.session_id = random_bytes(sent);
    const Buffer id = offer.session_id;
    const Exchange exchange = co_await ask(std::move(offer));
    if (!exchange.has_hello()) co_return;
    const Buffer& answer = exchange.answer.hello->session_id;
    observed_.ticketbleed =
        answer.size() == returned && std::equal(id.begin(), id.end(), answer.begin());
}

// POODLE over TLS: a record whose MAC is right and whose padding is not.
asio::awaitable<void> Explorer::padding_oracle() {
    std::string priority;
    for (const ObservedVersion& version : observed_.versions) {
        if (version.version != Protocol::tls1_1 && version.version != Protocol::tls1_2) continue;
        for (const std::uint32_t id : version.suites) {
            const Suite* const suite = openssl::find_suite(id);
            if (!suite || !suite->is_cbc() || suite->is_anonymous()) continue;
            const auto code = static_cast<std::uint16_t>(id);
            if (priority.empty()) priority = priority_of(wire_version(version.version), code);
        }
    }
    if (priority.empty()) co_return;
    const auto turn = co_await turnstiles_.at(address_->address()).enter();
    if (!may_go_on()) co_return;
    Connection connection(context_, patience_);
    Session session(session_options(priority + ":%NO_ETM"));
    const Exchange exchange = co_await shake(connection, session);
    if (!session.error().empty() || exchange.how != Break::none || !exchange.start.ok()) co_return;
    Buffer record = session.wrongly_padded_goodbye();
    if (record.empty()) co_return;
    const Break written = co_await connection.write(std::move(record));
    if (written != Break::none) co_return;
    const Clock::time_point end = Clock::now() + std::chrono::seconds(1);
    while (Clock::now() < end) {
        const Session::State state = session.receive();
        if (state == Session::State::failed) break;
        if (state == Session::State::done) continue;
        const Connection::Read read = co_await connection.read_within(
            std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()));
        if (read.how == Break::none)
            session.add_input(read.bytes);
        else if (read.how == Break::timed_out)
            co_return;
        else
            session.end_input();
    }
    if (session.peer_said_goodbye()) observed_.padding_oracle = true;
    if (!session.alert()) co_return;
    const std::uint8_t code = session.alert()->code;
    if (code == bad_record_mac || code == decryption_failed) observed_.padding_oracle = false;
}

}  // namespace tlslint::live
