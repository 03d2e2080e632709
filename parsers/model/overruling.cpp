// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/overruling.hpp"

#include <algorithm>
#include <string>

namespace tlslint {

std::string_view written_value(Model& model, const Origin& origin) {
    std::string value;
    for (const Span word : origin.words) {
        if (!value.empty()) value += ' ';
        value += model.sources.text(word);
    }
    return model.arena.keep(value);
}

void note_overruled(Model& model, const Origin& own, Origin& winner, std::string_view why) {
    if (own.kind != Origin::Kind::written) return;
    const bool wins = !winner.trail.empty() && winner.trail.front() == own.trail.front();
    if (wins) return;
    std::vector<Overruled> all(winner.overruled.begin(), winner.overruled.end());
    all.push_back(Overruled{own.trail.front(), winner.trail.empty() ? Span{} : winner.trail.front(),
                            written_value(model, own), why});
    winner.overruled = model.arena.keep(all);
}

std::vector<CertificatePair> last_of_each_type(Arena& arena, std::span<const CertificatePair> pairs,
                                               Origin& origin) {
    std::vector<CertificatePair> kept;
    std::vector<Overruled> overruled;
    for (auto pair = pairs.begin(); pair != pairs.end(); ++pair) {
        const auto later = std::find_if(pair + 1, pairs.end(), [&](const CertificatePair& other) {
            return !pair->key_type.empty() && other.key_type == pair->key_type;
        });
        if (later == pairs.end())
            kept.push_back(*pair);
        else
            overruled.push_back(
                {pair->certificate->at, later->certificate->at, pair->certificate->written});
    }
    if (!overruled.empty()) origin.overruled = arena.keep(overruled);
    return kept;
}

}  // namespace tlslint
