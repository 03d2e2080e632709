// SPDX-License-Identifier: Apache-2.0
#include "audit/live/padding.hpp"

#include "audit/live/records.hpp"
#include "parsers/x509/library.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>

#include <array>
#include <memory>

namespace tlslint::live {
namespace {

constexpr std::uint16_t first_with_own_vector = 0x0302;              // TLS 1.1
constexpr std::size_t largest_modulus = 1024, largest_exponent = 8;  // bytes

Buffer copy(const gnutls_datum_t& datum) {
    return {datum.data, datum.data + datum.size};
}

struct FreeCipher {
    void operator()(gnutls_cipher_hd_t handle) const { gnutls_cipher_deinit(handle); }
};
struct FreeCertificate {
    void operator()(gnutls_x509_crt_t handle) const { gnutls_x509_crt_deinit(handle); }
};

std::optional<std::uint16_t> version_of(gnutls_session_t session) {
    switch (gnutls_protocol_get_version(session)) {
    case GNUTLS_TLS1_1: return first_with_own_vector;
    case GNUTLS_TLS1_2: return 0x0303;
    default: return std::nullopt;  // TLS 1.0 goes on from the last block that was sent
    }
}

gnutls_datum_t datum_of(Buffer& bytes) {
    return {bytes.data(), static_cast<unsigned>(bytes.size())};
}

// The MAC of RFC 5246 6.2.3.1.
Buffer mac_of(gnutls_mac_algorithm_t algorithm, const Buffer& key, const Buffer& header,
              Bytes content) {
    Buffer text = header;
    text.insert(text.end(), content.begin(), content.end());
    Buffer mac(gnutls_hmac_get_len(algorithm));
    if (gnutls_hmac_fast(algorithm, key.data(), key.size(), text.data(), text.size(), mac.data())
        < 0)
        mac.clear();
    return mac;
}

}  // namespace

Buffer wrongly_padded_goodbye(gnutls_session_t session) {
    const auto version = version_of(session);
    gnutls_datum_t mac_key{}, vector{}, cipher_key{};
    std::array<unsigned char, 8> sequence{};
    if (!version || gnutls_session_etm_status(session) != 0
        || gnutls_record_get_state(session, 0, &mac_key, &vector, &cipher_key, sequence.data()) < 0)
        return {};
    const gnutls_cipher_algorithm_t cipher = gnutls_cipher_get(session);
    const std::size_t block = gnutls_cipher_get_block_size(cipher);
    const bool is_cbc = gnutls_cipher_get_tag_size(cipher) == 0 && block > 1;
    if (!is_cbc || mac_key.size == 0) return {};

    constexpr std::array<std::uint8_t, 2> goodbye{1, 0};  // close_notify
    WireWriter header;
    header.bytes(sequence);
    header.u8(static_cast<std::uint8_t>(Content::alert));
    header.u16(*version);
    header.u16(goodbye.size());
    const Buffer mac =
        mac_of(gnutls_mac_get(session), copy(mac_key), header.buffer(), Bytes(goodbye));
    if (mac.empty()) return {};

    Buffer text(goodbye.begin(), goodbye.end());
    text.insert(text.end(), mac.begin(), mac.end());
    // A whole block more than is needed, so that there are bytes to be wrong.
    const std::size_t padding = 2 * block - text.size() % block;
    const auto length = static_cast<std::uint8_t>(padding - 1);
    text.insert(text.end(), padding - 1, static_cast<std::uint8_t>(length ^ 0x5a));
    text.push_back(length);

    Buffer own_vector(block), key = copy(cipher_key);
    gnutls_rnd(GNUTLS_RND_NONCE, own_vector.data(), own_vector.size());
    const gnutls_datum_t key_datum = datum_of(key), vector_datum = datum_of(own_vector);
    gnutls_cipher_hd_t handle = nullptr;
    if (gnutls_cipher_init(&handle, cipher, &key_datum, &vector_datum) < 0) return {};
    const std::unique_ptr<std::remove_pointer_t<gnutls_cipher_hd_t>, FreeCipher> owned(handle);
    if (gnutls_cipher_encrypt(handle, text.data(), text.size()) < 0) return {};
    Buffer payload = std::move(own_vector);
    payload.insert(payload.end(), text.begin(), text.end());
    WireWriter record;
    record.u8(static_cast<std::uint8_t>(Content::alert));
    record.u16(*version);
    record.vector(2, payload);
    return record.buffer();
}

std::optional<RsaKey> rsa_key_of(Bytes certificate_der) {
    x509::start_gnutls();
    gnutls_x509_crt_t handle = nullptr;
    if (gnutls_x509_crt_init(&handle) < 0) return std::nullopt;
    const std::unique_ptr<std::remove_pointer_t<gnutls_x509_crt_t>, FreeCertificate> owned(handle);
    const gnutls_datum_t der{const_cast<unsigned char*>(certificate_der.data()),
                             static_cast<unsigned>(certificate_der.size())};
    gnutls_datum_t modulus{}, exponent{};
    if (gnutls_x509_crt_import(handle, &der, GNUTLS_X509_FMT_DER) < 0
        || gnutls_x509_crt_get_pk_rsa_raw(handle, &modulus, &exponent) < 0)
        return std::nullopt;
    RsaKey key{copy(modulus), copy(exponent)};
    gnutls_free(modulus.data);
    gnutls_free(exponent.data);
    for (Buffer* number : {&key.modulus, &key.exponent}) {
        while (!number->empty() && number->front() == 0) number->erase(number->begin());
    }
    if (key.size() < 64 || key.size() > largest_modulus || key.exponent.empty()
        || key.exponent.size() > largest_exponent)
        return std::nullopt;
    return key;
}

Buffer encrypt(const RsaKey& key, Bytes block) {
    using boost::multiprecision::cpp_int;
    cpp_int modulus, exponent, text;
    import_bits(modulus, key.modulus.begin(), key.modulus.end());
    import_bits(exponent, key.exponent.begin(), key.exponent.end());
    import_bits(text, block.begin(), block.end());
    const cpp_int number = powm(text, exponent, modulus);
    Buffer bytes;
    export_bits(number, std::back_inserter(bytes), 8);
    bytes.insert(bytes.begin(), key.size() - bytes.size(), 0);
    return bytes;
}

}  // namespace tlslint::live
