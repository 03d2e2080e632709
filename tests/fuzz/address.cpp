// SPDX-License-Identifier: Apache-2.0
// The small values: addresses and Strict-Transport-Security headers. What was read is compared with
// the text by other means than the grammars'.

#include "parsers/values/address.hpp"

#include "parsers/values/hsts.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using tlslint::Address;
using tlslint::Hsts;

void demand(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

std::string written(const Address& address) {
    std::string text =
        address.bracketed ? "[" + std::string(address.host) + "]" : std::string(address.host);
    if (address.port == 0) return text;
    if (!text.empty()) text += ':';
    text += std::to_string(address.port);
    return address.last_port == address.port ? text
                                             : text + "-" + std::to_string(address.last_port);
}

bool is_digit(char byte) {
    return byte >= '0' && byte <= '9';
}

void check_address(std::string_view text) {
    const auto address = tlslint::parse_address(text);
    if (!address) return;
    demand((address->port == 0) == (address->last_port == 0), "half a range");
    demand(address->port <= address->last_port, "a range that runs backwards");
    demand(!address->host.empty() || address->port != 0, "neither host nor port");
    // What stands behind the host is the port and nothing else.
    std::string_view rest = text;
    if (!address->host.empty()) {
        demand(address->host.data() == text.data() + (address->bracketed ? 1 : 0),
               "the host does not begin the text");
        rest.remove_prefix(address->host.size() + (address->bracketed ? 2 : 0));
        demand(rest.empty() || rest.front() == ':', "something between host and port");
        if (!rest.empty()) rest.remove_prefix(1);
    }
    demand(rest.empty() == (address->port == 0),
           "a port where none is written, or none where one is");
    demand(std::all_of(rest.begin(), rest.end(), [](char c) { return is_digit(c) || c == '-'; }),
           "a port that is no number");
    demand(rest.empty() || std::strtoul(std::string(rest).c_str(), nullptr, 10) == address->port,
           "another port");
    const std::string again = written(*address);
    demand(tlslint::parse_address(again) == address, "an address does not mean itself");
}

void check_hsts(std::string_view text) {
    const Hsts hsts = tlslint::parse_hsts(text);
    demand(hsts.sent && !hsts.always, "a flag that the value does not decide");
    demand(hsts.max_age >= 0 || !hsts.well_formed, "well-formed, and a negative age");
    // Blanks around a header and further semicolons mean nothing (RFC 6797 6.1).
    const std::string wider = " \t" + std::string(text) + " ;; ";
    demand(tlslint::parse_hsts(wider) == hsts || !hsts.well_formed,
           "blanks change what a header means");
    if (!hsts.well_formed) return;
    const std::string plain = "max-age=" + std::to_string(hsts.max_age)
                              + (hsts.include_subdomains ? "; includeSubDomains" : "")
                              + (hsts.preload ? "; preload" : "");
    demand(tlslint::parse_hsts(plain) == hsts, "a header does not mean itself");
    demand(std::any_of(text.begin(), text.end(), is_digit), "an age without a digit");
    const bool again = tlslint::parse_hsts(std::string(text) + "; MAX-AGE=1").well_formed;
    demand(!again, "max-age twice is well-formed");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    check_address(text);
    check_hsts(text);
    return 0;
}
