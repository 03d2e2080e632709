// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/explain.hpp"
#include "parsers/text/ascii.hpp"
#include "parsers/text/nearest.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

namespace tlslint::explain {
namespace {

constexpr std::string_view gap = "…";
constexpr auto npos = std::string_view::npos;

bool is_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// Lower case, and one blank for any run of them.
std::string fold(std::string_view text) {
    std::string result;
    for (char c : text) {
        if (c == '\n' || c == '\r' || c == '\t') c = ' ';
        if (c == ' ' && (result.empty() || result.back() == ' ')) continue;
        result += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    while (!result.empty() && result.back() == ' ') result.pop_back();
    return result;
}

/// As people type names: "handshake_failure", "handshake-failure" and "handshake failure" are one.
std::string fold_name(std::string_view text) {
    std::string result = fold(text);
    std::replace(result.begin(), result.end(), '_', ' ');
    std::replace(result.begin(), result.end(), '-', ' ');
    return result;
}

/// Where a phrase stands as whole words, from an offset on.
std::size_t find_words(std::string_view text, std::string_view phrase, std::size_t from) {
    for (std::size_t at = text.find(phrase, from); at != npos; at = text.find(phrase, at + 1)) {
        const std::size_t end = at + phrase.size();
        const bool begins = at == 0 || !is_word(text[at - 1]) || !is_word(phrase.front());
        const bool ends = end == text.size() || !is_word(text[end]) || !is_word(phrase.back());
        if (begins && ends) return at;
    }
    return npos;
}

/// Where a text of a speaker stands in a line: all its pieces, in order.
struct Place {
    std::size_t begin = 0, end = 0;
    std::size_t letters = 0;  // without the gaps: how telling it is
    bool whole = true;        // no gap in it
};

std::optional<Place> place_of(std::string_view line, std::string_view pattern) {
    Place place{.begin = npos};
    for (std::size_t at = 0, from = 0; at <= pattern.size();) {
        const std::size_t next = std::min(pattern.find(gap, at), pattern.size());
        std::string_view piece = pattern.substr(at, next - at);
        // Blanks beside a gap are not part of what must be there.
        while (piece.starts_with(' ')) piece.remove_prefix(1);
        while (piece.ends_with(' ')) piece.remove_suffix(1);
        if (piece.find_first_not_of("\"'().,: ") != npos) {
            const std::size_t found = find_words(line, piece, from);
            if (found == npos) return std::nullopt;
            if (place.begin == npos) place.begin = found;
            from = place.end = found + piece.size();
            place.letters += piece.size();
        }
        if (next < pattern.size()) place.whole = false;
        at = next + gap.size();
    }
    if (place.begin == npos) return std::nullopt;
    return place;
}

struct Hit {
    Match match;
    Place place;
    bool frame = false;
};

/// Every text of every speaker and alert.
template <class Visit>
void for_each_text(Visit visit) {
    for (const Alert& alert : alerts())
        for (const std::string_view text : alert.texts)
            visit(Match{.alert = &alert, .text = text}, false);
    for (const Speaker* speaker : speakers::all())
        for (const Message& message : speaker->messages)
            for (const std::string_view text : message.texts)
                visit(Match{.speaker = speaker, .message = &message, .text = text}, message.frame);
}

bool is_same(const Match& a, const Match& b) {
    return a.rule == b.rule && a.cause == b.cause && a.alert == b.alert && a.message == b.message;
}

void add(std::vector<Match>& matches, const Match& match) {
    if (std::none_of(matches.begin(), matches.end(),
                     [&](const Match& other) { return is_same(match, other); }))
        matches.push_back(match);
}

Match match_of(const Alert& alert) {
    return {.alert = &alert, .text = alert.name};
}

/// A number of at most three digits that a word is, such as "40".
std::optional<unsigned> small_number(std::string_view word) {
    unsigned number = 0;
    if (word.empty() || word.size() > 3) return std::nullopt;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (error != std::errc() || end != word.data() + word.size()) return std::nullopt;
    return number;
}

/// OpenSSL's code, as eight hexadecimal digits: 3.x keeps the library in bits 23 to 30, 1.1.1 in
/// the upper eight, with the function behind it. SSL is library 20 in both.
std::optional<unsigned> reason_of(std::string_view digits) {
    std::uint32_t code = 0;
    if (digits.size() != 8) return std::nullopt;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
    if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    if (code >> 24 == 20) return code & 0xFFF;
    if (code >> 23 == 20) return code & 0x7FFFFF;
    return std::nullopt;
}

std::optional<Match> match_of_reason(unsigned reason) {
    // Received alerts have the reasons from 1000 on.
    if (reason >= 1000)
        if (const Alert* alert = find_alert(reason - 1000)) return match_of(*alert);
    for (const Speaker* speaker : speakers::all())
        for (const Message& message : speaker->messages)
            if (reason != 0 && message.reason == reason)
                return Match{
                    .speaker = speaker, .message = &message, .text = *message.texts.begin()};
    return std::nullopt;
}

/// Names given alone: a rule, a cause, an alert by name or number, an OpenSSL code.
std::vector<Match> by_name(std::string_view topic) {
    std::vector<Match> found;
    const std::string folded = fold(topic);
    const std::string name = fold_name(topic);
    if (const Rule* rule = rules::find(topic)) add(found, {.rule = rule, .text = rule->name});
    std::string_view word = folded;
    for (const std::string_view lead :
         {"ssl alert number ", "alert number ", "tls alert ", "alert "})
        if (word.starts_with(lead)) word.remove_prefix(lead.size());
    const bool says_alert = word.size() < folded.size();
    if (const auto number = small_number(word))
        if (const Alert* alert = find_alert(*number)) add(found, match_of(*alert));
    const std::string alert_name = fold_name(word);
    for (const Alert& alert : alerts())
        if (alert_name == fold_name(alert.name)
            || (!alert.other_name.empty() && alert_name == fold_name(alert.other_name)))
            add(found, match_of(alert));
    for_each_text([&](const Match& match, bool) {
        if (fold(match.text) == folded) add(found, match);
    });
    for (const CauseGuide& cause : causes()) {
        bool is_it =
            name == fold_name(tlslint::name(cause.cause)) || name == fold_name(cause.title);
        for (const std::string_view other : cause.other_names)
            is_it = is_it || name == fold_name(other);
        if (is_it && !says_alert) add(found, {.cause = &cause, .text = tlslint::name(cause.cause)});
    }
    if (const auto reason = reason_of(folded))
        if (const auto match = match_of_reason(*reason)) add(found, *match);
    // Spelled with hyphens it is a cause, with underscores an alert, where both have the name.
    if (topic.find('-') != npos)
        std::stable_partition(found.begin(), found.end(),
                              [](const Match& match) { return match.cause != nullptr; });
    return found;
}

/// Alerts and OpenSSL codes that a line gives as numbers.
std::vector<Match> by_numbers(std::string_view line) {
    std::vector<Match> found;
    constexpr std::string_view error = "error:";
    for (std::size_t at = line.find(error); at != npos; at = line.find(error, at + 1)) {
        const std::size_t begin = at + error.size();
        if (const auto reason = reason_of(line.substr(begin, line.find(':', begin) - begin)))
            if (const auto match = match_of_reason(*reason)) add(found, *match);
    }
    // OpenSSL's and GnuTLS's words, and those of Schannel's events.
    for (const std::string_view alert :
         {"alert number ", "fatal alert code is ", "fatal error code is "}) {
        for (std::size_t at = line.find(alert); at != npos; at = line.find(alert, at + 1)) {
            const std::size_t begin = at + alert.size();
            std::size_t end = begin;
            while (end < line.size() && line[end] >= '0' && line[end] <= '9') ++end;
            if (const auto number = small_number(line.substr(begin, end - begin)))
                if (const Alert* known = find_alert(*number)) add(found, match_of(*known));
        }
    }
    return found;
}

/// Known texts that stand in a pasted line, the most telling first.
std::vector<Match> by_fragments(const std::string& line) {
    std::vector<Hit> hits;
    const auto offer = [&](const Match& match, bool frame) {
        if (const auto place = place_of(line, fold(match.text)))
            hits.push_back({match, *place, frame});
    };
    for_each_text(offer);
    for (const Alert& alert : alerts())  // Java writes "Received fatal alert: handshake_failure"
        offer({.alert = &alert, .text = alert.name}, false);
    // What stands inside a longer text without gaps is a part of that, not a message of its own.
    const auto is_part = [&](const Hit& hit) {
        return std::any_of(hits.begin(), hits.end(), [&](const Hit& other) {
            return other.place.whole && other.place.letters > hit.place.letters
                   && other.place.begin <= hit.place.begin && hit.place.end <= other.place.end;
        });
    };
    std::vector<Hit> kept;
    std::copy_if(hits.begin(), hits.end(), std::back_inserter(kept),
                 [&](const Hit& hit) { return !is_part(hit); });
    std::stable_sort(kept.begin(), kept.end(), [](const Hit& a, const Hit& b) {
        return a.frame != b.frame ? b.frame : a.place.letters > b.place.letters;
    });
    std::vector<Match> found;
    for (const Hit& hit : kept) {
        // Of one speaker's frames the longest says enough.
        const bool said =
            hit.frame && std::any_of(found.begin(), found.end(), [&](const Match& match) {
                return match.speaker == hit.match.speaker;
            });
        if (!said) add(found, hit.match);
    }
    return found;
}

/// Whether a message is about an alert at a certain place, such as the handshake with an upstream.
bool names_an_alert(const Match& match) {
    return match.message && !match.message->frame && match.text.find(gap) != npos
           && std::any_of(alerts().begin(), alerts().end(), [&](const Alert& alert) {
                  return std::any_of(alert.texts.begin(), alert.texts.end(),
                                     [&](std::string_view text) {
                                         return find_words(fold(match.text), fold(text), 0) != npos;
                                     });
              });
}

/// Texts of which the topic is a part.
std::vector<Match> by_part(std::string_view topic) {
    std::vector<Match> found;
    const std::string part = fold_name(topic);
    if (part.size() < 4) return found;
    for_each_text([&](const Match& match, bool) {
        if (find_words(fold_name(match.text), part, 0) != npos) add(found, match);
    });
    for (const Alert& alert : alerts())
        if (find_words(fold_name(alert.name), part, 0) != npos) add(found, match_of(alert));
    return found;
}

}  // namespace

std::vector<const Diagnosis*> all_diagnoses() {
    std::vector<const Diagnosis*> all;
    for (const Alert& alert : alerts()) all.push_back(alert.diagnosis);
    for (const Speaker* speaker : speakers::all())
        for (const Message& message : speaker->messages) all.push_back(message.diagnosis);
    for (const CauseGuide& cause : causes())
        all.insert(all.end(), cause.diagnoses.begin(), cause.diagnoses.end());
    std::sort(all.begin(), all.end(),
              [](const Diagnosis* a, const Diagnosis* b) { return a->name < b->name; });
    all.erase(std::unique(all.begin(), all.end()), all.end());
    return all;
}

Answer everything() {
    Answer all{.is_list = true};
    for (const CauseGuide& cause : causes())
        all.matches.push_back({.cause = &cause, .text = name(cause.cause)});
    for (const Alert& alert : alerts()) all.matches.push_back(match_of(alert));
    for (const Speaker* speaker : speakers::all())
        for (const Message& message : speaker->messages)
            all.matches.push_back(
                {.speaker = speaker, .message = &message, .text = *message.texts.begin()});
    return all;
}

Answer find(std::string_view topic) {
    topic = topic.substr(0, longest_topic);
    Answer answer{.matches = by_name(topic)};
    if (!answer.matches.empty()) return answer;
    const std::string line = fold(topic);
    if (line.empty()) return answer;
    answer.matches = by_fragments(line);
    // BoringSSL and Python name OpenSSL's reasons: WRONG_VERSION_NUMBER.
    if (answer.matches.empty()) answer.matches = by_fragments(fold_name(line));
    // A code says the same as the words beside it; without them it is all there is. A message that
    // says more, because of what else stands in the line, comes before it.
    std::vector<Match> numbered = by_numbers(line);
    for (const Match& match : answer.matches) add(numbered, match);
    std::stable_partition(numbered.begin(), numbered.end(), names_an_alert);
    answer.matches = std::move(numbered);
    if (!answer.matches.empty()) return answer;
    answer.matches = by_part(topic);
    answer.is_list = answer.matches.size() > 1;
    return answer;
}

std::vector<std::string_view> nearest(std::string_view topic) {
    constexpr std::size_t most = 3, furthest = 4;
    struct Candidate {
        std::size_t distance;
        std::string_view name;
    };
    std::vector<Candidate> candidates;
    const std::string wanted = fold_name(topic);
    if (wanted.size() < 3 || wanted.size() > 64) return {};
    const std::size_t limit = std::min(furthest, wanted.size() / 3);
    const auto offer_as = [&](std::string_view spelled, std::string_view name) {
        const std::size_t distance = edit_distance(wanted, fold_name(spelled), limit);
        if (distance <= limit) candidates.push_back({distance, name});
    };
    const auto offer = [&](std::string_view name) { offer_as(name, name); };
    for (const Rule* rule : rules::all()) {
        offer(rule->name);
        // "hsts-lost" is meant for "http/hsts-lost".
        offer_as(rule->name.substr(rule->name.find('/') + 1), rule->name);
    }
    for (const CauseGuide& cause : causes()) offer(name(cause.cause));
    for (const Alert& alert : alerts()) offer(alert.name);
    for_each_text([&](const Match& match, bool) { offer(match.text); });
    std::stable_sort(
        candidates.begin(), candidates.end(),
        [](const Candidate& a, const Candidate& b) { return a.distance < b.distance; });
    std::vector<std::string_view> names;
    const bool exact = !candidates.empty() && candidates.front().distance == 0;
    for (const Candidate& candidate : candidates)
        if (names.size() < most && (!exact || candidate.distance == 0)
            && std::find(names.begin(), names.end(), candidate.name) == names.end())
            names.push_back(candidate.name);
    return names;
}

}  // namespace tlslint::explain
