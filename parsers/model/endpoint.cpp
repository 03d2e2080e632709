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

std::string_view name(Preference preference) {
    switch (preference) {
    case Preference::client: return "client";
    case Preference::server: return "server";
    case Preference::server_chacha: return "server-chacha";
    }
    return "";
}

std::string_view name(SessionCache::Kind kind) {
    switch (kind) {
    case SessionCache::Kind::off: return "off";
    case SessionCache::Kind::none: return "none";
    case SessionCache::Kind::builtin: return "builtin";
    case SessionCache::Kind::shared: return "shared";
    }
    return "";
}

std::string_view name(ClientAuth auth) {
    switch (auth) {
    case ClientAuth::none: return "none";
    case ClientAuth::optional: return "optional";
    case ClientAuth::optional_unverified: return "optional-unverified";
    case ClientAuth::required: return "required";
    }
    return "";
}

std::string_view name(Endpoint::Layer layer) {
    switch (layer) {
    case Endpoint::Layer::http: return "http";
    case Endpoint::Layer::stream: return "stream";
    case Endpoint::Layer::mail: return "mail";
    case Endpoint::Layer::tcp: return "tcp";
    }
    return "";
}

std::string_view name(Listen::Transport transport) {
    switch (transport) {
    case Listen::Transport::tcp: return "tcp";
    case Listen::Transport::quic: return "quic";
    case Listen::Transport::udp: return "udp";
    case Listen::Transport::local: return "unix";
    }
    return "";
}

}  // namespace tlslint
