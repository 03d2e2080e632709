// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/interpret.hpp"

#include "parsers/haproxy/address.hpp"
#include "parsers/haproxy/certificates.hpp"
#include "parsers/haproxy/endpoints.hpp"
#include "parsers/haproxy/http_rules.hpp"
#include "parsers/haproxy/proxy.hpp"
#include "parsers/haproxy/sections.hpp"
#include "parsers/haproxy/upstreams.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>

namespace tlslint::haproxy {
namespace {

bool is_rule(std::string_view name) {
    return name == "http-request" || name == "http-response" || name == "http-after-response"
           || name == "redirect" || name == "acl" || name == "tcp-request" || name == "log-format"
           || name == "use_backend";
}

// Goes through the lines once, in their order, as HAProxy does.
class Walker {
  public:
    Walker(Model& model, NamedFiles& files)
        : model_(model), files_(files), loader_(model, files), globals_(model.facts.server) {}

    void read(const SyntaxTree& tree) {
        for (const Directive section : tree.directives()) {
            if (section.shape() == Shape::block && section.active() != Truth::no) enter(section);
        }
    }

    void finish(Offers& offers) {
        const HttpRules rules(model_, proxies_);
        for (Proxy& proxy : proxies_) add_endpoints(model_, files_, offers, globals_, rules, proxy);
        add_upstreams(model_, files_, offers, rules, server_verify_, proxies_);
        for (auto& [file, problems] : problems_)
            model_.trees[static_cast<std::size_t>(file)].add_problems(std::move(problems));
    }

  private:
    void enter(Directive section) {
        const Section* kind = find_section(section.name().text);
        if (!kind) return;
        switch (kind->kind) {
        case Section::Kind::global:
            for (const Directive line : section.block()) read_global_line(line);
            return;
        case Section::Kind::crt_store: return read_store(model_, files_, section, globals_);
        case Section::Kind::defaults:
        case Section::Kind::proxy:
        case Section::Kind::peers:
        case Section::Kind::ring:
        case Section::Kind::log_forward: return read_proxy(section, kind->kind);
        case Section::Kind::other: return;
        }
    }

    void read_global_line(Directive line) {
        if (line.active() == Truth::no) return;
        const Words words = line.args();
        if (line.name().text == "ssl-server-verify" && !words.empty())
            server_verify_ = {.word = words[0], .statement = line.span(), .set = true};
        note_late(line);
        read_global(model_, files_, line, globals_);
    }

    // What was said in time before is no worse for being said again.
    void note_late(Directive line) {
        const std::string_view name = line.name().text;
        const bool for_bind = name.starts_with("ssl-default-bind-") || name == "crt-base"
                              || name == "tune.ssl.default-dh-param";
        const bool for_server = name.starts_with("ssl-default-server-");
        if (!for_bind && !for_server && name != "ca-base") return;
        const std::optional<Span> missed = for_server    ? first_server_
                                           : for_bind    ? first_bind_
                                           : first_bind_ ? first_bind_
                                                         : first_server_;
        if (!missed) {
            said_in_time_.insert(name);
        } else if (!said_in_time_.contains(name)) {
            model_.remarks.push_back({Remark::Kind::default_too_late, line.span(), name, *missed});
        }
    }

    // The section named behind `from`, else the latest one.
    [[nodiscard]] const Proxy* defaults_for(Directive section) const {
        const Words words = section.args();
        for (std::size_t i = 0; i + 1 < words.size(); ++i) {
            if (words[i].text != "from") continue;
            const auto named = named_defaults_.find(words[i + 1].text);
            return named == named_defaults_.end() ? nullptr : named->second;
        }
        // A defaults section takes nothing over by itself.
        return section.name().text == "defaults" ? nullptr : latest_defaults_;
    }

    void read_proxy(Directive section, Section::Kind kind) {
        const bool defaults = kind == Section::Kind::defaults;
        Proxy& proxy = defaults ? defaults_.emplace_back() : proxies_.emplace_back();
        proxy.keyword = section.name().text;
        proxy.at = section.span();
        proxy.perhaps = section.active() == Truth::unknown;
        if (!section.args().empty() && section.args()[0].text != "from")
            proxy.name = section.args()[0].text;
        const Proxy* from = nullptr;
        if (defaults || kind == Section::Kind::proxy) from = defaults_for(section);
        if (from) {
            proxy.layer = from->layer;
            proxy.default_server = from->default_server;
            proxy.backends = from->backends;
            if (defaults)
                proxy.rules = from->rules;
            else
                proxy.defaults = from;
        }
        bool own_default_backend = false;
        for (const Directive line : section.block()) {
            if (line.active() != Truth::no) read_line(proxy, line, own_default_backend);
        }
        if (!defaults) return;
        latest_defaults_ = &proxy;
        if (!proxy.name.empty()) named_defaults_.insert_or_assign(proxy.name, &proxy);
    }

    void read_line(Proxy& proxy, Directive line, bool& own_default_backend) {
        const std::string_view name = line.name().text;
        const Words words = line.args();
        if (is_rule(name)) proxy.rules.push_back(line);
        if (words.empty()) return;
        if (name == "option" && words[0].text == "ssl-hello-chk")
            model_.remarks.push_back(
                {Remark::Kind::check_in_clear, line.span(), "option ssl-hello-chk"});
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
        bind.listens = listens_of(model_, line.args()[0], bind.at);
        read_words(model_, Line::bind, words_from(line.args(), 1), bind.at, globals_.bind,
                   bind.words);
        const bool quic =
            std::any_of(bind.listens.begin(), bind.listens.end(),
                        [](const Listen& at) { return at.transport == Listen::Transport::quic; });
        if (quic && !bind.words.ssl) bind.words.inherit(globals_.bind);
        bind.dh_bits = globals_.dh_bits;
        bind.dh_said = globals_.dh_said;
        bind.security_level = globals_.security_level;
        for (const TlsWords::Source& source : bind.words.sources)
            bind.certificates.push_back(&loader_.load(source, globals_));
        if (bind.words.ssl) first_bind_ = first_bind_.value_or(bind.at);
        note_floor(bind.words);
        note_words(bind.words);
        for (const TlsWords::Source& source : bind.words.sources) note_literal(source.said);
        note_unknown(proxy, line, bind.words);
    }

    void note_floor(const TlsWords& words) {
        const TlsWords& around = globals_.bind;
        if (!words.ssl || !words.min || words.min_said.inherited || !around.min
            || *words.min >= *around.min || *words.min >= openssl::Protocol::tls1_2)
            return;
        model_.remarks.push_back({Remark::Kind::floor_lowered, words.min_said.word.span,
                                  words.min_said.text(), around.min_said.statement,
                                  around.min_said.text()});
    }

    void note_words(const TlsWords& words) {
        if (words.lost)
            model_.remarks.push_back(
                {Remark::Kind::words_lost, words.lost.word.span, words.lost.text()});
        note_literal(words.ca_file);
        note_literal(words.crl_file);
    }

    // "$NAME" or "${NAME}" that no double quotes surround.
    void note_literal(const Said& said) {
        const std::size_t dollar = said.text().find('$');
        if (dollar == std::string_view::npos || dollar + 1 >= said.text().size()
            || is_open(model_, said.word))
            return;
        const char next = said.text()[dollar + 1];
        if (next == '{' || next == '_' || (next >= 'A' && next <= 'Z')
            || (next >= 'a' && next <= 'z'))
            model_.remarks.push_back({Remark::Kind::variable_literal, said.word.span, said.text()});
    }

    void note_unknown(const Proxy& proxy, Directive line, const TlsWords& words) {
        if (!words.unknown) return;
        const bool newer = is_known_word(words.unknown.word.text, line.name().text == "bind");
        // All words of 2.6 are known here, not all of later versions.
        if (!newer && model_.facts.server >= ServerVersion{2, 7, 0}) return;
        const Words all = line.args();
        const std::string_view what = line.name().text == "bind" ? all[0].text : all[0].text;
        problems_[line.span().file].push_back(
            {newer ? Problem::Kind::not_in_version : Problem::Kind::refused,
             words.unknown.word.span,
             fmt::format("'{} {}' in section '{}' : unknown keyword '{}'", line.name().text, what,
                         proxy.keyword, words.unknown.word.text)});
    }

    void read_default_server(Proxy& proxy, Directive line) {
        TlsWords& words = proxy.default_server;
        read_words(model_, Line::server, words_from(line.args(), 0), line.span(), globals_.server,
                   words);
        // Said for others; these are lost on the way (section 3.4).
        words.curves = words.curves.inherited ? words.curves : Said{};
        words.sigalgs = words.sigalgs.inherited ? words.sigalgs : Said{};
        words.client_sigalgs = words.client_sigalgs.inherited ? words.client_sigalgs : Said{};
        note_unknown(proxy, line, words);
        words.unknown = {};
    }

    void read_server(Proxy& proxy, Directive line) {
        const Words words = line.args();
        const bool pattern = line.name().text == "server-template";
        const std::size_t address = pattern ? 2 : 1;
        if (words.size() <= address) return;
        ServerLine& server = proxy.servers.emplace_back();
        server.at = line.span();
        server.address = words[address];
        server.words = proxy.default_server;
        server.words.inert.clear();
        mark_inherited(server.words);
        read_words(model_, Line::server, words_from(words, address + 1), server.at, globals_.server,
                   server.words);
        if (server.words.ssl) first_server_ = first_server_.value_or(server.at);
        note_words(server.words);
        note_unknown(proxy, line, server.words);
        server.security_level = globals_.security_level;
        const Said& ca = server.words.ca_file;
        if (ca)
            server.ca = files_.look_at(ca.word, files_.resolve(ca.text(), globals_.ca_base),
                                       FileUse::trusted_ca, static_cast<bool>(server.words.ssl));
        if (!server.words.sources.empty() && server.words.ssl)
            server.certificate =
                loader_.load_for_client(server.words.sources.back().said, globals_);
    }

    Model& model_;
    NamedFiles& files_;
    CertificateLoader loader_;
    Globals globals_;
    Said server_verify_;
    std::optional<Span> first_bind_, first_server_;  // that speak TLS
    std::unordered_set<std::string_view> said_in_time_;
    std::deque<Proxy> proxies_, defaults_;
    const Proxy* latest_defaults_ = nullptr;
    std::unordered_map<std::string_view, const Proxy*> named_defaults_;
    std::unordered_map<FileId, std::vector<Problem>> problems_;
};

}  // namespace

void interpret(Model& model, const FileSystem& files, const ReadOptions& options) {
    NamedFiles named_files(model, files, options);
    named_files.working_directory(options.prefix);
    Offers offers(model);
    Walker walker(model, named_files);
    walker.read(model.tree(model.root));
    walker.finish(offers);
}

}  // namespace tlslint::haproxy
