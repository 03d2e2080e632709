// SPDX-License-Identifier: Apache-2.0
// Comments that speak to tlslint, in whatever text: the first byte chooses the server, the rest is
// its configuration.

#include "rules/engine/ignores.hpp"

#include "parsers/model/expand.hpp"
#include "parsers/model/server.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

using namespace tlslint;

void demand(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < 1 || size > 1 << 16) return 0;
    const auto all = servers::all();
    const Server& server = *all[data[0] % all.size()];
    const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
    Model model(server);
    model.facts.server = {2, 6, 12};
    add_root(model, FileSystem::memory({}), "/etc/x.conf", std::string(text));
    std::uint32_t last = 0;
    for (const Ignore& ignore : read_ignores(model)) {
        demand(ignore.at.begin < ignore.at.end && ignore.at.end <= text.size(), "outside the text");
        demand(ignore.at.begin >= last, "out of order");
        last = ignore.at.begin;
        demand(ignore.first_line >= 1 && ignore.first_line <= ignore.last_line, "no lines");
        demand(!ignore.patterns.empty() || !ignore.mistakes.empty(), "says nothing");
        demand(!ignore.broken || !ignore.mistakes.empty(), "broken without a reason");
        for (const Ignore::Pattern& pattern : ignore.patterns) {
            demand(pattern.at.begin >= ignore.at.begin && pattern.at.end <= ignore.at.end,
                   "a pattern elsewhere");
            demand(text.substr(pattern.at.begin, pattern.at.end - pattern.at.begin) == pattern.text,
                   "another text");
        }
        for (const Ignore::Mistake& mistake : ignore.mistakes)
            demand(mistake.at.begin <= mistake.at.end && mistake.at.end <= ignore.at.end
                       && mistake.at.begin >= ignore.at.begin,
                   "a mistake elsewhere");
    }
    return 0;
}
