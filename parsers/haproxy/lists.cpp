// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/certificates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

namespace tlslint::haproxy {
namespace {

constexpr std::size_t most_lines = 100'000;             // of a list
constexpr std::uint64_t most_list_bytes = 64ULL << 20;  // of a list

struct ListWord {
    std::string_view word;
    std::size_t values;
    ServerVersion since{};
    bool about_files = false;  // a crt-store's (section 3.3)
};
constexpr ListWord list_words[] = {{"acme", 1, {3, 2, 0}, true},
                                   {"alias", 1, {3, 0, 0}, true},
                                   {"allow-0rtt", 0},
                                   {"alpn", 1},
                                   {"ca-file", 1},
                                   {"ca-verify-file", 1, {2, 2, 0}},
                                   {"ciphers", 1},
                                   {"ciphersuites", 1, {1, 9, 0}},
                                   {"client-sigalgs", 1, {2, 8, 0}},
                                   {"crl-file", 1},
                                   {"curves", 1},
                                   {"domains", 1, {3, 2, 0}, true},
                                   {"ecdhe", 1},
                                   {"issuer", 1, {3, 0, 0}, true},
                                   {"key", 1, {3, 0, 0}, true},
                                   {"ktls", 1, {3, 3, 0}},
                                   {"no-alpn", 0, {2, 8, 0}},
                                   {"no-ca-names", 0},
                                   {"npn", 1},
                                   {"ocsp", 1, {3, 0, 0}, true},
                                   {"ocsp-update", 1, {2, 8, 0}, true},
                                   {"sctl", 1, {3, 0, 0}, true},
                                   {"sigalgs", 1, {2, 8, 0}},
                                   {"ssl-max-ver", 1},
                                   {"ssl-min-ver", 1},
                                   {"verify", 1}};
// Of later versions our list may lack something.
constexpr ServerVersion complete_until{3, 3, 0};

const ListWord* find_word(std::string_view word, const ServerVersion& version) {
    const auto* const found = std::find_if(std::begin(list_words), std::end(list_words),
                                           [&](const ListWord& row) { return row.word == word; });
    return found != std::end(list_words) && version >= found->since ? found : nullptr;
}

bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\v' || c == '\f' || c == '\r';
}

// CRT [OPTIONS] FILTERS (section 5.4 of the reference).
struct ListLine {
    std::vector<Word> before, options;  // `before`: the certificate and the names
    std::size_t meant = 0;              // of `before`; the rest is taken for names
    std::string_view misread;           // as something else than it seems to say
    std::string_view refusal;           // in HAProxy's words
};

ListLine split(std::string_view text, FileId file, std::uint32_t begin, std::uint32_t end) {
    ListLine line;
    int brackets = 0;
    bool inside = false;
    const auto refuse = [&](std::string_view why) {
        if (line.refusal.empty()) line.refusal = why;
    };
    const std::size_t first_byte = text.find_first_not_of(" \t", begin);
    if (first_byte != begin && first_byte < end && text[first_byte] == '#')
        line.misread = "an indented comment is a certificate's name";
    for (std::uint32_t at = begin; at < end;) {
        const char c = text[at];
        if (is_blank(c)) {
            ++at;
        } else if (c == '[' || c == ']') {
            if (c == '[' && ++brackets > 1) refuse("too many '['");
            if (c == '[' && line.before.empty()) refuse("file must start with a cert");
            if (c == ']' && !inside) refuse("missing '['");
            inside = c == '[';
            if (inside && line.before.size() > 1)
                line.misread = "options do not stand right behind the file";
            ++at;
        } else {
            std::uint32_t stop = at;
            while (stop < end && !is_blank(text[stop]) && text[stop] != '[' && text[stop] != ']')
                ++stop;
            (inside ? line.options : line.before)
                .push_back({.text = text.substr(at, stop - at), .span = {file, at, stop}});
            at = stop;
        }
    }
    line.meant = line.before.size();
    if (inside) {
        line.misread = "the bracket is not closed";
        line.before.insert(line.before.end(), line.options.begin(), line.options.end());
        line.options.clear();
    }
    for (std::size_t i = 1; i < line.before.size(); ++i) {
        if (!line.before[i].text.starts_with('#')) continue;
        line.misread = "a comment behind the names is a name";
        line.meant = std::min(line.meant, i);
    }
    return line;
}

}  // namespace

void CertificateLoader::refuse(Span at, std::string message, Problem::Kind kind) {
    model_.trees[static_cast<std::size_t>(at.file)].add_problems({{kind, at, std::move(message)}});
}

void CertificateLoader::add_list(const Word& word, const Globals& globals, Certificates& into) {
    const std::string path = is_open(model_, word) ? "" : files_.resolve(word.text, "");
    // What it includes, as far as anything in HAProxy is.
    FileReference* reference = files_.look_at(word, path, FileUse::certificate, false);
    Inclusion inclusion{.at = word.span, .deployed = path};
    // For certificate/path-ambiguous.
    if (path.empty() && !is_open(model_, word))
        files_.look_at(word, "", FileUse::certificate, true);
    auto text = reference->is_there() ? files_.cache().system().read(path, most_list_bytes)
                                      : Result<std::string>(Error{std::string(reference->error)});
    if (!text) {
        using State = Inclusion::State;
        inclusion.detail = text.error();
        inclusion.state = path.empty()                                     ? State::unknown
                          : reference->absent                              ? State::absent
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
    if (!whole.empty() && whole.back() != '\n') {
        const std::size_t start = whole.rfind('\n') + 1;  // 0 for none
        const auto end = static_cast<std::uint32_t>(whole.size());
        refuse({file, static_cast<std::uint32_t>(start), end},
               fmt::format("Missing LF on last line, file might have been truncated at position {}",
                           whole.size() - start + 1));
    }
    for (std::size_t begin = 0; begin < whole.size() && into.size() < most_lines;) {
        const std::size_t end = std::min(whole.find('\n', begin), whole.size());
        // Only at the very beginning of the line.
        if (whole[begin] != '#')
            add_line(file, static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end),
                     globals, into);
        begin = end + 1;
    }
}

void CertificateLoader::add_line(FileId file, std::uint32_t begin, std::uint32_t end,
                                 const Globals& globals, Certificates& into) {
    const std::string_view text = model_.sources[file].text();
    const Span whole{file, begin, end};
    const ListLine line = split(text, file, begin, end);
    if (!line.misread.empty())
        model_.remarks.push_back(
            {Remark::Kind::list_misread, whole, text.substr(begin, end - begin), {}, line.misread});
    if (!line.refusal.empty()) return refuse(whole, std::string(line.refusal));
    if (line.before.empty() || line.before[0].text.starts_with('#')) return;
    const std::size_t first = into.size();
    add_listed(line.before[0], read_options(line.options, whole), whole, globals, into);
    for (std::size_t i = first; i < into.size(); ++i) {
        LoadedCertificate& certificate = into[i];
        for (std::size_t k = 1; k < line.before.size(); ++k)
            certificate.filters.push_back(line.before[k].text);
        certificate.pair.names =
            model_.arena.keep(certificate.filters).first(line.meant > 0 ? line.meant - 1 : 0);
    }
}

const Certificates& CertificateLoader::load_used(std::span<const Directive> lines,
                                                 const Globals& globals) {
    Certificates& certificates = kept_.emplace_back();
    for (auto line = lines.rbegin(); line != lines.rend(); ++line) {
        std::optional<Word> certificate;
        std::vector<Word> options;
        const Words words = line->args();
        for (std::size_t i = 0; i < words.size(); ++i) {
            if (words[i].text != "crt" || i + 1 == words.size())
                options.push_back(words[i]);
            else
                certificate = words[++i];
        }
        const Options read = read_options(options, line->span());
        if (certificate) add_listed(*certificate, read, line->span(), globals, certificates);
    }
    return certificates;
}

void CertificateLoader::add_listed(const Word& word, const Options& options, Span at,
                                   const Globals& globals, Certificates& into) {
    const std::size_t first = into.size();
    if (options.names_companions) {
        // They are taken as written: only the certificate has a base.
        StoredCertificate named{.crt = {.word = word, .statement = at, .set = true},
                                .key = options.key,
                                .ocsp = options.ocsp,
                                .issuer = options.issuer,
                                .updates_ocsp = globals.updates_ocsp};
        const auto resolve = [&](const Said& said, std::string_view base) {
            return said && !is_open(model_, said.word) ? files_.resolve(said.text(), base) : "";
        };
        named.crt_path = resolve(named.crt, globals.crt_base);
        named.key_path = resolve(named.key, "");
        named.ocsp_path = resolve(named.ocsp, "");
        named.issuer_path = resolve(named.issuer, "");
        add_stored(named, globals, into);
    } else {
        add_path(word, word.text, globals, false, into);
    }
    for (std::size_t i = first; i < into.size(); ++i) {
        into[i].at = at;
        into[i].words = options.words;
        if (!options.updates_ocsp) continue;
        into[i].updates_ocsp = *options.updates_ocsp;
        work_out_stapling(into[i], globals);
    }
}

CertificateLoader::Options CertificateLoader::read_options(const std::vector<Word>& options,
                                                           Span line) {
    Options result;
    std::vector<Word> for_tls;
    for (std::size_t i = 0; i < options.size(); ++i) {
        const Word& word = options[i];
        const ListWord* const row = find_word(word.text, model_.facts.server);
        if (!row) {
            const bool newer =
                std::any_of(std::begin(list_words), std::end(list_words),
                            [&](const ListWord& each) { return each.word == word.text; });
            if (newer || model_.facts.server < complete_until)
                refuse(word.span, fmt::format("unknown ssl keyword {}", word.text),
                       newer ? Problem::Kind::not_in_version : Problem::Kind::refused);
            return result;
        }
        if (i + row->values >= options.size()) {
            refuse(word.span, fmt::format("ssl args out of '[]' for {}", word.text));
            return result;
        }
        if (word.text == "ocsp-update") result.updates_ocsp = options[i + 1].text == "on";
        for (const auto& [name, member] :
             {std::pair("key", &Options::key), std::pair("ocsp", &Options::ocsp),
              std::pair("issuer", &Options::issuer)}) {
            if (word.text == name)
                result.*member = {.word = options[i + 1], .statement = line, .set = true};
        }
        result.names_companions = result.names_companions || word.text == "sctl" || result.key
                                  || result.ocsp || result.issuer;
        for (std::size_t k = 0; k <= row->values; ++k) {
            if (!row->about_files) for_tls.push_back(options[i + k]);
        }
        i += row->values;
    }
    if (for_tls.empty()) return result;
    TlsWords& words = list_words_.emplace_back();
    read_words(model_, Line::list_entry, for_tls, line, {}, words);
    for (const TlsWords::Wrong& wrong : words.wrong) refuse(wrong.at.word.span, wrong.message);
    result.words = &words;
    return result;
}

}  // namespace tlslint::haproxy
