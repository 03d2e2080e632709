// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/certificates.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::haproxy {
namespace {

constexpr std::size_t most_files = 100'000;             // of a directory
constexpr std::uint64_t most_list_bytes = 64ULL << 20;  // of a list
constexpr std::string_view companions[] = {".key", ".issuer", ".ocsp", ".sctl"};

bool is_companion(std::string_view name) {
    return std::any_of(std::begin(companions), std::end(companions),
                       [&](std::string_view end) { return name.ends_with(end); });
}

// Words of a list's line that are a crt-store's (section 3.3), with a value each.
bool is_about_files(std::string_view word) {
    return word == "ocsp-update" || word == "key" || word == "ocsp" || word == "issuer"
           || word == "sctl" || word == "alias" || word == "acme" || word == "domains";
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

}  // namespace

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
    add_file(said.word, files_.resolve(said.text(), globals.crt_base), globals, one);
    return one.front().pair;
}

void CertificateLoader::add_path(const Word& word, std::string_view written, const Globals& globals,
                                 bool directories, Certificates& into) {
    const std::string path = is_open(model_, word) ? "" : files_.resolve(written, globals.crt_base);
    const auto stored =
        globals.stores.find(written.starts_with('@') ? written : std::string_view(path));
    if (stored != globals.stores.end()) return add_stored(stored->second, globals, into);
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
    certificate.pair.response = certificate.updates_ocsp ? nullptr : certificate.ocsp;
    certificate.pair.stapled = certificate.ocsp || certificate.updates_ocsp;
    const FileContents* contents = file->contents;
    if (!contents || contents->certificates.empty()) return;
    const x509::Certificate& leaf = contents->certificates.front();
    certificate.pair.key_type = key_type_name(leaf.key);
    const bool asks = certificate.ocsp || (certificate.updates_ocsp && !leaf.ocsp_urls.empty());
    const auto above = contents->certificates.subspan(1);
    certificate.pair.lacks_issuer =
        asks && !certificate.issuer && !globals.finds_issuers
        && std::none_of(above.begin(), above.end(), [&](const x509::Certificate& each) {
               return may_have_issued(each, leaf);
           });
}

void CertificateLoader::add_file(const Word& word, const std::string& path, const Globals& globals,
                                 Certificates& into) {
    LoadedCertificate certificate{.at = word.span};
    FileReference* file = files_.look_at(word, path, FileUse::certificate, true);
    const bool there = file->is_there();
    std::string stem = path;
    if (globals.drops_extension && stem.ends_with(".crt")) stem.resize(stem.size() - 4);
    const auto beside = [&](std::string_view end, FileUse use) -> FileReference* {
        const std::string companion = stem + std::string(end);
        if (files_.cache().status(companion).kind != FileStatus::Kind::regular) return nullptr;
        return files_.look_at(word, companion, use, true);
    };
    if (there) {
        if (globals.extra_keys) certificate.pair.key = beside(".key", FileUse::key);
        if (globals.extra_ocsp) certificate.ocsp = beside(".ocsp", FileUse::stapling);
        // Nobody looks for the issuer where there is no response.
        if (certificate.ocsp && globals.extra_issuers)
            certificate.issuer = beside(".issuer", FileUse::certificate);
        const FileContents* dh = files_.cache().contents(path, FileUse::dh_parameters);
        if (dh) certificate.dh_bits = dh->dh_bits;
    }
    if (there && !certificate.pair.key && !globals.drops_extension && path.ends_with(".crt"))
        note_misnamed(word, path);
    // The key stands in the same file, if that can be read at all.
    const bool readable = !file->contents || file->contents->reading == FileContents::Reading::fine;
    if (!certificate.pair.key && readable && !has_no_key(path, file))
        certificate.pair.key = files_.look_at(word, path, FileUse::key, there);
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
        certificate.pair.key =
            files_.look_at(stored.key.word, stored.key_path, FileUse::key, true);
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
        add_file(word, file, globals, into);
        const FileContents* contents = into.back().pair.certificate->contents;
        if (contents && contents->certificates.empty()
            && contents->reading == FileContents::Reading::first_refused)
            model_.remarks.push_back(
                {Remark::Kind::file_stray, word.span, model_.arena.keep(name)});
    }
}

bool CertificateLoader::add_bundle(const Word& word, const std::string& path,
                                   const Globals& globals, Certificates& into) {
    bool any = false;
    for (const std::string_view end : {".rsa", ".ecdsa", ".dsa"}) {
        const std::string file = path + std::string(end);
        if (files_.cache().status(file).kind != FileStatus::Kind::regular) continue;
        any = true;
        add_file(word, file, globals, into);
    }
    return any;
}

void CertificateLoader::add_list(const Word& word, const Globals& globals, Certificates& into) {
    const std::string path = is_open(model_, word) ? "" : files_.resolve(word.text, "");
    // What it includes, as far as anything in HAProxy is.
    FileReference* reference = files_.look_at(word, path, FileUse::certificate, false);
    Inclusion inclusion{.at = word.span, .deployed = path};
    auto text = reference->is_there() ? files_.cache().system().read(path, most_list_bytes)
                                      : Result<std::string>(Error{std::string(reference->error)});
    if (!text) {
        using State = Inclusion::State;
        inclusion.detail = text.error();
        inclusion.state = path.empty()        ? State::unknown
                          : reference->absent ? State::absent
                          : reference->status == FileStatus::Kind::missing ? State::missing
                                                                           : State::unreadable;
        if (path.empty()) inclusion.detail = "which list that is cannot be said from here";
        model_.inclusions.push_back(std::move(inclusion));
        LoadedCertificate unknown{.at = word.span};
        complete(unknown, reference, globals);
        into.push_back(std::move(unknown));
        return;
    }
    const FileId file =
        model_.sources.add(files_.cache().system().printed(path), path, std::move(*text));
    const std::string_view whole = model_.sources[file].text();
    model_.trees.emplace_back(file, whole);
    inclusion.files = {file};
    model_.inclusions.push_back(std::move(inclusion));
    for (std::size_t begin = 0; begin < whole.size() && into.size() < most_files;) {
        const std::size_t end = std::min(whole.find('\n', begin), whole.size());
        // Only at the very beginning of the line.
        if (whole[begin] != '#')
            add_line(file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                     globals, into);
        begin = end + 1;
    }
}

// CRT [OPTIONS] FILTERS (section 5.4 of the reference).
void CertificateLoader::add_line(FileId file, std::uint32_t begin, std::uint32_t end,
                                 const Globals& globals, Certificates& into) {
    const std::string_view text = model_.sources[file].text();
    std::vector<Word> before, options;
    bool inside = false;
    std::string_view misread;
    const std::size_t first_byte = text.find_first_not_of(" \t", begin);
    if (first_byte != begin && first_byte < end && text[first_byte] == '#')
        misread = "an indented comment is a certificate's name";
    for (std::uint32_t at = begin; at < end;) {
        const char c = text[at];
        if (is_blank(c)) {
            ++at;
        } else if (c == '[' || c == ']') {
            inside = c == '[';
            if (inside && before.size() > 1) misread = "options do not stand right behind the file";
            ++at;
        } else {
            std::uint32_t stop = at;
            while (stop < end && !is_blank(text[stop]) && text[stop] != '[' && text[stop] != ']')
                ++stop;
            (inside ? options : before)
                .push_back({.text = text.substr(at, stop - at), .span = {file, at, stop}});
            at = stop;
        }
    }
    if (inside) misread = "the bracket is not closed";
    for (std::size_t i = 1; i < before.size(); ++i) {
        if (before[i].text.starts_with('#')) misread = "a comment behind the names is a name";
    }
    if (!misread.empty())
        model_.remarks.push_back({Remark::Kind::list_misread,
                                  {file, begin, end},
                                  text.substr(begin, end - begin),
                                  {},
                                  misread});
    if (before.empty()) return;
    const std::size_t first = into.size();
    add_path(before[0], before[0].text, globals, false, into);
    for (std::size_t i = first; i < into.size(); ++i) {
        LoadedCertificate& certificate = into[i];
        certificate.at = {file, begin, end};
        for (std::size_t k = 1; k < before.size(); ++k)
            certificate.filters.push_back(before[k].text);
        certificate.pair.names = model_.arena.keep(certificate.filters);
        if (options.empty()) continue;
        std::vector<Word> for_tls;
        for (std::size_t k = 0; k < options.size(); ++k) {
            if (options[k].text == "ocsp-update" && k + 1 < options.size())
                certificate.updates_ocsp = options[k + 1].text == "on";
            if (is_about_files(options[k].text))
                ++k;
            else
                for_tls.push_back(options[k]);
        }
        if (for_tls.empty()) continue;
        TlsWords& words = certificate.words.emplace();
        read_words(model_, Line::list_entry, for_tls, certificate.at, {}, words);
    }
}

}  // namespace tlslint::haproxy
