// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/key_files.hpp"

#include "parsers/x509/pem.hpp"

#include <vector>

namespace tlslint::nginx {
namespace {

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

// The first private key of the file (PEM_read_bio_PrivateKey).
KeyFile read_first(std::string_view text, std::span<const std::string_view> passwords) {
    const x509::PemText pem = x509::split_pem(text, {});
    if (pem.too_large || pem.too_many) return {};
    using State = KeyFile::State;
    for (const x509::PemBlock& block : pem.blocks) {
        if (block.after_bom) return {};
        if (block.problem != x509::PemProblem::none)
            return {State::refused, describe(block.problem), std::nullopt};
        const auto format = x509::key_format(block.label);
        if (!format || *format == x509::KeyFormat::openssh) continue;
        const x509::PrivateKey key = x509::parse_private_key(block, passwords);
        switch (key.problem) {
        case x509::KeyProblem::none: return {State::fine, "", key.key};
        case x509::KeyProblem::locked: return {State::refused, "encrypted, no password", {}};
        case x509::KeyProblem::wrong_password:
            return {State::refused, "encrypted, wrong password", {}};
        case x509::KeyProblem::damaged:
        case x509::KeyProblem::unsupported:
        case x509::KeyProblem::too_slow:
        case x509::KeyProblem::unknown_format: return {};
        }
    }
    return {State::refused, "no start line", std::nullopt};
}

}  // namespace

const KeyFile& KeyFiles::read(const std::string& path, const std::string& passwords) {
    const auto [place, is_new] = known_.try_emplace({path, passwords});
    if (!is_new) return place->second;
    constexpr x509::PemLimits limits;
    Result<std::string> text = files_.read(path, limits.bytes);
    if (!text) return place->second;
    Result<std::string> secrets = std::string();
    if (!passwords.empty()) secrets = files_.read(passwords, limits.bytes);
    if (secrets) {
        const auto list =
            passwords.empty() ? std::vector<std::string_view>() : passwords_in(*secrets);
        place->second = read_first(*text, list);
        x509::wipe(*secrets);
    }
    x509::wipe(*text);
    return place->second;
}

}  // namespace tlslint::nginx
