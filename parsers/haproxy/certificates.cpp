// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/certificates.hpp"

#include "parsers/haproxy/versions.hpp"
#include "parsers/model/strength.hpp"
#include "parsers/text/ascii.hpp"
#include "parsers/text/backup.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tlslint::haproxy {
namespace {

constexpr std::size_t most_files = 100'000;  // of a directory
constexpr std::string_view companions[] = {".key", ".issuer", ".ocsp", ".sctl"};

bool is_companion(std::string_view name) {
    return std::any_of(std::begin(companions), std::end(companions),
                       [&](std::string_view end) { return name.ends_with(end); });
}

// That select it, in small letters.
std::vector<std::string> names_of(const LoadedCertificate& one, const x509::Certificate& leaf) {
    std::vector<std::string> names;
    for (const std::string_view name : one.filters) names.push_back(lowered(name));
    if (!names.empty()) return names;
    for (const x509::Name& name : leaf.names) names.push_back(lowered(name.text));
    if (!leaf.common_name.empty()) names.push_back(lowered(leaf.common_name));
    return names;
}

}  // namespace

HiddenCertificates find_hidden(std::span<const Certificates* const> groups) {
    HiddenCertificates hidden;
    std::map<std::pair<std::string_view, std::string>, const LoadedCertificate*> taken;
    for (const Certificates* group : groups) {
        for (const LoadedCertificate& one : *group) {
            const x509::Certificate* const leaf = one.pair.leaf();
            if (!leaf) continue;
            const LoadedCertificate* winner = nullptr;
            bool any = taken.empty();  // the first answers for unknown names too
            for (std::string& name : names_of(one, *leaf)) {
                const auto [place, is_new] =
                    taken.try_emplace({one.pair.key_type, std::move(name)}, &one);
                if (!is_new) winner = place->second;
                any = any || is_new;
            }
            const bool same =
                winner && winner->pair.certificate->deployed == one.pair.certificate->deployed;
            if (!any && winner && !same) hidden.emplace(&one, winner);
        }
    }
    return hidden;
}

// Clients that know ECDSA get the certificate with such a key for their name, whatever its curve,
// and TLS 1.3 has few of these (ssl_sock_switchctx_cbk).
bool reach_tls13(std::span<const LoadedCertificate* const> certificates,
                 const ServerVersion& version) {
    // BUG/MINOR: ssl: suboptimal certificate selection with TLSv1.3 and dual ECDSA/RSA
    if (!has_mends_of_2023(version)) return true;
    std::map<std::string, openssl::Keys> chosen;  // by name
    for (const LoadedCertificate* one : certificates) {
        const x509::Certificate* const leaf = one->pair.leaf();
        if (!leaf) return true;
        const openssl::Keys kind = key_kind(leaf->key);
        std::vector<std::string> names = names_of(*one, *leaf);
        // A client asks for no name that it would not accept.
        if (one->filters.empty() && !leaf->names.empty()) names.resize(leaf->names.size());
        for (std::string& name : names) {
            const auto [place, is_new] = chosen.try_emplace(std::move(name), kind);
            if (!is_new && !has(place->second, openssl::ecdsa_keys)
                && has(kind, openssl::ecdsa_keys))
                place->second = kind;
        }
    }
    return chosen.empty() || std::any_of(chosen.begin(), chosen.end(), [](const auto& entry) {
               return entry.second != openssl::Keys::ecdsa_other;
           });
}

// Until 3.5 OpenSSL asked for the digest of the signature, too (observed with SHA-224 at level 3:
// 1.1.1 and 3.0 end the handshake, 3.5 and 3.6 do not).
bool ends_handshakes(const x509::Certificate& certificate, const openssl::Library& library,
                     int level) {
    return library.version < openssl::Version::v3_5
               ? !too_weak(certificate, true, library, level).empty()
               : is_too_weak(certificate.key, library, level);
}

const Certificates& CertificateLoader::load(const TlsWords::Source& source,
                                            const Globals& globals) {
    const Word& word = source.said.word;
    const bool list = source.kind == TlsWords::Source::Kind::list;
    // The same path in other circumstances is another thing.
    const std::string key = fmt::format(
        "{}\n{}\n{}\n{}\n{}{}{}{}", list, word.text, globals.crt_base, files_.resolve("x", ""),
        globals.extra_keys, globals.extra_ocsp, globals.extra_bundles, globals.drops_extension);
    const auto [place, is_new] = known_.try_emplace(key);
    // A single file is cheap, and has a place of its own to report.
    if (!is_new && (list || place->second->size() != 1)) return *place->second;
    Certificates& certificates = kept_.emplace_back();
    place->second = &certificates;
    if (list)
        add_list(word, globals, certificates);
    else
        add_path(word, word.text, globals, true, certificates);
    return certificates;
}

CertificatePair CertificateLoader::load_for_client(const Said& said, const Globals& globals) {
    Certificates one;
    add_file(said.word, files_.resolve_late(said.text(), globals.crt_base), globals, one);
    return one.front().pair;
}

void CertificateLoader::add_path(const Word& word, std::string_view written, const Globals& globals,
                                 bool directories, Certificates& into) {
    const std::string path = is_open(model_, word) ? "" : files_.resolve(written, globals.crt_base);
    const auto stored =
        globals.stores.find(written.starts_with('@') ? written : std::string_view(path));
    if (stored != globals.stores.end()) return add_stored(stored->second, globals, into);
    if (written.starts_with('@') && model_.facts.server >= ServerVersion{3, 0, 0}
        && !is_open(model_, word))
        refuse(word.span, fmt::format("unable to stat SSL certificate from file '{}' : No such "
                                      "file or directory.",
                                      written));
    if (path.empty() || files_.is_absent(path)) return add_file(word, path, globals, into);
    const FileStatus::Kind kind = files_.cache().status(path).kind;
    if (kind == FileStatus::Kind::directory && directories)
        return add_directory(word, path, globals, into);
    if (kind == FileStatus::Kind::missing && globals.extra_bundles
        && add_bundle(word, path, globals, into))
        return;
    add_file(word, path, globals, into);
}

void CertificateLoader::complete(LoadedCertificate& certificate, FileReference* file,
                                 const Globals& globals) {
    file->finds_chain = globals.finds_issuers;
    file->drops_roots = globals.drops_roots;
    certificate.pair.certificate = file;
    certificate.pair.has_passwords = globals.asks_for_passphrases;
    certificate.files.push_back(file);
    if (const FileReference* key = certificate.pair.key; key && key->opened && key->is_there())
        certificate.pair.key_contents =
            files_.cache().contents(std::string(key->deployed), FileUse::key);
    if (certificate.pair.key) certificate.files.push_back(certificate.pair.key);
    for (const FileReference* beside : {certificate.ocsp, certificate.issuer}) {
        if (beside) certificate.files.push_back(beside);
    }
    if (const x509::Certificate* const leaf = certificate.pair.leaf())
        certificate.pair.key_type = key_type_name(leaf->key);
    work_out_stapling(certificate, globals);
    refuse_issuer(certificate);
}

// What is named or lies there as the issuer must be it, even where the chain holds it, too.
void CertificateLoader::refuse_issuer(const LoadedCertificate& certificate) {
    const FileReference* const issuer = certificate.issuer;
    const x509::Certificate* const leaf = certificate.pair.leaf();
    if (!issuer || !certificate.ocsp || !leaf || !issuer->contents
        || issuer->contents->certificates.empty()
        || may_have_issued(issuer->contents->certificates.front(), *leaf))
        return;
    refuse(issuer->at, fmt::format("'{}' is not an issuer'.", issuer->written));
}

void CertificateLoader::work_out_stapling(LoadedCertificate& certificate, const Globals& globals) {
    certificate.pair.response = certificate.updates_ocsp ? nullptr : certificate.ocsp;
    certificate.pair.stapled = certificate.ocsp || certificate.updates_ocsp;
    if (!certificate.pair.leaf()) return;
    const x509::Certificate& leaf = *certificate.pair.leaf();
    const bool asks = certificate.ocsp || (certificate.updates_ocsp && !leaf.ocsp_urls.empty());
    const auto above = certificate.pair.certificate->contents->certificates.subspan(1);
    certificate.pair.lacks_issuer =
        asks && !certificate.issuer && !globals.finds_issuers
        && std::none_of(above.begin(), above.end(),
                        [&](const x509::Certificate& each) { return may_have_issued(each, leaf); });
}

void CertificateLoader::add_file(const Word& word, const std::string& path, const Globals& globals,
                                 Certificates& into, std::string_view below) {
    LoadedCertificate certificate{.at = word.span};
    const std::string_view whole = model_.arena.keep(fmt::format("{}{}", word.text, below));
    FileReference* file = files_.look_at(word, path, FileUse::certificate, true);
    file->written = whole;
    const bool there = file->is_there();
    std::string stem = path;
    if (globals.drops_extension && stem.ends_with(".crt")) stem.resize(stem.size() - 4);
    const auto beside = [&](std::string_view end, FileUse use) -> FileReference* {
        const std::string companion = stem + std::string(end);
        if (files_.cache().status(companion).kind != FileStatus::Kind::regular) return nullptr;
        FileReference* reference = files_.look_at(word, companion, use, true);
        std::string_view written = whole;
        if (globals.drops_extension && written.ends_with(".crt")) written.remove_suffix(4);
        reference->written = model_.arena.keep(fmt::format("{}{}", written, end));
        return reference;
    };
    if (there) {
        if (globals.extra_keys && has_no_key(path, file))
            certificate.pair.key = beside(".key", FileUse::key);
        if (globals.extra_ocsp) certificate.ocsp = beside(".ocsp", FileUse::stapling);
        // Nobody looks for the issuer where there is no response.
        if (certificate.ocsp && globals.extra_issuers)
            certificate.issuer = beside(".issuer", FileUse::certificate);
        const FileContents* dh = files_.cache().contents(path, FileUse::dh_parameters);
        if (dh) certificate.dh_bits = files_.dh_bits_of(*dh);
    }
    if (there && !certificate.pair.key && !globals.drops_extension && path.ends_with(".crt"))
        note_misnamed(word, path);
    // The key stands in the same file, if that can be read at all.
    const bool readable = !file->contents || file->contents->reading == FileContents::Reading::fine;
    if (!certificate.pair.key && readable && !has_no_key(path, file)) {
        FileReference* key = files_.look_at(word, path, FileUse::key, there);
        key->written = whole;
        certificate.pair.key = key;
    }
    certificate.updates_ocsp = globals.updates_ocsp;
    complete(certificate, file, globals);
    into.push_back(std::move(certificate));
}

// The file has been read, and no key stands in it.
bool CertificateLoader::has_no_key(const std::string& path, const FileReference* file) {
    if (!file->contents) return false;
    const FileContents* read = files_.cache().contents(path, FileUse::key);
    return read && !read->key && read->problem == x509::FileProblem::wrong_kind;
}

// site.key beside site.crt, which HAProxy would call site.crt.key.
void CertificateLoader::note_misnamed(const Word& word, const std::string& path) {
    const std::string beside = path.substr(0, path.size() - 4) + ".key";
    if (files_.cache().status(beside).kind != FileStatus::Kind::regular) return;
    const FileContents* read = files_.cache().contents(path, FileUse::key);
    const bool has_key = read && read->key;
    if (!has_key)
        model_.remarks.push_back({Remark::Kind::companion_misnamed,
                                  word.span,
                                  model_.arena.keep(beside),
                                  {},
                                  model_.arena.keep(path + ".key")});
}

void CertificateLoader::add_stored(const StoredCertificate& stored, const Globals& globals,
                                   Certificates& into) {
    LoadedCertificate certificate{.at = stored.crt.word.span};
    FileReference* file =
        files_.look_at(stored.crt.word, stored.crt_path, FileUse::certificate, true);
    if (stored.may_be_absent && file->status == FileStatus::Kind::missing) file->absent = true;
    const bool there = file->is_there();
    if (stored.key)
        certificate.pair.key = files_.look_at(stored.key.word, stored.key_path, FileUse::key, true);
    else if (!has_no_key(stored.crt_path, file))
        certificate.pair.key =
            files_.look_at(stored.crt.word, stored.crt_path, FileUse::key, there);
    if (stored.issuer)
        certificate.issuer =
            files_.look_at(stored.issuer.word, stored.issuer_path, FileUse::certificate, true);
    if (stored.ocsp)
        certificate.ocsp =
            files_.look_at(stored.ocsp.word, stored.ocsp_path, FileUse::stapling, true);
    certificate.updates_ocsp = stored.updates_ocsp;
    complete(certificate, file, globals);
    into.push_back(std::move(certificate));
}

void CertificateLoader::add_directory(const Word& word, const std::string& path,
                                      const Globals& globals, Certificates& into) {
    const auto names = files_.cache().system().list(path, most_files);
    if (!names) return add_file(word, path, globals, into);
    for (const std::string& name : *names) {
        if (name.starts_with('.') || is_companion(name)) continue;
        const std::string file = fmt::format("{}/{}", path, name);
        if (files_.cache().status(file).kind == FileStatus::Kind::directory) continue;
        const bool slash = word.text.ends_with('/');
        const std::size_t before = model_.files.size();
        add_file(word, file, globals, into, fmt::format("{}{}", slash ? "" : "/", name));
        const FileContents* contents = into.back().pair.certificate->contents;
        const bool stray = contents && contents->certificates.empty()
                           && contents->reading == FileContents::Reading::first_refused;
        if (!stray && !is_backup_name(name)) continue;
        model_.remarks.push_back({Remark::Kind::file_stray,
                                  word.span,
                                  model_.arena.keep(name),
                                  {},
                                  stray ? "is no certificate" : "is a backup copy"});
        // That says it all: what else is missing in such a file is of no interest.
        for (std::size_t i = before; stray && i < model_.files.size(); ++i)
            model_.files[i].opened = false;
    }
}

bool CertificateLoader::add_bundle(const Word& word, const std::string& path,
                                   const Globals& globals, Certificates& into) {
    bool any = false;
    for (const std::string_view end : {".rsa", ".ecdsa", ".dsa"}) {
        const std::string file = path + std::string(end);
        if (files_.cache().status(file).kind != FileStatus::Kind::regular) continue;
        any = true;
        add_file(word, file, globals, into, end);
    }
    return any;
}

}  // namespace tlslint::haproxy
