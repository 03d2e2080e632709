// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/setting.hpp"
#include "parsers/openssl/negotiation.hpp"
#include "parsers/openssl/versions.hpp"
#include "parsers/syntax/directive.hpp"
#include "parsers/text/arena.hpp"
#include "parsers/text/files.hpp"
#include "parsers/values/hsts.hpp"
#include "parsers/x509/certificate.hpp"
#include "parsers/x509/chain.hpp"
#include "parsers/x509/file.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace tlslint {

/// What a path that a server would open is for.
enum class FileUse : std::uint8_t {
    certificate,
    key,
    trusted_ca,
    client_ca,
    crl,
    dh_parameters,
    password,
    ticket_key,
    stapling
};
/// "certificate", "certificate key", …
std::string_view name(FileUse use);

/// What a file holds, as far as a server reads it.
struct FileContents {
    std::span<const x509::Certificate> certificates;  // the leaf first
    int dh_bits = 0;                                  // of Diffie-Hellman parameters; 0: none
    bool dh_is_x942 = false;                          // and they have the form of X9.42
    /// How far OpenSSL gets with the file as what the setting takes it for.
    enum class Reading : std::uint8_t {
        fine,
        first_refused,  // the first block of that kind, or there is none
        later_refused,  // one of the following
        unknown,        // not to be said from here
    };
    Reading reading = Reading::fine;
    std::string_view refusal;  // why, in OpenSSL's words or like them
    // What stands in the way, for people.
    x509::FileProblem problem = x509::FileProblem::none;
    x509::PemProblem damage = x509::PemProblem::none;
    x509::BlockKind found = x509::BlockKind::other;  // in place of what was looked for
    std::uint32_t line = 0;                          // in the file; 0: all of it
    x509::Chain chain{};                             // of `certificates`, where they are a chain
    std::optional<x509::PrivateKey> key{};           // of a key file
    std::span<const x509::RevocationList> lists;
    const x509::OcspResponse* response = nullptr;  // of a stapling file
};

/// The first certificate's key in the contract's words: "RSA", "EC", "Ed25519", "Ed448".
std::string_view key_type_name(const x509::PublicKey& key);

/// As handshakes tell keys apart; `any` for one that they do not know.
openssl::Keys key_kind(const x509::PublicKey& key);

/// Reads a file as what `use` takes it for; nullptr if it cannot be read, or is for something that
/// is not looked into. Within the limits of x509/pem.hpp. The passwords are for private keys.
const FileContents* read_contents(Arena& arena, const FileSystem& files, const std::string& path,
                                  FileUse use, openssl::Version version,
                                  std::span<const std::string_view> passwords);

/// A path in a configuration, and what stands there.
struct FileReference {
    FileUse use = FileUse::certificate;
    std::string_view written;  // as in the configuration
    std::string_view
        deployed;  // what the server opens; "" where that depends on a variable or a key store
    Span at;       // the word
    FileStatus::Kind status = FileStatus::Kind::missing;
    std::string_view error;                  // the system's words where it cannot be opened
    bool absent = false;                     // the user says that it exists on the server only
    bool opened = false;                     // whether this server opens it at all
    const FileContents* contents = nullptr;  // that were read; of keys see CertificatePair
    std::uint32_t mode = 0;                  // permission bits; 0: unknown
    bool tracked = false;                    // by the version control that it lies in
    bool finds_chain =
        false;  // of a certificate: the server has other places to complete its chain
    bool drops_roots = false;  // the server does not send those that it holds

    /// A file to look into stands at a path that is known.
    [[nodiscard]] bool is_there() const {
        return !absent && status == FileStatus::Kind::regular && !deployed.empty();
    }
};

/// A certificate and the key that goes with it.
struct CertificatePair {
    const FileReference* certificate = nullptr;
    const FileReference* key = nullptr;          // none given: nullptr
    std::string_view key_type;                   // "RSA", "EC", "Ed25519", …; "" if unknown
    const FileContents* key_contents = nullptr;  // with the passwords that hold here
    bool has_passwords = false;                  // something could unlock the key
    /// The names that it is shown for, where somebody says so; empty: its own.
    std::span<const std::string_view> names;
    /// Whether it is stapled, where each certificate is by itself; nothing: as the endpoint says.
    std::optional<bool> stapled{};
    const FileReference* response = nullptr;  // that is stapled, and never refreshed
    bool lacks_issuer = false;                // the server needs it for stapling and has none

    /// What is known of the certificate that is shown; nullptr for nothing.
    [[nodiscard]] const x509::Certificate* leaf() const {
        const FileContents* const read = certificate ? certificate->contents : nullptr;
        return read && !read->certificates.empty() ? &read->certificates.front() : nullptr;
    }
    /// The public half of the key in the key's file; nullptr if it could not be read.
    [[nodiscard]] const x509::PublicKey* public_key() const {
        const bool read = key_contents && key_contents->key && key_contents->key->key;
        return read ? &*key_contents->key->key : nullptr;
    }
};

/// The suites up to TLS 1.2 that a client can get.
struct CipherList {
    std::span<const openssl::Suite* const> suites;  // of any version, in the server's order
    std::array<std::span<const openssl::Suite* const>, 6> by_version;  // index: Protocol
    std::array<std::span<const openssl::Suite* const>, 6> considered;  // openssl::Negotiable's
    std::string_view spec;                                             // the string behind them
    const openssl::Evaluation* evaluation = nullptr;  // of that string, in the model's memory
};

/// Whose order of suites decides.
enum class Preference : std::uint8_t { client, server, server_chacha };
std::string_view name(Preference preference);

struct Stapling {
    bool on = false;          // and possible with this certificate, as far as that is known
    bool asked_for = false;   // by the configuration
    std::string_view source;  // a file or a responder's URL; "" for the certificate's own
    const FileReference* file = nullptr;    // a response that is never refreshed
    Setting<bool> verified{};               // the response's signature
    Setting<std::string_view> responder{};  // asked instead of the certificate's own
};

/// What finite-field Diffie-Hellman rests on.
struct DhParameters {
    bool given = false;  // by a file, a command or the server itself
    int bits = 0;        // 0: none, or not known
};

struct SessionTickets {
    bool on = true;
    std::span<const FileReference* const> key_files;
};

struct SessionCache {
    enum class Kind : std::uint8_t { off, none, builtin, shared };
    Kind kind = Kind::none;
    std::int64_t seconds = 0;  // how long a session lives
};
std::string_view name(SessionCache::Kind kind);

/// Whether clients are asked for a certificate.
enum class ClientAuth : std::uint8_t { none, optional, optional_unverified, required };
std::string_view name(ClientAuth auth);

/// Whom the certificates of clients are judged by.
struct ClientTrust {
    Setting<const FileReference*> ca;       // nullptr: none
    Setting<const FileReference*> trusted;  // further ones, whose names clients are not told
    Setting<const FileReference*> crl;
    bool checks_crl = true;  // what is in `crl` is looked at
    Setting<bool> ocsp;
    std::string_view ca_directory;  // authorities looked up by hash; "" for none
};

/// What the rest of the configuration looks at in clients' certificates: in a condition or a map,
/// or by passing it on.
struct ClientChecks {
    bool result = false;   // of the verification, or the certificate itself
    bool subject = false;  // who it is
};

/// Who answers the requests to a block. `redirects` and `rejects`: every one of them.
enum class Answerer : std::uint8_t { files, upstream, script, text, redirects, rejects };

/// A statement that sends requests elsewhere.
struct Move {
    std::uint16_t status = 0;
    std::string_view target;  // as written
    Span at;
};

/// What a plain request is answered with; status 0: with no redirect to https.
struct Redirect {
    std::uint16_t status = 0;
    std::string_view target;  // as written: "https://$host$request_uri"
};

/// What else decides handshakes in OpenSSL, beside the settings that people write.
struct HandshakeRules {
    std::span<const std::uint32_t> tuples;  // of each group, as in openssl::GroupList
    std::span<const openssl::SignatureAlgorithm* const> signatures;  // empty: the library's own
    bool asks_for_name = false;  // before it looks at keys, as in openssl::Offering
    // What the level of whoever is asked first lets a connection begin with.
    openssl::ProtocolSet begun_with = openssl::ProtocolSet::all();
    Preference preference = Preference::client;  // up to TLS 1.2
    Preference tls13_preference = Preference::client;
    /// The suites of TLS 1.3 that a second hello is met with, after a HelloRetryRequest, where the
    /// name has brought others by then, and whose order decides.
    std::optional<std::span<const openssl::Suite* const>> retry_ciphersuites;
    Preference retry_preference = Preference::client;
};

/// Whether a connection that begins in clear can change to TLS; `absent`: nobody says so.
enum class Starttls : std::uint8_t { absent, off, on, only };

/// Where an endpoint listens.
struct Listen {
    enum class Transport : std::uint8_t { tcp, quic, udp, local };
    std::string_view address;  // "0.0.0.0", "::", "127.0.0.1", a host name; "" if unknown
    std::uint16_t port = 0;    // 0: none, or unknown
    std::string_view path;     // of a local (unix) socket
    Transport transport = Transport::tcp;
    Setting<bool> tls;
    bool tls_by_another = false;  // a server that shares the address decides, and differs
    Span tls_at{};                // what this one says of it, without effect; empty: nothing
    Starttls starttls = Starttls::absent;  // of mail that does not begin with TLS
    Span starttls_at;
    bool is_default = false;           // answers names that no other block of the address has
    bool is_default_by_order = false;  // nobody said so: it comes first
    bool is_known = true;  // false: the address cannot be read, or stands outside of a fragment
    bool behind_proxy = false;  // something in front tells who the client is
    Span at;                    // the statement; the block's own where none is written
};

/// A part of a server that answers requests with settings of its own.
struct Path {
    std::string_view match;  // as written: "/", "= /x", "~ \.php$"
    Span at;                 // the statement that opens the block
    Setting<Hsts> hsts;
    Setting<Hsts>
        outer_hsts;  // what the surrounding block sends, and this one would if it set no header
    Setting<Redirect> redirect;
    Answerer answerer = Answerer::files;
    bool restricted = false;          // not for everybody: `internal`, `deny`
    Setting<ClientAuth> client_auth;  // unset where the server's own holds
};

/// One TLS endpoint as it will behave (spec.md 5): one block on one address.
struct Endpoint {
    enum class Role : std::uint8_t { server, upstream };
    enum class Layer : std::uint8_t { http, stream, mail, tcp };
    std::string_view id;
    Role role = Role::server;
    Layer layer = Layer::http;
    Listen listen;
    std::span<const std::string_view> names;
    Span names_at;  // the first statement that gives one; empty for none
    Span at;        // where a finding about something that is missing points
    Span block;     // the statement that opens it
    /// What the configuration enables, whether or not OpenSSL lets it happen.
    Setting<openssl::ProtocolSet> enabled_versions;
    /// What a client can really negotiate.
    Setting<openssl::ProtocolSet> versions;
    int security_level = 0;  // in force for this endpoint
    Setting<CipherList> ciphers;
    Setting<std::span<const openssl::Suite* const>> ciphersuites;  // of TLS 1.3
    Setting<std::span<const openssl::Group* const>> groups;
    Setting<Preference> preference;
    Setting<DhParameters> dh;
    HandshakeRules handshake;
    Setting<std::span<const CertificatePair>> certificates;
    bool certificate_is_default = false;  // the default server's: the block has none
    Setting<Stapling> stapling;
    Setting<SessionTickets> session_tickets;
    Setting<SessionCache> session_cache;
    Origin session_lifetime;
    Setting<bool> early_data;
    Setting<bool> legacy_renegotiation;  // of handshakes without RFC 5746
    Setting<bool> compression;           // by TLS, as far as OpenSSL is built for it
    Setting<ClientAuth> client_auth;
    Setting<std::span<const std::string_view>> alpn;
    Setting<bool> rejects;  // refuses every handshake: no certificate, header or redirect duties
    Setting<bool> rejects_unknown;  // what the address does with names that no block has
    Setting<Redirect> redirect;     // of requests to this block that no path answers
    Setting<Hsts> hsts;
    Setting<Hsts> outer_hsts;             // what the surrounding block sends, as in Path
    Answerer answerer = Answerer::files;  // of requests that no path answers
    std::span<const Path> paths;
    std::span<const Move> moves;  // of the block and its paths, whatever their conditions
    bool has_gaps = false;        // something that it includes could not be read
    /// Under which it exists, where that cannot be decided; "" for none.
    std::string_view condition;
    ClientTrust client_trust;
    ClientChecks client_checks;
    Setting<std::span<const std::string_view>> resolvers;  // name servers
    std::span<const FileReference* const> files;  // that its settings name, certificates included

    /// Completes TLS handshakes with clients.
    [[nodiscard]] bool serves_tls() const {
        return role == Role::server && listen.tls.value && !rejects.value;
    }
};
static_assert(std::is_trivially_destructible_v<Endpoint>);

std::string_view name(Endpoint::Layer layer);
/// "tcp", "quic", "udp", "unix".
std::string_view name(Listen::Transport transport);

}  // namespace tlslint
