// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/certificates.hpp"
#include "parsers/haproxy/tls_words.hpp"
#include "parsers/model/model.hpp"

#include <deque>
#include <optional>
#include <string_view>
#include <vector>

namespace tlslint::haproxy {

/// A bind line, with what global says at its place.
struct BindLine {
    Span at;
    std::vector<Listen> listens;
    TlsWords words;
    std::vector<const Certificates*> certificates;  // in the order of the words
    std::span<const Directive> used;                // its section's lines `ssl-f-use`
    int dh_bits = 0;
    bool dh_by_file = false;  // of global
    Said dh_said;
    std::optional<int> security_level;
    std::string_view condition;              // around it, where nobody can decide it
    std::vector<const Endpoint*> endpoints;  // once they are worked out
};

/// A server line.
struct ServerLine {
    Span at;
    std::string_view name;
    int first = 0, last = 0;  // of server-template: the numbers behind the name
    Word address;
    TlsWords words;
    std::optional<CertificatePair> certificate;  // that it shows
    const FileReference* ca = nullptr;
    std::string_view condition;
    std::optional<int> security_level;
};

/// Where a section sends requests.
struct BackendUse {
    Word name;
    bool always = false;  // default_backend
};

/// A frontend, backend, listen or defaults section, or another with bind and server lines.
struct Proxy {
    std::string_view keyword;  // "frontend"
    std::string_view name;
    Span at;
    Endpoint::Layer layer = Endpoint::Layer::tcp;
    const Proxy* defaults = nullptr;           // whose rules hold before its own
    const TlsWords* default_server = nullptr;  // nothing said: none
    std::vector<BindLine> binds;
    std::vector<ServerLine> servers;
    std::vector<Directive> used;   // its lines `ssl-f-use`
    std::vector<Directive> rules;  // http-request, http-response, redirect, acl, …
    std::vector<BackendUse> backends;
    bool disabled = false;
    bool serves_frontends = false, serves_backends = false;  // of defaults
    bool checks_tls = false;                                 // health checks of its servers do
    std::string_view condition;  // around it, where nobody can decide it
};

}  // namespace tlslint::haproxy
