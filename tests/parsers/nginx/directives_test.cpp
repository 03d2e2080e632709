// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/directives.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace tlslint::nginx {
namespace {

using enum Context;

TEST(Directives, AreSorted) {
    const auto rows = directives();
    ASSERT_GT(rows.size(), 1500U);
    for (std::size_t i = 1; i < rows.size(); ++i) {
        EXPECT_LE(rows[i - 1].name, rows[i].name);
    }
}

TEST(Directives, HaveOneRowForEachContext) {
    for (std::size_t i = 0; i < directives().size(); ++i) {
        const DirectiveFacts& row = directives()[i];
        SCOPED_TRACE(row.name);
        EXPECT_NE(row.contexts, nowhere);
        for (std::size_t j = i + 1; j < directives().size(); ++j) {
            const DirectiveFacts& other = directives()[j];
            if (other.name != row.name) break;
            EXPECT_EQ(row.contexts & other.contexts, nowhere);
        }
    }
}

TEST(Directives, AreConsistent) {
    for (const DirectiveFacts& row : directives()) {
        SCOPED_TRACE(row.name);
        EXPECT_NE(row.arguments.counts, 0);
        EXPECT_LE(row.arguments.min(), row.arguments.max());
        if (row.arguments.on_off) {
            EXPECT_EQ(row.arguments.min(), 1U);
            EXPECT_EQ(row.arguments.max(), 1U);
        }
        EXPECT_EQ(row.body.form == Form::block, row.body.inner != nowhere);
        EXPECT_EQ(row.body.form == Form::lua_body, row.name.ends_with("_by_lua_block"));
        if (row.until != ServerVersion{}) {
            EXPECT_LT(row.since, row.until);
        }
    }
}

TEST(Directives, AreFoundByNameAndContext) {
    for (const DirectiveFacts& row : directives()) {
        SCOPED_TRACE(row.name);
        const auto rows = find(row.name);
        ASSERT_LE(rows.data(), &row);
        ASSERT_GT(rows.data() + rows.size(), &row);
        for (unsigned bit = 0; bit < 32; ++bit) {
            const auto context = static_cast<Context>(1U << bit);
            if (contains(row.contexts, context)) {
                EXPECT_EQ(find(row.name, context), &row);
            }
        }
    }
}

TEST(Directives, OthersAreNotFound) {
    for (const std::string_view name :
         {"", "x", "ssl_", "ssl_protocol", "SSL_protocols", "ssl_protocolss", "tlslint", "if($v)",
          "ssl_protocols\n", "2}$"}) {
        SCOPED_TRACE(name);
        EXPECT_TRUE(find(name).empty());
        EXPECT_EQ(find(name, server), nullptr);
    }
    EXPECT_TRUE(find(std::string(100'000, 'a')).empty());
    EXPECT_EQ(find("ssl_protocols", location), nullptr);
    EXPECT_EQ(find("listen", http), nullptr);
}

TEST(Directives, DifferByContext) {
    EXPECT_EQ(find("server").size(), 6U);
    EXPECT_EQ(find("server", http)->body, (Body{Form::block, server}));
    EXPECT_EQ(find("server", upstream)->body, Body{});
    EXPECT_EQ(find("server", stream)->body.inner, stream_server);
    EXPECT_EQ(find("server", mail)->body.inner, mail_server);
    EXPECT_EQ(find("server", main), nullptr);
    EXPECT_EQ(find("if", server)->body.inner, if_in_server);
    EXPECT_EQ(find("if", location)->body.inner, if_in_location);
    EXPECT_EQ(find("if", http), nullptr);
    EXPECT_EQ(find("location", location)->body.inner, location);
    EXPECT_EQ(find("return", server)->arguments.max(), 2U);
    EXPECT_EQ(find("return", stream_server)->arguments.max(), 1U);
    EXPECT_TRUE(contains(find("include", main)->contexts, acme_issuer));
}

TEST(Directives, HaveForms) {
    for (const std::string_view name : {"map", "geo", "split_clients", "charset_map", "types"}) {
        EXPECT_EQ(find(name, http)->body.form, Form::entries) << name;
    }
    EXPECT_EQ(find("ssl_certificate_by_lua_block", server)->body.form, Form::lua_body);
    EXPECT_EQ(find("events", main)->body.inner, events);
    EXPECT_EQ(find("match", http)->module, Module::commercial);
}

TEST(Arguments, AreCounted) {
    struct Case {
        std::string_view name;
        Context context;
        std::size_t min, max;
    };
    constexpr Case cases[] = {{"internal", location, 0, 0},
                              {"add_header", server, 2, 3},
                              {"ssl_protocols", http, 1, Arguments::unbounded},
                              {"health_check", location, 0, Arguments::unbounded},
                              {"ssl_session_cache", server, 1, 2},
                              {"js_import", http, 1, 3}};
    for (const Case& c : cases) {
        SCOPED_TRACE(c.name);
        const Arguments arguments = find(c.name, c.context)->arguments;
        EXPECT_EQ(arguments.min(), c.min);
        EXPECT_EQ(arguments.max(), c.max);
        EXPECT_EQ(arguments.accepts(1'000'000), c.max == Arguments::unbounded);
    }
    EXPECT_FALSE(find("js_import", http)->arguments.accepts(2));
}

// Section 4 of the nginx reference, where each fact has its source.
struct Fact {
    std::string_view name;
    Context contexts;
    ServerVersion since{};  // none: before 1.0
    ServerVersion until{};
};

constexpr Context in_http = http | server;
constexpr Context in_stream = stream | stream_server;
constexpr Context in_mail = mail | mail_server;
constexpr Context in_location = http | server | location;

constexpr Fact facts[] = {
    {"ssl", in_http, {}, {1, 25, 1}},
    {"ssl", in_mail, {}, {1, 25, 1}},
    {"ssl_alpn", in_stream, {1, 21, 4}},
    {"ssl_buffer_size", in_http, {1, 5, 9}},
    {"ssl_certificate", in_http},
    {"ssl_certificate", in_stream, {1, 9, 0}},
    {"ssl_certificate", in_mail},
    {"ssl_certificate_cache", in_http, {1, 27, 4}},
    {"ssl_certificate_cache", in_stream, {1, 27, 4}},
    {"ssl_certificate_compression", in_http, {1, 29, 1}},
    {"ssl_certificate_compression", in_stream, {1, 29, 1}},
    {"ssl_certificate_compression", in_mail, {1, 29, 1}},
    {"ssl_certificate_key", in_http},
    {"ssl_certificate_key", in_stream, {1, 9, 0}},
    {"ssl_certificate_key", in_mail},
    {"ssl_ciphers", in_http},
    {"ssl_ciphers", in_stream, {1, 9, 0}},
    {"ssl_ciphers", in_mail},
    {"ssl_client_certificate", in_http},
    {"ssl_client_certificate", in_stream, {1, 11, 8}},
    {"ssl_client_certificate", in_mail, {1, 7, 11}},
    {"ssl_conf_command", in_http, {1, 19, 4}},
    {"ssl_conf_command", in_stream, {1, 19, 4}},
    {"ssl_conf_command", in_mail, {1, 19, 4}},
    {"ssl_crl", in_http},
    {"ssl_crl", in_stream, {1, 11, 8}},
    {"ssl_crl", in_mail, {1, 7, 11}},
    {"ssl_dhparam", in_http},
    {"ssl_dhparam", in_stream, {1, 9, 0}},
    {"ssl_dhparam", in_mail},
    {"ssl_early_data", in_http, {1, 15, 3}},
    {"ssl_ecdh_curve", in_http, {1, 0, 6}},
    {"ssl_ecdh_curve", in_stream, {1, 9, 0}},
    {"ssl_ecdh_curve", in_mail, {1, 0, 6}},
    {"ssl_ech_file", in_http, {1, 29, 4}},
    {"ssl_ech_file", in_stream, {1, 29, 4}},
    {"ssl_engine", main},
    {"ssl_handshake_timeout", in_stream, {1, 9, 0}},
    {"ssl_object_cache_inheritable", main, {1, 27, 4}},
    {"ssl_ocsp", in_http, {1, 19, 0}},
    {"ssl_ocsp", in_stream, {1, 27, 2}},
    {"ssl_ocsp_cache", in_http, {1, 19, 0}},
    {"ssl_ocsp_cache", in_stream, {1, 27, 2}},
    {"ssl_ocsp_responder", in_http, {1, 19, 0}},
    {"ssl_ocsp_responder", in_stream, {1, 27, 2}},
    {"ssl_password_file", in_http, {1, 7, 3}},
    {"ssl_password_file", in_stream, {1, 9, 0}},
    {"ssl_password_file", in_mail, {1, 7, 3}},
    {"ssl_prefer_server_ciphers", in_http},
    {"ssl_prefer_server_ciphers", in_stream, {1, 9, 0}},
    {"ssl_prefer_server_ciphers", in_mail},
    {"ssl_preread", in_stream, {1, 11, 5}},
    {"ssl_protocols", in_http},
    {"ssl_protocols", in_stream, {1, 9, 0}},
    {"ssl_protocols", in_mail},
    {"ssl_reject_handshake", in_http, {1, 19, 4}},
    {"ssl_reject_handshake", in_stream, {1, 25, 5}},
    {"ssl_session_cache", in_http},
    {"ssl_session_cache", in_stream, {1, 9, 0}},
    {"ssl_session_cache", in_mail},
    {"ssl_session_ticket_key", in_http, {1, 5, 7}},
    {"ssl_session_ticket_key", in_stream, {1, 9, 0}},
    {"ssl_session_ticket_key", in_mail, {1, 5, 7}},
    {"ssl_session_tickets", in_http, {1, 5, 9}},
    {"ssl_session_tickets", in_stream, {1, 9, 0}},
    {"ssl_session_tickets", in_mail, {1, 5, 9}},
    {"ssl_session_timeout", in_http},
    {"ssl_session_timeout", in_stream, {1, 9, 0}},
    {"ssl_session_timeout", in_mail},
    {"ssl_stapling", in_http, {1, 3, 7}},
    {"ssl_stapling", in_stream, {1, 27, 2}},
    {"ssl_stapling_file", in_http, {1, 3, 7}},
    {"ssl_stapling_file", in_stream, {1, 27, 2}},
    {"ssl_stapling_responder", in_http, {1, 3, 7}},
    {"ssl_stapling_responder", in_stream, {1, 27, 2}},
    {"ssl_stapling_verify", in_http, {1, 3, 7}},
    {"ssl_stapling_verify", in_stream, {1, 27, 2}},
    {"ssl_trusted_certificate", in_http, {1, 3, 7}},
    {"ssl_trusted_certificate", in_stream, {1, 11, 8}},
    {"ssl_trusted_certificate", in_mail, {1, 7, 11}},
    {"ssl_verify_client", in_http},
    {"ssl_verify_client", in_stream, {1, 11, 8}},
    {"ssl_verify_client", in_mail, {1, 7, 11}},
    {"ssl_verify_depth", in_http},
    {"ssl_verify_depth", in_stream, {1, 11, 8}},
    {"ssl_verify_depth", in_mail, {1, 7, 11}},
    {"starttls", in_mail},
    {"proxy_ssl", in_stream, {1, 9, 0}},
    {"proxy_ssl_alpn", in_stream, {1, 31, 0}},
    {"http2", in_http, {1, 25, 1}},
    {"http2_max_concurrent_pushes", in_http, {1, 13, 9}},
    {"http2_push", in_location, {1, 13, 9}},
    {"http2_push_preload", in_location, {1, 13, 9}},
    {"http2_recv_timeout", in_http, {1, 9, 5}},
    {"http3", in_http, {1, 25, 0}},
    {"http3_hq", in_http, {1, 25, 0}},
    {"quic_active_connection_id_limit", in_http, {1, 25, 0}},
    {"quic_gso", in_http, {1, 25, 0}},
    {"quic_host_key", in_http, {1, 25, 0}},
    {"quic_retry", in_http, {1, 25, 0}},
    {"listen", server},
    {"listen", stream_server, {1, 9, 0}},
    {"listen", mail_server},
    {"server_name", server},
    {"server_name", stream_server, {1, 25, 5}},
    {"add_header", in_location | if_in_location},
    {"add_header_inherit", in_location | if_in_location, {1, 29, 3}},
    {"add_trailer", in_location | if_in_location, {1, 13, 2}},
    {"add_trailer_inherit", in_location | if_in_location, {1, 29, 3}},
    {"proxy_hide_header", in_location},
    {"resolver", in_location},
    {"resolver", upstream, {1, 27, 3}},
    {"resolver", in_stream, {1, 11, 3}},
    {"resolver", stream_upstream, {1, 27, 3}},
    {"resolver", in_mail},
    {"resolver_timeout", in_location},
    {"resolver_timeout", upstream, {1, 27, 3}},
    {"resolver_timeout", in_stream, {1, 11, 3}},
    {"resolver_timeout", stream_upstream, {1, 27, 3}},
    {"resolver_timeout", in_mail},
    {"return", server | if_in_server | location | if_in_location},
    {"rewrite", server | if_in_server | location | if_in_location},
    {"error_page", in_location | if_in_location},
};

void expect_fact(const Fact& fact) {
    SCOPED_TRACE(fact.name);
    SCOPED_TRACE(static_cast<std::uint32_t>(fact.contexts));
    const DirectiveFacts* found = nullptr;
    for (const DirectiveFacts& row : find(fact.name)) {
        if (row.contexts == fact.contexts) found = &row;
    }
    ASSERT_NE(found, nullptr);
    if (fact.since == ServerVersion{})
        EXPECT_LT(found->since, (ServerVersion{1, 0, 0}));
    else
        EXPECT_EQ(found->since, fact.since);
    EXPECT_EQ(found->until, fact.until);
}

TEST(Tls, DirectivesAreAsDocumented) {
    for (const Fact& fact : facts) expect_fact(fact);
}

TEST(Tls, UpstreamDirectivesAreAsDocumented) {
    struct Suffix {
        std::string_view text;
        ServerVersion proxy, uwsgi, stream_proxy;
    };
    constexpr ServerVersion grpc{1, 13, 10};
    constexpr Suffix suffixes[] = {
        {"certificate", {1, 7, 8}, {1, 7, 8}, {1, 9, 0}},
        {"certificate_key", {1, 7, 8}, {1, 7, 8}, {1, 9, 0}},
        {"certificate_cache", {1, 27, 4}, {1, 27, 4}, {1, 27, 4}},
        {"password_file", {1, 7, 8}, {1, 7, 8}, {1, 9, 0}},
        {"ciphers", {1, 5, 6}, {1, 5, 8}, {1, 9, 0}},
        {"protocols", {1, 5, 6}, {1, 5, 8}, {1, 9, 0}},
        {"conf_command", {1, 19, 4}, {1, 19, 4}, {1, 19, 4}},
        {"crl", {1, 7, 0}, {1, 7, 0}, {1, 9, 0}},
        {"name", {1, 7, 0}, {1, 7, 0}, {1, 9, 0}},
        {"server_name", {1, 7, 0}, {1, 7, 0}, {1, 9, 0}},
        {"session_reuse", {}, {1, 5, 8}, {1, 9, 0}},
        {"trusted_certificate", {1, 7, 0}, {1, 7, 0}, {1, 9, 0}},
        {"verify", {1, 7, 0}, {1, 7, 0}, {1, 9, 0}},
        {"verify_depth", {1, 7, 0}, {1, 7, 0}, {1, 9, 0}},
    };
    for (const Suffix& suffix : suffixes) {
        const std::string tail = "_ssl_" + std::string(suffix.text);
        expect_fact({"proxy" + tail, in_location, suffix.proxy});
        expect_fact({"proxy" + tail, in_stream, suffix.stream_proxy});
        expect_fact({"uwsgi" + tail, in_location, suffix.uwsgi});
        expect_fact({"grpc" + tail, in_location, std::max(grpc, suffix.proxy)});
    }
}

TEST(Tls, KeyLogsAreCommercial) {
    for (const std::string_view name :
         {"ssl_key_log", "proxy_ssl_key_log", "grpc_ssl_key_log", "uwsgi_ssl_key_log"}) {
        ASSERT_FALSE(find(name).empty()) << name;
        EXPECT_EQ(find(name).front().module, Module::commercial) << name;
    }
}

TEST(Version, TellsWhatItKnows) {
    const DirectiveFacts& ssl = *find("ssl", server);
    EXPECT_TRUE(ssl.known_to({1, 18, 0}));
    EXPECT_TRUE(ssl.known_to({1, 25, 0}));
    EXPECT_FALSE(ssl.known_to({1, 25, 1}));
    const DirectiveFacts& http2 = *find("http2", server);
    EXPECT_FALSE(http2.known_to({1, 24, 0}));
    EXPECT_TRUE(http2.known_to({1, 25, 1}));
    const DirectiveFacts& compression = *find("ssl_certificate_compression", server);
    EXPECT_FALSE(compression.known_to({1, 28, 3}));
    EXPECT_TRUE(compression.known_to({1, 30, 0}));
}

TEST(Nearest, GuessesWhatWasMeant) {
    struct Case {
        std::string_view written, meant;
    };
    constexpr Case cases[] = {
        {"ssl_protocol", "ssl_protocols"},
        {"ssl_certifcate", "ssl_certificate"},
        {"ssl_prefer_server_chipers", "ssl_prefer_server_ciphers"},
        {"SSL_Protocols", "ssl_protocols"},
        {"ssl-session-cache", "ssl_session_cache"},
        {"ssl_sesion_tickts", "ssl_session_tickets"},
        {"proxy_ssl_verif", "proxy_ssl_verify"},
        {"servername", "server_name"},
        {"lsiten", "listen"},
        {"listn", "listen"},
        {"add_headr", "add_header"},
        {"htpp2", "http2"},
        {"rot", "root"},
        {"ssl_chain_certificate", "ssl_certificate"},
        {"ssl_certificate_chain", "ssl_certificate"},
        {"ssl_staple", ""},
        {"ssl_ciphersuites", ""},
        {"", ""},
        {"x", ""},
        {"if($v)", ""},
        {"2}$", ""},
    };
    for (const Case& c : cases) EXPECT_EQ(nearest(c.written), c.meant) << c.written;
    EXPECT_EQ(nearest(std::string(100'000, 's')), "");
}

TEST(Nearest, IsTheNameItselfIfKnown) {
    for (const DirectiveFacts& row : directives()) {
        EXPECT_EQ(nearest(row.name), row.name);
    }
}

// `./dev prove` asks about everything; this asks the installed server about TLS, where it matters.
TEST(Tls, ServerAgrees) {
    const std::string server_program = "/usr/sbin/nginx";
    if (!std::filesystem::exists(server_program)) GTEST_SKIP() << "no nginx here";
    if (std::system("python3 -c pass 2> /dev/null") != 0) GTEST_SKIP() << "no Python here";
    const std::string script = TLSLINT_SOURCE_DIR "/tests/prove/nginx_directives.py";
    const std::string command =
        "python3 '" + script + "' " + server_program
        + " --only '^((proxy_)?ssl|http[23]$|listen|add_header|starttls|resolver)'"
          " --contexts server,location,stream_server,mail_server 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0);
}

}  // namespace
}  // namespace tlslint::nginx
