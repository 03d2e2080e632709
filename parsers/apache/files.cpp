// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/files.hpp"

#include "parsers/apache/scope.hpp"
#include "parsers/text/path.hpp"
#include "parsers/x509/pem.hpp"

#include <fmt/format.h>

namespace tlslint::apache {
namespace {

using namespace std::string_view_literals;

// Object identifiers as they stand in EC parameters.
constexpr std::pair<std::string_view, std::string_view> curves[] = {
    {"\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07"sv, "prime256v1"},
    {"\x06\x05\x2b\x81\x04\x00\x22"sv, "secp384r1"},
    {"\x06\x05\x2b\x81\x04\x00\x23"sv, "secp521r1"},
    {"\x06\x05\x2b\x81\x04\x00\x0a"sv, "secp256k1"},
};

}  // namespace

bool names_no_file(std::string_view value) {
    return value.starts_with("pkcs11:");
}

const FileReference* NamedFiles::look_at(const Argument& word, FileUse use, bool opened) {
    const std::uint64_t at =
        (std::uint64_t{static_cast<std::uint32_t>(word.span.file)} << 32) | word.span.begin;
    const auto [place, is_new] = by_word_.try_emplace({at, use, word.text});
    if (is_new) {
        FileReference& reference = model_.files.emplace_back();
        place->second = &reference;
        reference.use = use;
        reference.at = word.span;
        reference.written = word.text;
        if (!holds_variable(word) && !word.text.empty() && !names_no_file(word.text)) {
            const std::string path = joined(model_.prefix, word.text);
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

const FileContents* NamedFiles::read_as(const FileReference& file, FileUse use) {
    return file.is_there() ? cache_.contents(std::string(file.deployed), use) : nullptr;
}

std::string_view NamedFiles::curve_in(const FileReference& file) {
    if (!file.is_there()) return "";
    const auto [place, is_new] = curves_.try_emplace(file.deployed);
    if (!is_new) return place->second;
    Result<std::string> text =
        cache_.system().read(std::string(file.deployed), x509::PemLimits{}.bytes);
    if (!text) return "";
    for (const x509::PemBlock& block : x509::split_pem(*text, {}).blocks) {
        if (block.label != "EC PARAMETERS" || block.problem != x509::PemProblem::none) continue;
        const std::string_view der(reinterpret_cast<const char*>(block.der.data()),
                                   block.der.size());
        for (const auto& [object, name] : curves) {
            if (der == object) place->second = name;
        }
        break;
    }
    x509::wipe(*text);  // a key may stand beside it
    return place->second;
}

std::string_view NamedFiles::default_of_httpd() {
    if (default_of_httpd_.empty()) {
        default_of_httpd_ =
            model_.arena.keep(fmt::format("default of Apache httpd {}", model_.facts.server_text));
    }
    return default_of_httpd_;
}

std::string_view NamedFiles::default_of_openssl() {
    if (default_of_openssl_.empty()) {
        default_of_openssl_ =
            model_.arena.keep(fmt::format("default of OpenSSL {}", model_.facts.openssl_text));
    }
    return default_of_openssl_;
}

}  // namespace tlslint::apache
