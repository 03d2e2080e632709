// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/context.hpp"

#include "parsers/openssl/ciphersuites.hpp"
#include "parsers/openssl/evaluate.hpp"
#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/list.hpp"
#include "parsers/openssl/signature_algorithms.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

namespace tlslint::openssl {
namespace {

using enum Version;
using Handler = bool (*)(std::string_view value, const Library& library, Context& context);

// A word of a list with its sign.
struct Signed {
    std::string_view name;
    bool on = true;
};

Signed without_sign(std::string_view item) {
    if (item.starts_with('+')) return {item.substr(1)};
    if (item.starts_with('-')) return {item.substr(1), false};
    return {item};
}

// Applies `set(name, on)` to each word; false where one is empty or refused.
template <class Set>
bool for_each_word(std::string_view value, const Set& set) {
    const auto items = split(value, ',');
    return std::all_of(items.begin(), items.end(), [&](std::string_view item) {
        const auto [name, on] = without_sign(item);
        return !item.empty() && set(name, on);
    });
}

bool set_protocol(std::string_view value, const Library&, Context& context) {
    return for_each_word(value, [&](std::string_view name, bool on) {
        if (equal_without_case(name, "ALL")) {
            context.protocols = on ? ProtocolSet::all() : ProtocolSet{Protocol::ssl2};
            return true;
        }
        for (const Protocol protocol : ProtocolSet::all()) {
            if (!equal_without_case(name, openssl::name(protocol))) continue;
            if (on)
                context.protocols.insert(protocol);
            else if (protocol != Protocol::ssl2)  // that has no option any more
                context.protocols.erase(protocol);
            return true;
        }
        return equal_without_case(name, "DTLSv1") || equal_without_case(name, "DTLSv1.2");
    });
}

bool set_bound(std::string_view value, std::optional<Protocol>& bound) {
    if (value == "None") {
        bound.reset();
        return true;
    }
    if (value == "DTLSv1" || value == "DTLSv1.2") return true;
    const auto protocol = parse_protocol(value);
    if (!protocol || *protocol == Protocol::ssl2) return false;
    bound = protocol;
    return true;
}
bool set_oldest(std::string_view value, const Library&, Context& context) {
    return set_bound(value, context.oldest);
}
bool set_newest(std::string_view value, const Library&, Context& context) {
    return set_bound(value, context.newest);
}

// The words of Options. Those without a member change nothing that a handshake shows.
struct OptionRow {
    std::string_view name;
    bool Context::*member = nullptr;
    Version since = v1_0_2;
};
constexpr OptionRow options[] = {
    {"SessionTicket", &Context::tickets},
    {"EmptyFragments"},
    {"Bugs"},
    {"Compression", &Context::compression},
    {"ServerPreference", &Context::server_preference},
    {"NoResumptionOnRenegotiation"},
    {"DHSingle"},
    {"ECDHSingle"},
    {"UnsafeLegacyRenegotiation", &Context::unsafe_renegotiation},
    {"EncryptThenMac", nullptr, v1_1_1},
    {"NoRenegotiation", nullptr, v1_1_1},
    {"AllowNoDHEKEX", nullptr, v1_1_1},
    {"PrioritizeChaCha", &Context::prioritize_chacha, v1_1_1},
    {"MiddleboxCompat", nullptr, v1_1_1},
    {"AntiReplay", nullptr, v1_1_1},
    {"UnsafeLegacyServerConnect", nullptr, v3_0},
    {"ClientRenegotiation", nullptr, v3_0},
    {"ExtendedMasterSecret", nullptr, v3_0},
    {"CANames", nullptr, v3_0},
    {"KTLS", nullptr, v3_0},
    {"StrictCertCheck", nullptr, v3_0},
    {"TxCertificateCompression", nullptr, v3_2},
    {"RxCertificateCompression", nullptr, v3_2},
    {"KTLSTxZerocopySendfile", nullptr, v3_2},
    {"IgnoreUnexpectedEOF", nullptr, v3_2},
    {"PreferNoDHEKEX", nullptr, v3_5},
};

bool set_options(std::string_view value, const Library& library, Context& context) {
    return for_each_word(value, [&](std::string_view name, bool on) {
        const auto row =
            std::find_if(std::begin(options), std::end(options), [&](const OptionRow& option) {
                return equal_without_case(option.name, name) && library.version >= option.since;
            });
        if (row == std::end(options)) return false;
        if (row->member) context.*row->member = on;
        return true;
    });
}

bool set_verify(std::string_view value, const Library& library, Context& context) {
    // Each word adds; nothing takes away (ssl_set_option_list on the flags of cmd_VerifyMode).
    context.verify = Context::Verify::none;
    return for_each_word(value, [&](std::string_view name, bool on) {
        const auto is = [&](std::string_view word) { return equal_without_case(name, word); };
        const bool later =
            library.version >= v1_1_1 && (is("RequestPostHandshake") || is("RequirePostHandshake"));
        if (is("Require") && on) context.verify = Context::Verify::require;
        if (is("Request") && on && context.verify == Context::Verify::none)
            context.verify = Context::Verify::request;
        return is("Request") || is("Require") || is("Once") || later;
    });
}

bool set_ciphers(std::string_view value, const Library& library, Context& context) {
    if (!evaluate(value, library).ok()) return false;
    context.ciphers = value;
    return true;
}
bool set_ciphersuites(std::string_view value, const Library& library, Context& context) {
    if (!parse_ciphersuites(value, library.version).ok) return false;
    context.ciphersuites = value;
    return true;
}
bool set_groups(std::string_view value, const Library& library, Context& context) {
    if (!parse_groups(value, library.version).ok()) return false;
    context.groups = value;
    return true;
}
bool set_curve(std::string_view value, const Library& library, Context& context) {
    const auto is_automatic = [&](std::string_view word) {
        return equal_without_case(value, word);
    };
    if (is_automatic("+automatic") || is_automatic("automatic") || value == "auto") return true;
    return find_group(value, library.version) && set_groups(value, library, context);
}
bool set_signatures(std::string_view value, const Library& library, Context& context) {
    if (!parse_signatures(value, library.version).ok()) return false;
    context.signature_algorithms = value;
    return true;
}
bool set_client_signatures(std::string_view value, const Library& library, Context& context) {
    if (!parse_signatures(value, library.version).ok()) return false;
    context.client_signature_algorithms = value;
    return true;
}

template <std::string_view Context::*member>
bool set_text(std::string_view value, const Library&, Context& context) {
    context.*member = value;
    return true;
}
bool accept(std::string_view, const Library&, Context&) {
    return true;
}
// What atoi makes of it: digits with a sign in front, anything else counts as 0.
int leading_number(std::string_view value) {
    int number = 0;
    const std::size_t begin = value.starts_with('+') ? 1 : 0;
    std::from_chars(value.data() + begin, value.data() + value.size(), number);
    return number;
}
bool set_ticket_count(std::string_view value, const Library&, Context&) {
    return leading_number(value) >= 0;  // cmd_NumTickets
}
bool set_padding(std::string_view value, const Library&, Context&) {
    constexpr int largest = 16'384;  // SSL3_RT_MAX_PLAIN_LENGTH, of cmd_RecordPadding
    const int number = leading_number(value);
    return number >= 0 && number <= largest;
}

struct CommandRow {
    std::string_view name;
    Handler handler;
    Version since = v1_0_2;
};
constexpr CommandRow commands[] = {
    {"Protocol", set_protocol},
    {"MinProtocol", set_oldest, v1_1_1},
    {"MaxProtocol", set_newest, v1_1_1},
    {"Options", set_options},
    {"VerifyMode", set_verify, v1_1_1},
    {"CipherString", set_ciphers},
    {"Ciphersuites", set_ciphersuites, v1_1_1},
    {"Curves", set_groups},
    {"Groups", set_groups, v1_1_1},
    {"ECDHParameters", set_curve},
    {"SignatureAlgorithms", set_signatures},
    {"ClientSignatureAlgorithms", set_client_signatures},
    {"DHParameters", set_text<&Context::dh_parameters>},
    {"Certificate", set_text<&Context::certificate>},
    {"PrivateKey", set_text<&Context::private_key>},
    {"ServerInfoFile", accept},
    {"ChainCAPath", accept, v1_1_1},
    {"ChainCAFile", accept, v1_1_1},
    {"ChainCAStore", accept, v3_0},
    {"VerifyCAPath", accept, v1_1_1},
    {"VerifyCAFile", accept, v1_1_1},
    {"VerifyCAStore", accept, v3_0},
    {"RequestCAPath", accept, v1_1_1},
    {"RequestCAFile", accept, v1_1_1},
    {"RequestCAStore", accept, v3_0},
    {"ClientCAPath", accept, v1_1_1},
    {"ClientCAFile", accept, v1_1_1},
    {"ClientCAStore", accept, v3_0},
    {"RecordPadding", set_padding, v1_1_1},
    {"NumTickets", set_ticket_count, v1_1_1},
};

}  // namespace

Command apply(std::string_view name, std::string_view value, const Library& library,
              Context& context) {
    const auto row =
        std::find_if(std::begin(commands), std::end(commands), [&](const CommandRow& command) {
            return equal_without_case(command.name, name) && library.version >= command.since;
        });
    if (row == std::end(commands)) return Command::unknown_command;
    Context changed = context;
    if (!row->handler(value, library, changed)) return Command::bad_value;
    context = changed;
    return Command::done;
}

}  // namespace tlslint::openssl
