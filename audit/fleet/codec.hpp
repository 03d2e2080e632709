// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fleet/inputs.hpp"
#include "audit/fleet/store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::fleet {

/// An audit as bytes: equal for equal ones. What the store's digests are made of.
std::string encode(const Audit& audit);

/// A record as bytes, for tests.
std::string encode(const Store::Record& record);

/// What a child process is told: a host, and what is known of its last audit.
struct Order {
    Task task;
    Evidence evidence;
};
std::string encode(const std::vector<Order>& orders);
std::optional<std::vector<Order>> decode_orders(std::string_view bytes);

/// What it answers, read as carefully as any input: a record for each order; nothing for an
/// unchanged host.
using Answers = std::vector<std::optional<Store::Record>>;
std::string encode(const Answers& answers);
std::optional<Answers> decode_answers(std::string_view bytes);

/// SHA-256, hexadecimal.
std::string digest_of(std::string_view bytes);

}  // namespace tlslint::fleet
