// SPDX-License-Identifier: Apache-2.0
#include "parsers/values/address.hpp"

#include <boost/spirit/home/x3.hpp>

namespace tlslint {
namespace {

namespace x3 = boost::spirit::x3;

struct AddressTag;
template <class Context>
Address& address(const Context& context) {
    return x3::get<AddressTag>(context).get();
}
template <class Range>
std::string_view view(const Range& range) {
    return {&*range.begin(), static_cast<std::size_t>(range.end() - range.begin())};
}

const auto set_host = [](auto& context) { address(context).host = view(x3::_attr(context)); };
const auto set_bracketed = [](auto& context) {
    address(context).host = view(x3::_attr(context));
    address(context).bracketed = true;
};
const auto set_port = [](auto& context) {
    const auto port = x3::_attr(context);
    x3::_pass(context) = port >= 1 && port <= 65535;
    address(context).port = address(context).last_port = static_cast<std::uint16_t>(port);
};
const auto set_last_port = [](auto& context) {
    const auto port = x3::_attr(context);
    x3::_pass(context) = port >= address(context).port && port <= 65535;
    address(context).last_port = static_cast<std::uint16_t>(port);
};

// clang-format off
auto const number    = x3::uint_parser<std::uint32_t, 10, 1, 5>();
auto const ports     = number[set_port] >> -('-' >> number[set_last_port]);
auto const bracketed = '[' >> x3::raw[+(x3::xdigit | x3::char_(":."))][set_bracketed] >> ']';
auto const named     = x3::raw[+(x3::graph - x3::char_(":[]/,"))][set_host];
auto const host      = bracketed | named;
auto const digits    = &(+x3::char_("0-9-") >> x3::eoi);  // decides before any action: "127.0.0.1" is no port
auto const grammar   = (digits >> ports >> x3::eoi) | (!digits >> host >> -(':' >> ports) >> x3::eoi);
// clang-format on

}  // namespace

std::optional<Address> parse_address(std::string_view text) {
    Address result;
    const char* at = text.data();
    const auto parser = x3::with<AddressTag>(std::ref(result))[grammar];
    if (!x3::parse(at, text.data() + text.size(), parser)) return std::nullopt;
    return result;
}

}  // namespace tlslint
