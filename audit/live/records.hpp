// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/wire.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace tlslint::live {

/// What a peer may send before it is given up (live.md 5).
namespace limits {
constexpr std::size_t record = (1 << 14) + 2048, message = 256 * 1024, flight = 1024 * 1024,
                      certificates = 16, certificate = 64 * 1024, idle_records = 64, warnings = 16;
}

/// Kinds of record.
enum class Content : std::uint8_t {
    change_cipher_spec = 20,
    alert = 21,
    handshake = 22,
    application_data = 23,
    heartbeat = 24
};

/// Kinds of handshake message.
enum class Message : std::uint8_t {
    hello_request = 0,
    client_hello = 1,
    server_hello = 2,
    session_ticket = 4,
    encrypted_extensions = 8,
    certificate = 11,
    server_key_exchange = 12,
    certificate_request = 13,
    server_hello_done = 14,
    certificate_verify = 15,
    client_key_exchange = 16,
    finished = 20,
    certificate_status = 22,
};
/// "Certificate", "ServerHello"; "" for others.
[[nodiscard]] std::string_view name(Message message);

/// Why bytes cannot be a server's answer.
enum class Fault : std::uint8_t {
    none,
    not_tls,           // they begin no record
    record_too_long,   // this and the next four: `limits`
    message_too_long,  //
    flight_too_long,
    too_many_records,   // that bring nothing on
    too_many_warnings,  //
    too_many_certificates,
    certificate_too_long,
    malformed,  // a message whose lengths do not add up
    unexpected  // a message, or kind of record, that has no place here
};
/// "a record longer than TLS allows", …
[[nodiscard]] std::string_view describe(Fault fault);

struct Record {
    Content content = Content::handshake;
    std::uint16_t version = 0;
    Bytes payload;
};

/// A stream cut into records, as it arrives.
class RecordReader {
  public:
    void add(Bytes bytes) { pending_.insert(pending_.end(), bytes.begin(), bytes.end()); }
    /// The next whole record; its payload lives until the next call of any function here. Nothing
    /// where more bytes are needed, or there is a fault, which stays.
    std::optional<Record> next();
    [[nodiscard]] Fault fault() const { return fault_; }
    /// Bytes of a record whose end has not come.
    [[nodiscard]] std::size_t pending() const { return pending_.size() - begin_; }

  private:
    Buffer pending_;
    std::size_t begin_ = 0;
    Fault fault_ = Fault::none;
};

}  // namespace tlslint::live
