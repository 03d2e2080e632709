// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tlslint {

/// A span of 12 bytes, for what is there tens of thousands of times and has few elements.
template <class T>
class [[gnu::packed, gnu::aligned(4)]] Few {
  public:
    Few() = default;
    Few(std::span<T> all) : data_(all.data()), size_(static_cast<std::uint32_t>(all.size())) {}
    operator std::span<T>() const { return {data_, size_}; }

    [[nodiscard]] T* begin() const { return data_; }
    [[nodiscard]] T* end() const { return data_ + size_; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    T& operator[](std::size_t index) const { return data_[index]; }
    [[nodiscard]] T& front() const { return data_[0]; }
    [[nodiscard]] T& back() const { return data_[size_ - 1]; }

  private:
    T* data_ = nullptr;
    std::uint32_t size_ = 0;
};

}  // namespace tlslint
