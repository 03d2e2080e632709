// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/globals.hpp"

#include "parsers/text/path.hpp"

#include <fmt/format.h>

#include <charconv>
#include <vector>

namespace tlslint::haproxy {
namespace {

// DHE came to need parameters with 2.6, and 1024 bits became 2048 with 2.2 (section 3.1).
int builtin_dh_bits(const ServerVersion& version) {
    if (version >= ServerVersion{2, 6, 0}) return 0;
    return version >= ServerVersion{2, 2, 0} ? 2048 : 1024;
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// Times are seconds, or carry a unit.
std::optional<int> seconds(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
    const auto value = number(text.substr(0, digits));
    if (!value) return std::nullopt;
    const std::string_view unit = text.substr(digits);
    if (unit.empty() || unit == "s") return value;
    if (unit == "m") return *value * 60;
    if (unit == "h") return *value * 3600;
    if (unit == "d") return *value * 86400;
    if (unit == "ms") return *value / 1000;
    return std::nullopt;
}

struct Place {
    std::string_view end;  // of the name
    Said TlsWords::*member;
};
constexpr Place places[] = {{"ciphers", &TlsWords::ciphers},
                            {"ciphersuites", &TlsWords::ciphersuites},
                            {"curves", &TlsWords::curves},
                            {"sigalgs", &TlsWords::sigalgs},
                            {"client-sigalgs", &TlsWords::client_sigalgs}};

void read_defaults(const Model& model, Directive line, std::string_view rest, Line kind,
                   TlsWords& words) {
    if (rest == "options") {
        std::vector<Word> all;
        for (const Word word : line.args()) all.push_back(word);
        read_words(model, kind, all, line.span(), {}, words);
        return;
    }
    // Parsed and never applied (section 3.1).
    if (rest == "client-sigalgs" && kind == Line::bind_options) return;
    for (const Place& place : places) {
        if (place.end == rest)
            words.*place.member = {.word = line.args()[0], .statement = line.span(), .set = true};
    }
}

void read_extra_files(Words words, Globals& globals) {
    bool any = false, key = false, ocsp = false, issuer = false, bundle = false;
    for (const Word word : words) {
        any = true;
        const bool all = word.text == "all";
        key = key || all || word.text == "key";
        ocsp = ocsp || all || word.text == "ocsp";
        issuer = issuer || all || word.text == "issuer";
        bundle = bundle || all || word.text == "bundle";
    }
    if (!any) return;
    globals.extra_keys = key;
    globals.extra_ocsp = ocsp;
    globals.extra_issuers = issuer;
    globals.extra_bundles = bundle;
}

void read_default_path(Model& model, NamedFiles& files, Directive line) {
    const std::string_view what = line.args()[0].text;
    const std::string_view file = model.sources[line.tree().file()].deployed_path();
    if (what == "config") {
        files.working_directory(std::string(directory_of(file)));
    } else if (what == "parent") {
        files.working_directory(std::string(directory_of(directory_of(file))));
    } else if (what == "origin" && line.args().size() > 1) {
        files.working_directory(std::string(line.args()[1].text));
    } else if (what == "current") {
        files.working_directory(files.options().prefix);
    }
}

}  // namespace

Globals::Globals(const ServerVersion& version)
    : extra_keys(version >= ServerVersion{2, 2, 0}), dh_bits(builtin_dh_bits(version)) {}

void read_global(Model& model, NamedFiles& files, Directive line, Globals& globals) {
    constexpr std::string_view for_bind = "ssl-default-bind-", for_server = "ssl-default-server-";
    const std::string_view name = line.name().text;
    if (name == "ssl-load-extra-del-ext") {
        globals.drops_extension = true;
        return;
    }
    if (name == "ssl-skip-self-issued-ca") {
        globals.drops_roots = true;
        return;
    }
    if (name == "tune.ssl.force-private-cache") {
        globals.cache.kind = SessionCache::Kind::builtin;
        return;
    }
    if (line.args().empty() || line.args()[0].text.empty()) return;
    const Word value = line.args()[0];
    if (name.starts_with(for_bind)) {
        read_defaults(model, line, name.substr(for_bind.size()), Line::bind_options, globals.bind);
    } else if (name.starts_with(for_server)) {
        read_defaults(model, line, name.substr(for_server.size()), Line::server_options,
                      globals.server);
    } else if (name == "crt-base") {
        globals.crt_base = value.text;
    } else if (name == "ca-base") {
        globals.ca_base = value.text;
    } else if (name == "key-base") {
        globals.key_base = value.text;
    } else if (name == "default-path") {
        read_default_path(model, files, line);
    } else if (name == "ssl-load-extra-files") {
        read_extra_files(line.args(), globals);
    } else if (name == "tune.ssl.default-dh-param") {
        globals.dh_bits = number(value.text).value_or(globals.dh_bits);
        globals.names_dh_bits = true;
        if (!globals.dh_file_bits)
            globals.dh_said = {
                .word = value, .statement = line.span(), .inherited = true, .set = true};
    } else if (name == "ssl-dh-param-file") {
        const FileReference* file =
            files.look_at(value, files.resolve(value.text, ""), FileUse::dh_parameters, true);
        globals.dh_file_bits = file->contents ? files.dh_bits_of(*file->contents) : 2048;
        if (file->contents && file->contents->dh_bits > *globals.dh_file_bits)
            model.trees[static_cast<std::size_t>(value.span.file)].add_problems(
                {{Problem::Kind::refused, value.span,
                  fmt::format("'{}': unable to load DH parameters from file <{}>.", name,
                              value.text)}});
        globals.dh_said = {.word = value, .statement = line.span(), .inherited = true, .set = true};
    } else if (name == "ssl-security-level") {
        globals.security_level = number(value.text);
        globals.security_level_said = {.word = value, .statement = line.span(), .set = true};
    } else if (name == "tune.ssl.lifetime") {
        globals.cache.seconds = seconds(value.text).value_or(7200);
        globals.lifetime_said = {.word = value, .statement = line.span(), .set = true};
    } else if (name == "tune.ssl.cachesize") {
        if (number(value.text) == 0) globals.cache.kind = SessionCache::Kind::off;
        globals.cache_said = {.word = value, .statement = line.span(), .set = true};
    } else if (name == "issuers-chain-path") {
        globals.finds_issuers = true;
    } else if (name == "ssl-passphrase-cmd") {
        globals.asks_for_passphrases = true;
    } else if (name == "ocsp-update.mode") {
        globals.updates_ocsp = value.text == "on";
    }
}

void read_store(Model&, NamedFiles& files, Directive section, Globals& globals) {
    const std::string_view store =
        section.args().empty() ? std::string_view() : section.args()[0].text;
    std::string crt_base = globals.crt_base, key_base = globals.key_base;
    for (const Directive line : section.block()) {
        if (line.active() == Truth::no) continue;
        const Words words = line.args();
        if (line.name().text == "crt-base" && !words.empty()) crt_base = words[0].text;
        if (line.name().text == "key-base" && !words.empty()) key_base = words[0].text;
        if (line.name().text != "load") continue;
        StoredCertificate stored;
        std::string_view alias;
        for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
            const std::string_view word = words[i].text;
            const Said value{.word = words[i + 1], .statement = line.span(), .set = true};
            if (word == "crt") stored.crt = value;
            if (word == "key") stored.key = value;
            if (word == "ocsp") stored.ocsp = value;
            if (word == "issuer") stored.issuer = value;
            if (word == "alias") alias = value.word.text;
            if (word == "ocsp-update") stored.updates_ocsp = value.word.text == "on";
            if (word == "acme" || word == "generate-dummy") stored.may_be_absent = true;
        }
        if (!stored.crt) continue;
        stored.crt_path = files.resolve(stored.crt.text(), crt_base);
        if (stored.key) stored.key_path = files.resolve(stored.key.text(), key_base);
        if (stored.issuer) stored.issuer_path = files.resolve(stored.issuer.text(), crt_base);
        if (stored.ocsp) stored.ocsp_path = files.resolve(stored.ocsp.text(), crt_base);
        std::string called;
        if (!alias.empty() || !store.empty())
            called = fmt::format("@{}/{}", store, alias.empty() ? stored.crt.text() : alias);
        else
            called = stored.crt_path;
        globals.stores.insert_or_assign(called, stored);
    }
}

}  // namespace tlslint::haproxy
