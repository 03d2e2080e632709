// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fleet/inputs.hpp"
#include "audit/fleet/store.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tlslint::fleet {

/// An audit as bytes: equal for equal ones. What the store's digests are made of.
std::string encode(const Audit& audit);

/// A record as bytes, and back; nothing where they are none. This is how workers hand over what
/// they found, so it is read as carefully as any input.
std::string encode(const Store::Record& record);
std::optional<Store::Record> decode(std::string_view bytes);

/// What a worker is told: a host, and what is known of its last audit.
struct Order {
    Task task;
    Evidence evidence;
};
std::string encode(const Order& order);
std::optional<Order> decode_order(std::string_view bytes);

/// SHA-256, hexadecimal.
std::string digest_of(std::string_view bytes);

}  // namespace tlslint::fleet
