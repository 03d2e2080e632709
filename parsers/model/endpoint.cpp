// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/endpoint.hpp"

namespace tlslint {

std::string_view name(FileUse use) {
    switch (use) {
    case FileUse::certificate: return "certificate";
    case FileUse::key: return "certificate key";
    case FileUse::trusted_ca: return "trusted certificate file";
    case FileUse::client_ca: return "client certificate authority file";
    case FileUse::crl: return "certificate revocation list";
    case FileUse::dh_parameters: return "DH parameter file";
    case FileUse::password: return "password file";
    case FileUse::ticket_key: return "session ticket key";
    case FileUse::stapling: return "OCSP response file";
    }
    return "";
}

}  // namespace tlslint
