// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/tls_context.hpp"

#include "parsers/apache/certificates.hpp"
#include "parsers/apache/defaults.hpp"
#include "parsers/apache/protocols.hpp"
#include "parsers/model/overruling.hpp"
#include "parsers/model/pairs.hpp"
#include "parsers/openssl/catalogue.hpp"
#include "parsers/openssl/levels.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace tlslint::apache {
namespace {

using openssl::ProtocolSet;

constexpr std::string_view refused_value = "httpd refuses this value";

class Reader {
  public:
    Reader(Model& model, NamedFiles& files, Offers& offers, const Scope& server,
           std::span<const std::string_view> names, bool loaded)
        : model_(model), files_(files), offers_(offers), server_(server),
          domain_(managed_domain(server, names)), loaded_(loaded) {}

    TlsContext run() {
        read_protocols();
        read_ciphers();
        context_.groups = by_openssl(!model_.facts.system.groups.empty());
        read_flags();
        read_session_cache();
        read_client_auth();
        read_certificates();
        read_parameters();
        context_.level_when_loaded = context_.security_level;
        apply_commands();
        context_.refused = kinds_refused(context_.certificates.value, model_.facts.library,
                                         context_.level_when_loaded, context_.security_level);
        read_stapling();
        read_alpn();
        context_.files = model_.arena.keep(used_);
        return std::move(context_);
    }

  private:
    [[nodiscard]] Origin origin(const Deciding& written) {
        return written ? origin_of(model_.arena, written)
                       : default_origin(server_, files_.default_of_httpd());
    }
    [[nodiscard]] Origin by_openssl(bool by_system) {
        Origin origin = default_origin(server_, files_.default_of_openssl());
        if (by_system && origin.is_known()) origin.kind = Origin::Kind::system;
        return origin;
    }
    Setting<bool> read_flag(std::string_view name, bool otherwise) {
        const Deciding written = deciding(server_, name);
        Setting<bool> result{flag(written).value_or(otherwise), origin(written)};
        if (written && !flag(written) && result.origin.is_known())
            result.origin.make_unknown(refused_value);
        return result;
    }

    void read_protocols() {
        const Deciding written = deciding(server_, "sslprotocol");
        context_.protocols = origin(written);
        context_.sets_protocols = static_cast<bool>(written);
        openssl::Context& settings = context_.settings;
        const openssl::Version library = model_.facts.library.version;
        if (!written && leaves_protocols_to_system(model_.facts)) {
            context_.listed = known_protocols(model_.facts);
            settings.oldest = model_.facts.system.oldest;
            context_.protocols.kind = Origin::Kind::system;
            return;
        }
        if (written) {
            std::vector<std::string_view> words;
            for (const Argument& word : written.statement->args) words.push_back(word.text);
            const ProtocolLine line =
                apache::read_protocols(words, "SSLProtocol", known_protocols(model_.facts));
            context_.listed = line.listed;
            if (line.refused && context_.protocols.is_known())
                context_.protocols.make_unknown("httpd refuses this SSLProtocol");
        } else {
            context_.listed = default_protocols(model_.facts);
        }
        settings.protocols = context_.listed;
        if (library < openssl::Version::v1_1_1 || context_.listed.empty()) return;
        settings.protocols = ProtocolSet::all();
        const ProtocolSet range = without_gaps(context_.listed, library);
        settings.oldest = range.oldest();
        settings.newest = range.newest();
    }

    // One slot for TLS 1.3, one for what is older; their names count in their case.
    void read_ciphers() {
        const auto slot = [](const Statement& statement) -> std::string_view {
            return statement.args.size() > 1 ? statement.args[0].text : std::string_view("SSL");
        };
        const Deciding older = deciding(server_, "sslciphersuite", [&](const Statement& statement) {
            return slot(statement) == "SSL";
        });
        const Deciding tls13 = deciding(server_, "sslciphersuite", [&](const Statement& statement) {
            return slot(statement) == "TLSv1.3";
        });
        context_.ciphers = origin(older);
        context_.settings.ciphers = older && !older.statement->args.empty()
                                        ? older.statement->args.back().text
                                        : openssl::default_ciphers(model_.facts.library.version);
        if (older) pick_last_word(*older.statement, context_.ciphers);
        const Deciding refused = deciding(server_, "sslciphersuite", [&](const Statement& line) {
            return slot(line) != "SSL" && slot(line) != "TLSv1.3";
        });
        if (refused && context_.ciphers.is_known())
            context_.ciphers.make_unknown("httpd refuses an SSLCipherSuite");
        context_.rewriting = rewriting(model_.facts.server);
        context_.security_level = model_.facts.security_level;
        set_level();
        context_.ciphersuites = by_openssl(!model_.facts.system.ciphersuites.empty());
        if (!tls13) return;
        context_.settings.ciphersuites = tls13.statement->args.back().text;
        context_.ciphersuites = origin_of(model_.arena, tls13);
        pick_last_word(*tls13.statement, context_.ciphersuites);
        if (!offers_.ciphersuites(context_.settings.ciphersuites).ok)
            context_.ciphersuites.make_unknown("OpenSSL refuses this list of suites");
    }
    void pick_last_word(const Statement& statement, Origin& origin) {
        if (statement.args.size() > 1)
            origin.words = model_.arena.keep(std::vector{statement.args.back().span});
    }

    void set_level() {
        const openssl::Evaluation& evaluation =
            offers_.ciphers(context_.settings.ciphers, context_.rewriting);
        if (evaluation.security_level) context_.security_level = *evaluation.security_level;
        if (!evaluation.ok() && context_.ciphers.is_known())
            context_.ciphers.make_unknown("OpenSSL refuses this cipher string");
    }

    void read_flags() {
        openssl::Context& settings = context_.settings;
        const Setting<bool> order = read_flag("sslhonorcipherorder", false);
        settings.server_preference = order.value;
        context_.preference = order.origin;
        const Setting<bool> tickets = read_flag("sslsessiontickets", true);
        settings.tickets = tickets.value;
        context_.tickets = tickets.origin;
        const Setting<bool> legacy = read_flag("sslinsecurerenegotiation", false);
        settings.unsafe_renegotiation = legacy.value;
        context_.renegotiation = legacy.origin;
        context_.compression =
            read_flag("sslcompression", !leaves_compression_off(model_.facts.server));
        // Its builds are without since 1.1.0.
        if (model_.facts.library.version >= openssl::Version::v1_1_1)
            context_.compression.value = false;
        settings.compression = context_.compression.value;
        context_.strict = read_flag("sslstrictsnivhostcheck", false);
        if (const Deciding keys = deciding(server_, "sslsessionticketkeyfile");
            !keys.value().empty()) {
            const FileReference* const file =
                look_at(keys.statement->args.front(), FileUse::ticket_key, true);
            context_.ticket_keys = model_.arena.keep(std::vector{file});
            check_ticket_key(*file);
        }
    }

    // It has to hold one key; what lies behind is not read (ssl_init_ticket_key).
    void check_ticket_key(const FileReference& file) {
        constexpr std::uint64_t needed = 48;
        if (!loaded_ || !file.is_there()) return;
        const std::uint64_t size = files_.size_of(std::string(file.deployed));
        if (size >= needed) return;
        model_.remarks.push_back(
            {Remark::Kind::ticket_key_refused,
             file.at,
             file.written,
             {},
             model_.arena.keep(fmt::format("must have {} bytes, has {}", needed, size))});
    }

    // One for all servers; how long sessions live is each one's own.
    void read_session_cache() {
        const Deciding written = deciding(server_, "sslsessioncache");
        Setting<SessionCache>& cache = context_.session_cache;
        cache.origin = origin(written);
        const std::string_view value = written.value();
        cache.value.kind = value.empty() || equal_ignoring_case(value, "none")
                               ? SessionCache::Kind::off
                           : equal_ignoring_case(value, "nonenotnull") ? SessionCache::Kind::none
                                                                       : SessionCache::Kind::shared;
        const Deciding timeout = deciding(server_, "sslsessioncachetimeout");
        context_.session_lifetime = origin(timeout);
        cache.value.seconds = 300;
        const std::string_view seconds = timeout.value();
        std::from_chars(seconds.data(), seconds.data() + seconds.size(), cache.value.seconds);
    }

    void read_client_auth() {
        const Deciding written = deciding(server_, "sslverifyclient");
        context_.client_auth = {.value =
                                    client_auth_named(written.value()).value_or(ClientAuth::none),
                                .origin = origin(written)};
        if (written && !client_auth_named(written.value())
            && context_.client_auth.origin.is_known())
            context_.client_auth.origin.make_unknown(refused_value);
    }

    const FileReference* look_at(const Argument& word, FileUse use, bool opened) {
        const FileReference* file = files_.look_at(word, use, loaded_ && opened);
        if (std::find(used_.begin(), used_.end(), file) == used_.end()) used_.push_back(file);
        return file;
    }

    void read_certificates() {
        const ShownCertificates shown =
            certificates_of(model_, files_, server_, domain_, loaded_, used_);
        context_.certificates = shown.pairs;
        context_.keys = shown.keys;
        if (context_.certificates.origin.kind == Origin::Kind::unset)
            context_.certificates.origin = default_origin(server_, files_.default_of_httpd());
        if (context_.certificates.origin.kind == Origin::Kind::unknown)
            context_.keys = openssl::Keys::any;
        const bool asks = context_.client_auth.value != ClientAuth::none;
        const struct {
            std::string_view directive;
            FileUse use;
            Setting<const FileReference*>* trust;
        } rows[] = {
            {"sslcacertificatefile", FileUse::client_ca, &context_.client_trust.ca},
            {"sslcarevocationfile", FileUse::crl, &context_.client_trust.crl},
        };
        for (const auto& row : rows) {
            const Deciding written = deciding(server_, row.directive);
            *row.trust = {nullptr, origin(written)};
            if (!written.value().empty())
                row.trust->value = look_at(written.statement->args.front(), row.use, true);
        }
        // Whoever gives lists says how far up they are asked for.
        const Deciding checked = deciding(server_, "sslcarevocationcheck");
        context_.client_trust.checks_crl =
            checked ? !equal_ignoring_case(checked.value(), "none")
                    : !default_origin(server_, files_.default_of_httpd()).is_known();
        // A directory of authorities: what is in it is looked up by hash.
        const Deciding directory = deciding(server_, "sslcacertificatepath");
        if (asks && !context_.client_trust.ca.value && directory) {
            context_.client_trust.ca.origin = origin(directory);
            context_.client_trust.ca.origin.make_unknown("a directory of authorities is given");
        }
        if (directory && !directory.value().empty()
            && !holds_variable(directory.statement->args[0]))
            context_.client_trust.ca_directory = directory.value();
        context_.client_trust.trusted.origin = default_origin(server_, files_.default_of_httpd());
        const Deciding ocsp = deciding(server_, "sslocspenable");
        context_.client_trust.ocsp = {.value = equal_ignoring_case(ocsp.value(), "on")
                                               || equal_ignoring_case(ocsp.value(), "leaf"),
                                      .origin = origin(ocsp)};
    }

    // What stands in the first certificate's file beside the certificate (section 6.3).
    void read_parameters() {
        context_.dh.origin = default_origin(server_, files_.default_of_httpd());
        const auto pairs = certificate_pairs(server_);
        const FileReference* const first =
            pairs.empty() ? nullptr
                          : look_at(*pairs.front().certificate, FileUse::certificate, true);
        const FileContents* const dh =
            first && first->opened ? files_.read_as(*first, FileUse::dh_parameters) : nullptr;
        if (!fits_dh_to_key(model_.facts.server)) {
            context_.dh.value = {true, 1024};
        } else if (dh && dh->dh_bits > 0 && dh_fits(dh->dh_bits)) {
            context_.dh = {{true, dh->dh_bits}, context_.certificates.origin};
        } else {
            context_.dh.value = {true, automatic_dh_bits()};
        }
        context_.dh_allowed = dh_fits(context_.dh.value.bits);
        const std::string_view curve = first && first->opened && fits_dh_to_key(model_.facts.server)
                                           ? files_.curve_in(*first)
                                           : std::string_view();
        if (curve.empty()) return;
        context_.settings.groups = curve;
        context_.groups = context_.certificates.origin;
        // Since it reads all parameters alike, mod_ssl takes these for Diffie-Hellman's as well.
        if (model_.facts.library.version >= openssl::Version::v3_0) context_.dh_allowed = false;
    }
    [[nodiscard]] bool dh_fits(int bits) const {
        return openssl::key_allowed(openssl::KeyType::dh, bits, model_.facts.library.version,
                                    context_.security_level);
    }
    // As strong as the certificate's key, within what OpenSSL has.
    [[nodiscard]] int automatic_dh_bits() const {
        int strength = 112;
        for (const CertificatePair& pair : context_.certificates.value) {
            const x509::Certificate* const leaf = pair.leaf();
            if (leaf && leaf->key.type == x509::KeyType::rsa && leaf->key.bits > 0)
                strength = openssl::key_strength(openssl::KeyType::rsa, leaf->key.bits,
                                                 model_.facts.library.version);
        }
        strength = std::max(strength, openssl::minimum_bits(context_.security_level));
        if (strength >= 192) return 8192;
        if (strength >= 128) return 3072;
        return strength >= 112 ? 2048 : 1024;
    }

    // Applied when all else is set, those for all servers first.
    void apply_commands() {
        if (!knows_commands(model_.facts.server)) return;
        if (server_.outer()) apply_commands_of(*server_.outer(), true);
        apply_commands_of(server_, false);
    }
    void apply_commands_of(const Scope& scope, bool inherited) {
        for (const Statement* statement : scope.own("sslopensslconfcmd")) {
            if (statement->args.size() == 2) apply_command(*statement, inherited);
        }
    }
    void apply_command(const Statement& statement, bool inherited) {
        const openssl::Context before = context_.settings;
        openssl::Context& now = context_.settings;
        const Argument& value = statement.args[1];
        if (openssl::apply(statement.args[0].text, value.text, model_.facts.library, now)
            != openssl::Command::done)
            return;
        Origin command = origin_of(model_.arena, {&statement, inherited, false});
        command.words = model_.arena.keep(std::vector{value.span});
        const auto set = [&](bool changed, Origin& place) {
            if (!changed) return;
            overrule(place, command);
            place = command;
            command.overruled = {};
        };
        if (now.oldest != before.oldest || now.newest != before.newest) {
            overrule(context_.protocols, command);
            context_.bounds = command;
            command.overruled = {};
        }
        set(now.protocols != before.protocols, context_.protocols);
        set(now.ciphersuites.data() != before.ciphersuites.data(), context_.ciphersuites);
        set(now.groups.data() != before.groups.data(), context_.groups);
        set(now.server_preference != before.server_preference, context_.preference);
        set(now.tickets != before.tickets, context_.tickets);
        if (now.compression != before.compression)
            context_.compression = {now.compression, command};
        set(now.unsafe_renegotiation != before.unsafe_renegotiation, context_.renegotiation);
        if (now.ciphers.data() != before.ciphers.data()) {
            set(now.ciphers != before.ciphers, context_.ciphers);
            context_.rewriting = command_rewriting(model_.facts.server);
            set_level();
        }
        if (now.verify != before.verify) {
            context_.client_auth = {.value = now.verify == openssl::Context::Verify::require
                                                 ? ClientAuth::required
                                                 : ClientAuth::optional,
                                    .origin = command};
        }
        // Automatic parameters stay in front of those of a command.
        if (now.dh_parameters.data() != before.dh_parameters.data())
            look_at(value, FileUse::dh_parameters, true);
        if (now.certificate.data() != before.certificate.data()) add_certificate(value, command);
    }
    void add_certificate(const Argument& value, const Origin& command) {
        const FileReference* const file = look_at(value, FileUse::certificate, true);
        CertificatePair pair{.certificate = file, .key = file};
        const x509::Certificate* const leaf = pair.leaf();
        if (leaf) pair.key_type = key_type_name(leaf->key);
        std::vector<CertificatePair> all(context_.certificates.value.begin(),
                                         context_.certificates.value.end());
        all.push_back(pair);
        context_.certificates.value =
            model_.arena.keep(last_of_each_type(model_.arena, all, context_.certificates.origin));
        if (!context_.certificates.origin.is_written()) context_.certificates.origin = command;
        context_.keys = kinds_of_keys(context_.certificates.value);
    }

    // Notes in a command's origin that a directive's value is without effect.
    void overrule(const Origin& directive, Origin& command) {
        if (!directive.is_written() || directive.trail.empty()) return;
        command.overruled = model_.arena.keep(std::vector{
            Overruled{directive.trail.front(), command.trail.front(),
                      written_value(model_, directive), "beside SSLOpenSSLConfCmd", true}});
    }

    void read_stapling() {
        Setting<Stapling>& stapling = context_.stapling;
        const Setting<bool> use = read_flag("sslusestapling", false);
        stapling.origin = use.origin;
        stapling.value.asked_for = use.value;
        const Deciding responder = deciding(server_, "sslstaplingforceurl");
        stapling.value.responder = {responder.value(), origin(responder)};
        stapling.value.verified = {true, default_origin(server_, files_.default_of_httpd())};
        if (staples_by_mod_md()) return;
        if (!use.value || !context_.has_certificate()) return;
        stapling.value.on = true;
        const x509::Certificate* const leaf = context_.certificates.value.front().leaf();
        if (!responder.value().empty()) {
            stapling.value.source = responder.value();
        } else if (leaf) {
            stapling.value.on = !leaf->ocsp_urls.empty();
            if (stapling.value.on) stapling.value.source = leaf->ocsp_urls.front();
        }
        if (!stapling.value.source.empty() && !stapling.value.source.starts_with("http://"))
            stapling.value.on = false;
        if (leaf && !knows_issuer(*leaf)) stapling.value.on = false;
        if (!server_.is_open() && !server_.has_gaps() && !deciding(server_, "sslstaplingcache"))
            stapling.value.on = false;
    }
    // MDStapling takes over for its domains and, unless told otherwise, for all.
    bool staples_by_mod_md() {
        const Deciding written = deciding(server_, domain_, "mdstapling");
        if (!flag(written).value_or(false)) return false;
        if (!domain_ && !flag(deciding(server_, "mdstapleothers")).value_or(true)) return false;
        Setting<Stapling>& stapling = context_.stapling;
        stapling.origin = origin_of(model_.arena, written);
        stapling.value.asked_for = true;
        const x509::Certificate* const leaf =
            context_.has_certificate() ? context_.certificates.value.front().leaf() : nullptr;
        stapling.value.on = !leaf || !leaf->ocsp_urls.empty();
        if (leaf && stapling.value.on) stapling.value.source = leaf->ocsp_urls.front();
        return true;
    }
    // It must be sent along, or be among the authorities for clients (stapling_get_issuer).
    [[nodiscard]] bool knows_issuer(const x509::Certificate& leaf) {
        const auto holds = [&](const FileReference* file, std::size_t first) {
            if (!file || !file->contents) return file != nullptr;
            const auto all = file->contents->certificates;
            return std::any_of(
                all.begin() + static_cast<std::ptrdiff_t>(std::min(first, all.size())), all.end(),
                [&](const x509::Certificate& each) { return x509::may_have_issued(each, leaf); });
        };
        if (holds(context_.client_trust.ca.value, 0)) return true;
        if (deciding(server_, "sslcacertificatepath")) return true;
        const Deciding chain = deciding(server_, "sslcertificatechainfile");
        if (!chain.value().empty())
            return holds(look_at(chain.statement->args.front(), FileUse::certificate, true), 0);
        return sends_chain_of_certificate_file(model_.facts.server)
               && holds(context_.certificates.value.front().certificate, 1);
    }

    // A vhost's list replaces the main server's. Without mod_http2 nobody speaks h2.
    void read_alpn() {
        const Scope* scope = &server_;
        while (scope && scope->own("protocols").empty()) scope = scope->outer();
        static constexpr std::array<std::string_view, 1> usual{"http/1.1"};
        context_.alpn.origin = origin(deciding(server_, "protocols"));
        context_.alpn.value = usual;
        if (!scope) return;
        std::vector<std::string_view> names;
        for (const Statement* statement : scope->own("protocols")) {
            for (const Argument& word : statement->args) {
                if (word.text == "h2"
                    && server_.configuration().has_module("http2_module") == Truth::no)
                    continue;
                if (word.text != "h2c") names.push_back(word.text);
            }
        }
        // Whatever is listed, the protocol that a connection begins with is fine.
        if (std::find(names.begin(), names.end(), usual.front()) == names.end())
            names.push_back(usual.front());
        context_.alpn.value = model_.arena.keep(names);
    }

    Model& model_;
    NamedFiles& files_;
    Offers& offers_;
    const Scope& server_;
    ManagedDomain domain_;  // that gets its certificates
    bool loaded_;
    TlsContext context_;
    std::vector<const FileReference*> used_;
};

}  // namespace

std::optional<ClientAuth> client_auth_named(std::string_view word) {
    const auto is = [&](std::string_view name) { return equal_ignoring_case(word, name); };
    if (is("none") || is("off")) return ClientAuth::none;
    if (is("optional")) return ClientAuth::optional;
    if (is("require") || is("on")) return ClientAuth::required;
    if (is("optional_no_ca")) return ClientAuth::optional_unverified;
    return std::nullopt;
}

TlsContext read_tls(Model& model, NamedFiles& files, Offers& offers, const Scope& server,
                    std::span<const std::string_view> names, bool loaded) {
    return Reader(model, files, offers, server, names, loaded).run();
}

}  // namespace tlslint::apache
