// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/hello.hpp"
#include "audit/live/records.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tlslint::live {

struct Alert {
    std::uint8_t level = 2;
    std::uint8_t code = 0;
    [[nodiscard]] bool is_fatal() const { return level != 1 || code == 0; }
    friend bool operator==(const Alert&, const Alert&) = default;
};

/// A ServerHello or HelloRetryRequest (RFC 8446 4.1.3, 4.1.4).
struct ServerHello {
    std::uint16_t version = 0;  // chosen, wherever it stands
    std::array<std::uint8_t, 32> random{};
    Buffer session_id;
    std::uint16_t suite = 0;
    std::uint8_t compression = 0;
    std::vector<Extension> extensions;
    bool is_retry = false;
    std::optional<std::uint16_t> group;  // of TLS 1.3
    std::string alpn;                    // empty: none

    [[nodiscard]] bool has(std::uint16_t type) const {
        return find_extension(extensions, type) != nullptr;
    }
};
/// The body of the message, without its header.
[[nodiscard]] std::optional<ServerHello> read_server_hello(Bytes body);

/// What a ServerKeyExchange says in the clear.
struct KeyExchange {
    std::optional<std::uint16_t> group;      // elliptic curve
    Buffer prime;                            // of Diffie-Hellman
    std::optional<std::uint16_t> signature;  // algorithm, of TLS 1.2
    /// Of the prime; 0 without.
    [[nodiscard]] int prime_bits() const;
};
/// As the suite's key exchange lays it out; nothing for kinds that are not looked into.
[[nodiscard]] std::optional<KeyExchange> read_key_exchange(Bytes body, std::uint16_t version,
                                                           std::uint16_t suite);

/// The list in a Certificate message; that of TLS 1.3 has a context and extensions.
struct CertificateList {
    Fault fault = Fault::none;
    std::vector<Buffer> certificates;  // DER, the leaf first
};
[[nodiscard]] CertificateList read_certificates(Bytes body, bool is_tls13);

/// SSL 2.0's SERVER-HELLO.
struct Ssl2Hello {
    std::vector<std::uint32_t> kinds;  // as Suite::id
    Buffer certificate;
};
/// The whole record; nothing while it is not whole, or for other bytes.
[[nodiscard]] std::optional<Ssl2Hello> read_ssl2_hello(Bytes record);

/// A server's first flight, as far as it comes in the clear, or what came in its place.
struct Answer {
    Fault fault = Fault::none;
    std::optional<Alert> alert;  // that ended it
    std::vector<Alert> warnings;
    std::optional<ServerHello> hello;
    std::vector<Buffer> certificates;
    std::optional<KeyExchange> key_exchange;
    Buffer staple;  // an OCSP response
    bool wants_certificate = false;
    bool done = false;      // nothing more will come in the clear
    Buffer beginning;       // the first bytes, for words about what is no TLS
    std::size_t bytes = 0;  // that came
};

/// Reads a flight as it arrives.
class AnswerReader {
  public:
    /// False: nothing more is wanted; the answer is done, an alert came, or there is a fault.
    bool add(Bytes bytes);
    [[nodiscard]] const Answer& answer() const { return answer_; }

  private:
    void read(const Record& record);
    void read_alert(Bytes payload);
    void read_message(std::uint8_t type, Bytes body);
    void fail(Fault fault);

    Answer answer_;
    RecordReader records_;
    Buffer handshake_;
    std::size_t idle_records_ = 0;
};

}  // namespace tlslint::live
