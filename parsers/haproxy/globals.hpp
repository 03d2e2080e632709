// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/files.hpp"
#include "parsers/haproxy/tls_words.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace tlslint::haproxy {

/// A certificate of a crt-store (section 5.5 of the reference).
struct StoredCertificate {
    Said crt, key, ocsp, issuer;
    std::string crt_path, key_path, ocsp_path, issuer_path;
    bool updates_ocsp = false;
    bool may_be_absent = false;  // HAProxy makes it itself (acme, generate-dummy)
};

/// What global has said so far: it counts for the lines behind it (section 2 of the reference).
struct Globals {
    TlsWords bind, server;
    std::string crt_base, ca_base, key_base;
    // ssl-load-extra-files
    bool extra_keys = true, extra_ocsp = true, extra_issuers = true, extra_bundles = true;
    bool finds_issuers = false;         // issuers-chain-path
    bool drops_roots = false;           // ssl-skip-self-issued-ca
    bool asks_for_passphrases = false;  // ssl-passphrase-cmd
    bool drops_extension = false;       // ssl-load-extra-del-ext
    int dh_bits = 0;                    // of the parameters that HAProxy brings itself; 0: none
    bool names_dh_bits = false;         // by tune.ssl.default-dh-param
    std::optional<int> dh_file_bits;    // of those in ssl-dh-param-file, which come first
    std::optional<int> security_level;
    Said security_level_said;
    // Unless somebody says otherwise sessions live as long as OpenSSL has it (observed; the manual
    // says 300 s).
    SessionCache cache{SessionCache::Kind::shared, 7200};
    Said cache_said, lifetime_said, dh_said;
    bool updates_ocsp = false;
    std::map<std::string, StoredCertificate, std::less<>> stores;  // by what `crt` calls them

    explicit Globals(const ServerVersion& version);
};

/// `line`: a statement of a global section.
void read_global(Model& model, NamedFiles& files, Directive line, Globals& globals);
/// `line`: a statement of the crt-store named so ("" for the one without).
void read_store(Model& model, NamedFiles& files, Directive section, Globals& globals);

}  // namespace tlslint::haproxy
