// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/defaults.hpp"

#include <algorithm>
#include <iterator>

namespace tlslint::nginx {
namespace {

using enum openssl::Protocol;

struct ProtocolsRow {
    ServerVersion since;
    openssl::ProtocolSet protocols;
};

// ngx_http_ssl_merge_srv_conf, by release tag; the newest row that is not newer than the version
// holds.
constexpr ProtocolsRow protocols_by_version[] = {
    {{0, 0, 0}, {ssl3, tls1_0}},
    {{1, 0, 12}, {ssl3, tls1_0, tls1_1, tls1_2}},    // CHANGES-1.0, backport
    {{1, 1, 0}, {ssl3, tls1_0}},                     // the development branch was behind
    {{1, 1, 13}, {ssl3, tls1_0, tls1_1, tls1_2}},    // CHANGES 1.1.13
    {{1, 9, 1}, {tls1_0, tls1_1, tls1_2}},           // CHANGES 1.9.1
    {{1, 23, 4}, {tls1_0, tls1_1, tls1_2, tls1_3}},  // CHANGES 1.23.4
    {{1, 27, 3}, {tls1_2, tls1_3}},                  // CHANGES 1.27.3
};

}  // namespace

openssl::ProtocolSet default_protocols(ServerVersion version) {
    const auto after =
        std::upper_bound(std::begin(protocols_by_version), std::end(protocols_by_version), version,
                         [](ServerVersion v, const ProtocolsRow& row) { return v < row.since; });
    return std::prev(after)->protocols;
}

std::string_view default_ciphers(ServerVersion version) {
    return version < ServerVersion{1, 0, 5} ? "HIGH:!ADH:!MD5" : "HIGH:!aNULL:!MD5";
}
std::string_view default_groups(ServerVersion version) {
    return version < ServerVersion{1, 11, 0} ? "prime256v1" : "auto";
}
std::size_t http_protocols(ServerVersion version) {
    return version < ServerVersion{1, 21, 4} ? 1 : 3;
}
bool has_builtin_dh(ServerVersion version) {
    return version < ServerVersion{1, 11, 0};
}

bool name_decides_protocols(ServerVersion version) {
    return version >= ServerVersion{1, 29, 2};
}
bool ciphers_come_first(ServerVersion version) {
    return version >= ServerVersion{1, 21, 2};
}
bool loads_authorities(Endpoint::Layer layer, ServerVersion version) {
    if (layer == Endpoint::Layer::stream) return version >= ServerVersion{1, 27, 2};
    return layer == Endpoint::Layer::http;
}
bool knows_stream_names(ServerVersion version) {
    return version >= ServerVersion{1, 25, 5};
}
bool knows_ssl_on(ServerVersion version) {
    return version < ServerVersion{1, 25, 1};
}
bool knows_quic(ServerVersion version) {
    return version >= ServerVersion{1, 25, 0};
}
bool knows_header_inheritance(ServerVersion version) {
    return version >= ServerVersion{1, 29, 3};
}

}  // namespace tlslint::nginx
