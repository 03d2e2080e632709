// SPDX-License-Identifier: Apache-2.0
#include "parsers/x509/der.hpp"

namespace tlslint::x509 {

DerValue DerReader::peek() const {
    if (rest_.size() < 2 || (rest_[0] & 0x1F) == 0x1F) return {};  // no tags above 30 in here
    std::size_t header = 2;
    std::size_t length = rest_[1];
    if (length >= 0x80) {
        const std::size_t digits = length & 0x7F;
        // 0x80 is BER's indefinite length. OpenSSL takes lengths with leading zeros, so do we.
        if (digits == 0 || digits > sizeof(std::uint32_t) || rest_.size() < 2 + digits) return {};
        length = 0;
        for (std::size_t i = 0; i < digits; ++i) length = length << 8 | rest_[2 + i];
        header += digits;
    }
    if (length > rest_.size() - header) return {};
    return {rest_[0], rest_.subspan(header, length), rest_.first(header + length)};
}

DerValue DerReader::take() {
    const DerValue value = peek();
    if (value.whole.empty()) {
        fail();
    } else {
        rest_ = rest_.subspan(value.whole.size());
    }
    return value;
}

DerValue DerReader::take(std::uint8_t tag) {
    if (rest_.empty() || rest_[0] != tag) {
        fail();
        return {};
    }
    return take();
}

std::optional<DerValue> DerReader::take_if(std::uint8_t tag) {
    if (rest_.empty() || rest_[0] != tag) return std::nullopt;
    const DerValue value = take();
    if (failed_) return std::nullopt;
    return value;
}

DerReader DerReader::enter(std::uint8_t tag) {
    DerReader inner(take(tag).content);
    if (failed_) inner.fail();
    return inner;
}

std::string dotted(Bytes oid) {
    std::string text;
    std::uint64_t part = 0;
    bool first = true;
    for (const std::uint8_t byte : oid) {
        if (part >> 56 != 0) return {};
        part = part << 7 | (byte & 0x7F);
        if ((byte & 0x80) != 0) continue;
        if (first) {
            const std::uint64_t root = part < 80 ? part / 40 : 2;
            text = std::to_string(root) + '.' + std::to_string(part - root * 40);
            first = false;
        } else {
            text += '.' + std::to_string(part);
        }
        part = 0;
    }
    return oid.empty() || (oid.back() & 0x80) != 0 ? std::string() : text;
}

std::optional<Bytes> unsigned_integer(Bytes content) {
    if (content.empty() || (content[0] & 0x80) != 0) return std::nullopt;
    while (!content.empty() && content[0] == 0) content = content.subspan(1);
    return content;
}

int bit_length(Bytes number) {
    if (number.empty()) return 0;
    int bits = static_cast<int>(number.size() - 1) * 8;
    for (int top = number[0]; top != 0; top >>= 1) ++bits;
    return bits;
}

std::optional<Bytes> whole_bytes(Bytes content) {
    if (content.empty() || content[0] != 0) return std::nullopt;
    return content.subspan(1);
}

void append_der(SecretBytes& out, std::uint8_t tag, Bytes content) {
    out.push_back(tag);
    const std::size_t size = content.size();
    if (size >= 0x80) {
        int digits = 1;
        while (size >> (8 * digits) != 0) ++digits;
        out.push_back(static_cast<std::uint8_t>(0x80 | digits));
        while (digits-- > 0) out.push_back(static_cast<std::uint8_t>(size >> (8 * digits)));
    } else {
        out.push_back(static_cast<std::uint8_t>(size));
    }
    out.insert(out.end(), content.begin(), content.end());
}

}  // namespace tlslint::x509
