// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/certificates.hpp"

#include "parsers/apache/defaults.hpp"
#include "parsers/model/overruling.hpp"
#include "parsers/model/pairs.hpp"

#include <algorithm>

namespace tlslint::apache {
namespace {

// The first file of a kind, for whom two of a type are one.
constexpr std::size_t replaced_by_own = 3;  // CERTKEYS_IDX_MAX + 1

std::vector<const Argument*> merged(const Scope& server, std::string_view name,
                                    std::size_t* own_count) {
    const auto words = [&](const Scope& scope) {
        std::vector<const Argument*> found;
        for (const Statement* statement : scope.own(name)) {
            if (!statement->args.empty()) found.push_back(&statement->args.front());
        }
        return found;
    };
    const std::vector<const Argument*> own = words(server);
    *own_count = std::min(own.size(), replaced_by_own);
    if (!server.outer()) return own;
    const std::vector<const Argument*> base = words(*server.outer());
    const auto replaced = static_cast<std::ptrdiff_t>(*own_count);
    std::vector<const Argument*> all(own.begin(), own.begin() + replaced);
    if (base.size() > all.size()) all.insert(all.end(), base.begin() + replaced, base.end());
    all.insert(all.end(), own.begin() + replaced, own.end());
    return all;
}

class Reader {
  public:
    Reader(Model& model, NamedFiles& files, const Scope& server, const ManagedDomain& domain,
           bool loaded, std::vector<const FileReference*>& used)
        : model_(model), files_(files), server_(server), domain_(domain), loaded_(loaded),
          used_(used) {}

    ShownCertificates run() {
        const Deciding own = deciding(server_, "sslcertificatefile");
        const Deciding chain = deciding(server_, "sslcertificatechainfile");
        const Deciding dialog = deciding(server_, "sslpassphrasedialog");
        const Deciding authorities = deciding(server_, "sslcacertificatefile");
        if (!chain.value().empty())
            chain_ = look_at(chain.statement->args.front(), FileUse::certificate);
        if (!authorities.value().empty())
            authorities_ = look_at(authorities.statement->args.front(), FileUse::client_ca);
        asks_program_ = dialog.value().starts_with("exec:") || dialog.value().starts_with('|');
        for (const NamedPair& named : certificate_pairs(server_)) {
            CertificatePair pair{.certificate =
                                     as_sent(look_at(*named.certificate, FileUse::certificate)),
                                 .has_passwords = asks_program_};
            read_key(named, pair);
            add(pair);
        }
        if (own) set_origin(own, "sslcertificatefile");
        if (pairs_.empty()) read_other();
        if (domain_) read_managed();
        const auto kept = last_of_each_type(model_.arena, pairs_, shown_.pairs.origin);
        shown_.pairs.value = model_.arena.keep(kept);
        shown_.keys = kinds_of_keys(kept);
        return shown_;
    }

  private:
    const FileReference* look_at(const Argument& word, FileUse use) {
        const FileReference* const file = files_.look_at(word, use, loaded_);
        if (std::find(used_.begin(), used_.end(), file) == used_.end()) used_.push_back(file);
        return file;
    }

    void add(CertificatePair pair) {
        const x509::Certificate* const leaf = pair.leaf();
        if (leaf) pair.key_type = key_type_name(leaf->key);
        pairs_.push_back(pair);
    }

    void set_origin(const Deciding& last, std::string_view name) {
        std::vector<Span> trail, words;
        const Scope* scope = last.inherited ? server_.outer() : &server_;
        for (const Statement* statement : scope->own(name)) {
            trail.push_back(statement->span);
            for (const Argument& word : statement->args) words.push_back(word.span);
        }
        shown_.pairs.origin = origin_of(model_.arena, last);
        shown_.pairs.origin.trail = model_.arena.keep(trail);
        shown_.pairs.origin.words = model_.arena.keep(words);
    }

    // The key stands in a file of its own or in the certificate's.
    void read_key(const NamedPair& named, CertificatePair& pair) {
        if (!named.key && pair.certificate->opened) {
            const FileContents* const own = files_.read_as(*pair.certificate, FileUse::key);
            if (own && !own->key) return;  // none is in there
        }
        pair.key = look_at(named.key ? *named.key : *named.certificate, FileUse::key);
        if (!pair.key->opened) return;
        const FileContents* const read = files_.read_as(*pair.key, FileUse::key);
        const bool locked = read && read->key && read->key->encrypted;
        if (!locked || !pair.has_passwords) pair.key_contents = read;
    }

    // What clients get beside the first certificate of a file (section 6.2): the chain file's,
    // where there is one; else the file's own, or issuers that OpenSSL finds among the authorities.
    const FileReference* as_sent(const FileReference* file) {
        if (!file->contents || file->contents->certificates.empty()) return file;
        const auto own = file->contents->certificates;
        std::vector<x509::Certificate> sent{own.front()};
        if (chain_) {
            if (!chain_->contents) return file;
            const auto more = chain_->contents->certificates;
            const bool repeats = !more.empty() && more.front().sha256 == own.front().sha256;
            sent.insert(sent.end(), more.begin() + (repeats ? 1 : 0), more.end());
        } else if (own.size() > 1 && sends_chain_of_certificate_file(model_.facts.server)) {
            return file;
        } else {
            add_issuers(sent);
        }
        if (sent.size() == own.size() && !chain_) return file;
        FileContents contents = *file->contents;
        contents.certificates = model_.arena.keep(sent);
        contents.chain = x509::sort_chain(contents.certificates, model_.arena);
        FileReference copy = *file;
        copy.contents = model_.arena.keep_one(contents);
        return model_.arena.keep_one(copy);
    }
    void add_issuers(std::vector<x509::Certificate>& sent) const {
        if (!authorities_ || !authorities_->contents) return;
        const auto all = authorities_->contents->certificates;
        while (!sent.back().self_signed && sent.size() < x509::chain_limit) {
            const auto issuer =
                std::find_if(all.begin(), all.end(), [&](const x509::Certificate& each) {
                    return x509::may_have_issued(each, sent.back());
                });
            if (issuer == all.end()) return;
            sent.push_back(*issuer);
        }
    }

    // Those of mod_gnutls and mod_tls, the last of each.
    void read_other() {
        constexpr std::pair<std::string_view, std::string_view> names[] = {
            {"gnutlscertificatefile", "gnutlskeyfile"},
            {"gnutlsx509certificatefile", "gnutlsx509keyfile"},
            {"tlscertificate", ""}};
        for (const auto& [of_certificate, of_key] : names) {
            const Deciding certificate = deciding(server_, of_certificate);
            if (certificate.value().empty()) continue;
            const auto words = certificate.statement->args;
            const Deciding key = of_key.empty() ? Deciding{} : deciding(server_, of_key);
            const Argument* const key_word = !key.value().empty() ? &key.statement->args.front()
                                             : words.size() > 1   ? &words[1]
                                                                  : nullptr;
            const NamedPair named{&words.front(), key_word, certificate.inherited};
            CertificatePair pair{.certificate = look_at(words.front(), FileUse::certificate),
                                 .has_passwords =
                                     static_cast<bool>(deciding(server_, "gnutlspin"))};
            read_key(named, pair);
            add(pair);
            set_origin(certificate, of_certificate);
            return;
        }
    }

    // mod_md brings a certificate of its own, or one that its files name.
    void read_managed() {
        const Deciding file = deciding(server_, domain_, "mdcertificatefile");
        const Deciding key = deciding(server_, domain_, "mdcertificatekeyfile");
        pairs_.clear();
        if (file.value().empty()) {
            shown_.pairs.origin = origin_of(model_.arena, {domain_.statement, true, false});
            shown_.pairs.origin.make_unknown("mod_md gets the certificate");
            return;
        }
        shown_.pairs.origin = origin_of(model_.arena, {file.statement, true, false});
        CertificatePair pair{.certificate =
                                 look_at(file.statement->args.front(), FileUse::certificate)};
        if (!key.value().empty()) {
            pair.key = look_at(key.statement->args.front(), FileUse::key);
            pair.key_contents = files_.read_as(*pair.key, FileUse::key);
        }
        add(pair);
    }

    Model& model_;
    NamedFiles& files_;
    const Scope& server_;
    const ManagedDomain& domain_;
    bool loaded_;
    std::vector<const FileReference*>& used_;
    const FileReference* chain_ = nullptr;
    const FileReference* authorities_ = nullptr;
    bool asks_program_ = false;
    std::vector<CertificatePair> pairs_;
    ShownCertificates shown_;
};

}  // namespace

std::vector<NamedPair> certificate_pairs(const Scope& server) {
    std::size_t own_certificates = 0, own_keys = 0;
    const auto certificates = merged(server, "sslcertificatefile", &own_certificates);
    const auto keys = merged(server, "sslcertificatekeyfile", &own_keys);
    std::vector<NamedPair> pairs;
    for (std::size_t i = 0; i < certificates.size(); ++i)
        pairs.push_back({certificates[i], i < keys.size() ? keys[i] : nullptr,
                         server.outer() && i >= own_certificates});
    return pairs;
}

ShownCertificates certificates_of(Model& model, NamedFiles& files, const Scope& server,
                                  const ManagedDomain& domain, bool loaded,
                                  std::vector<const FileReference*>& used) {
    return Reader(model, files, server, domain, loaded, used).run();
}

}  // namespace tlslint::apache
