// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/explain.hpp"
#include "tests/support/shell.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

namespace tlslint::explain {
namespace {

std::string spell(const Match& match) {
    if (match.rule) return "rule " + std::string(match.rule->name);
    if (match.cause) return "cause " + std::to_string(static_cast<int>(match.cause->cause));
    if (match.alert) return "alert " + std::to_string(match.alert->number);
    return std::string(match.speaker->name) + ": " + std::string(match.text);
}

struct Case {
    std::string_view topic;
    std::string_view first;  // the most telling match, "" for none
};

// Lines marked (loopback) were printed by the real programs: nginx 1.22.1, OpenSSL 3.0.22, curl
// 7.88.1, GnuTLS 3.7.9, httpd 2.4.71, HAProxy 2.6.12.
constexpr Case cases[] = {
    {"protocol/obsolete-version", "rule protocol/obsolete-version"},
    {"handshake_failure", "alert 40"},
    {"handshake failure", "alert 40"},
    {"40", "alert 40"},
    {"alert 40", "alert 40"},
    {"SSL alert number 40", "alert 40"},
    {"user_cancelled", "alert 90"},
    {"decryption_failed_RESERVED", "alert 21"},
    {"expired", "cause 1"},
    {"name-mismatch", "cause 2"},
    {"no-shared-cipher", "cause 4"},
    {"server-misconfiguration", "cause 7"},
    {"certificate-expired", "cause 1"},
    {"certificate_expired", "alert 45"},
    {"no shared cipher", "OpenSSL: no shared cipher"},
    {"SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share)",
     "OpenSSL: bad key share"},
    {"0A00006C", "OpenSSL: bad key share"},
    {"error:1408F10B:SSL routines:ssl3_get_record:wrong version number",
     "OpenSSL: wrong version number"},
    {"error:14094410:SSL routines", "alert 40"},
    {"error:0A000410:SSL routines::ssl/tls alert handshake failure", "alert 40"},
    {"ERR_SSL_VERSION_OR_CIPHER_MISMATCH", "Chrome: ERR_SSL_VERSION_OR_CIPHER_MISMATCH"},
    {"NET::ERR_CERT_DATE_INVALID", "Chrome: ERR_CERT_DATE_INVALID"},
    {"Error code: SEC_ERROR_UNKNOWN_ISSUER", "Firefox: SEC_ERROR_UNKNOWN_ISSUER"},
    {"SSL_ERROR_HANDSHAKE_FAILURE_ALERT", "alert 40"},
    {"The proxy server could not handle the request. Reason: Error during SSL Handshake with "
     "remote server",
     "Apache: Error during SSL Handshake with remote server"},
    {"javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure", "alert 40"},
    {"ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: "
     "unable to get local issuer certificate (_ssl.c:1007)",
     "OpenSSL verification: unable to get local issuer certificate"},
    {"curl: (60) SSL: no alternative certificate subject name matches target host name 'a.example'",
     "curl: SSL: no alternative certificate subject name matches target host name '…'"},
    {"x509: certificate is valid for a.example, not b.example",
     "Go: x509: certificate is valid for …, not …"},
    {"2026/11/26 04:00:00 [error] 9#9: *1 upstream SSL certificate verify error: (20:unable to get "
     "local issuer certificate) while SSL handshaking to upstream, client: 127.0.0.1",
     "OpenSSL verification: unable to get local issuer certificate"},
    {"2026/11/26 04:00:00 [error] 9#9: *1 peer closed connection in SSL handshake while SSL "
     "handshaking to upstream",
     "nginx: peer closed connection in SSL handshake … while SSL handshaking to upstream"},
    {"*10 SSL_do_handshake() failed (SSL: error:0A000410:SSL routines::sslv3 alert handshake "
     "failure:SSL alert number 40) while SSL handshaking to upstream, client: 172.19.0.1",
     "nginx, other versions: sslv3 alert handshake failure … while SSL handshaking to upstream"},
    {"SSL_do_handshake() failed (SSL: error:0A000410:SSL routines::sslv3 alert handshake "
     "failure:SSL alert number 40) while SSL handshaking, client: 172.19.0.1",
     "alert 40"},
    {"A fatal alert was received from the remote endpoint. The TLS protocol defined fatal alert "
     "code is 70.",
     "alert 70"},
    {"schannel: SEC_E_WRONG_PRINCIPAL (0x80090322) - The target principal name is incorrect.",
     "Windows: The target principal name is incorrect"},
    {"[1:1:ERROR:ssl_client_socket_impl.cc(983)] handshake failed; returned -1, SSL error code 1, "
     "net_error -201",
     "Chrome: handshake failed; returned -1, SSL error code 1, net_error -201"},
    {"Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames",
     "Node.js: Hostname/IP does not match certificate's altnames"},
    {"ssl.SSLEOFError: EOF occurred in violation of protocol (_ssl.c:1129)",
     "Python: EOF occurred in violation of protocol"},
    {"javax.net.ssl.SSLPeerUnverifiedException: Certificate for <a.example> doesn't match any of "
     "the subject alternative names: [b.example]",
     "Java: Certificate for … doesn't match any of the subject alternative names"},
    {"CFNetwork SSLHandshake failed (-9824)", "Apple: SSLHandshake failed (-9824)"},
    {"ERROR: The certificate of 'a.example' is not trusted.",
     "wget: The certificate of … is not trusted"},
    {"transport failure reason: TLS error: 268435703:SSL routines:OPENSSL_internal:"
     "WRONG_VERSION_NUMBER",
     "OpenSSL: wrong version number"},
    {"http: TLS handshake error from 192.0.2.1:1234: EOF", "Go: http: TLS handshake error from …"},
    {"http: TLS handshake error from 192.0.2.1:1234: remote error: tls: unknown certificate",
     "Go: remote error: tls: unknown certificate"},
    {"something else entirely", ""},
    {"300", ""},
    {"", ""},
    {" \t ", ""},
};

TEST(Explain, FindsWhatATopicMeans) {
    for (const Case& c : cases) {
        SCOPED_TRACE(c.topic);
        const Answer answer = find(c.topic);
        EXPECT_EQ(answer.matches.empty() ? "" : spell(answer.matches.front()), c.first);
    }
}

TEST(Explain, FindsEveryTextAndName) {
    for (const Match& match : everything().matches) {
        if (!match.message) continue;
        for (const std::string_view text : match.message->texts) {
            SCOPED_TRACE(text);
            const Answer answer = find(text);
            EXPECT_TRUE(
                std::any_of(answer.matches.begin(), answer.matches.end(),
                            [&](const Match& found) { return found.message == match.message; }));
        }
    }
    for (const Alert& alert : alerts()) {
        SCOPED_TRACE(alert.name);
        EXPECT_EQ(find(alert.name).matches.front().alert, &alert);
        EXPECT_EQ(find(std::to_string(alert.number)).matches.front().alert, &alert);
        for (const std::string_view text : alert.texts) {
            SCOPED_TRACE(text);
            const Answer answer = find(text);
            EXPECT_TRUE(std::any_of(answer.matches.begin(), answer.matches.end(),
                                    [&](const Match& found) { return found.alert == &alert; }));
        }
    }
}

TEST(Explain, ListsWhereATopicIsAPart) {
    const Answer answer = find("key share");
    EXPECT_TRUE(answer.is_list);
    EXPECT_GE(answer.matches.size(), 3U);
}

TEST(Explain, BoundsWhatItLooksAt) {
    const std::string long_line = std::string(longest_topic, 'x') + " handshake_failure";
    EXPECT_TRUE(find(long_line).matches.empty());
    std::string nearly;
    while (nearly.size() < (1U << 20)) nearly += "SSL_do_handshake() faile ";
    EXPECT_TRUE(find(nearly).matches.empty());
    EXPECT_TRUE(find(std::string(1U << 20, 'e')).matches.empty());
}

TEST(Explain, NamesTheNearest) {
    EXPECT_EQ(nearest("handshake_failur").front(), "handshake_failure");
    EXPECT_EQ(nearest("hsts-lost").front(), "http/hsts-lost");
    EXPECT_TRUE(nearest(std::string(1000, 'a')).empty());
}

// ---- the data
// ------------------------------------------------------------------------------------

// Rules of the catalogue that this program does not have yet. A rule that is built leaves the list:
// the test fails while it is here.
const std::set<std::string_view> planned = {
#include "tests/audit/explain/planned.inc"
};

std::set<std::string_view> rules_named() {
    std::set<std::string_view> names;
    for (const Diagnosis* diagnosis : all_diagnoses())
        names.insert(diagnosis->rules.begin(), diagnosis->rules.end());
    for (const CauseGuide& cause : causes()) names.insert(cause.rules.begin(), cause.rules.end());
    return names;
}

TEST(ExplainData, NamesRulesThatExistOrArePlanned) {
    for (const std::string_view name : rules_named())
        EXPECT_NE(rules::find(name) != nullptr, planned.contains(name))
            << name
            << (rules::find(name) ? ": is there, take it out of planned.inc" : ": is no rule");
    for (const std::string_view name : planned)
        EXPECT_TRUE(rules_named().contains(name)) << name << " is planned and nothing names it";
}

// Issue 5: each of the nine has a static rule or a reason why it cannot have one, a live step, and
// a remedy.
TEST(ExplainData, EveryCauseCanBeFoundAndMended) {
    ASSERT_EQ(causes().size(), 9U);
    for (std::size_t i = 0; i < causes().size(); ++i) {
        const CauseGuide& cause = causes()[i];
        SCOPED_TRACE(cause.title);
        EXPECT_EQ(static_cast<std::size_t>(cause.cause), i + 1);
        if (cause.rules.empty()) {
            EXPECT_NE(cause.decidable.find("No static rule"), std::string_view::npos);
        }
        EXPECT_FALSE(cause.decidable.empty());
        EXPECT_FALSE(cause.undecidable.empty());
        EXPECT_TRUE(cause.live.starts_with("tlslint "));
        EXPECT_FALSE(cause.live_shows.empty());
        EXPECT_FALSE(cause.diagnoses.empty());
        const bool is_suspected =
            std::all_of(cause.diagnoses.begin(), cause.diagnoses.end(), [&](const Diagnosis* each) {
                return std::any_of(
                    each->suspects.begin(), each->suspects.end(),
                    [&](const Suspect& suspect) { return suspect.cause == cause.cause; });
            });
        EXPECT_TRUE(is_suspected) << "a remedy of the cause does not suspect it";
        const bool in_steps = std::any_of(steps().begin(), steps().end(), [&](const Step& step) {
            return std::find(step.causes.begin(), step.causes.end(), cause.cause)
                   != step.causes.end();
        });
        EXPECT_TRUE(in_steps) << "no step of the handshake fails for it";
    }
}

TEST(ExplainData, IsComplete) {
    // What the servers do not configure.
    const std::set<std::string_view> without_lines = {"closing", "encrypted-hello"};
    for (const Diagnosis* diagnosis : all_diagnoses()) {
        SCOPED_TRACE(diagnosis->name);
        EXPECT_FALSE(diagnosis->remedy.empty());
        EXPECT_FALSE(diagnosis->commands.empty());
        if (without_lines.contains(diagnosis->name)) continue;
        EXPECT_FALSE(diagnosis->suspects.empty());
        EXPECT_FALSE(diagnosis->rules.empty());
        for (const std::string_view lines :
             {diagnosis->nginx, diagnosis->apache, diagnosis->haproxy})
            EXPECT_FALSE(lines.empty());
    }
    for (const Speaker* speaker : speakers::all()) {
        EXPECT_FALSE(speaker->source.url.empty());
        for (const Message& message : speaker->messages) {
            EXPECT_FALSE(message.texts.empty());
            EXPECT_FALSE(message.meaning.empty());
        }
    }
}

TEST(ExplainData, HasEveryAlertOfTheRegistry) {
    // iana.org/assignments/tls-parameters, "TLS Alerts", all values that are not "Unassigned".
    const std::vector<unsigned> registry = {
        0,  10, 20, 21, 22, 30, 40,  41,  42,  43,  44,  45,  46,  47,  48,  49,  50,  51, 52,
        60, 70, 71, 80, 86, 90, 100, 109, 110, 111, 112, 113, 114, 115, 116, 117, 120, 121};
    std::vector<unsigned> numbers;
    for (const Alert& alert : alerts()) numbers.push_back(alert.number);
    EXPECT_EQ(numbers, registry);
}

// ---- against the originals
// -----------------------------------------------------------------------

std::string contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

const Speaker& speaker(std::string_view name) {
    const auto all = speakers::all();
    return **std::find_if(all.begin(), all.end(),
                          [&](const Speaker* each) { return each->name == name; });
}

/// The pieces of a text between its gaps.
std::vector<std::string> pieces(std::string_view text) {
    std::vector<std::string> result;
    const std::string_view gap = "…";
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(gap, at), text.size());
        std::string piece(text.substr(at, end - at));
        while (piece.ends_with(' ')) piece.pop_back();
        while (piece.starts_with(' ')) piece.erase(0, 1);
        if (!piece.empty()) result.push_back(piece);
        at = end + gap.size();
    }
    return result;
}

void expect_in(const std::string& binary, const Speaker& speaker,
               const std::set<std::string_view>& composed) {
    for (const Message& message : speaker.messages)
        for (const std::string_view text : message.texts)
            for (const std::string& piece : pieces(text))
                if (!composed.contains(piece)) {
                    EXPECT_NE(binary.find(piece), std::string::npos)
                        << speaker.name << " never prints \"" << piece << '"';
                }
}

TEST(ExplainMessages, AreThoseOfNginx) {
    const std::string binary = contents("/usr/sbin/nginx");
    if (binary.empty()) GTEST_SKIP() << "no nginx here";
    expect_in(binary, speaker("nginx"),
              {"while SSL handshaking", "while SSL handshaking to upstream",  // " while " is apart
               "no \"ssl_certificate\" is defined in server listening on SSL port"});  // < 1.19.4
}

TEST(ExplainMessages, AreThoseOfGnutls) {
    // The library that this test is linked with.
    std::ifstream maps("/proc/self/maps");
    std::string path;
    for (std::string line; std::getline(maps, line) && path.empty();)
        if (line.find("libgnutls.so") != std::string::npos) path = line.substr(line.find('/'));
    if (path.empty()) GTEST_SKIP() << "GnuTLS is not a shared library here";
    expect_in(contents(path), speaker("GnuTLS"), {});
}

TEST(ExplainMessages, HaveTheNumbersOfOpenssl) {
    for (const Message& message : speaker("OpenSSL").messages) {
        if (message.reason == 0) continue;
        std::ostringstream command;
        command << "openssl errstr " << std::hex << (0x0A000000 + message.reason);
        const std::string said = test::run(command.str()).output;
        if (said.empty()) GTEST_SKIP() << "no openssl here";
        EXPECT_TRUE(std::any_of(
            message.texts.begin(), message.texts.end(),
            [&](std::string_view text) { return said.ends_with(":" + std::string(text) + "\n"); }))
            << said;
    }
}

}  // namespace
}  // namespace tlslint::explain
