// SPDX-License-Identifier: Apache-2.0
// The flights are real ones: `openssl s_server` 3.0 answered them, s_client and gnutls-cli began
// with them (tests/fuzz/seeds/hello; the first byte of a seed says what it is).
#include "audit/live/answer.hpp"
#include "parsers/text/arena.hpp"
#include "parsers/x509/certificate.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <string>

namespace tlslint::live {
namespace {

Buffer seed(const std::string& name) {
    std::ifstream file(TLSLINT_SOURCE_DIR "/tests/fuzz/seeds/hello/" + name, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_FALSE(text.empty()) << name;
    return {text.begin() + (text.empty() ? 0 : 1), text.end()};
}

Answer read(Bytes bytes) {
    AnswerReader reader;
    reader.add(bytes);
    return reader.answer();
}

Buffer record(std::uint8_t type, Bytes payload) {
    WireWriter out;
    out.u8(type);
    out.u16(0x0303);
    out.vector(2, payload);
    return out.buffer();
}

Buffer message(std::uint8_t type, Bytes body) {
    WireWriter out;
    out.u8(type);
    out.vector(3, body);
    return out.buffer();
}

constexpr std::array<std::uint8_t, 64> random_bytes{1, 2, 3};

TEST(Answer, FlightOfTls12) {
    const Answer answer = read(seed("tls12_ecdhe"));
    EXPECT_EQ(answer.fault, Fault::none);
    EXPECT_TRUE(answer.done);
    ASSERT_TRUE(answer.hello);
    EXPECT_EQ(answer.hello->version, 0x0303);
    EXPECT_EQ(answer.hello->suite, 0xc02b);
    EXPECT_EQ(answer.hello->alpn, "h2");
    EXPECT_TRUE(answer.hello->has(extension::extended_master_secret));
    EXPECT_FALSE(answer.hello->has(extension::heartbeat));
    EXPECT_FALSE(answer.wants_certificate);
    ASSERT_TRUE(answer.key_exchange);
    EXPECT_EQ(answer.key_exchange->group, 0x0017);
    EXPECT_EQ(answer.key_exchange->signature, 0x0403);
    ASSERT_EQ(answer.certificates.size(), 1U);
    Arena arena;
    const auto certificate = x509::parse_certificate(answer.certificates[0], arena);
    ASSERT_TRUE(certificate);
    EXPECT_EQ(certificate->subject, "CN=a.example");
}

TEST(Answer, DiffieHellmanAndClientCertificateOfTls10) {
    const Answer answer = read(seed("tls10_dhe_client_auth"));
    EXPECT_TRUE(answer.done);
    ASSERT_TRUE(answer.hello);
    EXPECT_EQ(answer.hello->version, 0x0301);
    ASSERT_TRUE(answer.key_exchange);
    EXPECT_EQ(answer.key_exchange->prime_bits(), 2048);
    EXPECT_FALSE(answer.key_exchange->signature);
    EXPECT_TRUE(answer.wants_certificate);
}

TEST(Answer, HelloRetryRequest) {
    const Answer answer = read(seed("tls13_retry"));
    EXPECT_TRUE(answer.done);
    ASSERT_TRUE(answer.hello);
    EXPECT_TRUE(answer.hello->is_retry);
    EXPECT_EQ(answer.hello->version, 0x0304);
    EXPECT_EQ(answer.hello->suite, 0x1301);
    EXPECT_TRUE(answer.hello->group);
}

TEST(Answer, Tls13EndsWithItsHello) {
    const Answer answer = read(seed("tls13_share"));
    EXPECT_TRUE(answer.done);
    ASSERT_TRUE(answer.hello);
    EXPECT_FALSE(answer.hello->is_retry);
    EXPECT_EQ(answer.hello->version, 0x0304);
    EXPECT_EQ(answer.hello->group, 0x001d);
}

TEST(Answer, Alert) {
    const Answer answer = read(seed("alert"));
    EXPECT_FALSE(answer.hello);
    EXPECT_EQ(answer.alert, (Alert{2, 40}));
}

TEST(Answer, NoTls) {
    const Answer answer = read(seed("http_400"));
    EXPECT_EQ(answer.fault, Fault::not_tls);
    EXPECT_EQ(x509::text_of(answer.beginning).substr(0, 8), "HTTP/1.1");
}

TEST(Answer, EveryCutMeansTheSame) {
    const Buffer flight = seed("tls12_ecdhe");
    for (std::size_t cut = 1; cut < flight.size(); ++cut) {
        AnswerReader reader;
        EXPECT_TRUE(reader.add(Bytes(flight).first(cut))) << cut;
        EXPECT_FALSE(reader.answer().done);
        EXPECT_FALSE(reader.add(Bytes(flight).subspan(cut)));
        EXPECT_TRUE(reader.answer().done);
        EXPECT_EQ(reader.answer().fault, Fault::none);
    }
}

TEST(Answer, WarningsAreCountedAndPassedOver) {
    const std::uint8_t unrecognized_name[] = {1, 112};
    Buffer bytes = record(21, unrecognized_name);
    const Buffer flight = seed("tls12_ecdhe");
    bytes.insert(bytes.end(), flight.begin(), flight.end());
    const Answer answer = read(bytes);
    EXPECT_TRUE(answer.done);
    EXPECT_EQ(answer.warnings, (std::vector<Alert>{{1, 112}}));

    AnswerReader endless;
    std::size_t added = 0;
    while (endless.add(record(21, unrecognized_name)) && added < 1000) ++added;
    EXPECT_EQ(endless.answer().fault, Fault::too_many_warnings);
    EXPECT_EQ(added, limits::warnings);
}

// What a hostile peer sends, and how it ends.
TEST(Answer, Limits) {
    const auto after_hello = [&](const Buffer& then) {
        Buffer bytes = seed("tls12_ecdhe");
        WireReader first(bytes);
        first.take(3);
        bytes.resize(5 + first.number(2));  // its ServerHello alone
        bytes.insert(bytes.end(), then.begin(), then.end());
        return read(bytes).fault;
    };
    const Buffer one_byte{0};
    EXPECT_EQ(read(Buffer{22, 3, 3, 0xff, 0xff}).fault, Fault::record_too_long);
    EXPECT_EQ(read(record(22, Buffer{2, 0xff, 0xff, 0xff})).fault, Fault::message_too_long);
    EXPECT_EQ(read(record(22, message(2, one_byte))).fault, Fault::malformed);
    EXPECT_EQ(read(record(22, message(11, one_byte))).fault, Fault::unexpected);
    EXPECT_EQ(read(record(23, one_byte)).fault, Fault::unexpected);
    EXPECT_EQ(read(record(21, one_byte)).fault, Fault::malformed);
    EXPECT_EQ(read(Buffer{'S', 'S', 'H'}).fault, Fault::not_tls);
    EXPECT_EQ(after_hello(record(22, message(11, one_byte))), Fault::malformed);
    EXPECT_EQ(after_hello(record(22, message(2, one_byte))), Fault::unexpected);

    WireWriter seventeen;
    for (int i = 0; i < 17; ++i) seventeen.vector(3, one_byte);
    WireWriter list;
    list.vector(3, seventeen.buffer());
    EXPECT_EQ(after_hello(record(22, message(11, list.buffer()))), Fault::too_many_certificates);

    // A message that grows by a byte a record.
    AnswerReader drip;
    drip.add(record(22, Buffer{2, 0, 4, 0}));
    std::size_t added = 0;
    while (drip.add(record(22, one_byte)) && added < 1000) ++added;
    EXPECT_EQ(drip.answer().fault, Fault::too_many_records);
    EXPECT_LE(added, limits::idle_records);
}

TEST(Answer, FlightsHaveAnEnd) {
    Buffer bytes = seed("tls12_ecdhe");
    WireReader first(bytes);
    first.take(3);
    bytes.resize(5 + first.number(2));
    AnswerReader reader;
    ASSERT_TRUE(reader.add(bytes));
    std::size_t added = 0;
    WireWriter body;
    body.u8(1);
    body.vector(3, Buffer(16000));
    const Buffer staple = record(22, message(22, body.buffer()));
    while (reader.add(staple) && added < 1000) ++added;
    EXPECT_EQ(reader.answer().fault, Fault::flight_too_long);
    EXPECT_LE(added * 16000, limits::flight);
}

TEST(Answer, Ssl2) {
    const Buffer bytes = seed("ssl2_server");
    const auto hello = read_ssl2_hello(bytes);
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->kinds, (std::vector<std::uint32_t>{0x02010080, 0x020700c0}));
    EXPECT_FALSE(hello->certificate.empty());
    EXPECT_FALSE(read_ssl2_hello(Bytes(bytes).first(bytes.size() - 1)));
    EXPECT_FALSE(read_ssl2_hello(seed("alert")));
}

TEST(ClientHello, OfRealClientsAndBack) {
    for (const std::string name : {"openssl_client", "gnutls_client"}) {
        SCOPED_TRACE(name);
        const Buffer bytes = seed(name);
        const auto hello = read_client_hello(bytes);
        ASSERT_TRUE(hello);
        EXPECT_EQ(write(*hello), bytes);
        EXPECT_EQ(hello->version, 0x0303);
        EXPECT_NE(find_extension(hello->extensions, extension::supported_versions), nullptr);
        EXPECT_FALSE(read_client_hello(Bytes(bytes).first(bytes.size() - 1)));
    }
}

TEST(ClientHello, Composed) {
    using enum openssl::Protocol;
    Offer offer;
    offer.versions = {tls1_2, tls1_3};
    offer.suites = {0x1301, 0xc02b};
    offer.groups = {0x11ec, 0x001d, 0x0018};
    offer.key_shares = {0x11ec, 0x001d, 0x0018};
    offer.signatures = {0x0403};
    offer.server_name = "a.example";
    offer.alpn = {"h2"};
    const auto hello = read_client_hello(write(compose(offer, random_bytes)));
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->suites, offer.suites);
    const auto data = [&](std::uint16_t type) {
        const Extension* const found = find_extension(hello->extensions, type);
        return found ? found->data : Buffer();
    };
    EXPECT_EQ(data(extension::supported_versions), (Buffer{4, 3, 4, 3, 3}));
    EXPECT_EQ(data(extension::alpn), (Buffer{0, 3, 2, 'h', '2'}));
    EXPECT_EQ(data(extension::server_name).size(), 5 + offer.server_name.size());
    // Of secp384r1 there is none.
    EXPECT_EQ(data(extension::key_share).size(), 2U + 4 + 1184 + 32 + 4 + 32);
}

TEST(ClientHello, OldVersions) {
    Offer offer;
    offer.versions = {openssl::Protocol::ssl3};
    offer.suites = {0x0004};
    offer.fallback = true;
    ClientHello hello = compose(offer, random_bytes);
    EXPECT_EQ(hello.version, 0x0300);
    EXPECT_EQ(hello.record_version, 0x0300);
    EXPECT_FALSE(hello.has_extensions);
    EXPECT_EQ(hello.suites, (std::vector<std::uint16_t>{0x0004, 0x5600, 0x00ff}));

    offer.versions = {openssl::Protocol::tls1_0};
    offer.signatures = {0x0401};
    hello = compose(offer, random_bytes);
    EXPECT_EQ(hello.version, 0x0301);
    EXPECT_EQ(find_extension(hello.extensions, extension::signature_algorithms), nullptr);
    EXPECT_EQ(find_extension(hello.extensions, extension::supported_versions), nullptr);
}

TEST(ClientHello, LongerThanARecord) {
    Offer offer;
    offer.versions = {openssl::Protocol::tls1_2};
    offer.suites.assign(20'000, 0x0004);
    const Buffer bytes = write(compose(offer, random_bytes));
    const auto hello = read_client_hello(bytes);
    ASSERT_TRUE(hello);
    EXPECT_EQ(hello->suites, offer.suites);
}

TEST(ClientHello, Ssl2) {
    const Buffer bytes = write_ssl2_hello({7});
    WireReader reader(bytes);
    EXPECT_EQ(reader.u16() & 0x7fff, bytes.size() - 2);
    EXPECT_EQ(reader.u8(), 1);
    EXPECT_EQ(reader.u16(), 0x0002);
    EXPECT_EQ(reader.u16() % 3, 0);
}

}  // namespace
}  // namespace tlslint::live
