// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/drive.hpp"
#include "audit/live/explore.hpp"
#include "audit/live/explore_revocation.hpp"
#include "audit/live/probe.hpp"
#include "audit/live/trouble.hpp"

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tlslint::live {

/// Runs several at the same time, until all are done.
[[nodiscard]] asio::awaitable<void> together(asio::io_context& context,
                                             std::vector<asio::awaitable<void>> tasks);

/// Asks one address everything about one target. At most four connections at a time; after three in
/// a row that came to nothing the rest is left undone.
class Explorer {
  public:
    Explorer(asio::io_context& context, Turnstiles& turnstiles, RevocationFetcher& fetcher,
             const Inquiry& inquiry, const ExploreOptions& options);
    /// One of the addresses alone, in place of resolving.
    void stay_at(const Address& address) { only_ = address; }
    [[nodiscard]] asio::awaitable<Observed> go();
    /// Those that the name has besides the one that go() asked.
    [[nodiscard]] std::vector<Address> other_addresses() const;

  private:
    using Protocol = openssl::Protocol;

    // explorer.cpp: one connection
    asio::awaitable<bool> find_address();
    asio::awaitable<void> look_at_name();
    asio::awaitable<void> look_at_all();
    [[nodiscard]] Peer peer() const;
    [[nodiscard]] bool may_go_on() const;
    asio::awaitable<Exchange> ask(Offer offer);
    void count(const Exchange& exchange);
    void explain_failure(const Exchange& exchange);
    void note(const Exchange& exchange, const Offer& offer);
    void add_certificates(const std::vector<Buffer>& chain, const Buffer& staple, bool with_sni);
    asio::awaitable<void> judge_certificates();

    // explore_negotiation.cpp: what can be negotiated
    asio::awaitable<void> versions_before(Protocol newest);
    asio::awaitable<void> suites_of(Protocol version);
    asio::awaitable<void> preferences();
    asio::awaitable<void> preference_of(ObservedVersion& version);
    asio::awaitable<void> groups_of_tls13();
    asio::awaitable<void> groups_of_tls12();
    asio::awaitable<void> signatures_and_alpn();
    asio::awaitable<void> signatures_of_tls13();
    asio::awaitable<void> alpn_of_tls13();
    asio::awaitable<void> fallback();
    asio::awaitable<void> intolerance();
    [[nodiscard]] std::string_view cause_of(const Trouble& trouble,
                                            const clients::Profile& profile) const;
    asio::awaitable<void> clients(std::size_t first, std::size_t step);
    [[nodiscard]] std::vector<std::uint16_t> forward_secret(Protocol version) const;
    [[nodiscard]] std::optional<Protocol> newest_before_tls13() const;

    // explore_handshakes.cpp: real handshakes and what follows them
    asio::awaitable<void> handshake(std::string priority, bool with_sni, bool first);
    asio::awaitable<Exchange> shake(Connection& connection, Session& session);
    asio::awaitable<void> without_sni();
    asio::awaitable<void> http(Connection& connection, Session& session);
    asio::awaitable<void> plain_http();
    [[nodiscard]] const std::string& host_for_http() const;

    // explore_sessions.cpp: what is kept of a session, and a second handshake inside
    [[nodiscard]] SessionOptions session_options(std::string priority) const;
    asio::awaitable<void> wait_for_tickets(Connection& connection, Session& session);
    void note_tickets(const Session& session);
    asio::awaitable<void> sessions();
    asio::awaitable<std::optional<bool>> resumes(std::string priority, TicketUse tickets);
    asio::awaitable<void> renegotiation(Connection& connection, Session& session);

    // explore_attacks.cpp: what only malformed messages show, once each
    asio::awaitable<void> attacks();
    asio::awaitable<void> heartbleed();
    asio::awaitable<void> ccs_injection();
    // explore_padding.cpp
    asio::awaitable<void> robot();
    asio::awaitable<void> ticketbleed();
    asio::awaitable<void> padding_oracle();

    asio::io_context& context_;
    Turnstiles& turnstiles_;
    RevocationFetcher& fetcher_;
    const Target& target_;
    const Depth depth_;
    const x509::Trust& trust_;
    const std::optional<ClientCredential> credential_;
    const ExploreOptions& options_;
    std::optional<Address> only_{};
    std::vector<Address> addresses_{};
    Patience patience_;
    Observed observed_;
    std::optional<Address> address_;
    int failures_in_a_row_ = 0;
    bool asks_for_certificate_ = false, shook_hands_ = false;
    bool refuses_older_ = false;     // than the version that was asked for last, too
    bool saw_whole_flight_ = false;  // of TLS 1.2 or older: a wish for a certificate would be in it
    std::optional<Protocol> extensions_of_{};  // the version whose hello they were seen in
    std::optional<Exchange> last_failure_{};
    Buffer ticket_{};  // of TLS 1.2 or older
};

}  // namespace tlslint::live
