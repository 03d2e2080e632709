// SPDX-License-Identifier: Apache-2.0
#include "audit/explain/diagnoses.hpp"

namespace tlslint::explain {
namespace {

namespace d = diagnoses;

// The nine of spec.md 1, numbered as Cause; other names: ids of live.md, and what people type.
const CauseGuide nine[] = {
    {Cause::certificate_validity,
     "Expired or invalid certificate",
     {"certificate-expired", "certificate-invalid", "expired", "invalid certificate",
      "expired certificate", "not yet valid"},
     "The certificate, or one above it, is out of date, damaged, too weak, or not meant for a TLS "
     "server.",
     {"certificate/expired", "certificate/not-yet-valid", "certificate/expiring",
      "certificate/weak-key", "certificate/weak-signature", "certificate/wrong-usage",
      "certificate/ca-as-leaf", "certificate/not-pem", "certificate/unknown-critical-extension"},
     "Everything, from the certificate file that the configuration names, if tlslint can read it.",
     "Whether the running server serves that file: it keeps the old one until it is reloaded. And "
     "the clocks of the clients.",
     "tlslint diagnose HOST",
     "the step `verify` fails with notBefore or notAfter, or what else is wrong",
     {&d::expired, &d::not_yet_valid, &d::weak_certificate, &d::wrong_usage,
      &d::invalid_certificate}},
    {Cause::name_mismatch,
     "Name mismatch",
     {"name mismatch", "hostname-mismatch", "wrong name"},
     "The certificate is good and belongs to another name than the client asked for.",
     {"certificate/name-mismatch", "certificate/no-san", "certificate/from-default-server",
      "protocol/unknown-name-answered", "upstream/name-is-group", "upstream/no-sni"},
     "server_name, ServerName and ServerAlias are compared with the names in the certificate. "
     "HAProxy takes its names from the certificates, so there is nothing to compare but the "
     "filters "
     "of a crt-list.",
     "Which names people type and DNS leads here: a name that no block knows is answered by the "
     "default one.",
     "tlslint diagnose --sni NAME HOST",
     "the step `verify` fails and prints the names that came",
     {&d::name_mismatch, &d::unknown_name, &d::upstream_name}},
    {Cause::version_mismatch,
     "Incompatible versions",
     {"incompatible-versions", "protocol-mismatch", "versions"},
     "Client and server have no TLS version in common.",
     {"protocol/no-current-version", "protocol/none-enabled", "protocol/enabled-but-refused",
      "protocol/obsolete-version", "protocol/tls13-only", "protocol/replaced-not-added",
      "protocol/overruled-by-default-server", "protocol/version-gap"},
     "The versions that the server will really speak: its words, its version's defaults, the "
     "default server of the address, and OpenSSL's security level.",
     "What the clients speak; `tlslint show --clients` answers for known ones. A middlebox may "
     "take "
     "versions away.",
     "tlslint diagnose HOST",
     "the step `server-hello` fails with protocol_version, and further hellos show what is "
     "answered",
     {&d::versions, &d::fallback, &d::internal_error}},
    {Cause::weak_ciphers,
     "Weak or no shared ciphers",
     {"no-shared-cipher", "weak-cipher", "ciphers", "cipher-mismatch"},
     "A version is shared, and no cipher suite, group or signature algorithm is, or only such as "
     "one side finds too weak.",
     {"cipher/none-left", "cipher/unusable-with-certificate", "cipher/no-aead",
      "cipher/export-grade", "cipher/rc4", "cipher/triple-des", "cipher/tls13-in-wrong-list",
      "key-exchange/weak-dh", "key-exchange/no-modern-group", "key-exchange/single-group"},
     "The suites that the cipher string selects under this OpenSSL and its level, less those that "
     "the certificate's key cannot serve.",
     "What the clients offer.",
     "tlslint diagnose HOST",
     "the step `server-hello` fails with handshake_failure or insufficient_security",
     {&d::suites, &d::groups, &d::signatures, &d::weak_dh}},
    {Cause::untrusted_authority,
     "Untrusted certificate authority",
     {"untrusted-ca", "untrusted", "unknown ca", "unknown issuer", "self-signed"},
     "The chain is complete and ends in no root that the client trusts.",
     {"certificate/untrusted", "certificate/self-signed", "upstream/no-ca",
      "upstream/ca-incomplete", "upstream/unverified", "client-auth/no-ca",
      "client-auth/ca-invalid"},
     "Whether the chain in the file ends in a root of the system, of --ca-file, or in itself. For "
     "upstreams: which CA file judges them.",
     "Which roots each client has, and what an inspecting proxy puts in between.",
     "tlslint diagnose --ca-file ROOT.pem HOST",
     "the step `verify` fails, with the chain that came and where it ends",
     {&d::untrusted, &d::self_signed, &d::upstream_unverified, &d::client_untrusted}},
    {Cause::revoked,
     "Revoked certificate",
     {"revoked-certificate", "revocation", "certificate-revoked"},
     "The issuer took the certificate back before its time.",
     {"certificate/revoked", "stapling/missing", "stapling/must-staple-unmet",
      "stapling/file-invalid", "client-auth/no-crl"},
     "With --crl, or a stapling file beside the certificate, revocation itself; else whether the "
     "server would tell its clients (stapling).",
     "Revocation happens at the issuer, at any time; nothing in a configuration changes with it. "
     "tlslint never asks an issuer without --fetch-revocation.",
     "tlslint verify --fetch-revocation HOST",
     "certificate/revoked, with the time and the source",
     {&d::revoked, &d::must_staple}},
    {Cause::misconfiguration,
     "Server misconfiguration",
     {"server-misconfiguration", "configuration", "misconfigured server"},
     "The server cannot do what it should: wrong versions, suites or certificate paths, a missing "
     "intermediate, a key that does not fit, TLS not switched on.",
     {"certificate/file-missing", "certificate/file-unreadable", "certificate/key-mismatch",
      "certificate/key-missing", "certificate/none-configured", "certificate/chain-incomplete",
      "certificate/chain-order", "protocol/tls-not-enabled", "protocol/plaintext-on-tls-port",
      "config/syntax", "config/no-effect", "cipher/unknown-name", "stapling/no-cache",
      "client-auth/per-location"},
     "Nearly everything; much of it is what `nginx -t`, `apachectl configtest` and `haproxy -c` "
     "accept in silence.",
     "What another process, module or hook does at run time, and whether the file was loaded at "
     "all.",
     "tlslint check --live",
     "live/drift-* where the running server differs from its configuration",
     {&d::files, &d::key_pair, &d::no_certificate, &d::chain_incomplete, &d::not_tls,
      &d::client_certificate}},
    {Cause::outdated_client,
     "Outdated client",
     {"old client", "outdated"},
     "The server is right, and the client is too old for it: its versions, suites, roots or clock.",
     {"protocol/tls13-only", "protocol/tls13-disabled", "key-exchange/single-group",
      "cipher/policy", "live/client-cut-off"},
     "Whom a configuration leaves out: `tlslint show --clients` works it out for known browsers, "
     "Java, Android, OpenSSL.",
     "Which of them really come. The server's log tells.",
     "tlslint diagnose --client java-7 HOST",
     "the old hello fails and a modern one is answered",
     {&d::versions, &d::suites, &d::renegotiation}},
    {Cause::network,
     "Network interruption",
     {"network-interruption", "interruption", "connection"},
     "The connection does not come about, or breaks: refused, timed out, reset, cut short, "
     "damaged.",
     {},
     "Nothing: a configuration says where the server listens, not who can reach it. No static rule "
     "can know it.",
     "Routes, firewalls, middleboxes and running processes are not in the file; only a connection "
     "shows them.",
     "tlslint diagnose HOST",
     "the step `tcp-connect` fails, or a later one with a reset or silence: live/unreachable, "
     "live/timeout, live/reset",
     {&d::unreachable, &d::timeout, &d::early_close, &d::damaged}},
};

// The steps of `tlslint diagnose` (live.md 3), in their order.
const Step eight[] = {
    {"tcp-connect",
     "The name is resolved and a TCP connection is made.",
     "refused, no route, no answer, no address",
     {Cause::network}},
    {"client-hello",
     "The client sends its versions, suites, groups, signature algorithms, and the name it wants "
     "(SNI).",
     "the connection is reset while it is sent",
     {Cause::network, Cause::outdated_client}},
    {"server-hello",
     "The server chooses one version, suite and group, and answers.",
     "an alert (protocol_version, handshake_failure, unrecognized_name, internal_error), a close, "
     "silence, or bytes that are no TLS",
     {Cause::version_mismatch, Cause::weak_ciphers, Cause::name_mismatch, Cause::misconfiguration,
      Cause::outdated_client}},
    {"certificate",
     "The server sends its certificate and the intermediates above it.",
     "none, malformed, or the stream breaks",
     {Cause::misconfiguration, Cause::network}},
    {"verify",
     "The client judges: chain up to a trusted root, dates, usage, strength, revocation, name.",
     "any of these is not so; the client then sends an alert such as unknown_ca, "
     "certificate_expired, certificate_unknown",
     {Cause::certificate_validity, Cause::name_mismatch, Cause::untrusted_authority, Cause::revoked,
      Cause::misconfiguration}},
    {"key-exchange",
     "Both compute the keys; the server signs to prove that it has the certificate's key.",
     "wrong signature, DH too short, a group that was not offered",
     {Cause::weak_ciphers, Cause::misconfiguration}},
    {"change-cipher-spec",
     "Up to TLS 1.2: both announce that encryption begins.",
     "the server answers the client's second flight with an alert or hangs up, for want of a "
     "client certificate for instance",
     {Cause::misconfiguration, Cause::network}},
    {"finished",
     "Both prove that they saw the same handshake. Then HTTP begins.",
     "it does not decrypt or verify; in TLS 1.3 also an alert such as certificate_required, which "
     "arrives after the client believed it done",
     {Cause::misconfiguration, Cause::network}},
};

}  // namespace

std::span<const CauseGuide> causes() {
    return nine;
}
std::span<const Step> steps() {
    return eight;
}

}  // namespace tlslint::explain
