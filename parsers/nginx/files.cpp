// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/files.hpp"

#include "parsers/nginx/include.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace tlslint::nginx {
namespace {

// Values that name no file: PEM text (certificates and keys, 1.15.10), an OpenSSL engine's key
// (1.7.9), a store's key (1.29.0; a relative file name before).
bool names_no_file(std::string_view value, FileUse use, ServerVersion version) {
    const bool key = use == FileUse::key;
    if (!key && use != FileUse::certificate) return false;
    if (value.starts_with("data:")) return true;
    return key
           && (value.starts_with("engine:")
               || (value.starts_with("store:") && version >= ServerVersion{1, 29, 0}));
}

// One password a line, empty lines left out, one that is empty if there is none
// (ngx_ssl_read_password_file).
std::vector<std::string_view> passwords_in(std::string_view text) {
    std::vector<std::string_view> passwords;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (!line.empty()) passwords.push_back(line);
    }
    if (passwords.empty()) passwords.emplace_back("");
    return passwords;
}

}  // namespace

// A private key with the passwords that a file holds.
const FileContents* NamedFiles::unlocked(const std::string& key, const std::string& passwords) {
    const auto [place, is_new] = unlocked_.try_emplace({key, passwords});
    if (!is_new) return place->second;
    const FileSystem& system = cache_.system();
    Result<std::string> secrets = system.read(passwords, x509::PemLimits{}.bytes);
    const auto list = secrets ? passwords_in(*secrets) : std::vector<std::string_view>();
    place->second =
        read_contents(model_.arena, system, key, FileUse::key, model_.facts.library.version, list);
    if (secrets) x509::wipe(*secrets);
    return place->second;
}

const FileReference* NamedFiles::look_at(Word word, FileUse use, bool opened) {
    const std::uint64_t key =
        (std::uint64_t{static_cast<std::uint32_t>(word.span.file)} << 32) | word.span.begin;
    const auto [place, is_new] = by_word_.try_emplace(key);
    if (is_new) {
        FileReference& reference = model_.files.emplace_back();
        place->second = &reference;
        reference.use = use;
        reference.at = word.span;
        reference.written = word.text;
        // A file named by a variable is opened at each handshake, and only the server can say
        // which.
        if (!is_variable(word.text) && !names_no_file(word.text, use, model_.facts.server)) {
            const std::string path = full_name(model_, word.text);
            cache_.look_at(path, options_, reference);
            // Not found from a directory that is a guess says nothing.
            const bool certain = !model_.prefix_guessed || word.text.starts_with('/')
                                 || reference.status != FileStatus::Kind::missing;
            if (!certain) reference.deployed = "";
        }
    }
    FileReference& reference = *place->second;
    reference.opened = reference.opened || opened;
    if (use != FileUse::key && opened && !reference.contents && reference.is_there())
        reference.contents = cache_.contents(std::string(reference.deployed), use);
    return &reference;
}

void NamedFiles::read_key(CertificatePair& pair, const Scope& scope, std::string_view directive) {
    if (!pair.key || !pair.key->opened || !pair.key->is_there()) return;
    std::string passwords;
    bool unknown = scope.is_open() || scope.has_gaps();
    if (const Deciding written = deciding(scope, directive);
        written && !written.one().args().empty()) {
        const FileReference* const file = look_at(written.one().args()[0], FileUse::password, true);
        unknown = !file->is_there();
        if (!unknown) passwords = file->deployed;
        pair.has_passwords = true;
    }
    const std::string key(pair.key->deployed);
    const FileContents* const read =
        passwords.empty() ? cache_.contents(key, FileUse::key) : unlocked(key, passwords);
    const bool locked = read && read->key && read->key->encrypted;
    if (!locked || !unknown) pair.key_contents = read;
}

Setting<std::span<const CertificatePair>> NamedFiles::certificates(const Scope& server,
                                                                   bool loaded) {
    const Deciding certificates = deciding(server, "ssl_certificate");
    if (!certificates) return {.origin = default_origin(server, "nginx has none")};
    const Deciding keys = deciding(server, "ssl_certificate_key");
    std::vector<CertificatePair> pairs;
    for (std::size_t i = 0; i < certificates.statements.size(); ++i) {
        const Words certificate = certificates.statements[i].args();
        if (certificate.empty()) continue;
        if (certificate[0].text.empty()) continue;
        CertificatePair pair{.certificate = look_at(certificate[0], FileUse::certificate, loaded)};
        if (const FileContents* contents = pair.certificate->contents;
            contents && !contents->certificates.empty())
            pair.key_type = key_type_name(contents->certificates.front().key);
        if (i < keys.statements.size() && !keys.statements[i].args().empty()) {
            pair.key = look_at(keys.statements[i].args()[0], FileUse::key, loaded);
            read_key(pair, server, "ssl_password_file");
        }
        pairs.push_back(pair);
    }
    return {.value = model_.arena.keep(pairs), .origin = origin_of(model_.arena, certificates)};
}

std::string_view NamedFiles::default_of_nginx() {
    if (default_of_nginx_.empty()) {
        default_of_nginx_ =
            model_.arena.keep(fmt::format("default of nginx {}", model_.facts.server_text));
    }
    return default_of_nginx_;
}

std::string_view NamedFiles::default_of_openssl() {
    if (default_of_openssl_.empty()) {
        default_of_openssl_ =
            model_.arena.keep(fmt::format("default of OpenSSL {}", model_.facts.openssl_text));
    }
    return default_of_openssl_;
}

}  // namespace tlslint::nginx
