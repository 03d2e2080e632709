// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/x509/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tlslint::live {

using x509::Bytes;
using Buffer = std::vector<std::uint8_t>;

/// Numbers and vectors as TLS writes them (RFC 8446 3): big-endian, a vector after its length. What
/// goes past the end sets `failed`, and everything from then on is empty.
class WireReader {
  public:
    explicit WireReader(Bytes bytes) : rest_(bytes) {}

    Bytes take(std::size_t count) {
        if (count > rest_.size()) failed_ = true;
        if (failed_) return rest_ = {};
        const Bytes taken = rest_.first(count);
        rest_ = rest_.subspan(count);
        return taken;
    }
    std::uint32_t number(std::size_t width) {
        std::uint32_t value = 0;
        for (const std::uint8_t byte : take(width)) value = value << 8 | byte;
        return value;
    }
    std::uint8_t u8() { return static_cast<std::uint8_t>(number(1)); }
    std::uint16_t u16() { return static_cast<std::uint16_t>(number(2)); }
    /// Of a length of `width` bytes, and so many bytes.
    Bytes vector(std::size_t width) { return take(number(width)); }

    [[nodiscard]] bool failed() const { return failed_; }
    [[nodiscard]] bool empty() const { return rest_.empty(); }
    /// Everything was read, and nothing was missing.
    [[nodiscard]] bool finished() const { return !failed_ && rest_.empty(); }

  private:
    Bytes rest_;
    bool failed_ = false;
};

/// The same in the other direction.
class WireWriter {
  public:
    void number(std::size_t width, std::size_t value) {
        while (width-- > 0) out_.push_back(static_cast<std::uint8_t>(value >> 8 * width));
    }
    void u8(std::size_t value) { number(1, value); }
    void u16(std::size_t value) { number(2, value); }
    void bytes(Bytes bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
    /// Cut where the length has no room for it.
    void vector(std::size_t width, Bytes content) {
        const std::size_t most = (std::size_t{1} << 8 * width) - 1;
        if (content.size() > most) content = content.first(most);
        number(width, content.size());
        bytes(content);
    }
    void vector(std::size_t width, std::string_view content) {
        vector(width, x509::bytes_of(content));
    }

    [[nodiscard]] const Buffer& buffer() const { return out_; }
    [[nodiscard]] std::size_t size() const { return out_.size(); }

  private:
    Buffer out_;
};

}  // namespace tlslint::live
