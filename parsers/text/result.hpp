// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <string>
#include <utility>
#include <variant>

namespace tlslint {

/// Why something in the world could not be done, in words for the user.
struct Error {
    std::string message;
};

/// A value, or the reason why there is none (std::expected is not in our compilers).
template <class T>
class [[nodiscard]] Result {
  public:
    Result(T value) : held_(std::move(value)) {}      // NOLINT(google-explicit-constructor)
    Result(Error error) : held_(std::move(error)) {}  // NOLINT(google-explicit-constructor)

    explicit operator bool() const { return held_.index() == 0; }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    [[nodiscard]] const std::string& error() const {
        assert(held_.index() == 1 && "error() of a result that holds a value");
        return std::get<1>(held_).message;
    }

  private:
    T& value() {
        assert(held_.index() == 0 && "value of a failed result");
        return std::get<0>(held_);
    }
    const T& value() const {
        assert(held_.index() == 0 && "value of a failed result");
        return std::get<0>(held_);
    }

    std::variant<T, Error> held_;
};

}  // namespace tlslint
