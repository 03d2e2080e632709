// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/bytes.hpp"

#include <optional>
#include <string>

namespace tlslint::x509 {

// Certificates are read by this and not by GnuTLS, which knows neither brainpool curves nor the
// laxity of OpenSSL, and takes quadratic time on thousands of extensions. It is a cursor over views
// of the input: no recursion, no allocation, linear time.

namespace der {
constexpr std::uint8_t boolean = 0x01, integer = 0x02, bit_string = 0x03, octet_string = 0x04,
                       null = 0x05, oid = 0x06, enumerated = 0x0A, utf8_string = 0x0C,
                       printable_string = 0x13, teletex_string = 0x14, ia5_string = 0x16,
                       utc_time = 0x17, generalized_time = 0x18, visible_string = 0x1A,
                       universal_string = 0x1C, bmp_string = 0x1E, sequence = 0x30, set = 0x31;
/// [number], holding other values or replacing a primitive type.
constexpr std::uint8_t context(int number) {
    return static_cast<std::uint8_t>(0xA0 | number);
}
constexpr std::uint8_t context_primitive(int number) {
    return static_cast<std::uint8_t>(0x80 | number);
}
}  // namespace der

struct DerValue {
    std::uint8_t tag = 0;
    Bytes content;
    Bytes whole;  // with tag and length
};

/// The values of one level, one after the other. The first that is not what was asked for makes it
/// `failed`: from then on it gives empty values only, so a caller may ask once at the end.
class DerReader {
  public:
    explicit DerReader(Bytes bytes) : rest_(bytes) {}

    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] bool at_end() const { return failed_ || rest_.empty(); }
    /// Everything was read and as it should be.
    [[nodiscard]] bool done() const { return !failed_ && rest_.empty(); }
    [[nodiscard]] Bytes rest() const { return rest_; }

    /// The next value, whatever it is.
    DerValue take();
    /// The next value, which must have that tag.
    DerValue take(std::uint8_t tag);
    /// The next value if it has that tag.
    std::optional<DerValue> take_if(std::uint8_t tag);
    /// A reader of what is in the next value, which must have that tag. Fails with this one.
    DerReader enter(std::uint8_t tag);
    void fail() {
        failed_ = true;
        rest_ = {};
    }

  private:
    [[nodiscard]] DerValue peek() const;

    Bytes rest_;
    bool failed_ = false;
};

/// "1.2.840.113549.1.1.1"; empty if it is none.
std::string dotted(Bytes oid);
/// Digits of a number without leading zeros; nothing for a negative one or none.
std::optional<Bytes> unsigned_integer(Bytes content);
/// Size in bits of a number without leading zeros.
int bit_length(Bytes number);
/// A bit string's whole bytes; nothing if bits are left over.
std::optional<Bytes> whole_bytes(Bytes content);

/// Appends tag, length and content.
void append_der(SecretBytes& out, std::uint8_t tag, Bytes content);

}  // namespace tlslint::x509
