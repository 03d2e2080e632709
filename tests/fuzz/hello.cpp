// SPDX-License-Identifier: Apache-2.0
// The first byte says what the others are: a server's flight (S), a client's hello (C), an answer
// of SSL 2.0 (2). A flight means the same however it is cut.

#include "audit/live/answer.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

using namespace tlslint::live;

constexpr std::size_t longest_input = 64 * 1024;

void require(bool holds) {
    if (!holds) std::abort();
}

AnswerReader read_in_pieces(Bytes bytes, std::size_t piece) {
    AnswerReader reader;
    while (!bytes.empty()) {
        const Bytes part = bytes.first(std::min(piece, bytes.size()));
        bytes = bytes.subspan(part.size());
        if (!reader.add(part)) break;
    }
    return reader;
}

void check_flight(Bytes bytes) {
    const AnswerReader whole = read_in_pieces(bytes, longest_input);
    const AnswerReader pieces = read_in_pieces(bytes, 7);
    const Answer& a = whole.answer();
    const Answer& b = pieces.answer();
    require(a.fault == b.fault && a.alert == b.alert && a.done == b.done);
    require(a.warnings == b.warnings && a.certificates == b.certificates && a.staple == b.staple);
    require(a.hello.has_value() == b.hello.has_value());
    require(a.warnings.size() <= limits::warnings + 1);
    require(a.certificates.size() <= limits::certificates);
    if (a.key_exchange) require(a.key_exchange->prime_bits() <= 8 * 0xffff);
}

void check_client(Bytes bytes) {
    const auto hello = read_client_hello(bytes);
    if (!hello) return;
    const auto again = read_client_hello(write(*hello));
    require(again == hello);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > longest_input) return 0;
    const Bytes bytes(data + 1, size - 1);
    switch (data[0]) {
    case 'S': check_flight(bytes); break;
    case 'C': check_client(bytes); break;
    case '2':
        if (const auto hello = read_ssl2_hello(bytes)) require(hello->kinds.size() <= size / 3);
        break;
    default: break;
    }
    return 0;
}
