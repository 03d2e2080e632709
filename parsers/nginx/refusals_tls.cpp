// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/refusals_tls.hpp"

#include "parsers/model/strength.hpp"
#include "parsers/nginx/defaults.hpp"
#include "parsers/nginx/include.hpp"
#include "parsers/openssl/context.hpp"
#include "parsers/openssl/levels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tlslint::nginx {
namespace {

using Reading = FileContents::Reading;

// The first version that caches what it loads, and says so in other words (CHANGES 1.27.2).
bool caches_objects(ServerVersion version) {
    return version >= ServerVersion{1, 27, 2};
}

}  // namespace

std::optional<Word> TlsRefusals::fixed_word(const Deciding& written) {
    if (!written || written.one().args().empty()) return std::nullopt;
    const Word word = written.one().args()[0];
    if (word.text.empty() || is_variable(word.text)) return std::nullopt;
    return word;
}

bool TlsRefusals::is_clean(const Scope& scope) const {
    const auto touched = [&](Directive directive) { return refusals_.is_touched(directive); };
    for (const Scope* at = &scope; at; at = at->outer()) {
        if (std::any_of(at->settings().begin(), at->settings().end(), touched)) return false;
        // The servers beside this one are no concern of its own.
        if (at == &scope && std::any_of(at->blocks().begin(), at->blocks().end(), touched))
            return false;
    }
    return true;
}

// What is in a file that is there; null where that cannot be said.
const FileContents* TlsRefusals::contents_of(const FileReference& file) {
    static constexpr FileContents directory{.reading = Reading::first_refused,
                                            .refusal = "Is a directory"};
    if (file.absent || file.deployed.empty()) return nullptr;
    if (file.status == FileStatus::Kind::directory) return &directory;
    return file.contents && file.contents->reading != Reading::unknown ? file.contents : nullptr;
}

std::optional<int> TlsRefusals::check_ciphers(const Scope& scope, std::string_view directive) {
    const Deciding written = deciding(scope, directive);
    const int usual = model_.facts.security_level;
    if (!written) {
        if (scope.is_open() || scope.has_gaps()) return std::nullopt;
        return usual;
    }
    const Word word = written.one().args()[0];
    if (is_variable(word.text)) return std::nullopt;
    const openssl::Evaluation& evaluation = offers_.ciphers(word.text);
    if (evaluation.refusal == openssl::Refusal::limit) return std::nullopt;
    if (!evaluation.ok()) {
        const bool none = evaluation.refusal == openssl::Refusal::no_cipher_match;
        refusals_.add(none ? Problem::Kind::no_cipher : Problem::Kind::refused, word.span,
                      fmt::format("SSL_CTX_set_cipher_list(\"{}\") failed ({})", word.text,
                                  none ? "no cipher match" : "invalid command"));
        return std::nullopt;
    }
    return ciphers_come_first(version()) ? evaluation.security_level.value_or(usual) : usual;
}

// The keys and certificates of an SSL_CTX, one of each type (ssl_set_cert and ssl_set_pkey of
// ssl/ssl_rsa.c).
struct TlsRefusals::Slots {
    struct Slot {
        bool has_certificate = false;
        std::optional<x509::Sha256> id;  // of the certificate's key
    };
    std::array<Slot, 7> by_type{};
    Slot& operator[](x509::KeyType type) { return by_type.at(static_cast<std::size_t>(type)); }
};

void TlsRefusals::check_pairs(const Scope& scope, const Deciding& certificates,
                              const Deciding& keys, std::string_view passwords,
                              std::optional<int> level) {
    const std::size_t count = certificates.statements.size();
    if (keys.statements.size() < count) return;
    std::vector<std::pair<Word, Word>> pairs;
    for (std::size_t i = 0; i < count; ++i) {
        const Words certificate = certificates.statements[i].args();
        const Words key = keys.statements[i].args();
        if (certificate.empty() || key.empty()) return;
        // One variable among them, and all are loaded at each handshake.
        if (is_variable(certificate[0].text) || is_variable(key[0].text)) return;
        pairs.emplace_back(certificate[0], key[0]);
    }
    Slots slots;
    for (const auto& [certificate, key] : pairs) {
        CertificatePair pair{.certificate = files_.look_at(certificate, FileUse::certificate, true),
                             .key = files_.look_at(key, FileUse::key, true)};
        if (!check_certificate(*pair.certificate, certificate, level)) return;
        files_.read_key(pair, scope, passwords);
        check_key(pair, key, slots);
    }
}

bool TlsRefusals::check_certificate(const FileReference& file, Word word,
                                    std::optional<int> level) {
    const FileContents* const contents = contents_of(file);
    if (!contents) return false;
    if (contents->reading == Reading::fine) return !level || check_strength(file, word, *level);
    refuse_certificates(file, word, *contents);
    return false;
}

void TlsRefusals::refuse_certificates(const FileReference& file, Word word,
                                      const FileContents& contents) {
    const bool first = contents.reading == Reading::first_refused;
    refuse_incomplete(word.span,
                      fmt::format("cannot load certificate \"{}\": {}() failed ({})", file.deployed,
                                  first ? "PEM_read_bio_X509_AUX" : "PEM_read_bio_X509",
                                  contents.refusal));
}

bool TlsRefusals::check_strength(const FileReference& file, Word word, int level) {
    bool leaf = true;
    for (const x509::Certificate& certificate : file.contents->certificates) {
        const std::string_view why = too_weak(certificate, leaf, model_.facts.library, level);
        if (!why.empty()) {
            std::string message = fmt::format(
                "{}(\"{}\") failed ({})", leaf ? "SSL_CTX_use_certificate" : "SSL_CTX_set0_chain",
                file.deployed, why);
            // What level 2 refuses is weak by itself, and told so.
            constexpr int usual_level = 2;
            level <= usual_level ? refuse_incomplete(word.span, std::move(message))
                                 : refuse(word.span, std::move(message));
            return false;
        }
        leaf = false;
    }
    return true;
}

void TlsRefusals::check_key(const CertificatePair& pair, Word word, Slots& slots) {
    const x509::PublicKey& shown = pair.certificate->contents->certificates.front().key;
    slots[shown.type] = {true, shown.id};
    const FileReference& file = *pair.key;
    if (file.deployed.empty() || file.absent) return;
    const auto refuse_key = [&](std::string_view why) {
        refuse_incomplete(word.span, fmt::format("cannot load certificate key \"{}\": "
                                                 "PEM_read_bio_PrivateKey() failed ({})",
                                                 file.deployed, why));
    };
    if (file.status == FileStatus::Kind::directory) return refuse_key("Is a directory");
    if (!pair.key_contents) return;
    if (pair.key_contents->reading == Reading::first_refused)
        return refuse_key(pair.key_contents->refusal);
    const x509::PublicKey* const given = pair.public_key();
    if (!given || !given->id || given->type == x509::KeyType::other) return;
    const Slots::Slot& slot = slots[given->type];
    if (!slot.has_certificate || !slot.id || slot.id == given->id) return;
    refuse_incomplete(
        word.span,
        fmt::format("SSL_CTX_use_PrivateKey(\"{}\") failed (key values mismatch)", file.deployed));
}

void TlsRefusals::check_authorities(const Scope& scope, std::string_view directive, FileUse use) {
    const auto word = fixed_word(deciding(scope, directive));
    if (!word) return;
    const FileReference* const file = files_.look_at(*word, use, true);
    const FileContents* const contents = contents_of(*file);
    if (!contents || contents->reading == Reading::fine) return;
    if (caches_objects(version())) return refuse_certificates(*file, *word, *contents);
    refuse_incomplete(word->span, fmt::format("SSL_CTX_load_verify_locations(\"{}\") failed ({})",
                                              file->deployed, contents->refusal));
}

void TlsRefusals::check_crl(const Scope& scope, std::string_view directive) {
    const auto word = fixed_word(deciding(scope, directive));
    if (!word) return;
    const FileReference* const file = files_.look_at(*word, FileUse::crl, true);
    const FileContents* const contents = contents_of(*file);
    if (!contents || contents->reading == Reading::fine) return;
    refuse_incomplete(
        word->span, caches_objects(version())
                        ? fmt::format("cannot load CRL \"{}\": PEM_read_bio_X509_CRL() failed ({})",
                                      file->deployed, contents->refusal)
                        : fmt::format("X509_LOOKUP_load_file(\"{}\") failed ({})", file->deployed,
                                      file->contents->refusal));
}

void TlsRefusals::check_dh(const Scope& scope, std::optional<int> level) {
    const auto word = fixed_word(deciding(scope, "ssl_dhparam"));
    if (!word) return;
    const FileReference* const file = files_.look_at(*word, FileUse::dh_parameters, true);
    const FileContents* const contents = contents_of(*file);
    if (!contents) return;
    if (contents->reading != Reading::fine) {
        return refuse_incomplete(word->span,
                                 fmt::format("PEM_read_bio_DHparams(\"{}\") failed ({})",
                                             file->deployed, contents->refusal));
    }
    // Whether OpenSSL takes them is not asked before: seen in 1.18.0, not in 1.22.1.
    if (version() < ServerVersion{1, 22, 0} || !level || contents->dh_bits == 0) return;
    if (openssl::key_allowed(openssl::KeyType::dh, contents->dh_bits, model_.facts.library.version,
                             *level))
        return;
    refuse(word->span,
           fmt::format("SSL_CTX_set_tmp_dh(\"{}\") failed (dh key too small)", file->deployed));
}

void TlsRefusals::check_groups(const Scope& scope) {
    const Deciding written = deciding(scope, "ssl_ecdh_curve");
    if (!written || written.one().args().empty()) return;
    const Word word = written.one().args()[0];
    if (is_variable(word.text) || word.text == "auto") return;
    const openssl::GroupList& groups = offers_.groups(word.text);
    if (groups.ok() || groups.refusal == openssl::GroupsRefusal::limit) return;
    refusals_.add(groups.refusal == openssl::GroupsRefusal::unknown ? Problem::Kind::unknown_group
                                                                    : Problem::Kind::refused,
                  word.span, fmt::format("SSL_CTX_set1_curves_list(\"{}\") failed", word.text));
}

void TlsRefusals::check_ticket_keys(const Scope& scope) {
    constexpr std::uint64_t aes128 = 48;
    constexpr std::uint64_t aes256 = 80;  // since 1.11.8 (CHANGES)
    for (const Directive statement : deciding(scope, "ssl_session_ticket_key").statements) {
        const Word word = statement.args()[0];
        if (is_variable(word.text)) continue;
        const FileReference* const file = files_.look_at(word, FileUse::ticket_key, true);
        if (!file->is_there()) continue;
        const std::uint64_t size = files_.size_of(std::string(file->deployed));
        const bool older = version() < ServerVersion{1, 11, 8};
        if (size == aes128 || (size == aes256 && !older)) continue;
        const std::string wanted = fmt::format("must be 48 {}bytes", older ? "" : "or 80 ");
        refuse_incomplete(word.span, fmt::format("\"{}\" {}", file->deployed, wanted));
        model_.remarks.push_back({Remark::Kind::ticket_key_refused,
                                  word.span,
                                  word.text,
                                  {},
                                  model_.arena.keep(fmt::format("{}, has {}", wanted, size))});
    }
}

void TlsRefusals::check_stapling_file(const Scope& scope) {
    const auto word = fixed_word(deciding(scope, "ssl_stapling_file"));
    if (!word) return;
    const FileReference* const file = files_.look_at(*word, FileUse::stapling, true);
    const FileContents* const contents = contents_of(*file);
    if (contents && contents->reading == Reading::first_refused)
        refuse_incomplete(word->span,
                          fmt::format("d2i_OCSP_RESPONSE_bio(\"{}\") failed", file->deployed));
}

void TlsRefusals::check_commands(const Scope& scope, std::string_view directive) {
    openssl::Context context;
    for (const Directive statement : deciding(scope, directive).statements) {
        const Words words = statement.args();
        if (words.size() != 2 || is_variable(words[0].text) || is_variable(words[1].text)) return;
        const auto done =
            openssl::apply(words[0].text, words[1].text, model_.facts.library, context);
        if (done == openssl::Command::done) continue;
        return refuse(
            words[0].span,
            fmt::format("SSL_CONF_cmd(\"{}\", \"{}\") failed ({})", words[0].text, words[1].text,
                        done == openssl::Command::bad_value ? "bad value" : "unknown cmd name"));
    }
}

}  // namespace tlslint::nginx
