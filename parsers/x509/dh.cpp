// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/dh.hpp"

#include "parsers/x509/der.hpp"
#include "parsers/x509/library.hpp"

#include <algorithm>

namespace tlslint::x509 {
namespace {

struct Row {
    std::string_view prime;  // SHA-256 of its bytes: a table of primes would be 20 times as long
    DhGroup group;
};

using enum DhGroup::Source;
// Primes of the RFCs: OpenSSL 3.0 crypto/bn/bn_dh.c. Built-in ones, from above: nginx before 1.11.0
// (src/event/ngx_event_openssl.c), httpd before 2.4.7 (modules/ssl/ssl_engine_dh.c), HAProxy
// (src/ssl_sock.c).
constexpr Row rows[] = {
    {"9cd3b7f336872f46c09428d1bbc19877a4d440512cda8d1c1cf0cd6e33698966",
     {"ffdhe2048", 2048, rfc7919}},
    {"0eaf67db3a839156d5013494a5318a772b5697d270d721f37f092efc69ea5a17",
     {"ffdhe3072", 3072, rfc7919}},
    {"4648414224ac881b3d0dc59b466f96d06a558278776807797ecf1f66ff397b3e",
     {"ffdhe4096", 4096, rfc7919}},
    {"227ac9066b3ddd9e193670cda2388fa884f65ba0cf98b742d1fe77a6687c79c7",
     {"ffdhe6144", 6144, rfc7919}},
    {"770b14efaf6f049929c523113b3fa99a8d11dab1b18af3609590122075d19833",
     {"ffdhe8192", 8192, rfc7919}},
    {"b52ba6a3026520a6c49d37e4587601801bee500123b3259b6bf03e7cecc3e63d", {"modp768", 768, rfc2409}},
    {"3f35a3f5f6c4376a744acad409bb22f8d897f949d2311d885adaa890981b67a0",
     {"modp1024", 1024, rfc2409}},
    {"64fcc83ec403930bf18393dbc883ccaa1fbb08ac876f77f7aa99748ca945019b",
     {"modp1536", 1536, rfc3526}},
    {"d66436f79bbd6b2e38c0ffbd079be904d2641415e2e67140e09448be9a60890e",
     {"modp2048", 2048, rfc3526}},
    {"48cf8b092fbce4359d9871abf74f98e25b6163379eaa15cd9087e800c6d1c55c",
     {"modp3072", 3072, rfc3526}},
    {"4ee95187682bcb230ad26a95205f6920e84708f6251b3894329b09ec23919e33",
     {"modp4096", 4096, rfc3526}},
    {"d1bfe6d0925ce7e4da262b62861514a7755e35831e429f343e7b864848657efd",
     {"modp6144", 6144, rfc3526}},
    {"39ab4feab950a3128fb71accb9fc3965d857012e081998a85996e3ea8b3c3bcf",
     {"modp8192", 8192, rfc3526}},
    {"44c55cfee5c075927cf682da5b681bdecbd5c3eb0784c14f5dce7610f0ef133d",
     {"RFC 5114 1024-160", 1024, rfc5114}},
    {"bfe545862ca102ad1eeddb5fbfa5bf855ac4995c56a8b408ce3fe099dce93a9d",
     {"RFC 5114 2048-224", 2048, rfc5114}},
    {"0b7835722cb619827610c2549fdda5587421686c4409a13865e76225522ddcc9",
     {"RFC 5114 2048-256", 2048, rfc5114}},
    {"8ae47dca3d24e9b64640062686da234dcabada26b0da6f090c5449c1338d9a11",
     {"built-in 1024", 1024, program}},
    {"bf910d9df4e0b2e76cda7443f592aa118e33ba2c224ebc27fb8978d873c8c2e3",
     {"built-in 1024", 1024, program}},
    {"486e235226a927b22b9389bf43377084cb9be4c303f08fd490613ab4d9dfbd31",
     {"built-in 1024", 1024, program}},
};

}  // namespace

std::optional<DhParameters> parse_dh_parameters(Bytes der) {
    // PKCS#3: {p, g, [length of secrets]}; RFC 2631 2.1: {p, g, q, [j], [validation]}
    DerReader outer(der);
    DerReader numbers = outer.enter(der::sequence);
    const auto prime = unsigned_integer(numbers.take(der::integer).content);
    const auto generator = unsigned_integer(numbers.take(der::integer).content);
    if (numbers.failed() || !prime || !generator) return std::nullopt;

    DhParameters parameters{.bits = bit_length(*prime)};
    if (generator->size() == 1 && generator->front() < 10) {
        parameters.generator = std::string_view("0123456789").substr(generator->front(), 1);
    }
    if (const auto third = numbers.take_if(der::integer)) {
        constexpr std::size_t longest_length = 4;  // a number of bits, not a prime
        parameters.x942 = third->content.size() > longest_length;
    }
    const std::string digest = hex(sha256(*prime));
    const auto* const row = std::find_if(std::begin(rows), std::end(rows),
                                         [&](const Row& each) { return each.prime == digest; });
    if (row != std::end(rows)) parameters.group = &row->group;
    return parameters;
}

}  // namespace tlslint::x509
