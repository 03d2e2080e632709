// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/nginx/repeats.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tlslint::nginx {

// What nginx says about the words of one statement while it reads them, by kind of value. Each is
// asked about statements with the right number of words, without variables and template markers.

using ValueCheck = std::optional<RefusedValue>(Directive directive, ServerVersion version);

ValueCheck refuse_number;        // ngx_conf_set_num_slot
ValueCheck refuse_size;          // ngx_conf_set_size_slot
ValueCheck refuse_seconds;       // ngx_conf_set_sec_slot
ValueCheck refuse_milliseconds;  // ngx_conf_set_msec_slot
ValueCheck refuse_protocols;     // ngx_conf_set_bitmask_slot
ValueCheck refuse_verify_client, refuse_ocsp, refuse_starttls,
    refuse_inheritance;            // ngx_conf_set_enum_slot
ValueCheck refuse_session_cache;   // ngx_http_ssl_session_cache
ValueCheck refuse_ocsp_cache;      // ngx_http_ssl_ocsp_cache
ValueCheck refuse_cached_objects;  // ngx_http_ssl_certificate_cache
ValueCheck refuse_alpn;            // ngx_stream_ssl_alpn
ValueCheck refuse_server_name;     // ngx_http_core_server_name
ValueCheck refuse_header;          // ngx_http_headers_add
ValueCheck refuse_return;          // ngx_http_rewrite_return
ValueCheck refuse_rewrite;         // ngx_http_rewrite
ValueCheck refuse_proxy_pass;      // ngx_http_proxy_pass

/// A shared memory zone as a session cache or an OCSP cache names it: shared:NAME:SIZE.
struct SharedZone {
    std::string_view name;
    std::int64_t size = 0;
};
std::optional<SharedZone> parse_shared_zone(std::string_view word);

}  // namespace tlslint::nginx
