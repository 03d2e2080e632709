// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/files.hpp"

#include "parsers/haproxy/tls_words.hpp"
#include "parsers/text/path.hpp"

#include <fmt/format.h>

namespace tlslint::haproxy {

std::string NamedFiles::resolve(std::string_view written, std::string_view base,
                                std::string_view directory) {
    if (written.empty() || written.starts_with('@')) return "";
    std::string path(written);
    while (path.size() > 1 && path.ends_with('/')) path.pop_back();
    if (path.starts_with('/')) return path;
    if (!base.empty()) path = fmt::format("{}/{}", base, path);
    if (path.starts_with('/')) return path;
    return directory.empty() ? "" : joined(directory, path);
}

bool NamedFiles::is_absent(const std::string& path) const {
    const FileSystem& system = cache_.system();
    return options_.files_elsewhere || options_.is_absent(system.deployed(system.printed(path)));
}

FileReference* NamedFiles::look_at(const Word& word, const std::string& path, FileUse use,
                                   bool opened) {
    FileReference& reference = model_.files.emplace_back();
    reference.use = use;
    reference.at = word.span;
    reference.written = word.text;
    reference.opened = opened;
    if (path.empty() || is_open(model_, word)) return &reference;
    cache_.look_at(path, options_, reference);
    // Since 2.6 a directory of authorities will do; what it holds is not looked into.
    const bool for_trust = use == FileUse::client_ca || use == FileUse::trusted_ca;
    if (for_trust && reference.status == FileStatus::Kind::directory
        && model_.facts.server >= ServerVersion{2, 6, 0})
        reference.opened = false;
    if (use != FileUse::key && opened && reference.is_there())
        reference.contents = cache_.contents(path, use);
    return &reference;
}

// OpenSSL's decoders, which it uses from 3.0 on, are asked for "DH", and X9.42 is "DHX" to them.
int NamedFiles::dh_bits_of(const FileContents& contents) const {
    const bool passes_over =
        contents.dh_is_x942 && model_.facts.library.version >= openssl::Version::v3_0;
    return passes_over ? 0 : contents.dh_bits;
}

std::string_view NamedFiles::default_of_haproxy() {
    if (default_of_haproxy_.empty()) {
        default_of_haproxy_ =
            model_.arena.keep(fmt::format("default of HAProxy {}", model_.facts.server_text));
    }
    return default_of_haproxy_;
}

std::string_view NamedFiles::default_of_openssl() {
    if (default_of_openssl_.empty()) {
        default_of_openssl_ =
            model_.arena.keep(fmt::format("default of OpenSSL {}", model_.facts.openssl_text));
    }
    return default_of_openssl_;
}

}  // namespace tlslint::haproxy
