// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "rules/engine/rule.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

/// What is known about failed handshakes: the nine causes, the alerts, and the messages of servers,
/// libraries and clients. Data, and the search in it; `tlslint explain` and
/// docs/handshake-errors.md print it.
namespace tlslint::explain {

/// One of the nine causes, and how to tell whether it is this one.
struct Suspect {
    Cause cause;
    std::string_view when;
};

/// What to do about a kind of failure. Many messages share one.
struct Diagnosis {
    std::string_view name;               // "chain-incomplete"
    List<Suspect, 5> suspects;           // most likely first; none: nothing failed
    List<std::string_view, 8> rules;     // names of the catalogue that find it in a configuration
    List<std::string_view, 3> commands;  // how to see it on the wire or in the model
    std::string_view remedy;
    /// Lines for each server, where its configuration mends it: inside `server { }`, inside
    /// `<VirtualHost>`, and whole `bind` or `server` lines.
    std::string_view nginx, apache, haproxy;
};

/// Something a program prints.
struct Message {
    /// As printed; "…" stands for what varies. Matched without regard to case.
    List<std::string_view, 5> texts;
    std::string_view meaning;
    const Diagnosis* diagnosis;
    /// Wraps the real reason, which stands in the same line.
    bool frame = false;
    /// OpenSSL's reason number: the low bits of its `error:…` codes.
    unsigned reason = 0;
};

/// A program that prints messages. Each is one file of `speakers/` that defines one constant named
/// after itself.
struct Speaker {
    std::string_view name;
    std::string_view where;  // where its messages are seen
    Reference source;        // where their wording comes from
    std::span<const Message> messages;
};

namespace speakers {
/// Every speaker, by name of its file.
std::span<const Speaker* const> all();
}  // namespace speakers

/// An entry of the IANA registry of TLS alerts.
struct Alert {
    unsigned number;
    std::string_view name;        // of RFC 8446 where it has one, else of the registry
    std::string_view other_name;  // in older documents or programs, or ""
    std::string_view versions;    // of TLS that send it
    std::string_view meaning;
    const Diagnosis* diagnosis;
    List<std::string_view, 8> texts;  // what OpenSSL, GnuTLS, browsers … print for it
};

std::span<const Alert> alerts();
const Alert* find_alert(unsigned number);

/// One of the nine.
struct CauseGuide {
    Cause cause;
    std::string_view title;
    List<std::string_view, 8> other_names;  // of live.md, and what people type
    std::string_view meaning;
    List<std::string_view, 14> rules;
    std::string_view decidable;           // what of it a configuration tells
    std::string_view undecidable;         // what only the running server tells, and why
    std::string_view live;                // a command line
    std::string_view live_shows;          // what that command shows then
    List<const Diagnosis*, 6> diagnoses;  // its remedies
};

std::span<const CauseGuide> causes();

/// A step of the handshake, as `tlslint diagnose` names it.
struct Step {
    std::string_view name;
    std::string_view happens;
    std::string_view fails;
    List<Cause, 5> causes;
};

std::span<const Step> steps();

/// Every diagnosis that a message, alert or cause refers to, each once, by name.
std::vector<const Diagnosis*> all_diagnoses();

/// What was found; exactly one pointer is set, except that `speaker` goes with `message`.
struct Match {
    const Rule* rule = nullptr;
    const CauseGuide* cause = nullptr;
    const Alert* alert = nullptr;
    const Speaker* speaker = nullptr;
    const Message* message = nullptr;
    std::string_view text;  // the one of its texts or names that fits
};

struct Answer {
    std::vector<Match> matches;  // the most telling first
    /// The topic is only a part of what was found, so each is as likely as the next.
    bool is_list = false;
};

/// Rules, causes, alerts and messages that a topic names, or that stand in a pasted line. Of longer
/// text only the first `longest_topic` bytes are looked at.
inline constexpr std::size_t longest_topic = 8192;
Answer find(std::string_view topic);

/// All causes, alerts and messages.
Answer everything();

/// Names most like a topic that nothing is known about, best first, few.
std::vector<std::string_view> nearest(std::string_view topic);

}  // namespace tlslint::explain
