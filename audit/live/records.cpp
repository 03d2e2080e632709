// SPDX-License-Identifier: Apache-2.0
#include "audit/live/records.hpp"

namespace tlslint::live {

std::string_view name(Message message) {
    switch (message) {
    case Message::hello_request: return "HelloRequest";
    case Message::client_hello: return "ClientHello";
    case Message::server_hello: return "ServerHello";
    case Message::session_ticket: return "NewSessionTicket";
    case Message::encrypted_extensions: return "EncryptedExtensions";
    case Message::certificate: return "Certificate";
    case Message::server_key_exchange: return "ServerKeyExchange";
    case Message::certificate_request: return "CertificateRequest";
    case Message::server_hello_done: return "ServerHelloDone";
    case Message::certificate_verify: return "CertificateVerify";
    case Message::client_key_exchange: return "ClientKeyExchange";
    case Message::finished: return "Finished";
    case Message::certificate_status: return "CertificateStatus";
    }
    return "";
}

std::string_view describe(Fault fault) {
    switch (fault) {
    case Fault::none: return "";
    case Fault::not_tls: return "bytes that are no TLS record";
    case Fault::record_too_long: return "a record longer than TLS allows";
    case Fault::message_too_long: return "a handshake message of more than 256 KiB";
    case Fault::flight_too_long: return "more than 1 MiB before the handshake was done";
    case Fault::too_many_records: return "64 records that bring nothing on";
    case Fault::too_many_warnings: return "more than 16 warning alerts";
    case Fault::too_many_certificates: return "more than 16 certificates";
    case Fault::certificate_too_long: return "a certificate of more than 64 KiB";
    case Fault::malformed: return "a message whose lengths do not add up";
    case Fault::unexpected: return "a message that has no place at this step";
    }
    return "";
}

std::optional<Record> RecordReader::next() {
    constexpr std::size_t header = 5;
    if (fault_ != Fault::none) return std::nullopt;
    if (begin_ > 0) {
        pending_.erase(pending_.begin(), pending_.begin() + static_cast<std::ptrdiff_t>(begin_));
        begin_ = 0;
    }
    if (pending_.empty()) return std::nullopt;
    // SSL 3.0 and everything since: the major version is 3.
    const bool known_kind = pending_[0] >= 20 && pending_[0] <= 24;
    if (!known_kind || (pending_.size() > 1 && pending_[1] != 3)) {
        fault_ = Fault::not_tls;
        return std::nullopt;
    }
    if (pending_.size() < header) return std::nullopt;
    WireReader reader(pending_);
    Record record;
    record.content = static_cast<Content>(reader.u8());
    record.version = reader.u16();
    const std::size_t length = reader.u16();
    if (length > limits::record) {
        fault_ = Fault::record_too_long;
        return std::nullopt;
    }
    if (pending_.size() < header + length) return std::nullopt;
    record.payload = Bytes(pending_).subspan(header, length);
    begin_ = header + length;
    return record;
}

}  // namespace tlslint::live
