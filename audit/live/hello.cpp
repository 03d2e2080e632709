// SPDX-License-Identifier: Apache-2.0
#include "audit/live/hello.hpp"

#include "parsers/openssl/suite.hpp"

#include <algorithm>
#include <iterator>

namespace tlslint::live {
namespace {

using openssl::Protocol;

constexpr std::uint16_t fallback_scsv = 0x5600, renegotiation_scsv = 0x00ff;
constexpr std::size_t longest_record = 16384;
constexpr std::uint8_t handshake_record = 22, client_hello = 1;

// Base points: valid public keys (RFC 7748 4.1, FIPS 186-4 D.1.2).
// clang-format off
constexpr std::array<std::uint8_t, 65> p256_base{
    0x04,
    0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4, 0x40, 0xf2,
    0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45, 0xd8, 0x98, 0xc2, 0x96,
    0x4f, 0xe3, 0x42, 0xe2, 0xfe, 0x1a, 0x7f, 0x9b, 0x8e, 0xe7, 0xeb, 0x4a, 0x7c, 0x0f, 0x9e, 0x16,
    0x2b, 0xce, 0x33, 0x57, 0x6b, 0x31, 0x5e, 0xce, 0xcb, 0xb6, 0x40, 0x68, 0x37, 0xbf, 0x51, 0xf5};
// clang-format on
constexpr std::size_t x25519_share = 32, mlkem768_key = 1184;
constexpr std::uint16_t p256 = 0x0017, x25519 = 0x001d, x25519_mlkem768 = 0x11ec;

Buffer key_share(std::uint16_t group) {
    if (group == p256) return {p256_base.begin(), p256_base.end()};
    // An ML-KEM key of zeros only is well-formed (FIPS 203 7.2), and the first part of the hybrid
    // (draft-ietf-tls-ecdhe-mlkem 4.1).
    const std::size_t before = group == x25519_mlkem768 ? mlkem768_key : 0;
    Buffer share(before + x25519_share);
    share[before] = 9;
    return share;
}

Buffer words(const std::vector<std::uint16_t>& numbers) {
    WireWriter out;
    for (const std::uint16_t number : numbers) out.u16(number);
    return out.buffer();
}

Buffer list_of(std::size_t width, Bytes content) {
    WireWriter out;
    out.vector(width, content);
    return out.buffer();
}

Buffer name_list(std::string_view name) {
    WireWriter entry;
    entry.u8(0);  // host_name
    entry.vector(2, name);
    return list_of(2, entry.buffer());
}

Buffer alpn_list(const std::vector<std::string>& protocols) {
    WireWriter out;
    for (const std::string& protocol : protocols) out.vector(1, protocol);
    return list_of(2, out.buffer());
}

Buffer version_list(openssl::ProtocolSet versions) {
    std::vector<std::uint16_t> list;
    for (const Protocol version : versions) list.insert(list.begin(), wire_version(version));
    return list_of(1, words(list));
}

Buffer share_list(const std::vector<std::uint16_t>& groups) {
    WireWriter out;
    for (const std::uint16_t group : groups) {
        if (!has_key_share(group)) continue;
        out.u16(group);
        out.vector(2, key_share(group));
    }
    return list_of(2, out.buffer());
}

std::vector<Extension> extensions_of(const Offer& offer) {
    std::vector<Extension> list;
    const auto add = [&](std::uint16_t type, Buffer data) {
        list.push_back({type, std::move(data)});
    };
    const Protocol newest = offer.versions.newest();
    if (!offer.server_name.empty()) add(extension::server_name, name_list(offer.server_name));
    if (offer.secure_renegotiation) add(extension::renegotiation_info, {0});
    if (offer.extended_master_secret) add(extension::extended_master_secret, {});
    if (offer.encrypt_then_mac) add(extension::encrypt_then_mac, {});
    if (offer.asks_for_staple) add(extension::status_request, {1, 0, 0, 0, 0});
    if (offer.asks_for_ticket) add(extension::session_ticket, offer.ticket);
    if (!offer.groups.empty()) {
        add(extension::supported_groups, list_of(2, words(offer.groups)));
        add(extension::point_formats, {1, 0});
    }
    if (!offer.signatures.empty() && newest >= Protocol::tls1_2)
        add(extension::signature_algorithms, list_of(2, words(offer.signatures)));
    if (!offer.alpn.empty()) add(extension::alpn, alpn_list(offer.alpn));
    if (offer.heartbeat) add(extension::heartbeat, {1});
    if (newest == Protocol::tls1_3) {
        add(extension::supported_versions, version_list(offer.versions));
        add(extension::psk_modes, {1, 1});
        add(extension::key_share, share_list(offer.key_shares));
    }
    return list;
}

bool read_extensions(WireReader& body, ClientHello& hello) {
    hello.has_extensions = !body.empty();
    if (!hello.has_extensions) return true;
    WireReader list(body.vector(2));
    while (!list.empty()) {
        const std::uint16_t type = list.u16();
        const Bytes data = list.vector(2);
        hello.extensions.push_back({type, {data.begin(), data.end()}});
    }
    return list.finished();
}

std::optional<ClientHello> read_body(Bytes bytes) {
    WireReader body(bytes);
    ClientHello hello;
    hello.version = body.u16();
    const Bytes random = body.take(hello.random.size());
    std::copy(random.begin(), random.end(), hello.random.begin());
    const Bytes session = body.vector(1);
    hello.session_id.assign(session.begin(), session.end());
    WireReader suites(body.vector(2));
    while (!suites.empty()) hello.suites.push_back(suites.u16());
    const Bytes compressions = body.vector(1);
    hello.compressions.assign(compressions.begin(), compressions.end());
    if (body.failed() || suites.failed()) return std::nullopt;
    if (!read_extensions(body, hello) || !body.finished()) return std::nullopt;
    return hello;
}

}  // namespace

std::uint16_t wire_version(Protocol protocol) {
    switch (protocol) {
    case Protocol::ssl2: return 0x0002;
    case Protocol::ssl3: return 0x0300;
    case Protocol::tls1_0: return 0x0301;
    case Protocol::tls1_1: return 0x0302;
    case Protocol::tls1_2: return 0x0303;
    case Protocol::tls1_3: return 0x0304;
    }
    return 0;
}

std::optional<Protocol> protocol_of(std::uint16_t wire) {
    for (const Protocol protocol : openssl::ProtocolSet::all()) {
        if (wire_version(protocol) == wire) return protocol;
    }
    return std::nullopt;
}

const Extension* find_extension(const std::vector<Extension>& extensions, std::uint16_t type) {
    const auto found = std::find_if(extensions.begin(), extensions.end(),
                                    [&](const Extension& each) { return each.type == type; });
    return found == extensions.end() ? nullptr : &*found;
}

Buffer write(const ClientHello& hello) {
    WireWriter body;
    body.u16(hello.version);
    body.bytes(hello.random);
    body.vector(1, hello.session_id);
    body.vector(2, words(hello.suites));
    body.vector(1, hello.compressions);
    if (hello.has_extensions) {
        WireWriter extensions;
        for (const Extension& each : hello.extensions) {
            extensions.u16(each.type);
            extensions.vector(2, each.data);
        }
        body.vector(2, extensions.buffer());
    }
    WireWriter message;
    message.u8(client_hello);
    message.vector(3, body.buffer());

    WireWriter records;
    for (Bytes rest = message.buffer(); !rest.empty();) {
        const Bytes part = rest.first(std::min(rest.size(), longest_record));
        records.u8(handshake_record);
        records.u16(hello.record_version);
        records.vector(2, part);
        rest = rest.subspan(part.size());
    }
    return records.buffer();
}

std::optional<ClientHello> read_client_hello(Bytes bytes) {
    WireReader records(bytes);
    Buffer message;
    std::uint16_t record_version = 0;
    while (!records.empty()) {
        if (records.u8() != handshake_record) return std::nullopt;
        record_version = records.u16();
        const Bytes part = records.vector(2);
        message.insert(message.end(), part.begin(), part.end());
    }
    WireReader reader(message);
    if (records.failed() || reader.u8() != client_hello) return std::nullopt;
    const Bytes body = reader.vector(3);
    if (!reader.finished()) return std::nullopt;
    std::optional<ClientHello> hello = read_body(body);
    if (hello) hello->record_version = record_version;
    return hello;
}

bool has_key_share(std::uint16_t group) {
    return group == p256 || group == x25519 || group == x25519_mlkem768;
}

ClientHello compose(const Offer& offer, const std::array<std::uint8_t, 64>& random) {
    ClientHello hello;
    const Protocol newest = offer.versions.newest();
    // TLS 1.3 stands in an extension, behind the number of TLS 1.2.
    hello.version = wire_version(std::min(newest, Protocol::tls1_2));
    hello.record_version = wire_version(std::min(newest, Protocol::tls1_0));
    std::copy_n(random.begin(), hello.random.size(), hello.random.begin());
    // Middleboxes let TLS 1.3 pass with it (RFC 8446 D.4).
    hello.session_id = offer.session_id;
    if (newest == Protocol::tls1_3) hello.session_id.assign(random.begin() + 32, random.end());
    hello.suites = offer.suites;
    if (offer.fallback) hello.suites.push_back(fallback_scsv);
    if (offer.compression) hello.compressions = {1, 0};
    hello.has_extensions = newest > Protocol::ssl3;
    if (hello.has_extensions)
        hello.extensions = extensions_of(offer);
    else if (offer.secure_renegotiation)
        hello.suites.push_back(renegotiation_scsv);
    return hello;
}

Buffer write_ssl2_hello(const std::array<std::uint8_t, 16>& challenge) {
    WireWriter kinds;
    for (const openssl::Suite& suite : openssl::suites()) {
        if (suite.protocol == Protocol::ssl2) kinds.number(3, suite.id & 0xffffff);
    }
    WireWriter body;
    body.u8(client_hello);
    body.u16(wire_version(Protocol::ssl2));
    body.u16(kinds.size());
    body.u16(0);  // no session
    body.u16(challenge.size());
    body.bytes(kinds.buffer());
    body.bytes(challenge);
    WireWriter record;
    record.u16(0x8000 | body.size());
    record.bytes(body.buffer());
    return record.buffer();
}

}  // namespace tlslint::live
