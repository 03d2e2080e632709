// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::x509 {

/// Someone else's bytes.
using Bytes = std::span<const std::uint8_t>;

using Sha256 = std::array<std::uint8_t, 32>;

/// Overwrites memory so that no compiler leaves it out.
void wipe(void* memory, std::size_t size);
/// For a file that may hold a private key, when it is no longer needed.
void wipe(std::string& text);

/// Overwrites what it gives back: what was a key does not lie about in the heap.
template <class T>
struct WipingAllocator {
    using value_type = T;
    WipingAllocator() = default;
    template <class U>
    explicit WipingAllocator(const WipingAllocator<U>& /*other*/) {}

    T* allocate(std::size_t count) { return std::allocator<T>().allocate(count); }
    void deallocate(T* memory, std::size_t count) {
        wipe(memory, count * sizeof(T));
        std::allocator<T>().deallocate(memory, count);
    }
    // Resizing leaves new bytes as they are: they are written next.
    template <class U>
    void construct(U* memory) noexcept {
        ::new (static_cast<void*>(memory)) U;
    }
    template <class U, class From>
    void construct(U* memory, const From& from) {
        ::new (static_cast<void*>(memory)) U(static_cast<U>(from));
    }
    friend bool operator==(const WipingAllocator&, const WipingAllocator&) { return true; }
};

/// Bytes that may be a key's.
using SecretBytes = std::vector<std::uint8_t, WipingAllocator<std::uint8_t>>;

inline Bytes bytes_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view text_of(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// Hexadecimal digits: "0a1b".
std::string hex(Bytes bytes);

}  // namespace tlslint::x509
