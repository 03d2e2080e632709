// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/files.hpp"
#include "parsers/apache/managed.hpp"
#include "parsers/apache/scope.hpp"
#include "parsers/model/endpoint.hpp"

#include <vector>

namespace tlslint::apache {

/// A certificate of SSLCertificateFile or a key of SSLCertificateKeyFile that is in force.
struct NamedPair {
    const Argument* certificate = nullptr;
    const Argument* key = nullptr;  // nullptr: in the certificate's file
    bool inherited = false;
};
/// Those of a server as mod_ssl merges them: a vhost's own replace as many of the main server's
/// (modssl_ctx_cfg_merge_certkeys_array).
std::vector<NamedPair> certificate_pairs(const Scope& server);

/// What a server shows clients (section 6 of the reference).
struct ShownCertificates {
    Setting<std::span<const CertificatePair>> pairs;  // origin unset where nothing is written
    openssl::Keys keys = openssl::Keys::none;
};
/// `loaded`: whether mod_ssl opens the files; `used` gets each that is looked at.
ShownCertificates certificates_of(Model& model, NamedFiles& files, const Scope& server,
                                  const ManagedDomain& domain, bool loaded,
                                  std::vector<const FileReference*>& used);

}  // namespace tlslint::apache
