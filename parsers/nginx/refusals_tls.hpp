// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/offers.hpp"
#include "parsers/nginx/files.hpp"
#include "parsers/nginx/refusals.hpp"
#include "parsers/nginx/scope.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tlslint::nginx {

/// What nginx refuses when it makes an SSL_CTX of settings that hold somewhere: the steps that
/// servers and connections to upstreams share (ngx_event_openssl.c). Values that depend on a
/// variable or a template are passed over.
class TlsRefusals {
  public:
    TlsRefusals(Model& model, NamedFiles& files, Offers& offers, Refusals& refusals)
        : model_(model), files_(files), offers_(offers), refusals_(refusals) {}

    [[nodiscard]] ServerVersion version() const { return model_.facts.server; }
    void refuse(Span at, std::string message) { refusals_.refuse(at, std::move(message)); }
    void refuse_incomplete(Span at, std::string message) {
        refusals_.refuse_incomplete(at, std::move(message));
    }
    /// Everything that is written in these blocks is taken by nginx so far.
    [[nodiscard]] bool is_clean(const Scope& scope) const;

    /// ngx_ssl_ciphers. Returns the security level that certificates are then loaded at; nothing
    /// if that cannot be said.
    std::optional<int> check_ciphers(const Scope& scope, std::string_view directive);
    /// ngx_ssl_certificates: a certificate and a key from each position. `passwords`: the
    /// directive with their file.
    void check_pairs(const Scope& scope, const Deciding& certificates, const Deciding& keys,
                     std::string_view passwords, std::optional<int> level);
    /// ngx_ssl_client_certificate, ngx_ssl_trusted_certificate, ngx_ssl_crl, ngx_ssl_dhparam.
    void check_authorities(const Scope& scope, std::string_view directive, FileUse use);
    void check_crl(const Scope& scope, std::string_view directive);
    void check_dh(const Scope& scope, std::optional<int> level);
    /// ngx_ssl_ecdh_curve, ngx_ssl_session_ticket_keys, ngx_ssl_conf_commands.
    void check_groups(const Scope& scope);
    void check_ticket_keys(const Scope& scope);
    /// ngx_ssl_stapling_file
    void check_stapling_file(const Scope& scope);
    void check_commands(const Scope& scope, std::string_view directive);

    /// The one word of a setting, if it is there, not empty, and says what it means.
    static std::optional<Word> fixed_word(const Deciding& written);

  private:
    struct Slots;
    static const FileContents* contents_of(const FileReference& file);
    void refuse_certificates(const FileReference& file, Word word, const FileContents& contents);
    bool check_certificate(const FileReference& file, Word word, std::optional<int> level);
    bool check_strength(const FileReference& file, Word word, int level);
    void check_key(const CertificatePair& pair, Word word, Slots& slots);

    Model& model_;
    NamedFiles& files_;
    Offers& offers_;
    Refusals& refusals_;
};

}  // namespace tlslint::nginx
