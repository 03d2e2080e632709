// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/refusals.hpp"
#include "parsers/haproxy/tls_words.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::haproxy {
namespace {

bool is_local(std::string_view family, std::string_view rest) {
    return rest.starts_with('/') || family.find("unix") != std::string_view::npos
           || family.find("ux") != std::string_view::npos
           || family.find("abns") != std::string_view::npos || family == "fd"
           || family.find("sockpair") != std::string_view::npos;
}

// Of one port; "" if it is one.
std::string wrong_port(std::string_view port, std::string_view whole, std::string_view address) {
    const std::size_t bad = port.find_first_not_of("0123456789");
    if (bad != std::string_view::npos)
        return fmt::format("invalid character '{}' in port number '{}' in '{}'", port[bad], whole,
                           address);
    int value = 0;
    for (const char digit : port.substr(0, 6)) value = value * 10 + (digit - '0');
    if (value < 1 || value > 65535) return fmt::format("invalid port '{}'", whole);
    return "";
}

// Of the packages that we know.
bool lacks_quic(const Facts& facts) {
    return facts.target == "debian-12" && facts.server < ServerVersion{2, 7, 0};
}

}  // namespace

std::string wrong_address(std::string_view address) {
    const std::size_t sign = address.find('@');
    const bool has_family = sign != std::string_view::npos && !address.starts_with('/');
    const std::string_view family = has_family ? address.substr(0, sign) : std::string_view();
    const std::string_view rest = has_family ? address.substr(sign + 1) : address;
    if (is_local(family, rest)) return "";
    const std::size_t colon = rest.rfind(':');
    if (colon == std::string_view::npos || colon + 1 == rest.size())
        return fmt::format("missing port specification in '{}'", address);
    const std::string_view ports = rest.substr(colon + 1);
    const std::size_t dash = ports.find('-');
    const std::string_view first = ports.substr(0, dash);
    std::string wrong = wrong_port(first, ports, address);
    if (!wrong.empty() || dash == std::string_view::npos) return wrong;
    const std::string_view last = ports.substr(dash + 1);
    wrong = wrong_port(last, ports, address);
    if (!wrong.empty()) return wrong;
    const bool backwards =
        last.size() < first.size() || (last.size() == first.size() && last < first);
    return backwards ? fmt::format("invalid port range '{}'", ports) : "";
}

std::optional<Refusal> refuse_address(const Model& model, Directive line) {
    const Words words = line.args();
    if (words.empty() || words[0].text.empty())
        return Refusal{line.name().span,
                       "'bind' expects {<path>|[addr1]:port1[-end1]}{,[addr]:port[-end]}... as "
                       "arguments."};
    if (words[0].text.find('$') != std::string_view::npos || is_open(model, words[0]))
        return std::nullopt;
    for (std::string_view rest = words[0].text; !rest.empty();) {
        const std::size_t comma = std::min(rest.find(','), rest.size());
        const std::string_view address = rest.substr(0, comma);
        std::string wrong = wrong_address(address);
        if (wrong.empty() && address.starts_with("quic") && lacks_quic(model.facts))
            wrong = fmt::format("unsupported stream protocol for datagram family 2 address '{}'; "
                                "QUIC is not compiled in if this is what you were looking for.",
                                address);
        if (!wrong.empty()) return Refusal{words[0].span, fmt::format("'bind' : {}", wrong)};
        rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
    return std::nullopt;
}

}  // namespace tlslint::haproxy
