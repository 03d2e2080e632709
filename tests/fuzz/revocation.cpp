// SPDX-License-Identifier: Apache-2.0
// DER of what tells revoked certificates: a list (first byte C) or an OCSP response (O).

#include "parsers/x509/revocation.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace tlslint;
using namespace tlslint::x509;

constexpr std::size_t longest_input = 256 * 1024;

void require(bool holds) {
    if (!holds) std::abort();
}

void check_list(std::string_view text) {
    Arena arena;
    const auto list = parse_revocation_list(bytes_of(text), arena);
    if (!list) return;
    require(list->serials.size() <= revoked_limit);
    require(std::is_sorted(list->serials.begin(), list->serials.end()));
    Certificate nobody;
    require(!holds(*list, nobody)
            || std::find(list->serials.begin(), list->serials.end(), nobody.serial)
                   != list->serials.end());
}

void check_response(std::string_view text) {
    Arena arena;
    const auto response = parse_ocsp_response(bytes_of(text), arena);
    if (!response) return;
    require(response->answers.size() <= answers_limit);
    require(response->status == 0 || response->answers.empty());
    require(response->status == 0 || !ocsp_status_name(response->status).empty());
    const Certificate nobody;
    const OcspAnswer* const answer = find_answer(*response, nobody);
    require(!answer || answer->serial == nobody.serial);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size == 0 || size > longest_input) return 0;
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    if (data[0] == 'O')
        check_response(text);
    else
        check_list(text);
    return 0;
}
