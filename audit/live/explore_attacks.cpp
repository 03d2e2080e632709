// SPDX-License-Identifier: Apache-2.0
#include "audit/live/explorer.hpp"

namespace tlslint::live {
namespace {

constexpr std::uint8_t unexpected_message = 10, bad_record_mac = 20, decryption_failed = 21;

// One record of that kind, in the version that was agreed on.
Buffer record_of(Content content, std::uint16_t version, Bytes payload) {
    WireWriter record;
    record.u8(static_cast<std::uint8_t>(content));
    record.u16(version);
    record.vector(2, payload);
    return record.buffer();
}

}  // namespace

asio::awaitable<void> Explorer::attacks() {
    const auto version = newest_before_tls13();
    if (!version || *version == openssl::Protocol::ssl2) co_return;
    if (observed_.extensions.heartbeat == true) co_await heartbleed();
    co_await ccs_injection();
    if (!ticket_.empty()) co_await ticketbleed();
    co_await robot();
    co_await padding_oracle();
}

// A request that says it is longer than it is (CVE-2014-0160). Whoever is not hit says nothing.
asio::awaitable<void> Explorer::heartbleed() {
    const auto version = *newest_before_tls13();
    const auto turn = co_await turnstiles_.at(address_->address()).enter();
    if (!may_go_on()) co_return;
    Offer offer = everything_in(version, target_);
    offer.heartbeat = true;
    constexpr std::array<std::uint8_t, 3> request{1, 0x40, 0};
    std::vector<Buffer> bytes{record_of(Content::heartbeat, wire_version(version), request)};
    const Reaction reaction = co_await provoke(peer(), std::move(offer), std::move(bytes));
    count(reaction.exchange);
    if (reaction.exchange.answer.done)
        observed_.heartbleed = reaction.content == Content::heartbeat;
}

// ChangeCipherSpec before there are keys (CVE-2014-0224): refused with unexpected_message, or taken
// without a word, and then the next one does not decrypt.
asio::awaitable<void> Explorer::ccs_injection() {
    const auto version = *newest_before_tls13();
    const auto turn = co_await turnstiles_.at(address_->address()).enter();
    if (!may_go_on()) co_return;
    constexpr std::array<std::uint8_t, 1> payload{1};
    const Buffer change = record_of(Content::change_cipher_spec, wire_version(version), payload);
    std::vector<Buffer> twice{change, change};
    const Reaction reaction =
        co_await provoke(peer(), everything_in(version, target_), std::move(twice));
    count(reaction.exchange);
    if (!reaction.exchange.answer.done) co_return;
    if (reaction.alert) {
        const std::uint8_t code = reaction.alert->code;
        if (code == bad_record_mac || code == decryption_failed)
            observed_.ccs_injection = true;
        else if (code == unexpected_message)
            observed_.ccs_injection = false;
    } else if (reaction.how == Break::closed || reaction.how == Break::reset) {
        observed_.ccs_injection = false;
    }
}

}  // namespace tlslint::live
