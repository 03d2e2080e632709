// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/refusals_tls.hpp"

#include "parsers/apache/certificates.hpp"
#include "parsers/model/strength.hpp"
#include "parsers/openssl/levels.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace tlslint::apache {
namespace {

class Setup {
  public:
    Setup(Model& model, NamedFiles& files, Offers& offers, const Scope& server,
          const TlsContext& context, std::string_view name, Problems& problems)
        : model_(model), files_(files), offers_(offers), server_(server), context_(context),
          name_(name.empty() ? "_" : name), problems_(problems) {}

    void run() {
        check_ciphers();
        check_groups();
        check_lists();
        check_pairs();
    }

  private:
    void check_ciphers() {
        if (!context_.ciphers.is_written() && context_.ciphers.kind != Origin::Kind::unknown)
            return;
        if (context_.settings.ciphers.find("${") != std::string_view::npos) return;
        const openssl::Evaluation& evaluation =
            offers_.ciphers(context_.settings.ciphers, context_.rewriting);
        if (evaluation.ok() || evaluation.refusal == openssl::Refusal::limit
            || context_.ciphers.words.empty())
            return;
        const bool none = evaluation.refusal == openssl::Refusal::no_cipher_match;
        problems_.add(none ? Problem::Kind::no_cipher : Problem::Kind::refused,
                      context_.ciphers.words.back(),
                      fmt::format("Unable to configure permitted SSL ciphers ({})",
                                  none ? "no cipher match" : "invalid command"));
    }

    // Whoever asks for revocation lists has to give some (AH01899).
    void check_lists() {
        const Deciding asked = deciding(server_, "sslcarevocationcheck");
        const std::string_view how = asked.value();
        if ((!equal_ignoring_case(how, "leaf") && !equal_ignoring_case(how, "chain"))
            || server_.is_open() || server_.has_gaps() || deciding(server_, "sslcarevocationfile")
            || deciding(server_, "sslcarevocationpath"))
            return;
        problems_.add(Problem::Kind::refused, asked.statement->span,
                      fmt::format("Host {}: CRL checking has been enabled, but neither "
                                  "SSLCARevocationFile nor SSLCARevocationPath is configured",
                                  name_));
    }

    // A list that OpenSSL refuses ends the start as any other command with a bad value.
    void check_groups() {
        for (const Scope* scope : {server_.outer(), &server_}) {
            if (!scope) continue;
            for (const Statement* statement : scope->own("sslopensslconfcmd")) {
                if (statement->args.size() != 2 || holds_variable(statement->args[1])) continue;
                const Argument& value = statement->args[1];
                check_dh(*statement);
                openssl::Context context;
                if (openssl::apply(statement->args[0].text, value.text, model_.facts.library,
                                   context)
                    != openssl::Command::bad_value)
                    continue;
                const bool groups = !offers_.groups(value.text).ok() && is_groups(*statement);
                problems_.add(groups ? Problem::Kind::unknown_group : Problem::Kind::refused,
                              value.span,
                              fmt::format("\"SSLOpenSSLConfCmd {} {}\" failed for {}:443",
                                          statement->args[0].text, value.text, name_));
            }
        }
    }
    void check_dh(const Statement& statement) {
        const Argument& value = statement.args[1];
        if (!equal_ignoring_case(statement.args[0].text, "DHParameters")) return;
        const FileReference* const file = files_.look_at(value, FileUse::dh_parameters, true);
        const int bits = file->contents ? file->contents->dh_bits : 0;
        if (bits == 0
            || openssl::key_allowed(openssl::KeyType::dh, bits, model_.facts.library.version,
                                    context_.security_level))
            return note_unused_dh(statement);
        problems_.add(Problem::Kind::refused, value.span,
                      fmt::format("\"SSLOpenSSLConfCmd {} {}\" failed for {}:443 (dh key too "
                                  "small: {} bits)",
                                  statement.args[0].text, value.text, name_, bits));
    }
    // Automatic parameters are asked for first since they are OpenSSL's own (section 5.5).
    void note_unused_dh(const Statement& statement) {
        const auto& remarks = model_.remarks;
        const bool known = std::any_of(remarks.begin(), remarks.end(), [&](const Remark& remark) {
            return remark.kind == Remark::Kind::no_effect && remark.at == statement.span;
        });
        if (known || model_.facts.library.version < openssl::Version::v3_0) return;
        model_.remarks.push_back({Remark::Kind::no_effect,
                                  statement.span,
                                  "DHParameters",
                                  {},
                                  "mod_ssl takes automatic parameters, or those in the first "
                                  "SSLCertificateFile"});
    }
    static bool is_groups(const Statement& statement) {
        const std::string_view command = statement.args[0].text;
        return equal_ignoring_case(command, "Groups") || equal_ignoring_case(command, "Curves")
               || equal_ignoring_case(command, "ECDHParameters");
    }

    void check_pairs() {
        struct Loaded {
            const Argument* word;
            const FileReference* file;
            const x509::Certificate* leaf;
            const x509::PublicKey* key;
            const Argument* key_word;
        };
        std::vector<Loaded> all;
        for (const NamedPair& named : certificate_pairs(server_)) {
            const Argument& key_word = named.key ? *named.key : *named.certificate;
            const FileReference* const file =
                files_.look_at(*named.certificate, FileUse::certificate, true);
            const FileReference* const key =
                named.key ? files_.look_at(key_word, FileUse::key, true) : file;
            const FileContents* const read = files_.read_as(*key, FileUse::key);
            const bool has_leaf = file->contents && !file->contents->certificates.empty();
            const bool has_key = read && read->key && read->key->key;
            all.push_back({named.certificate, file,
                           has_leaf ? &file->contents->certificates.front() : nullptr,
                           has_key ? &*read->key->key : nullptr, &key_word});
        }
        for (const Loaded& one : all) {
            if (!one.leaf) continue;
            check_strength(*one.word, *one.file);
            // A key that fits no certificate here is told by a rule; here, one that fits another.
            if (!one.key || !one.key->id || !one.leaf->key.id || one.key->id == one.leaf->key.id)
                continue;
            const bool crosswise = std::any_of(all.begin(), all.end(), [&](const Loaded& other) {
                return other.key && other.key->id == one.leaf->key.id;
            });
            if (crosswise)
                problems_.add(Problem::Kind::refused, one.key_word->span,
                              fmt::format("Certificate and private key {}:443 from {} and {} do "
                                          "not match",
                                          name_, one.word->text, one.key_word->text));
        }
    }

    // What level 2 refuses is weak by itself, and told so.
    void check_strength(const Argument& word, const FileReference& file) {
        constexpr int usual_level = 2;
        bool leaf = true;
        for (const x509::Certificate& certificate : file.contents->certificates) {
            const std::string_view why =
                too_weak(certificate, leaf, model_.facts.library, context_.level_when_loaded);
            if (!why.empty()) {
                problems_.add(context_.level_when_loaded <= usual_level ? Problem::Kind::incomplete
                                                                        : Problem::Kind::refused,
                              word.span,
                              fmt::format("Failed to configure certificate {}:443, check {} ({})",
                                          name_, word.text, why));
                return;
            }
            leaf = false;
        }
    }

    Model& model_;
    NamedFiles& files_;
    Offers& offers_;
    const Scope& server_;
    const TlsContext& context_;
    std::string_view name_;
    Problems& problems_;
};

}  // namespace

void refuse_setup(Model& model, NamedFiles& files, Offers& offers, const Scope& server,
                  const TlsContext& context, std::string_view name, Problems& problems) {
    Setup(model, files, offers, server, context, name, problems).run();
}

}  // namespace tlslint::apache
