// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/openssl/versions.hpp"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::haproxy {

/// A setting as somebody wrote it.
struct Said {
    Word word;       // the value, or the flag itself
    Span statement;  // the line
    bool inherited = false;
    bool set = false;
    [[nodiscard]] explicit operator bool() const { return set; }
    /// Without data() where nothing is said, as openssl::Context wants it.
    [[nodiscard]] std::string_view text() const { return set ? word.text : std::string_view(); }
};

/// What the words for TLS of a bind or server line, or of global's defaults for them, add up to
/// (sections 3.2 to 4.2 of the reference).
struct TlsWords {
    Said ssl;
    openssl::ProtocolSet excluded{};  // no-sslv3, no-tlsv1x
    std::vector<Said> exclusions;
    std::optional<openssl::Protocol> min{}, max{};
    Said min_said, max_said;
    Said ciphers, ciphersuites, curves, ecdhe, sigalgs, client_sigalgs, alpn;
    Said no_tickets, no_alpn, prefer_client, strict_sni, early_data;
    std::vector<Said> ticket_keys;
    Said verify, ca_file, ca_verify_file, crl_file, ca_ignore, crt_ignore;
    Said accept_proxy;
    struct Source {
        enum class Kind : std::uint8_t { certificate, list };
        Kind kind = Kind::certificate;
        Said said;
        bool fallback = false;  // default-crt
    };
    std::vector<Source> sources;  // crt, default-crt and crt-list, in their order
    // Of servers.
    Said verifyhost, sni, check, check_ssl, no_check_ssl, check_sni, check_port, check_address,
        no_sni_auto, send_proxy, backup, no_ssl;
    bool keeps_context = false;  // no-ssl behind the ssl of default-server: it stays prepared
    std::vector<Said> inert;     // words for TLS that do nothing without `ssl`
    Said lost;                   // the first word behind an empty one
    Said unknown;                // a word that this version does not have, with what follows it
    struct Repeat {
        std::string_view word;
        Said earlier, later;
    };
    std::vector<Repeat> repeats;  // said again in one breath, and not the same
    Said npn, generates, sign_file;
    struct Wrong {
        Said at;
        std::string message;  // in HAProxy's words
    };
    std::vector<Wrong> wrong;  // values that are missing, or none of those that the word takes
    bool open = false;         // holds a variable that is not known where a word could stand

    /// global's defaults, taken over when the word `ssl` is read.
    void inherit(const TlsWords& defaults);
};

enum class Line : std::uint8_t { bind, server, list_entry, bind_options, server_options };

/// Reads words[from…] as HAProxy does, each with the values that it takes. `defaults` are taken
/// over at `ssl` (and, of servers, `check-ssl`).
void read_words(const Model& model, Line line, std::span<const Word> words, Span statement,
                const TlsWords& defaults, TlsWords& into);

/// What is wrong with a time, "5s", in HAProxy's words; "" if nothing is.
std::string wrong_delay(std::string_view text);

/// The version that "no-tlsv12" and the like exclude.
std::optional<openssl::Protocol> version_excluded(std::string_view word);

/// Whether some version has the word, on a bind or a server line.
bool is_known_word(std::string_view word, bool on_bind);

/// Everything that was said is said elsewhere.
void mark_inherited(TlsWords& words);

/// Whether a variable that nobody knows stands in the word.
bool is_open(const Model& model, const Word& word);

Origin origin_of(Model& model, const Said& said);

}  // namespace tlslint::haproxy
