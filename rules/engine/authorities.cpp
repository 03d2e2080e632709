// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/authorities.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

namespace tlslint {
namespace {

// Where systems keep the public authorities.
constexpr std::string_view bundles[] = {
    "@system-ca",
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/ssl/certs/ca-bundle.crt",
    "/etc/ssl/ca-bundle.pem",
    "/etc/ssl/cert.pem",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/pki/tls/certs/ca-bundle.trust.crt",
    "/etc/pki/tls/cert.pem",
    "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
    "/etc/ca-certificates/extracted/tls-ca-bundle.pem",
    "/usr/local/share/certs/ca-root-nss.crt",
    "/usr/local/etc/openssl/cert.pem",
    "/usr/share/ca-certificates/ca-bundle.crt",
};

constexpr std::string_view directories[] = {"/etc/ssl/certs", "/etc/pki/tls/certs",
                                            "/etc/pki/ca-trust/extracted/pem/directory-hash",
                                            "/usr/share/ca-certificates/mozilla"};

}  // namespace

bool is_public_directory(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return std::find(std::begin(directories), std::end(directories), path) != std::end(directories);
}

bool holds_public_authorities(const FileReference& file, const Policy& policy) {
    const std::string_view path = file.deployed.empty() ? file.written : file.deployed;
    if (std::find(std::begin(bundles), std::end(bundles), path) != std::end(bundles)
        || path.ends_with("/cacert.pem"))
        return true;
    return file.contents && file.contents->certificates.size() > policy.private_authorities;
}

}  // namespace tlslint
