// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/repeats.hpp"

#include "parsers/nginx/refusals_values.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace tlslint::nginx {
namespace {

using enum Repeats;

constexpr Context anywhere = static_cast<Context>(~0U);
constexpr Context in_http = Context::http | Context::server | Context::location
                            | Context::if_in_server | Context::if_in_location
                            | Context::limit_except;
constexpr Context in_stream = Context::stream | Context::stream_server;
constexpr Context in_mail = Context::mail | Context::mail_server;

// Section 4 of the reference; command tables of ngx_http_ssl_module, ngx_stream_ssl_module,
// ngx_mail_ssl_module, ngx_http_core_module and their neighbours. By name.
constexpr Reading table[] = {
    {"add_header", appended, refuse_header},
    {"add_header_inherit", refused, refuse_inheritance},
    {"add_trailer", appended, refuse_header},
    {"add_trailer_inherit", refused, refuse_inheritance},
    {"events", refused},
    {"grpc_pass", refused},
    {"http", refused},
    {"http2", refused},
    {"http3", refused},
    {"http3_hq", refused},
    {"mail", refused},
    {"proxy_pass", refused, refuse_proxy_pass, in_http},
    {"proxy_pass", refused, nullptr, in_stream},
    {"proxy_ssl", refused},
    {"proxy_ssl_alpn", refused, refuse_alpn},
    {"quic_active_connection_id_limit", refused, refuse_number},
    {"quic_gso", refused},
    {"quic_host_key", refused},
    {"quic_retry", refused},
    {"resolver", refused},
    {"resolver_timeout", refused, refuse_milliseconds},
    {"return", appended, refuse_return, in_http},
    {"return", refused, nullptr, in_stream},
    {"rewrite", appended, refuse_rewrite},
    {"server_name", appended, refuse_server_name, in_http | in_stream},
    {"server_name", refused, nullptr, in_mail},
    {"ssl", refused},
    {"ssl_alpn", refused, refuse_alpn},
    {"ssl_buffer_size", refused, refuse_size},
    {"ssl_certificate", appended, nullptr, anywhere, {1, 11, 0}},
    {"ssl_certificate_cache", refused, refuse_cached_objects},
    {"ssl_certificate_compression", refused},
    {"ssl_certificate_key", appended, nullptr, anywhere, {1, 11, 0}},
    {"ssl_ciphers", refused},
    {"ssl_client_certificate", refused},
    {"ssl_conf_command", appended},
    {"ssl_crl", refused},
    {"ssl_dhparam", refused},
    {"ssl_early_data", refused},
    {"ssl_ecdh_curve", refused},
    {"ssl_ech_file", appended},
    {"ssl_engine", refused},
    {"ssl_handshake_timeout", refused, refuse_milliseconds},
    {"ssl_object_cache_inheritable", refused},
    {"ssl_ocsp", refused, refuse_ocsp},
    {"ssl_ocsp_cache", refused, refuse_ocsp_cache},
    {"ssl_ocsp_responder", refused},
    {"ssl_password_file", refused},
    {"ssl_prefer_server_ciphers", refused},
    {"ssl_preread", refused},
    {"ssl_protocols", united, refuse_protocols},
    {"ssl_reject_handshake", refused},
    {"ssl_session_cache", parts, refuse_session_cache},
    {"ssl_session_ticket_key", appended},
    {"ssl_session_tickets", refused},
    {"ssl_session_timeout", refused, refuse_seconds},
    {"ssl_stapling", refused},
    {"ssl_stapling_file", refused},
    {"ssl_stapling_responder", refused},
    {"ssl_stapling_verify", refused},
    {"ssl_trusted_certificate", refused},
    {"ssl_verify_client", refused, refuse_verify_client},
    {"ssl_verify_depth", refused, refuse_number},
    {"starttls", refused, refuse_starttls},
    {"stream", refused},
    {"uwsgi_pass", refused},
};

// What the upstream side has below each of its prefixes.
constexpr Reading upstream_table[] = {
    {"certificate", refused},
    {"certificate_cache", refused, refuse_cached_objects},
    {"certificate_key", refused},
    {"ciphers", refused},
    {"conf_command", appended},
    {"crl", refused},
    {"name", refused},
    {"password_file", refused},
    {"protocols", united, refuse_protocols},
    {"server_name", refused},
    {"session_reuse", refused},
    {"trusted_certificate", refused},
    {"verify", refused},
    {"verify_depth", refused, refuse_number},
};

constexpr std::array<std::string_view, 3> prefixes = {"proxy_ssl_", "grpc_ssl_", "uwsgi_ssl_"};

static_assert(std::size(table) + prefixes.size() * std::size(upstream_table) <= most_readings);

constexpr bool by_name(const Reading& row, std::string_view name) {
    return row.name < name;
}
constexpr bool in_order(const Reading& a, const Reading& b) {
    return a.name < b.name;
}
static_assert(std::is_sorted(std::begin(table), std::end(table), in_order));
static_assert(std::is_sorted(std::begin(upstream_table), std::end(upstream_table), in_order));

template <std::size_t size>
const Reading* find_in(const Reading (&rows)[size], std::string_view name, Context contexts) {
    for (auto row = std::lower_bound(std::begin(rows), std::end(rows), name, by_name);
         row != std::end(rows) && row->name == name; ++row) {
        if ((row->contexts & contexts) == contexts) return row;
    }
    return nullptr;
}

}  // namespace

FoundReading find_reading(std::string_view name, Context contexts) {
    if (const Reading* row = find_in(table, name, contexts))
        return {row, static_cast<std::size_t>(row - table)};
    for (std::size_t i = 0; i < prefixes.size(); ++i) {
        if (!name.starts_with(prefixes[i])) continue;
        const Reading* row = find_in(upstream_table, name.substr(prefixes[i].size()), contexts);
        if (!row) return {};
        return {row,
                std::size(table) + i * std::size(upstream_table)
                    + static_cast<std::size_t>(row - upstream_table),
                true};
    }
    return {};
}

}  // namespace tlslint::nginx
