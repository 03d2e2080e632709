// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/answer.hpp"
#include "parsers/openssl/versions.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::live {

/// A handshake message that went one way or the other, decrypted.
struct SeenMessage {
    Message message = Message::hello_request;
    bool incoming = false;
    bool changes_cipher = false;  // no handshake message, but ChangeCipherSpec
    std::chrono::steady_clock::time_point at{};
};

/// What two sides agreed on, as code points; 0 where there is none yet.
struct Negotiated {
    std::uint16_t version = 0, suite = 0, group = 0;
    std::string alpn{};
};

/// A NewSessionTicket, of any version.
struct SessionTicket {
    std::uint32_t lifetime_s = 0;  // 0 in TLS 1.2: not said
    std::uint32_t max_early_data = 0;
    Buffer ticket{};  // of TLS 1.2 and older
};
/// The body of the message.
[[nodiscard]] std::optional<SessionTicket> read_session_ticket(Bytes body, bool is_tls13);

/// A certificate and key to show when the server asks; PEM files.
struct ClientCredential {
    std::string certificate_file;
    std::string key_file;
};

/// Why its files cannot be used; "" if they can.
[[nodiscard]] std::string complaint_about(const ClientCredential& credential);

/// What a handshake may be made of.
struct SessionOptions {
    std::string priority;     // GnuTLS's language
    std::string server_name;  // empty: not sent
    std::vector<std::string> alpn;
    std::optional<ClientCredential> credential{};
    Buffer resume{};  // what resumption() of another session gave
    /// Judges what the server shows, once its certificates (and a stapled response) have come;
    /// false ends the handshake.
    std::function<bool()> accept_certificate;
    /// Judges the server's key exchange of TLS 1.2 and older; false ends the handshake.
    std::function<bool(const KeyExchange&)> accept_key_exchange;
};

enum class TicketUse : std::uint8_t { wanted, refused };

/// What a library makes real handshakes of: those of current clients; those of TLS 1.2 and older;
/// and one version and suite alone, empty where it lacks one of them.
[[nodiscard]] std::string modern_priority();
[[nodiscard]] std::string tls12_priority(TicketUse tickets);
[[nodiscard]] std::string priority_of(std::uint16_t version, std::uint16_t suite);
/// TLS 1.3 alone, with these signature algorithms of those in tls13_signatures().
[[nodiscard]] std::string tls13_priority(const std::vector<std::uint16_t>& signatures);
[[nodiscard]] std::vector<std::uint16_t> tls13_signatures();

/// One TLS client without a socket: bytes in, bytes out. GnuTLS does the work and stays in
/// session.cpp.
class Session {
  public:
    enum class State : std::uint8_t { wants_bytes, done, failed };

    /// A file of the credential that cannot be used is a failure with those words.
    explicit Session(SessionOptions options);
    ~Session();
    Session(Session&&) noexcept;
    Session& operator=(Session&&) noexcept;

    /// Goes as far as it can; then take_output() has to be sent, whatever the state.
    State handshake();
    /// After the handshake: reads what comes, so that a late alert or a ticket is noticed.
    State receive();
    /// After the handshake: encrypts.
    void send(std::string_view text);
    /// What receive() has decrypted so far.
    [[nodiscard]] std::string take_data();
    /// After a handshake of TLS 1.2 or older: begins another one inside.
    State renegotiate();
    /// After a handshake with a CBC suite and without encrypt-then-mac: a record that says goodbye,
    /// protected as the next one would be, but for its padding: that has the right length and the
    /// wrong bytes. Empty where there are no such keys.
    [[nodiscard]] Buffer wrongly_padded_goodbye() const;
    /// Says that no more will be sent.
    void close();
    [[nodiscard]] Buffer take_output();
    void add_input(Bytes bytes);
    /// Nothing more will come.
    void end_input();

    [[nodiscard]] const std::vector<SeenMessage>& seen() const;
    /// After a failure: whether the last message that came was taken, so that what failed is what
    /// came, or should have come, behind it.
    [[nodiscard]] bool last_was_taken() const;
    [[nodiscard]] const std::optional<ServerHello>& hello() const;
    [[nodiscard]] const std::vector<Buffer>& certificates() const;
    [[nodiscard]] const Buffer& staple() const;
    [[nodiscard]] bool certificate_was_wanted() const;
    [[nodiscard]] const std::vector<SessionTicket>& tickets() const;
    /// What another session can begin with; empty where there is nothing to resume.
    [[nodiscard]] Buffer resumption() const;
    [[nodiscard]] bool was_resumed() const;
    [[nodiscard]] const std::optional<KeyExchange>& key_exchange() const;
    /// What the server signed with in TLS 1.3.
    [[nodiscard]] std::optional<std::uint16_t> signature() const;
    [[nodiscard]] Negotiated negotiated() const;
    /// That came, encrypted or not.
    [[nodiscard]] const std::optional<Alert>& alert() const;
    /// After the handshake: it said that no more would come.
    [[nodiscard]] bool peer_said_goodbye() const;
    /// That we would send for the failure.
    [[nodiscard]] std::optional<Alert> own_alert() const;
    /// The limit or the rule that what came breaks.
    [[nodiscard]] Fault fault() const;
    /// The library's words for a failure.
    [[nodiscard]] std::string_view error() const;
    /// A record did not decrypt.
    [[nodiscard]] bool is_damaged() const;
    /// The first bytes that came.
    [[nodiscard]] const Buffer& beginning() const;
    /// Bytes came, and the input ended inside a message or record.
    [[nodiscard]] bool was_cut() const;

  private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace tlslint::live
