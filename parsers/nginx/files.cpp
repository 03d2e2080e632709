// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/files.hpp"

#include "parsers/nginx/include.hpp"
#include "parsers/text/ascii.hpp"

#include <algorithm>

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

}  // namespace

const FileStatus& NamedFiles::status(const std::string& path) {
    const auto [place, is_new] = by_path_.try_emplace(path);
    if (is_new) place->second = files_.status(path);
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
        const bool variable =
            word.text.find('$') != std::string_view::npos || has_placeholder(word.text);
        if (!variable && !names_no_file(word.text, use, model_.facts.server)) {
            const std::string path = full_name(model_, word.text);
            const FileStatus& found = status(path);
            // Not found from a directory that is a guess says nothing.
            const bool certain = !model_.prefix_guessed || word.text.starts_with('/')
                                 || found.kind != FileStatus::Kind::missing;
            if (certain) reference.deployed = model_.arena.keep(path);
            reference.status = found.kind;
            reference.error = model_.arena.keep(found.error);
            reference.absent = options_.files_elsewhere
                               || options_.is_absent(files_.deployed(files_.printed(path)));
        }
    }
    place->second->opened = place->second->opened || opened;
    return place->second;
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
        CertificatePair pair{.certificate = look_at(certificate[0], FileUse::certificate, loaded)};
        if (i < keys.statements.size() && !keys.statements[i].args().empty()) {
            pair.key = look_at(keys.statements[i].args()[0], FileUse::key, loaded);
        }
        pairs.push_back(pair);
    }
    return {.value = model_.arena.keep(pairs), .origin = origin_of(model_.arena, certificates)};
}

void NamedFiles::look_at_others(const Scope& server, bool loaded) {
    const Deciding verify = deciding(server, "ssl_verify_client");
    const bool verifies = verify && !verify.one().args().empty()
                          && !equal_ignoring_case(verify.one().args()[0].text, "off");
    const bool staples = flag(deciding(server, "ssl_stapling")).value_or(false);
    const struct {
        std::string_view directive;
        FileUse use;
        bool opened;
    } rows[] = {
        {"ssl_trusted_certificate", FileUse::trusted_ca, loaded},
        {"ssl_client_certificate", FileUse::client_ca, loaded && verifies},
        {"ssl_crl", FileUse::crl, loaded},
        {"ssl_dhparam", FileUse::dh_parameters, loaded},
        {"ssl_password_file", FileUse::password, true},  // read while the configuration is parsed
        {"ssl_session_ticket_key", FileUse::ticket_key, loaded},
        {"ssl_stapling_file", FileUse::stapling, loaded && staples},
    };
    for (const auto& row : rows) {
        for (const Directive statement : deciding(server, row.directive).statements) {
            if (statement.args().size() == 1) look_at(statement.args()[0], row.use, row.opened);
        }
    }
}

}  // namespace tlslint::nginx
