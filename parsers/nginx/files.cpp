// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/files.hpp"

#include "parsers/nginx/include.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

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

// Each file once, however many words name it.
const FileContents* NamedFiles::contents(const std::string& path, FileUse use) {
    const bool pem = use == FileUse::certificate || use == FileUse::dh_parameters
                     || use == FileUse::trusted_ca || use == FileUse::client_ca
                     || use == FileUse::crl;
    if (!pem) return nullptr;
    const auto [place, is_new] = contents_.try_emplace({path, use});
    if (is_new) {
        place->second =
            read_contents(model_.arena, files_, path, use, model_.facts.library.version);
    }
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
    FileReference& reference = *place->second;
    reference.opened = reference.opened || opened;
    if (opened && !reference.contents && !reference.absent
        && reference.status == FileStatus::Kind::regular && !reference.deployed.empty())
        reference.contents = contents(std::string(reference.deployed), use);
    return &reference;
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
