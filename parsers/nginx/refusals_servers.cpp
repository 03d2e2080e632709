// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/refusals_servers.hpp"

#include "parsers/nginx/defaults.hpp"
#include "parsers/nginx/include.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tlslint::nginx {
namespace {

using Layer = Endpoint::Layer;

// `nginx -t` finds TLS listeners without a certificate since then (CHANGES 1.15.0).
constexpr ServerVersion certificates_wanted{1, 15, 0};

class Server {
  public:
    Server(TlsRefusals& tls, const ServerBlock& server, Layer layer)
        : tls_(tls), server_(server), scope_(server.scope), layer_(layer),
          whole_(!scope_.is_open() && !scope_.has_gaps()) {}

    void run() {
        if (!tls_.is_clean(scope_)) return;
        const Deciding certificates = deciding(scope_, "ssl_certificate");
        const Deciding keys = deciding(scope_, "ssl_certificate_key");
        if (!makes_context(certificates, keys)) return;
        const auto level = tls_.check_ciphers(scope_, "ssl_ciphers");
        if (certificates) tls_.check_pairs(scope_, certificates, keys, "ssl_password_file", level);
        check_clients();
        check_stapling(certificates, keys);
        tls_.check_dh(scope_, level);
        tls_.check_groups(scope_);
        tls_.check_ticket_keys(scope_);
        tls_.check_commands(scope_, "ssl_conf_command");
    }

  private:
    // What makes nginx set the server up for TLS whatever else it says, in nginx's words.
    struct Cause {
        std::string_view words;
        Span at;
    };
    [[nodiscard]] std::optional<Cause> cause() const {
        const bool by_listen = layer_ == Layer::mail
                               || (layer_ == Layer::stream && !knows_stream_names(tls_.version()));
        if (by_listen) {
            for (const ListenStatement& listen : server_.listens) {
                if (listen.ssl) return Cause{"listen ... ssl", listen.listen.at};
            }
        }
        if (layer_ != Layer::stream && knows_ssl_on(tls_.version())) {
            const Deciding ssl = deciding(scope_, "ssl");
            if (flag(ssl).value_or(false)) return Cause{"ssl", ssl.one().span()};
        }
        const Deciding starttls = deciding(scope_, "starttls");
        if (layer_ == Layer::mail && starttls
            && !equal_ignoring_case(starttls.one().args()[0].text, "off"))
            return Cause{"starttls", starttls.one().span()};
        return std::nullopt;
    }

    [[nodiscard]] bool rejects() const {
        return flag(deciding(scope_, "ssl_reject_handshake")).value_or(false);
    }

    // Whether there is an SSL_CTX to be made; refuses what is missing for that.
    bool makes_context(const Deciding& certificates, const Deciding& keys) {
        const auto why = cause();
        const bool needs_cause =
            layer_ == Layer::mail
            || (layer_ == Layer::stream && !knows_stream_names(tls_.version()));
        if (needs_cause && !why) return false;
        if (!certificates) {
            if (rejects() && layer_ != Layer::mail) return true;
            if (why && whole_) {
                tls_.refuse_incomplete(
                    why->at,
                    fmt::format("no \"ssl_certificate\" is defined for the \"{}\" directive",
                                why->words));
            }
            return false;
        }
        if (keys.statements.size() >= certificates.statements.size()) return true;
        if (!whole_) return false;
        refuse_missing_key(certificates, keys, why);
        return false;
    }

    void refuse_missing_key(const Deciding& certificates, const Deciding& keys,
                            const std::optional<Cause>& why) {
        const Word last = certificates.one().args()[0];
        if (why && !keys) {
            tls_.refuse_incomplete(
                last.span,
                fmt::format("no \"ssl_certificate_key\" is defined for the \"{}\" directive",
                            why->words));
            return;
        }
        std::string message =
            fmt::format("no \"ssl_certificate_key\" is defined for certificate \"{}\"", last.text);
        if (why) message += fmt::format(" and the \"{}\" directive", why->words);
        tls_.refuse_incomplete(last.span, std::move(message));
    }

    void check_clients() {
        const Deciding written = deciding(scope_, "ssl_verify_client");
        const std::string_view verify =
            written ? written.one().args()[0].text : std::string_view("off");
        const bool on = !equal_ignoring_case(verify, "off");
        const bool unverified = equal_ignoring_case(verify, "optional_no_ca");
        // Since 1.27.2 the trusted certificates are enough (CHANGES).
        const bool either = tls_.version() >= ServerVersion{1, 27, 2};
        if (on) {
            const bool given = is_given("ssl_client_certificate")
                               || (either && is_given("ssl_trusted_certificate"));
            if (!given && !unverified && whole_) {
                tls_.refuse_incomplete(
                    written.one().span(),
                    either ? "no ssl_client_certificate or ssl_trusted_certificate for "
                             "ssl_verify_client"
                           : "no ssl_client_certificate for ssl_verify_client");
            }
            tls_.check_authorities(scope_, "ssl_client_certificate", FileUse::client_ca);
        }
        if (on || loads_authorities(layer_, tls_.version())) {
            tls_.check_authorities(scope_, "ssl_trusted_certificate", FileUse::trusted_ca);
            tls_.check_crl(scope_, "ssl_crl");
        }
        check_ocsp(unverified);
    }

    [[nodiscard]] bool is_given(std::string_view name) const {
        const Deciding written = deciding(scope_, name);
        return written && !written.one().args()[0].text.empty();
    }

    void check_ocsp(bool unverified) {
        const Deciding written = deciding(scope_, "ssl_ocsp");
        if (!written || equal_ignoring_case(written.one().args()[0].text, "off")) return;
        if (unverified) {
            tls_.refuse(written.one().span(),
                        "\"ssl_ocsp\" is incompatible with \"ssl_verify_client optional_no_ca\"");
        }
        const auto url = TlsRefusals::fixed_word(deciding(scope_, "ssl_ocsp_responder"));
        constexpr std::string_view scheme = "http://";
        if (!url
            || (url->text.size() > scheme.size()
                && equal_ignoring_case(url->text.substr(0, scheme.size()), scheme)))
            return;
        tls_.refuse(url->span, fmt::format("invalid URL prefix in OCSP responder \"{}\" in "
                                           "\"ssl_ocsp_responder\"",
                                           url->text));
    }

    void check_stapling(const Deciding& certificates, const Deciding& keys) {
        const Deciding stapling = deciding(scope_, "ssl_stapling");
        if (!flag(stapling).value_or(false)) return;
        if (flag(deciding(scope_, "ssl_certificate_compression")).value_or(false)) {
            tls_.refuse(stapling.one().span(),
                        "\"ssl_stapling\" is incompatible with \"ssl_certificate_compression\"");
        }
        // Certificates that are not known yet are not stapled for.
        const auto varies = [](Directive statement) {
            return is_variable(statement.args()[0].text);
        };
        const auto any = [&](const Deciding& written) {
            return std::any_of(written.statements.begin(), written.statements.end(), varies);
        };
        if (certificates && !any(certificates) && !any(keys)) tls_.check_stapling_file(scope_);
    }

    TlsRefusals& tls_;
    const ServerBlock& server_;
    const Scope& scope_;
    Layer layer_;
    bool whole_;  // what is missing is missing
};

// The TLS addresses of a layer.
class Sockets {
  public:
    Sockets(TlsRefusals& tls, const BoundSockets& bound, const std::deque<ServerBlock>& servers)
        : tls_(tls), bound_(bound), servers_(servers) {}

    void run() {
        if (tls_.version() < certificates_wanted || bound_.layer() == Layer::mail) return;
        if (bound_.layer() == Layer::stream && !knows_stream_names(tls_.version())) return;
        for (const BoundSockets::Socket& socket : bound_.all()) {
            if (socket.ssl || socket.quic) check(socket);
        }
    }

  private:
    void check(const BoundSockets::Socket& socket) {
        // Beyond a limit servers are not read.
        for (const std::size_t server : socket.servers) {
            if (server >= servers_.size()) return;
        }
        const ServerBlock& first = servers_[socket.default_server];
        if (first.scope.has_gaps() || !tls_.is_clean(first.scope)) return;
        const std::string_view kind = socket.quic ? "quic" : "ssl";
        if (deciding(first.scope, "ssl_certificate")) {
            const auto protocols = first.tls.protocols_of_directive;
            if (socket.quic && !protocols.contains(openssl::Protocol::tls1_3)) {
                tls_.refuse_incomplete(
                    place(first, socket),
                    fmt::format("\"ssl_protocols\" must enable TLSv1.3 for the \"listen "
                                "... {}\" directive",
                                kind));
            }
            return;
        }
        if (!rejects(first)) return refuse(first, socket, kind);
        for (const std::size_t number : socket.servers) {
            const ServerBlock& server = servers_[number];
            if (rejects(server) || deciding(server.scope, "ssl_certificate")) continue;
            if (server.scope.has_gaps() || !tls_.is_clean(server.scope)) continue;
            return refuse(server, socket, kind);
        }
    }

    static bool rejects(const ServerBlock& server) {
        return flag(deciding(server.scope, "ssl_reject_handshake")).value_or(false);
    }

    // The line of the server that makes the address one of TLS, else its first `listen`.
    static Span place(const ServerBlock& server, const BoundSockets::Socket& socket) {
        for (const ListenStatement& listen : server.listens) {
            if (listen.listen.at == socket.first_tls) return socket.first_tls;
        }
        const auto tls = std::find_if(
            server.listens.begin(), server.listens.end(), [](const ListenStatement& listen) {
                return listen.ssl || listen.listen.transport == Listen::Transport::quic;
            });
        return tls != server.listens.end() ? tls->listen.at : server.listens.front().listen.at;
    }

    void refuse(const ServerBlock& server, const BoundSockets::Socket& socket,
                std::string_view kind) {
        tls_.refuse_incomplete(
            place(server, socket),
            fmt::format("no \"ssl_certificate\" is defined for the \"listen ... {}\" "
                        "directive",
                        kind));
    }

    TlsRefusals& tls_;
    const BoundSockets& bound_;
    const std::deque<ServerBlock>& servers_;
};

}  // namespace

void refuse_server(TlsRefusals& tls, const ServerBlock& server, Endpoint::Layer layer) {
    Server(tls, server, layer).run();
}

void refuse_sockets(TlsRefusals& tls, const BoundSockets& bound,
                    const std::deque<ServerBlock>& servers) {
    Sockets(tls, bound, servers).run();
}

}  // namespace tlslint::nginx
