// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/endpoint_card_support.hpp"

#include "audit/cli/certificate_support.hpp"
#include "audit/cli/origin_text_support.hpp"
#include "audit/config/policies.hpp"
#include "audit/report/escape_support.hpp"
#include "audit/report/words_support.hpp"
#include "parsers/openssl/levels.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

namespace tlslint {
namespace {

using openssl::Protocol;
using openssl::ProtocolSet;
using report::printable;

constexpr std::size_t shown_at_once = 5;  // names in a list, however many lines they take
constexpr std::size_t shown_paths = 5;    // that differ from their server

std::string duration(std::int64_t seconds) {
    constexpr struct {
        std::int64_t length;
        std::string_view name;
    } units[] = {{86'400, "d"}, {3'600, "h"}, {60, "min"}};
    for (const auto& unit : units) {
        if (seconds >= unit.length && seconds % unit.length == 0)
            return fmt::format("{} {}", seconds / unit.length, unit.name);
    }
    return fmt::format("{} s", seconds);
}

std::string hsts_in_words(const Hsts& hsts) {
    if (!hsts.sent) return "not sent";
    if (!hsts.well_formed) return "malformed, browsers ignore it";
    return fmt::format("max-age={}{}{}", hsts.max_age,
                       hsts.include_subdomains ? "; includeSubDomains" : "",
                       hsts.preload ? "; preload" : "");
}

std::string key_in_words(const CertificatePair& pair) {
    const FileContents* const contents = pair.certificate->contents;
    if (!contents || contents->certificates.empty()) return printable(pair.key_type);
    const x509::PublicKey& key = contents->certificates.front().key;
    if (key.type == x509::KeyType::ec) {
        const openssl::Group* const group = openssl::find_group_anywhere(key.curve);
        return fmt::format("EC {}", group && !group->nist.empty() ? group->nist : key.curve);
    }
    const bool has_size = key.type == x509::KeyType::rsa || key.type == x509::KeyType::rsa_pss;
    return has_size ? fmt::format("RSA {}", key.bits) : std::string(key_type_name(key));
}

// What stands in the way of looking into a file.
std::string_view absence(const FileReference& file) {
    if (file.contents) return "";
    if (file.deployed.empty()) return "not known here";
    if (file.absent) return "on the server only";
    if (file.status == FileStatus::Kind::missing) return "no such file";
    return file.status == FileStatus::Kind::regular ? "" : "cannot be read";
}

class Rows {
  public:
    Rows(const Model& model, const Endpoint& endpoint, const CardStyle& style)
        : model_(model), endpoint_(endpoint), style_(style) {}

    std::vector<CardRow> run() {
        if (!endpoint_.listen.tls.value) {
            add_plain();
        } else if (endpoint_.rejects.value) {
            add("handshakes", endpoint_.rejects.origin, "refused: no certificate is shown");
            add_unknown_names();
        } else {
            add_negotiation();
            add_certificates();
            add_stapling();
            add_sessions();
            add_clients();
            add_http();
        }
        add_folded();
        return std::move(rows_);
    }

  private:
    // A value that is `usual` in few words where the server's default is nothing to look at.
    void add(std::string_view label, const Origin& origin, std::string value,
             std::string_view usual = "") {
        const bool bare = origin.overruled.empty();
        if (bare && !usual.empty() && origin.kind == Origin::Kind::server) {
            usual_.append(usual_.empty() ? "" : " · ").append(usual);
            if (whose_.empty() && origin.authority.starts_with("default"))
                whose_ = origin.authority;
            return;
        }
        if (bare && !origin.is_known() && origin.trail.empty()) {
            const auto same = [&](const auto& entry) { return entry.first == origin.authority; };
            auto found = std::find_if(unknown_.begin(), unknown_.end(), same);
            if (found == unknown_.end())
                found = unknown_.insert(found, {origin.authority, std::string()});
            found->second.append(found->second.empty() ? "" : ", ").append(label);
            return;
        }
        rows_.push_back({std::string(label), lines_of(model_, origin, std::move(value))});
    }
    std::vector<CardLine>& lines() { return rows_.back().lines; }

    void add_folded() {
        if (!usual_.empty()) rows_.push_back({"defaults", {{usual_, {printable(whose_)}}}});
        for (const auto& [why, labels] : unknown_)
            rows_.push_back({"unknown", {{labels, {printable(why)}, Tone::notable}}});
    }

    // The count in the label, then as many names as there is room for.
    template <class Names>
    void add_list(std::string_view label, const Origin& origin, const Names& names) {
        const std::size_t before = rows_.size();
        add(label, origin,
            names.size() <= shown_at_once ? fmt::format("{}", fmt::join(names, " "))
                                          : fit_names(names, style_.room()));
        if (rows_.size() > before && origin.is_known() && names.size() > 1)
            rows_.back().label += fmt::format(" {}", names.size());
    }

    [[nodiscard]] std::vector<std::string>
    names(std::span<const openssl::Suite* const> suites) const {
        std::vector<std::string> list;
        for (const openssl::Suite* suite : suites)
            list.emplace_back(openssl::openssl_name(*suite, model_.facts.library.version));
        return list;
    }

    void add_negotiation() {
        const ProtocolSet versions = endpoint_.versions.value;
        const std::size_t before = rows_.size();
        add("versions", endpoint_.versions.origin, openssl::names(versions));
        if (rows_.size() > before && endpoint_.versions.origin.is_known()) {
            CardLine& line = lines().front();
            if (versions.empty()) {
                line.value = "none: every handshake fails";
                line.tone = Tone::wrong;
            } else if (!(versions - config::standard_policy().versions).empty()) {
                line.tone = Tone::notable;
            }
            add_refused_versions();
        }
        const ProtocolSet older = versions - ProtocolSet{Protocol::tls1_3};
        if (!older.empty() || !endpoint_.ciphers.origin.is_known()) add_ciphers();
        if (versions.contains(Protocol::tls1_3))
            add_list("ciphersuites", endpoint_.ciphersuites.origin,
                     names(endpoint_.ciphersuites.value));
        std::vector<std::string> groups;
        for (const openssl::Group* group : endpoint_.groups.value)
            groups.emplace_back(group->openssl);
        if (!groups.empty() || !endpoint_.groups.origin.is_known())
            add_list("groups", endpoint_.groups.origin, groups);
        switch (endpoint_.preference.value) {
        case Preference::client:
            add("preference", endpoint_.preference.origin, "client's order", "client's order");
            break;
        case Preference::server:
            add("preference", endpoint_.preference.origin, "server's order");
            break;
        case Preference::server_chacha:
            add("preference", endpoint_.preference.origin,
                "server's order, ChaCha20 first if the client has it first");
            break;
        }
    }

    // Enabled, and never negotiated.
    void add_refused_versions() {
        const ProtocolSet idle = endpoint_.enabled_versions.value - endpoint_.versions.value;
        if (idle.empty()) return;
        const ProtocolSet refused =
            idle
            - openssl::usable_protocols(model_.facts.library.version, endpoint_.security_level);
        if (!refused.empty())
            lines().push_back(
                {fmt::format("({} enabled, OpenSSL {} level {} refuses)", openssl::names(refused),
                             printable(model_.facts.openssl_text), endpoint_.security_level),
                 {},
                 Tone::notable});
        if (const ProtocolSet rest = idle - refused; !rest.empty())
            lines().push_back({fmt::format("({} enabled, no suite, group and key fit together)",
                                           openssl::names(rest)),
                               {},
                               Tone::notable});
    }

    void add_ciphers() {
        const CipherList& ciphers = endpoint_.ciphers.value;
        const std::size_t before = rows_.size();
        add_list("ciphers", endpoint_.ciphers.origin, names(ciphers.suites));
        if (rows_.size() == before || !endpoint_.ciphers.origin.is_known()) return;
        // What they are stands between their names and their origin.
        CardSource source;
        std::swap(source, lines().front().source);
        lines().insert(lines().begin() + 1,
                       {describe_ciphers(ciphers, endpoint_.security_level), source});
        std::map<std::size_t, ProtocolSet> fewer;
        for (const Protocol protocol : endpoint_.versions.value - ProtocolSet{Protocol::tls1_3}) {
            const auto& own = ciphers.by_version[static_cast<std::size_t>(protocol)];
            if (own.size() < ciphers.suites.size()) fewer[own.size()].insert(protocol);
        }
        for (const auto& [count, versions] : fewer)
            lines().push_back({fmt::format("{} of them in {}", count, openssl::names(versions))});
    }

    void add_certificates() {
        const auto& certificates = endpoint_.certificates;
        if (certificates.value.empty()) {
            add("certificate", certificates.origin, "none");
            return;
        }
        CardRow row{"certificate", {}};
        const std::string owner = source_of(model_, certificates.origin).owner;
        for (const CertificatePair& pair : certificates.value) {
            std::string value = file_in_words(*pair.certificate);
            if (const std::string key = key_in_words(pair); !key.empty()) value += "  " + key;
            const std::string_view why = absence(*pair.certificate);
            if (!why.empty()) value += fmt::format("  ({})", why);
            row.lines.push_back({value, {owner, place_in_words(model_, pair.certificate->at)}});
            if (const x509::Certificate* const leaf = pair.leaf()) {
                const bool valid = leaf->has_dates && leaf->not_before <= model_.facts.now
                                   && model_.facts.now <= leaf->not_after;
                row.lines.push_back({certificate_in_words(*leaf, model_.facts.now),
                                     {},
                                     valid ? Tone::plain : Tone::wrong});
            }
        }
        if (const auto notes = lines_of(model_, certificates.origin, ""); notes.size() > 1)
            row.lines.insert(row.lines.end(), notes.begin() + 1, notes.end());
        rows_.push_back(std::move(row));
    }

    void add_stapling() {
        const Stapling& stapling = endpoint_.stapling.value;
        std::string value = stapling.on ? "on" : "off";
        if (stapling.on && !stapling.source.empty())
            value += ", from " + printable(stapling.source);
        if (!stapling.on && endpoint_.stapling.origin.is_written() && !is_written_off())
            value += ": the certificate has no OCSP responder, nothing to staple";
        add("stapling", endpoint_.stapling.origin, value, stapling.on ? "" : "no stapling");
    }
    [[nodiscard]] bool is_written_off() const {
        const auto words = endpoint_.stapling.origin.words;
        return words.empty() || equal_ignoring_case(model_.sources.text(words.front()), "off");
    }

    void add_sessions() {
        const SessionTickets& tickets = endpoint_.session_tickets.value;
        std::string value = tickets.on ? "on" : "off";
        for (const FileReference* file : tickets.key_files)
            value += fmt::format(", key {}", file_in_words(*file));
        add("tickets", endpoint_.session_tickets.origin, value,
            tickets.on && tickets.key_files.empty() ? "session tickets" : "");
        const SessionCache& cache = endpoint_.session_cache.value;
        const bool keeps =
            cache.kind == SessionCache::Kind::builtin || cache.kind == SessionCache::Kind::shared;
        add("cache", endpoint_.session_cache.origin,
            fmt::format("{}, sessions live {}", name(cache.kind), duration(cache.seconds)),
            keeps ? "" : "no session cache");
        const bool early = endpoint_.early_data.value;
        add("early data", endpoint_.early_data.origin, early ? "accepted" : "not accepted",
            early ? "" : "no early data");
    }

    void add_clients() {
        add_client_certificates();
        add_unknown_names();
        std::string alpn;
        for (const std::string_view protocol : endpoint_.alpn.value)
            alpn += (alpn.empty() ? "" : " ") + printable(protocol);
        const std::string usual = alpn.empty() ? "no ALPN" : "ALPN " + alpn;
        add("ALPN", endpoint_.alpn.origin, alpn.empty() ? "none" : alpn, usual);
    }

    void add_client_certificates() {
        const ClientAuth auth = endpoint_.client_auth.value;
        std::string value(name(auth));
        if (auth == ClientAuth::none) value = "not asked for";
        if (auth == ClientAuth::optional_unverified) value = "asked for, not verified";
        const auto authority =
            std::find_if(endpoint_.files.begin(), endpoint_.files.end(),
                         [](const FileReference* file) { return file->use == FileUse::client_ca; });
        const bool verifies = auth == ClientAuth::required || auth == ClientAuth::optional;
        if (verifies && authority != endpoint_.files.end())
            value += ", verified by " + file_in_words(**authority);
        add("client certs", endpoint_.client_auth.origin, value,
            auth == ClientAuth::none ? "no client certificates" : "");
    }

    // Of interest where this block answers them, or where nobody does.
    void add_unknown_names() {
        const bool rejects = endpoint_.rejects_unknown.value;
        if (!rejects && !endpoint_.listen.is_default) return;
        add("unknown names", endpoint_.rejects_unknown.origin, rejects ? "rejected" : "answered",
            rejects ? "" : "unknown names answered");
    }

    void add_http() {
        if (endpoint_.layer != Endpoint::Layer::http) return;
        add_hsts();
        if (endpoint_.redirect.value.status != 0)
            add("redirect", endpoint_.redirect.origin, redirect_in_words(endpoint_.redirect.value));
    }

    void add_hsts() {
        const Hsts& own = endpoint_.hsts.value;
        const std::size_t before = rows_.size();
        const auto differing = differing_paths([&](const Path& path) {
            return !path.hsts.origin.is_known() || path.hsts.value != own;
        });
        // A default with paths that differ from it is worth a row.
        add("HSTS", endpoint_.hsts.origin, hsts_in_words(own),
            own.sent || !differing.empty() ? "" : "no HSTS");
        if (rows_.size() == before) return;
        const bool known = endpoint_.hsts.origin.is_known();
        const Setting<Hsts>& outer = endpoint_.outer_hsts;
        if (known && !own.sent && outer.value.sent && endpoint_.hsts.origin.is_written())
            lines().push_back({"lost: the block around it sends one",
                               source_of(model_, outer.origin), Tone::notable});
        if (known)
            add_paths(differing, [&](const Path& path) {
                if (!path.hsts.origin.is_known()) return std::string("unknown in ");
                if (!path.hsts.value.sent) return std::string("lost in ");
                return hsts_in_words(path.hsts.value) + " in ";
            });
    }

    void add_plain() {
        if (endpoint_.layer != Endpoint::Layer::http) {
            rows_.push_back({"", {{"plain, no TLS"}}});
            return;
        }
        const Redirect& redirect = endpoint_.redirect.value;
        const std::size_t before = rows_.size();
        const auto differing = differing_paths([&](const Path& path) {
            return path.redirect.origin.is_known()
                   && (path.redirect.value.status != redirect.status
                       || path.redirect.value.target != redirect.target);
        });
        add("redirect", endpoint_.redirect.origin,
            redirect.status == 0 ? "none: answers in plain HTTP" : redirect_in_words(redirect));
        if (rows_.size() > before && endpoint_.redirect.origin.is_known())
            add_paths(differing, [](const Path& path) {
                if (path.redirect.value.status == 0) return std::string("not in ");
                return redirect_in_words(path.redirect.value) + " in ";
            });
        if (endpoint_.hsts.value.sent)
            add("HSTS", endpoint_.hsts.origin,
                hsts_in_words(endpoint_.hsts.value) + ": ignored over plain HTTP");
    }

    static std::string redirect_in_words(const Redirect& redirect) {
        return fmt::format("{} {}", redirect.status, printable(redirect.target));
    }

    template <class Differs>
    [[nodiscard]] std::vector<const Path*> differing_paths(const Differs& differs) const {
        std::vector<const Path*> found;
        for (const Path& path : endpoint_.paths) {
            if (differs(path)) found.push_back(&path);
        }
        return found;
    }

    template <class Describe>
    void add_paths(const std::vector<const Path*>& paths, const Describe& describe) {
        for (std::size_t i = 0; i < std::min(paths.size(), shown_paths); ++i)
            lines().push_back({describe(*paths[i]) + printable(paths[i]->match),
                               {"", place_in_words(model_, paths[i]->at)},
                               Tone::notable});
        if (paths.size() > shown_paths)
            lines().push_back(
                {fmt::format("and {} more (--format json lists them)", paths.size() - shown_paths),
                 {},
                 Tone::notable});
    }

    const Model& model_;
    const Endpoint& endpoint_;
    const CardStyle& style_;
    std::vector<CardRow> rows_;
    std::string usual_;  // the folded defaults
    std::string_view whose_;
    std::vector<std::pair<std::string_view, std::string>> unknown_;  // why -> labels
};

}  // namespace

std::vector<CardRow> endpoint_rows(const Model& model, const Endpoint& endpoint,
                                   const CardStyle& style) {
    return Rows(model, endpoint, style).run();
}

std::string address_in_words(const Listen& listen) {
    if (listen.transport == Listen::Transport::local) return "unix:" + printable(listen.path);
    const std::string host = listen.address.empty() ? "*" : printable(listen.address);
    const bool bare = host.find(':') != std::string::npos;
    std::string text =
        bare ? fmt::format("[{}]:{}", host, listen.port) : fmt::format("{}:{}", host, listen.port);
    if (listen.transport != Listen::Transport::tcp)
        text += fmt::format("/{}", name(listen.transport));
    return text;
}

std::string file_in_words(const FileReference& file) {
    return printable(file.deployed.empty() ? file.written : file.deployed);
}

std::string describe_ciphers(const CipherList& ciphers, int security_level) {
    const auto count = [&](auto is) {
        return static_cast<std::size_t>(
            std::count_if(ciphers.suites.begin(), ciphers.suites.end(),
                          [&](const auto* suite) { return is(*suite); }));
    };
    const std::size_t secret =
        count([](const openssl::Suite& suite) { return suite.has_forward_secrecy(); });
    std::string text = secret == ciphers.suites.size() ? std::string("all forward secret")
                       : secret == 0                   ? std::string("none forward secret")
                                                       : fmt::format("{} forward secret", secret);
    if (const std::size_t cbc = count([](const auto& suite) { return suite.is_cbc(); }))
        text += fmt::format(", {} CBC", cbc);
    if (const std::size_t anonymous = count([](const auto& suite) { return suite.is_anonymous(); }))
        text += fmt::format(", {} anonymous", anonymous);
    // GnuTLS has none.
    return ciphers.evaluation ? text + fmt::format(", level {}", security_level) : text;
}

}  // namespace tlslint
