// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <memory_resource>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tlslint {

/// Memory that lives as long as its Model. Build with a vector, freeze with keep(): what it returns
/// stays valid and never moves until the arena is destroyed. Only trivially destructible values go
/// in: nothing is ever destroyed.
class Arena {
  public:
    Arena() = default;
    Arena(const Arena&) = delete;
    Arena& operator=(const Arena&) = delete;

    template <class T>
    std::span<const T> keep(std::span<const T> values) {
        static_assert(std::is_trivially_destructible_v<T> && std::is_trivially_copyable_v<T>);
        if (values.empty()) return {};
        T* copy = static_cast<T*>(memory_.allocate(values.size_bytes(), alignof(T)));
        std::uninitialized_copy(values.begin(), values.end(), copy);
        return {copy, values.size()};
    }
    template <class T>
    std::span<const T> keep(const std::vector<T>& values) {
        return keep(std::span<const T>(values));
    }
    template <class T>
    const T* keep_one(const T& value) {
        return keep(std::span<const T>(&value, 1)).data();
    }
    std::string_view keep(std::string_view text) {
        const auto bytes = keep(std::span<const char>(text.data(), text.size()));
        return {bytes.data(), bytes.size()};
    }

  private:
    std::pmr::monotonic_buffer_resource memory_;
};

}  // namespace tlslint
