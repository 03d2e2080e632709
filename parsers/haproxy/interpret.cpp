// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/interpret.hpp"

#include "parsers/haproxy/address.hpp"
#include "parsers/haproxy/branches.hpp"
#include "parsers/haproxy/certificates.hpp"
#include "parsers/haproxy/endpoints.hpp"
#include "parsers/haproxy/expression.hpp"
#include "parsers/haproxy/http_rules.hpp"
#include "parsers/haproxy/notes.hpp"
#include "parsers/haproxy/proxy.hpp"
#include "parsers/haproxy/refusals.hpp"
#include "parsers/haproxy/sections.hpp"
#include "parsers/haproxy/upstreams.hpp"
#include "parsers/haproxy/versions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

namespace tlslint::haproxy {
namespace {

bool is_rule(std::string_view name) {
    return name == "http-request" || name == "http-response" || name == "http-after-response"
           || name == "redirect" || name == "acl" || name == "tcp-request" || name == "tcp-response"
           || name == "log-format" || name == "use_backend";
}

// Goes through the lines once, in their order, as HAProxy does.
class Walker {
  public:
    Walker(Model& model, NamedFiles& files)
        : model_(model), files_(files), loader_(model, files), globals_(model.facts.server),
          notes_(model) {}

    void read(const SyntaxTree& tree) {
        branches_.clear();
        for (const Directive section : tree.directives()) {
            if (section.shape() != Shape::block) {
                follow(section);
            } else if (section.active() != Truth::no) {
                notes_.line(section, false);
                enter(section);
            } else {
                for_each_line(section, [](Directive) {});
            }
        }
    }

    void finish(Offers& offers) {
        const HttpRules rules(model_, proxies_);
        for (Proxy& proxy : proxies_) {
            if (proxy.disabled) continue;
            forget_parameters(proxy);
            refuse_references(rules, proxy);
            use_certificates(proxy);
            add_endpoints(model_, files_, offers, globals_, rules, proxy);
        }
        add_upstreams(model_, files_, offers, rules, server_verify_, proxies_);
        for (auto& [file, problems] : problems_)
            model_.trees[static_cast<std::size_t>(file)].add_problems(std::move(problems));
    }

  private:
    bool follow(Directive line) {
        const bool evaluated = branches_.evaluates(line);
        if (evaluated) notes_.condition(line);
        return branches_.follow(line);
    }

    // Those in force, or perhaps in force.
    template <class Visit>
    void for_each_line(Directive section, const Visit& visit) {
        const Section* const kind = find_section(section.name().text);
        const bool global = kind && kind->kind == Section::Kind::global;
        for (const Directive line : section.block()) {
            if (follow(line) || line.active() == Truth::no) continue;
            notes_.line(line, global);
            visit(line);
        }
    }

    void enter(Directive section) {
        const Section* kind = find_section(section.name().text);
        if (!kind) return;
        switch (kind->kind) {
        case Section::Kind::global:
            notes_.enter_global();
            for_each_line(section, [&](Directive line) { read_global_line(line); });
            return;
        case Section::Kind::crt_store:
            read_store(model_, files_, section, globals_);
            return for_each_line(section, [](Directive) {});
        case Section::Kind::defaults:
        case Section::Kind::proxy:
        case Section::Kind::peers:
        case Section::Kind::ring:
        case Section::Kind::log_forward: return read_proxy(section, kind->kind);
        case Section::Kind::other: return for_each_line(section, [](Directive) {});
        }
    }

    void read_global_line(Directive line) {
        const Words words = line.args();
        if (line.name().text == "ssl-server-verify" && !words.empty())
            server_verify_ = {.word = words[0], .statement = line.span(), .set = true};
        notes_.global_line(line);
        refuse(refuse_global(model_, line));
        refuse(refuse_repeated(line, !said_in_global_.insert(line.name().text).second));
        read_global(model_, files_, line, globals_);
        notes_.options(globals_.bind);
        notes_.options(globals_.server);
    }

    // The section named behind `from`, else the latest one.
    [[nodiscard]] Proxy* defaults_for(Directive section) {
        const Words words = section.args();
        for (std::size_t i = 0; i + 1 < words.size(); ++i) {
            if (words[i].text != "from") continue;
            const std::string_view name = words[i + 1].text;
            const auto named = named_defaults_.find(name);
            if (named != named_defaults_.end() && !ambiguous_defaults_.contains(name))
                return named->second;
            if (section.active() == Truth::yes && !is_open(model_, words[i + 1]))
                refuse(Refusal{words[i + 1].span,
                               named == named_defaults_.end()
                                   ? fmt::format("defaults section '{}' not found for {} '{}'.",
                                                 name, section.name().text, words[0].text)
                                   : fmt::format("ambiguous defaults section name '{}' referenced "
                                                 "by {} '{}'",
                                                 name, section.name().text, words[0].text)});
            return nullptr;
        }
        // A defaults section takes nothing over by itself.
        return section.name().text == "defaults" ? nullptr : latest_defaults_;
    }

    void read_proxy(Directive section, Section::Kind kind) {
        const bool defaults = kind == Section::Kind::defaults;
        Proxy& proxy = defaults ? defaults_.emplace_back() : proxies_.emplace_back();
        proxy.keyword = section.name().text;
        proxy.at = section.span();
        if (section.active() == Truth::unknown) proxy.condition = branches_.text(model_);
        if (!section.args().empty() && section.args()[0].text != "from")
            proxy.name = section.args()[0].text;
        if (kind == Section::Kind::proxy && !proxy.name.empty()) note_name(section);
        Proxy* from = nullptr;
        if (defaults || kind == Section::Kind::proxy) from = defaults_for(section);
        if (from) {
            proxy.layer = from->layer;
            proxy.disabled = from->disabled;
            proxy.default_server = from->default_server;
            proxy.backends = from->backends;
            proxy.checks_tls = from->checks_tls;
            if (defaults)
                proxy.rules = from->rules;
            else
                proxy.defaults = from;
            refuse(refuse_inheritance(proxy, *from));
            from->serves_frontends = from->serves_frontends || proxy.keyword == "frontend";
            from->serves_backends = from->serves_backends || proxy.keyword == "backend";
        }
        bool own_default_backend = false;
        for_each_line(section,
                      [&](Directive line) { read_line(proxy, line, own_default_backend); });
        if (!defaults) return;
        latest_defaults_ = &proxy;
        if (proxy.name.empty()) return;
        if (!named_defaults_.insert_or_assign(proxy.name, &proxy).second
            && section.active() == Truth::yes)
            ambiguous_defaults_.insert(proxy.name);
    }

    // A file of parameters behind a bind line keeps HAProxy from making those of its own that the
    // line was promised, unless their size is written somewhere (observed with 2.2).
    void forget_parameters(Proxy& proxy) const {
        if (!globals_.dh_file_bits || globals_.names_dh_bits
            || model_.facts.server >= ServerVersion{2, 6, 0})
            return;
        for (BindLine& bind : proxy.binds) {
            if (!bind.dh_by_file && bind.dh_bits > 1024) bind.dh_bits = 0;
        }
    }

    // Wherever the lines stand, all bind lines of the section get their certificates.
    void use_certificates(Proxy& proxy) {
        if (proxy.used.empty()) return;
        for (BindLine& bind : proxy.binds) {
            if (!bind.words.ssl) continue;
            bind.used = proxy.used;
            bind.certificates.push_back(&loader_.load_used(proxy.used, globals_));
        }
    }

    // Of what HAProxy looks up once it has read everything.
    void refuse_references(const HttpRules& rules, const Proxy& proxy) {
        for (const BackendUse& use : proxy.backends) {
            if (proxy.keyword == "backend" || is_open(model_, use.name)
                || use.name.text.find('%') != std::string_view::npos)
                continue;
            const Proxy* const to = rules.backend(use.name.text);
            const std::string_view what = use.always ? "default_backend" : "use_backend";
            if (to == &proxy) {
                refuse(Refusal{use.name.span, fmt::format("Proxy '{}': loop detected for {}: '{}'.",
                                                          proxy.name, what, use.name.text)});
            } else if (to && proxy.layer == Endpoint::Layer::http
                       && to->layer != Endpoint::Layer::http) {
                refuse(Refusal{proxy.at,
                               fmt::format("http {} '{}' tries to use incompatible tcp {} '{}' as "
                                           "its {} (see 'mode').",
                                           proxy.keyword, proxy.name, to->keyword, to->name,
                                           use.always ? "default backend" : "backend")});
            }
            if (to) continue;
            refuse(
                Refusal{use.name.span, fmt::format("Proxy '{}': unable to find required {}: '{}'.",
                                                   proxy.name, what, use.name.text)});
        }
    }

    bool refuse(std::optional<Refusal> refusal) {
        if (!refusal) return false;
        problems_[refusal->at.file].push_back(
            {refusal->kind, refusal->at, std::move(refusal->message)});
        return true;
    }
    void refuse_words(const TlsWords& words, std::string_view prefix) {
        for (const TlsWords::Wrong& wrong : words.wrong)
            refuse(Refusal{wrong.at.word.span, fmt::format("{}{}", prefix, wrong.message)});
    }

    // Proxies that share a capability may not share a name; since 3.3 none may.
    void note_name(Directive section) {
        const std::string_view keyword = section.name().text;
        const bool any = model_.facts.server >= ServerVersion{3, 3, 0};
        const bool front = any || keyword != "backend", back = any || keyword != "frontend";
        const std::string_view name = section.args()[0].text;
        const Directive* taken = nullptr;
        for (auto& [wanted, known] : {std::pair(front, &fronts_), std::pair(back, &backs_)}) {
            if (!wanted) continue;
            const auto [place, is_new] = known->try_emplace(name, section);
            if (!is_new && !taken) taken = &place->second;
        }
        // Of two branches of a condition only one may count.
        if (taken && taken->active() == Truth::yes && section.active() == Truth::yes)
            notes_.same_name(section, taken->name().text, taken->span());
    }

    void read_line(Proxy& proxy, Directive line, bool& own_default_backend) {
        const std::string_view name = line.name().text;
        const Words words = line.args();
        if (refuse(refuse_statement(model_, proxy, line))) return;
        if (is_rule(name)) proxy.rules.push_back(line);
        if (name == "disabled" || name == "enabled") proxy.disabled = name == "disabled";
        if (name == "bind" && refuse(refuse_address(model_, line))) return;
        if (words.empty()) return;
        if (name == "option" && words[0].text == "ssl-hello-chk")
            model_.remarks.push_back(
                {Remark::Kind::check_in_clear, line.span(), "option ssl-hello-chk"});
        if ((name == "http-check" || name == "tcp-check") && words[0].text == "connect")
            proxy.checks_tls = proxy.checks_tls
                               || std::any_of(words.begin(), words.end(),
                                              [](const Word& word) { return word.text == "ssl"; });
        if (name == "ssl-f-use") proxy.used.push_back(line);
        if (name == "mode") {
            proxy.layer = words[0].text == "http" ? Endpoint::Layer::http : Endpoint::Layer::tcp;
        } else if (name == "bind" && proxy.keyword != "backend" && proxy.keyword != "defaults") {
            read_bind(proxy, line);
        } else if (name == "default-server") {
            read_default_server(proxy, line);
        } else if (name == "server" || name == "server-template" || name == "peer") {
            read_server(proxy, line);
        } else if (name == "use_backend" && proxy.keyword != "backend") {
            proxy.backends.push_back({words[0], false});
        } else if (name == "default_backend" && proxy.keyword != "backend") {
            if (!own_default_backend)
                std::erase_if(proxy.backends, [](const BackendUse& use) { return use.always; });
            own_default_backend = true;
            proxy.backends.push_back({words[0], true});
        }
    }

    static std::vector<Word> words_from(Words words, std::size_t first) {
        std::vector<Word> result;
        for (std::size_t i = first; i < words.size(); ++i) result.push_back(words[i]);
        return result;
    }

    void read_bind(Proxy& proxy, Directive line) {
        BindLine& bind = proxy.binds.emplace_back();
        bind.at = line.span();
        bind.condition = proxy.condition;
        if (line.active() == Truth::unknown) bind.condition = branches_.text(model_);
        bind.listens = listens_of(model_, line.args()[0], bind.at);
        read_words(model_, Line::bind, words_from(line.args(), 1), bind.at, globals_.bind,
                   bind.words);
        const bool quic =
            std::any_of(bind.listens.begin(), bind.listens.end(),
                        [](const Listen& at) { return at.transport == Listen::Transport::quic; });
        if (quic && !bind.words.ssl) bind.words.inherit(globals_.bind);
        bind.dh_bits = globals_.dh_file_bits.value_or(globals_.dh_bits);
        bind.dh_by_file = globals_.dh_file_bits.has_value();
        bind.dh_said = globals_.dh_said;
        bind.security_level = globals_.security_level;
        for (const TlsWords::Source& source : bind.words.sources)
            bind.certificates.push_back(&loader_.load(source, globals_));
        notes_.bind(bind.words, globals_.bind);
        const std::string prefix =
            fmt::format("'bind {}' in section '{}'", line.args()[0].text, proxy.keyword);
        refuse_words(bind.words, prefix + " : ");
        note_unknown(bind.words, true, prefix + ": ");
        refuse_system_ca(bind.words.ca_file);
        if (bind.words.generates && !bind.words.sign_file)
            refuse(Refusal{bind.words.generates.word.span,
                           fmt::format("Proxy '{}': cannot enable certificate generation, no CA "
                                       "certificate File configured",
                                       proxy.name)});
    }

    // Until it was mended, ca-base came in front of @system-ca, too (2.9, 2.8.4, 2.7.11, 2.6.16).
    void refuse_system_ca(const Said& ca) {
        const ServerVersion& version = model_.facts.server;
        if (ca.text() != "@system-ca" || globals_.ca_base.empty() || has_mends_of_2023(version))
            return;
        refuse(Refusal{ca.word.span,
                       fmt::format("Couldn't open the ca-file '{}/@system-ca' (No such file or "
                                   "directory).",
                                   globals_.ca_base)});
    }

    void note_unknown(const TlsWords& words, bool on_bind, std::string_view prefix) {
        if (!words.unknown) return;
        const bool newer = is_known_word(words.unknown.word.text, on_bind);
        // All words of 3.2 are known here (`haproxy -dKall`), not all of later versions.
        if (!newer && model_.facts.server >= ServerVersion{3, 3, 0}) return;
        refuse(Refusal{words.unknown.word.span,
                       fmt::format("{}unknown keyword '{}'", prefix, words.unknown.word.text),
                       newer ? Problem::Kind::not_in_version : Problem::Kind::refused});
    }

    void read_default_server(Proxy& proxy, Directive line) {
        TlsWords& words = default_servers_.emplace_back();
        if (proxy.default_server) words = *proxy.default_server;
        proxy.default_server = &words;
        read_words(model_, Line::server, words_from(line.args(), 0), line.span(), globals_.server,
                   words);
        notes_.default_server(words, line.span());
        // Said for others; these are lost on the way (section 3.4).
        words.curves = words.curves.inherited ? words.curves : Said{};
        words.sigalgs = words.sigalgs.inherited ? words.sigalgs : Said{};
        words.client_sigalgs = words.client_sigalgs.inherited ? words.client_sigalgs : Said{};
        refuse_words(words, "");
        note_unknown(words, false, "");
        if (words.ca_file.statement == line.span()) refuse_system_ca(words.ca_file);
        words.unknown = {};
        words.wrong.clear();
    }

    void read_server(Proxy& proxy, Directive line) {
        const Words words = line.args();
        const bool pattern = line.name().text == "server-template";
        const std::size_t address = pattern ? 2 : 1;
        if (words.size() <= address) return;
        ServerLine& server = proxy.servers.emplace_back();
        server.at = line.span();
        server.condition = proxy.condition;
        if (line.active() == Truth::unknown) server.condition = branches_.text(model_);
        server.name = words[0].text;
        if (pattern) {
            const auto range = template_range(words[1].text);
            if (range) std::tie(server.first, server.last) = *range;
        }
        server.address = words[address];
        if (proxy.default_server) server.words = *proxy.default_server;
        server.words.inert.clear();
        server.words.repeats.clear();
        server.words.lost = {};
        mark_inherited(server.words);
        read_words(model_, Line::server, words_from(words, address + 1), server.at, globals_.server,
                   server.words);
        notes_.server(server.words);
        const std::string prefix =
            fmt::format("'server {}/{}' : ", proxy.name, line.args()[0].text);
        refuse_words(server.words, prefix);
        const Said& sni = server.words.sni;
        if (sni && !sni.inherited && !is_open(model_, sni.word)
            && model_.facts.server < ServerVersion{2, 7, 0}) {
            const std::string wrong = wrong_expression(sni.text());
            if (!wrong.empty())
                refuse(Refusal{sni.word.span,
                               fmt::format("{}error detected while parsing sni expression : {}",
                                           prefix, wrong)});
        }
        note_unknown(server.words, false, prefix);
        server.security_level = globals_.security_level;
        const Said& ca = server.words.ca_file;
        if (!ca.inherited) refuse_system_ca(ca);
        if (ca)
            server.ca = files_.look_at(
                ca.word, files_.resolve(ca.text(), globals_.ca_base), FileUse::trusted_ca,
                server.words.ssl || model_.facts.server >= ServerVersion{2, 2, 0});
        if (!server.words.sources.empty() && server.words.ssl)
            server.certificate =
                loader_.load_for_client(server.words.sources.back().said, globals_);
    }

    Model& model_;
    NamedFiles& files_;
    CertificateLoader loader_;
    Globals globals_;
    Branches branches_;
    Said server_verify_;
    Notes notes_;
    std::unordered_set<std::string_view> said_in_global_;
    std::deque<Proxy> proxies_, defaults_;
    std::deque<TlsWords> default_servers_;  // what each default-server line comes to
    Proxy* latest_defaults_ = nullptr;
    std::unordered_map<std::string_view, Proxy*> named_defaults_;
    std::unordered_set<std::string_view> ambiguous_defaults_;         // two have the name
    std::unordered_map<std::string_view, Directive> fronts_, backs_;  // by name
    std::unordered_map<FileId, std::vector<Problem>> problems_;
};

}  // namespace

void interpret(Model& model, const FileSystem& files, const ReadOptions& options) {
    NamedFiles named_files(model, files, options);
    named_files.working_directory(options.prefix);
    Offers offers(model);
    Walker walker(model, named_files);
    walker.read(model.tree(model.root));
    for (const FileId part : model.parts) walker.read(model.tree(part));
    walker.finish(offers);
}

}  // namespace tlslint::haproxy
