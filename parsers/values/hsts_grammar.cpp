// SPDX-License-Identifier: Apache-2.0
#include "parsers/text/ascii.hpp"
#include "parsers/values/hsts.hpp"

#include <boost/spirit/home/x3.hpp>

#include <algorithm>
#include <charconv>
#include <limits>
#include <vector>

namespace tlslint {
namespace {

namespace x3 = boost::spirit::x3;

struct Field {
    std::string_view name;
    std::string_view value;
};

struct FieldsTag;
template <class Context>
std::vector<Field>& fields(const Context& context) {
    return x3::get<FieldsTag>(context).get();
}
template <class Range>
std::string_view view(const Range& range) {
    if (range.begin() == range.end()) return {};
    return {&*range.begin(), static_cast<std::size_t>(range.end() - range.begin())};
}

const auto add_name = [](auto& context) {
    fields(context).push_back({view(x3::_attr(context)), {}});
};
const auto set_value = [](auto& context) {
    fields(context).back().value = view(x3::_attr(context));
};

// clang-format off
auto const ows     = *x3::char_(" \t");
auto const token   = x3::raw[+(x3::graph - x3::char_("()<>@,;:\\\"/[]?={}"))];
auto const text    = '"' >> x3::raw[*(x3::char_ - '"')][set_value] >> '"';
auto const field   = token[add_name] >> -(ows >> '=' >> ows >> (text | token[set_value]));
auto const grammar = ows >> -field >> ows >> *(';' >> ows >> -field >> ows) >> x3::eoi;
// clang-format on

}  // namespace

Hsts parse_hsts(std::string_view value) {
    Hsts hsts{.sent = true};
    std::vector<Field> found;
    const char* at = value.data();
    const auto parser = x3::with<FieldsTag>(std::ref(found))[grammar];
    hsts.well_formed = x3::parse(at, value.data() + value.size(), parser);
    bool has_age = false;
    for (auto field_at = found.begin(); field_at != found.end(); ++field_at) {
        const std::string_view name = field_at->name;
        const bool repeated = std::any_of(found.begin(), field_at, [&](const Field& f) {
            return equal_ignoring_case(f.name, name);
        });
        if (repeated) hsts.well_formed = false;
        if (equal_ignoring_case(name, "includeSubDomains")) hsts.include_subdomains = true;
        if (equal_ignoring_case(name, "preload")) hsts.preload = true;
        if (!equal_ignoring_case(name, "max-age")) continue;
        const std::string_view digits = field_at->value;
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), hsts.max_age);
        has_age = !digits.empty() && digits.front() != '-' && end == digits.data() + digits.size();
        if (error == std::errc::result_out_of_range)
            hsts.max_age = std::numeric_limits<std::int64_t>::max();
    }
    if (!has_age) hsts.well_formed = false;
    return hsts;
}

}  // namespace tlslint
