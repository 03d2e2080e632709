// SPDX-License-Identifier: Apache-2.0
#include "audit/live/explorer.hpp"

#include <algorithm>

namespace tlslint::live {
namespace {

using openssl::Protocol;

// Tickets of TLS 1.3 come when the server has seen Finished: a round trip later, if they come.
constexpr std::chrono::milliseconds after_a_round_trip{200}, after_a_ticket{30};
// Who renegotiates answers at once; the others may just be silent.
constexpr std::chrono::milliseconds for_renegotiation{1500};

std::ptrdiff_t hellos_in(const Session& session) {
    return std::count_if(session.seen().begin(), session.seen().end(), [](const SeenMessage& each) {
        return each.incoming && !each.changes_cipher && each.message == Message::server_hello;
    });
}

}  // namespace

SessionOptions Explorer::session_options(std::string priority) const {
    SessionOptions options;
    options.priority = std::move(priority);
    options.credential = credential_;
    options.server_name = target_.server_name;
    if (target_.is_http) options.alpn = {"http/1.1"};
    return options;
}

asio::awaitable<void> Explorer::wait_for_tickets(Connection& connection, Session& session) {
    if (session.negotiated().version < 0x0304) co_return;
    const auto trip = std::chrono::ceil<std::chrono::milliseconds>(
        std::chrono::duration<double, std::milli>(observed_.connect_ms));
    Clock::time_point end = Clock::now() + 2 * trip + after_a_round_trip;
    while (Clock::now() < end) {
        const Session::State state = session.receive();
        if (state == Session::State::failed) co_return;
        if (!session.tickets().empty()) end = std::min(end, Clock::now() + trip + after_a_ticket);
        if (state == Session::State::done) continue;
        const Connection::Read read = co_await connection.read_within(
            std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()));
        if (read.how != Break::none) co_return;
        session.add_input(read.bytes);
    }
}

void Explorer::note_tickets(const Session& session) {
    ObservedSession& seen = observed_.session;
    const auto& tickets = session.tickets();
    if (!tickets.empty()) seen.ticket_lifetime_s = tickets.front().lifetime_s;
    if (session.negotiated().version < 0x0304) return;
    seen.tls13_tickets = static_cast<int>(tickets.size());
    seen.max_early_data = 0;
    for (const SessionTicket& each : tickets)
        seen.max_early_data = std::max(*seen.max_early_data, each.max_early_data);
}

// Two handshakes, the second with what is left of the first; nothing if one fails. Without tickets
// it goes by the session's id: that is TLS 1.2 or older, which can renegotiate.
asio::awaitable<std::optional<bool>> Explorer::resumes(std::string priority, TicketUse tickets) {
    const bool by_id = tickets == TicketUse::refused;
    const auto turn = co_await turnstiles_.at(address_->address()).enter();
    if (!may_go_on()) co_return std::nullopt;
    Buffer left;
    {
        Connection connection(context_, patience_);
        Session session(session_options(priority));
        co_await shake(connection, session);
        if (!session.error().empty() || !session.hello()) co_return std::nullopt;
        const bool is_tls13 = session.negotiated().version >= 0x0304;
        if (is_tls13) co_await wait_for_tickets(connection, session);
        if (!observed_.session.ticket_lifetime_s && !is_tls13) note_tickets(session);
        if (by_id ? !session.hello()->session_id.empty() : !session.tickets().empty())
            left = session.resumption();
        if (!is_tls13 && !session.tickets().empty()) ticket_ = session.tickets().front().ticket;
        session.close();
        Buffer farewell = session.take_output();
        co_await connection.write(std::move(farewell));
    }
    if (left.empty() && !by_id) co_return false;
    SessionOptions options = session_options(std::move(priority));
    options.resume = left;
    // A server with several processes may share a session after its Finished is out: too late for
    // whoever comes back at once.
    for (int attempts = by_id && !left.empty() ? 2 : 1;; --attempts) {
        Connection connection(context_, patience_);
        Session session(options);
        co_await shake(connection, session);
        if (!session.error().empty() || !session.hello()) co_return std::nullopt;
        if (attempts > 1 && !session.was_resumed()) continue;
        if (by_id) co_await renegotiation(connection, session);
        co_return session.was_resumed();
    }
}

asio::awaitable<void> Explorer::renegotiation(Connection& connection, Session& session) {
    const std::ptrdiff_t before = hellos_in(session);
    std::optional<bool>& answer = observed_.extensions.client_renegotiation;
    while (true) {
        const Session::State state = session.renegotiate();
        if (hellos_in(session) > before) {
            answer = true;
            co_return;
        }
        Buffer output = session.take_output();
        if (state != Session::State::wants_bytes) {
            // An alert of ours says that it is we who do not go on.
            if (session.alert()) answer = false;
            co_return;
        }
        Break how = Break::none;
        if (!output.empty()) how = co_await connection.write(std::move(output));
        if (how != Break::none) break;
        const Connection::Read read = co_await connection.read_within(for_renegotiation);
        if (read.how != Break::none) break;
        session.add_input(read.bytes);
    }
    answer = false;
}

asio::awaitable<void> Explorer::sessions() {
    ObservedSession& seen = observed_.session;
    const bool has_old =
        std::any_of(observed_.versions.begin(), observed_.versions.end(), [](const auto& each) {
            return each.version > Protocol::ssl3 && each.version < Protocol::tls1_3;
        });
    const ObservedVersion* const tls13 = observed_.version(Protocol::tls1_3);
    if (has_old) {
        const std::uint32_t before = seen.ticket_lifetime_s.value_or(0);
        constexpr TicketUse with = TicketUse::wanted, without = TicketUse::refused;
        seen.resumption_ticket = co_await resumes(tls12_priority(with), with);
        seen.resumption_id = co_await resumes(tls12_priority(without), without);
        if (before != 0) seen.ticket_lifetime_s = before;
    } else if (tls13) {
        seen.resumption_ticket = co_await resumes(modern_priority(), TicketUse::wanted);
        seen.resumption_id = false;  // TLS 1.3 has none
    }
    if (!tls13 && observed_.complete) {
        seen.tls13_tickets = 0;
        seen.max_early_data = 0;
    }
}

}  // namespace tlslint::live
