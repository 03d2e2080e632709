// SPDX-License-Identifier: Apache-2.0
#include "audit/live/explorer.hpp"
#include "audit/live/http.hpp"

#include <algorithm>

namespace tlslint::live {

asio::awaitable<Exchange> Explorer::shake(Connection& connection, Session& session) {
    Exchange exchange;
    exchange.start.how = co_await connection.open(*address_);
    exchange.connected = exchange.start.how == Break::none;
    if (exchange.connected)
        exchange.start = co_await start_tls(connection, target_.starttls, target_.checked_name);
    if (exchange.start.ok()) {
        exchange.started_at = Clock::now();
        exchange.how = (co_await drive(connection, session)).how;
        exchange.answered_at = Clock::now();
        exchange.sent = true;
    }
    count(exchange);
    co_return exchange;
}

// A real one: its certificate (in TLS 1.3 nobody else sees it), tickets, whether it comes to
// anything without a client certificate, and HTTP.
asio::awaitable<void> Explorer::handshake(std::string priority, bool with_sni, bool first) {
    const auto turn = co_await turnstiles_.at(address_->address()).enter();
    if (!may_go_on()) co_return;
    Connection connection(context_, patience_);
    SessionOptions options = session_options(std::move(priority));
    if (!with_sni) options.server_name.clear();
    Session session(std::move(options));
    const Exchange exchange = co_await shake(connection, session);
    if (exchange.how != Break::none || !exchange.start.ok()) last_failure_ = exchange;
    if (!exchange.start.ok()) co_return;
    if (first) observed_.handshake_ms = ms_between(exchange.started_at, exchange.answered_at);
    if (session.hello() && !session.hello()->is_retry) observed_.tls = true;
    add_certificates(session.certificates(), session.staple(), with_sni);
    if (!first) co_return;
    const bool done = session.error().empty() && exchange.how == Break::none;
    shook_hands_ = done;
    asks_for_certificate_ = session.certificate_was_wanted();
    bool cut_off = !done;
    if (done && asks_for_certificate_ && session.negotiated().version >= 0x0304)
        cut_off = co_await late_alert_comes(connection, session);
    if (session.hello() && !session.certificates().empty() && (done || session.alert()))
        observed_.client_auth = !asks_for_certificate_ ? AsksCertificate::none
                                : cut_off              ? AsksCertificate::required
                                                       : AsksCertificate::optional;
    if (done && !cut_off && target_.is_http) co_await http(connection, session);
    if (done && !cut_off) {
        if (!observed_.http) co_await wait_for_tickets(connection, session);
        note_tickets(session);
        session.close();
        Buffer farewell = session.take_output();
        co_await connection.write(std::move(farewell));
    }
}

// Who asks for no name gets the default server's certificate.
asio::awaitable<void> Explorer::without_sni() {
    if (target_.server_name.empty()) {
        for (ObservedCertificate& each : observed_.certificates)
            each.without_sni = each.without_sni || each.with_sni;
        co_return;
    }
    if (observed_.version(Protocol::tls1_2)) {
        Offer offer = everything_in(Protocol::tls1_2, target_);
        offer.server_name.clear();
        const Exchange exchange = co_await ask(offer);
        if (exchange.has_hello()) note(exchange, offer);
        co_return;
    }
    co_await handshake(modern_priority(), false, false);
}

const std::string& Explorer::host_for_http() const {
    return target_.checked_name.empty() ? target_.place.host : target_.checked_name;
}

asio::awaitable<void> Explorer::http(Connection& connection, Session& session) {
    const std::string request = head_request(host_for_http(), target_.path);
    const std::string head = co_await ask_for_head(connection, session, request);
    const auto answer = read_head(head);
    if (!answer) co_return;
    ObservedHttp& observed = observed_.http.emplace();
    observed.status = answer->status;
    observed.server = answer->first("server");
    observed.location = answer->first("location");
    observed.content_encoding = answer->first("content-encoding");
    for (const auto& [field, value] : answer->fields) {
        if (field != "strict-transport-security" || value.empty()) continue;
        observed.all_hsts.push_back(parse_hsts(value));
        observed.all_hsts.back().sent = true;
    }
    if (!observed.all_hsts.empty()) observed.hsts = observed.all_hsts.front();
}

// In TLS 1.3 both are encrypted: real handshakes, taking out what is chosen.
asio::awaitable<void> Explorer::signatures_of_tls13() {
    std::vector<std::uint16_t> left = tls13_signatures(), seen;
    while (!left.empty()) {
        const auto turn = co_await turnstiles_.at(address_->address()).enter();
        if (!may_go_on()) co_return;
        Connection connection(context_, patience_);
        Session session(session_options(tls13_priority(left)));
        const Exchange exchange = co_await shake(connection, session);
        const auto chosen = session.signature();
        const auto found = std::find(left.begin(), left.end(), chosen.value_or(0));
        if (!chosen || found == left.end()) {
            if (!session.alert() && exchange.how != Break::closed) co_return;
            break;
        }
        seen.push_back(*chosen);
        left.erase(found);
    }
    observed_.signature_algorithms = seen;
}

asio::awaitable<void> Explorer::alpn_of_tls13() {
    std::vector<std::string> left{"h2", "http/1.1", "http/1.0", "acme-tls/1"}, seen;
    while (!left.empty()) {
        const auto turn = co_await turnstiles_.at(address_->address()).enter();
        if (!may_go_on()) co_return;
        Connection connection(context_, patience_);
        SessionOptions options = session_options(tls13_priority(tls13_signatures()));
        options.alpn = left;
        Session session(std::move(options));
        const Exchange exchange = co_await shake(connection, session);
        const bool done = session.error().empty() && exchange.how == Break::none;
        if (!done && !session.alert()) co_return;
        const std::string chosen = done ? session.negotiated().alpn : "";
        const auto found = std::find(left.begin(), left.end(), chosen);
        if (found == left.end()) break;
        seen.push_back(chosen);
        left.erase(found);
    }
    observed_.alpn = seen;
}

asio::awaitable<void> Explorer::plain_http() {
    Address address = *address_;
    if (depth_ != Depth::clear) address.port(80);
    if (options_.plain && depth_ != Depth::clear) {
        const Resolution found = co_await resolve(context_, *options_.plain, patience_);
        if (found.addresses.empty()) co_return;
        address = found.addresses.front();
    }
    const auto turn = co_await turnstiles_.at(address.address()).enter();
    Connection connection(context_, patience_);
    ++observed_.connections;
    if (co_await connection.open(address) != Break::none) co_return;
    const std::string text = head_request(host_for_http(), target_.path);
    Buffer request(text.begin(), text.end());
    if (co_await connection.write(std::move(request)) != Break::none) co_return;
    std::string head;
    while (head.size() < longest_head && head.find("\r\n\r\n") == head.npos) {
        const Connection::Read read = co_await connection.read();
        if (read.how != Break::none) break;
        head += x509::text_of(read.bytes);
    }
    const auto answer = read_head(head);
    if (!answer) co_return;
    ObservedPlain& plain = observed_.plain.emplace();
    plain.address = name(address);
    plain.status = answer->status;
    plain.location = answer->first("location");
    plain.redirects_to_https =
        answer->status >= 300 && answer->status < 400 && plain.location.starts_with("https://");
}

}  // namespace tlslint::live
