// SPDX-License-Identifier: Apache-2.0
#include "audit/live/answer.hpp"

#include "parsers/openssl/suite.hpp"

#include <algorithm>
#include <bit>

namespace tlslint::live {
namespace {

constexpr std::uint16_t tls1_2 = 0x0303, tls1_3 = 0x0304;
constexpr std::size_t message_header = 4, shown_beginning = 64;

// SHA-256 of "HelloRetryRequest" in place of a random (RFC 8446 4.1.3).
constexpr std::array<std::uint8_t, 32> retry_random{
    0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11, 0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
    0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e, 0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c};

Buffer copy(Bytes bytes) {
    return {bytes.begin(), bytes.end()};
}

// What an extension of the hello says about it. False if it is not well-formed.
bool apply(const Extension& extension, ServerHello& hello) {
    WireReader reader(extension.data);
    if (extension.type == extension::supported_versions) {
        hello.version = reader.u16();
        return reader.finished();
    }
    if (extension.type == extension::key_share) {
        hello.group = reader.u16();
        return !reader.failed();
    }
    if (extension.type == extension::alpn) {
        WireReader list(reader.vector(2));
        hello.alpn = x509::text_of(list.vector(1));
        return list.finished() && reader.finished();
    }
    return true;
}

}  // namespace

std::optional<ServerHello> read_server_hello(Bytes bytes) {
    WireReader body(bytes);
    ServerHello hello;
    hello.version = body.u16();
    const Bytes random = body.take(hello.random.size());
    std::copy(random.begin(), random.end(), hello.random.begin());
    hello.session_id = copy(body.vector(1));
    hello.suite = body.u16();
    hello.compression = body.u8();
    hello.is_retry = hello.random == retry_random;
    if (body.failed() || hello.session_id.size() > 32) return std::nullopt;
    if (body.empty()) return hello;  // SSL 3.0, and servers without extensions
    WireReader list(body.vector(2));
    while (!list.empty()) {
        const std::uint16_t type = list.u16();
        hello.extensions.push_back({type, copy(list.vector(2))});
    }
    if (!list.finished() || !body.finished()) return std::nullopt;
    const bool well_formed = std::all_of(hello.extensions.begin(), hello.extensions.end(),
                                         [&](const Extension& each) { return apply(each, hello); });
    return well_formed ? std::optional(hello) : std::nullopt;
}

int KeyExchange::prime_bits() const {
    const auto first =
        std::find_if(prime.begin(), prime.end(), [](auto byte) { return byte != 0; });
    if (first == prime.end()) return 0;
    return static_cast<int>(8 * (prime.end() - first)) - std::countl_zero(*first);
}

std::optional<KeyExchange> read_key_exchange(Bytes bytes, std::uint16_t version,
                                             std::uint16_t suite_id) {
    using openssl::KeyExchange;
    constexpr std::uint8_t named_curve = 3;
    const openssl::Suite* const suite = openssl::find_suite(suite_id);
    if (!suite) return std::nullopt;
    WireReader body(bytes);
    live::KeyExchange result;
    if (suite->key_exchange == KeyExchange::ecdhe) {
        if (body.u8() != named_curve) return std::nullopt;
        result.group = body.u16();
        body.vector(1);
    } else if (suite->key_exchange == KeyExchange::dhe) {
        result.prime = copy(body.vector(2));
        body.vector(2);
        body.vector(2);
    } else {
        return std::nullopt;
    }
    if (body.failed()) return std::nullopt;
    if (version == tls1_2 && !suite->is_anonymous()) {
        result.signature = body.u16();
        body.vector(2);
        if (body.failed()) return std::nullopt;
    }
    return result;
}

CertificateList read_certificates(Bytes bytes, bool is_tls13) {
    CertificateList result;
    WireReader body(bytes);
    if (is_tls13) body.vector(1);
    WireReader list(body.vector(3));
    while (!list.empty() && result.fault == Fault::none) {
        const Bytes certificate = list.vector(3);
        if (is_tls13) list.vector(2);
        if (certificate.size() > limits::certificate) result.fault = Fault::certificate_too_long;
        if (result.certificates.size() == limits::certificates)
            result.fault = Fault::too_many_certificates;
        else if (certificate.empty())
            result.fault = Fault::malformed;
        else
            result.certificates.push_back(copy(certificate));
    }
    if (result.fault == Fault::none && (!list.finished() || !body.finished()))
        result.fault = Fault::malformed;
    return result;
}

std::optional<Ssl2Hello> read_ssl2_hello(Bytes record) {
    constexpr std::uint8_t server_hello = 4;
    WireReader reader(record);
    const std::uint16_t header = reader.u16();
    if ((header & 0x8000) == 0) return std::nullopt;
    WireReader body(reader.take(header & 0x7fff));
    if (reader.failed() || body.u8() != server_hello) return std::nullopt;
    body.u8();  // session id hit
    body.u8();  // kind of certificate
    if (body.u16() != wire_version(openssl::Protocol::ssl2)) return std::nullopt;
    const std::size_t certificate = body.u16();
    const std::size_t kinds_size = body.u16();
    const std::size_t connection_id = body.u16();
    Ssl2Hello hello;
    hello.certificate = copy(body.take(certificate));
    WireReader kinds(body.take(kinds_size));
    while (!kinds.empty()) hello.kinds.push_back(0x02000000 | kinds.number(3));
    body.take(connection_id);
    if (kinds.failed() || body.failed()) return std::nullopt;
    return hello;
}

void AnswerReader::fail(Fault fault) {
    if (answer_.fault == Fault::none) answer_.fault = fault;
}

bool AnswerReader::add(Bytes bytes) {
    const std::size_t shown = std::min(bytes.size(), shown_beginning - answer_.beginning.size());
    answer_.beginning.insert(answer_.beginning.end(), bytes.begin(),
                             bytes.begin() + static_cast<std::ptrdiff_t>(shown));
    answer_.bytes += bytes.size();
    if (answer_.bytes > limits::flight) fail(Fault::flight_too_long);
    records_.add(bytes);
    const auto goes_on = [&] {
        return answer_.fault == Fault::none && !answer_.alert && !answer_.done;
    };
    while (goes_on()) {
        const std::optional<Record> record = records_.next();
        if (!record) break;
        read(*record);
    }
    if (records_.fault() != Fault::none && goes_on()) fail(records_.fault());
    return goes_on();
}

void AnswerReader::read(const Record& record) {
    switch (record.content) {
    case Content::alert: return read_alert(record.payload);
    case Content::handshake: break;
    // What follows a TLS 1.3 hello is a secret.
    case Content::change_cipher_spec:
    case Content::application_data:
    case Content::heartbeat: return fail(Fault::unexpected);
    }
    handshake_.insert(handshake_.end(), record.payload.begin(), record.payload.end());
    std::size_t begin = 0;
    while (handshake_.size() - begin >= message_header) {
        WireReader reader(Bytes(handshake_).subspan(begin));
        const std::uint8_t type = reader.u8();
        const std::size_t length = reader.number(3);
        if (length > limits::message) return fail(Fault::message_too_long);
        if (handshake_.size() - begin - message_header < length) break;
        read_message(type, reader.take(length));
        begin += message_header + length;
        if (answer_.fault != Fault::none || answer_.done) return;
    }
    handshake_.erase(handshake_.begin(), handshake_.begin() + static_cast<std::ptrdiff_t>(begin));
    idle_records_ = begin > 0 ? 0 : idle_records_ + 1;
    // A long message takes a record for each of its 16 KiB, or as few bytes as the peer likes.
    if (idle_records_ > limits::idle_records) fail(Fault::too_many_records);
}

void AnswerReader::read_alert(Bytes payload) {
    if (payload.size() != 2) return fail(Fault::malformed);
    const Alert alert{payload[0], payload[1]};
    if (alert.is_fatal()) {
        answer_.alert = alert;
    } else {
        answer_.warnings.push_back(alert);
        if (answer_.warnings.size() > limits::warnings) fail(Fault::too_many_warnings);
    }
}

void AnswerReader::read_message(std::uint8_t type, Bytes body) {
    const auto message = static_cast<Message>(type);
    if (message == Message::hello_request) return;  // may come at any time, means nothing here
    if (!answer_.hello) {
        if (message != Message::server_hello) return fail(Fault::unexpected);
        answer_.hello = read_server_hello(body);
        if (!answer_.hello) return fail(Fault::malformed);
        answer_.done = answer_.hello->version >= tls1_3;
        return;
    }
    switch (message) {
    case Message::certificate: {
        CertificateList list = read_certificates(body, false);
        if (list.fault != Fault::none) return fail(list.fault);
        answer_.certificates = std::move(list.certificates);
        return;
    }
    case Message::certificate_status: {
        WireReader reader(body);
        if (reader.u8() == 1) answer_.staple = copy(reader.vector(3));
        if (!reader.finished()) fail(Fault::malformed);
        return;
    }
    case Message::server_key_exchange:
        answer_.key_exchange =
            read_key_exchange(body, answer_.hello->version, answer_.hello->suite);
        return;
    case Message::certificate_request: answer_.wants_certificate = true; return;
    case Message::server_hello_done: answer_.done = true; return;
    case Message::session_ticket: return;
    case Message::hello_request:
    case Message::client_hello:
    case Message::server_hello:
    case Message::encrypted_extensions:
    case Message::certificate_verify:
    case Message::client_key_exchange:
    case Message::finished: break;
    }
    fail(Fault::unexpected);
}

}  // namespace tlslint::live
