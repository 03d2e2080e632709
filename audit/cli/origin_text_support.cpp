// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/origin_text_support.hpp"

#include "audit/report/escape_support.hpp"
#include "audit/report/words_support.hpp"

#include <fmt/format.h>

namespace tlslint {
namespace {

using report::printable;

// Of a statement without effect; the place says where the rest is.
constexpr std::size_t shown_value = 40;

CardLine overruled_line(const Model& model, const Overruled& overruled) {
    std::string text = "(";
    if (!overruled.value.empty())
        text += report::cut(printable(overruled.value.substr(0, 4 * shown_value)), shown_value);
    text += " has no effect";
    if (!overruled.why.empty()) text += " " + printable(overruled.why);
    return {text + ")", {"", place_in_words(model, overruled.at)}, Tone::notable};
}

}  // namespace

std::string place_in_words(const Model& model, Span at) {
    return fmt::format("{}:{}", printable(model.sources[at.file].path()),
                       model.sources.position(at).line);
}

CardSource source_of(const Model& model, const Origin& origin) {
    CardSource source{.owner = printable(origin.authority)};
    if (!origin.trail.empty()) {
        source.place = place_in_words(model, origin.trail.front());
        source.more = origin.trail.size() - 1;
    }
    if (origin.kind == Origin::Kind::system)
        source.owner = "openssl.cnf of " + printable(model.facts.target);
    return source;
}

std::vector<CardLine> lines_of(const Model& model, const Origin& origin, std::string value) {
    std::vector<CardLine> lines;
    CardSource source = source_of(model, origin);
    if (origin.is_known())
        lines.push_back({std::move(value), std::move(source)});
    else
        lines.push_back(
            {"unknown: " + source.owner, {"", source.place, source.more}, Tone::notable});
    for (const Overruled& overruled : origin.overruled)
        lines.push_back(overruled_line(model, overruled));
    return lines;
}

}  // namespace tlslint
