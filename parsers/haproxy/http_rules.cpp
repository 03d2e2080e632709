// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/http_rules.hpp"

#include "parsers/haproxy/acl.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <vector>

namespace tlslint::haproxy {
namespace {

using Texts = std::vector<std::string_view>;

Texts texts_of(Words words) {
    Texts texts;
    for (const Word word : words) texts.push_back(word.text);
    return texts;
}

std::span<const std::string_view> condition_in(const Texts& words, std::size_t from) {
    for (std::size_t i = from; i < words.size(); ++i) {
        if (words[i] == "if" || words[i] == "unless") return std::span(words).subspan(i);
    }
    return {};
}

// The section's own lines behind those of its defaults.
std::vector<Directive> rules_of(const Proxy& proxy) {
    std::vector<Directive> rules;
    if (proxy.defaults) rules = proxy.defaults->rules;
    rules.insert(rules.end(), proxy.rules.begin(), proxy.rules.end());
    return rules;
}

Acls acls_of(const std::vector<Directive>& rules) {
    Acls acls;
    for (const Directive rule : rules) {
        if (rule.name().text != "acl" || rule.args().size() < 2) continue;
        Texts words = texts_of(rule.args());
        const std::string_view name = words.front();
        words.erase(words.begin());
        acls[name].push_back(std::move(words));
    }
    return acls;
}

int status_named(std::string_view text) {
    int status = 0;
    std::from_chars(text.data(), text.data() + text.size(), status);
    return status;
}

// The words behind "redirect", with where they lead written as a URL.
Redirect redirect_in(Model& model, const Texts& words, std::size_t from) {
    Redirect redirect{.status = 302};
    for (std::size_t i = from; i + 1 < words.size(); ++i) {
        const std::string_view word = words[i];
        if (word == "if" || word == "unless") break;
        const std::string_view value = words[i + 1];
        if (word == "scheme")
            redirect.target = model.arena.keep(fmt::format("{}://%[req.hdr(host)]%[path]", value));
        else if (word == "location")
            redirect.target = value;
        else if (word == "prefix")
            redirect.target = model.arena.keep(fmt::format("{}%[path]", value));
        else if (word == "code")
            redirect.status = static_cast<std::uint16_t>(status_named(value));
        else
            continue;
        ++i;
    }
    return redirect;
}

// http-request return status 301 hdr location https://…
Redirect answer_in(const Texts& words) {
    Redirect redirect{.status = 200};
    for (std::size_t i = 2; i + 1 < words.size(); ++i) {
        if (words[i] == "if" || words[i] == "unless") break;
        if (words[i] == "status")
            redirect.status = static_cast<std::uint16_t>(status_named(words[i + 1]));
        if (words[i] == "hdr" && i + 2 < words.size()
            && equal_ignoring_case(words[i + 1], "location"))
            redirect.target = words[i + 2];
    }
    return redirect;
}

bool is_https(const Redirect& redirect) {
    return redirect.status / 100 == 3 && redirect.target.size() > 8
           && equal_ignoring_case(redirect.target.substr(0, 8), "https://");
}

// What a line for requests does, where it ends their way.
struct Ending {
    enum class Kind : std::uint8_t { none, redirect, reject, text } kind = Kind::none;
    Redirect redirect;
};
Ending ending_of(Model& model, const Directive rule, const Texts& words) {
    if (rule.name().text == "redirect")
        return {Ending::Kind::redirect, redirect_in(model, words, 0)};
    if (rule.name().text != "http-request" || words.empty()) return {};
    if (words[0] == "redirect") return {Ending::Kind::redirect, redirect_in(model, words, 1)};
    if (words[0] == "deny" || words[0] == "tarpit" || words[0] == "reject"
        || words[0] == "silent-drop")
        return {Ending::Kind::reject, {}};
    if (words[0] == "return") {
        const Redirect answer = answer_in(words);
        return {answer.status / 100 == 3 ? Ending::Kind::redirect : Ending::Kind::text, answer};
    }
    return {};
}

// The rest of requests' lines is for what comes behind `http-request redirect`.
void answer(Model& model, const Proxy& proxy, Endpoint& endpoint) {
    const std::vector<Directive> rules = rules_of(proxy);
    const Acls acls = acls_of(rules);
    std::vector<Move> moves;
    bool perhaps_answered = false;
    bool done = false;
    endpoint.answerer = Answerer::upstream;
    // `redirect` lines come after those of http-request, wherever they stand.
    for (const std::string_view pass : {"http-request", "redirect"}) {
        for (const Directive rule : rules) {
            if (rule.name().text != pass) continue;
            const Texts words = texts_of(rule.args());
            const Ending ending = ending_of(model, rule, words);
            if (ending.kind == Ending::Kind::none) continue;
            const Truth truth = holds(condition_in(words, 0), acls, endpoint.listen);
            if (truth == Truth::no) continue;
            if (ending.kind == Ending::Kind::redirect)
                moves.push_back({ending.redirect.status, ending.redirect.target, rule.span()});
            if (done) continue;
            const bool to_https =
                ending.kind == Ending::Kind::redirect && is_https(ending.redirect);
            if (truth == Truth::unknown) {
                perhaps_answered = true;
                if (to_https && endpoint.redirect.origin.kind == Origin::Kind::unset)
                    endpoint.redirect.origin = {
                        .kind = Origin::Kind::unknown,
                        .trail = model.arena.keep(std::vector{rule.span()}),
                        .authority = "a request decides whether the redirect's condition holds"};
                continue;
            }
            done = true;
            if (to_https)
                endpoint.redirect = {ending.redirect,
                                     {.kind = Origin::Kind::written,
                                      .trail = model.arena.keep(std::vector{rule.span()})}};
            if (perhaps_answered) continue;
            endpoint.answerer = ending.kind == Ending::Kind::redirect ? Answerer::redirects
                                : ending.kind == Ending::Kind::reject ? Answerer::rejects
                                                                      : Answerer::text;
        }
    }
    if (endpoint.redirect.origin.kind == Origin::Kind::unset)
        endpoint.redirect.origin = {.kind = Origin::Kind::server,
                                    .authority = "HAProxy redirects nothing by itself"};
    endpoint.moves = model.arena.keep(moves);
}

// What conditions and headers of the proxy look at in clients' certificates.
void add_checks(const Model& model, const Proxy& proxy, ClientChecks& checks) {
    for (const Directive rule : rules_of(proxy)) {
        const Span span = rule.span();
        const std::string_view text = model.sources.text(span);
        if (text.find("ssl_c_verify") != std::string_view::npos
            || text.find("ssl_c_used") != std::string_view::npos
            || text.find("ssl_fc_has_crt") != std::string_view::npos)
            checks.result = true;
        if (text.find("ssl_c_s_dn") != std::string_view::npos
            || text.find("ssl_c_sha1") != std::string_view::npos
            || text.find("ssl_c_der") != std::string_view::npos
            || text.find("ssl_c_serial") != std::string_view::npos)
            checks.subject = true;
    }
    // PROXY protocol with TLS's part tells servers whether a certificate was verified, and whose.
    for (const ServerLine& server : proxy.servers) {
        const bool tells = server.words.send_proxy.set
                           && server.words.send_proxy.text().starts_with("send-proxy-v2-ssl");
        checks.result = checks.result || tells;
        checks.subject =
            checks.subject || (tells && server.words.send_proxy.text().ends_with("-cn"));
    }
}

// The lines of one proxy about the header, in one pass over a response.
struct Pass {
    std::string_view statement;
    const std::vector<Directive>& rules;
    const Acls& acls;
    Origin::Kind kind;  // of what it sets
};

void apply(Model& model, const Pass& pass, const Endpoint& endpoint, Setting<Hsts>& result) {
    for (const Directive rule : pass.rules) {
        if (rule.name().text != pass.statement || rule.args().size() < 2) continue;
        const Texts words = texts_of(rule.args());
        const bool sets = words[0] == "set-header" || words[0] == "add-header";
        const bool drops = words[0] == "del-header";
        if ((!sets && !drops) || !equal_ignoring_case(words[1], "strict-transport-security"))
            continue;
        if (sets && words.size() < 3) continue;
        const Truth truth = holds(condition_in(words, sets ? 3 : 2), pass.acls, endpoint.listen);
        if (truth == Truth::no) continue;
        const auto trail = model.arena.keep(std::vector{rule.span()});
        if (truth == Truth::unknown) {
            result = {.origin = {.kind = Origin::Kind::unknown,
                                 .trail = trail,
                                 .authority = "an answer decides whether the header is set"}};
            continue;
        }
        if (drops) {
            result = {.origin = {.kind = pass.kind, .trail = trail}};
            continue;
        }
        if (words[0] == "add-header" && result.value.sent) {
            std::vector<Overruled> all(result.origin.overruled.begin(),
                                       result.origin.overruled.end());
            all.push_back({rule.span(), result.origin.trail.front(), words[2], "", false});
            result.origin.overruled = model.arena.keep(all);
            continue;
        }
        result = {parse_hsts(words[2]),
                  {.kind = pass.kind,
                   .trail = trail,
                   .words = model.arena.keep(std::vector{rule.args()[2].span})}};
        result.value.sent = true;
        result.value.always = pass.statement == "http-after-response";
        if (words[2].find('%') != std::string_view::npos)
            result.origin.make_unknown("a request decides the header's value");
    }
}

}  // namespace

HttpRules::HttpRules(Model& model, const std::deque<Proxy>& proxies) : model_(model) {
    for (const Proxy& proxy : proxies) {
        if (proxy.keyword == "backend" || proxy.keyword == "listen")
            backends_.try_emplace(proxy.name, &proxy);
    }
}

const Proxy* HttpRules::backend(std::string_view name) const {
    const auto found = backends_.find(name);
    return found == backends_.end() ? nullptr : found->second;
}

// A response passes the backend's lines first, then the frontend's. http-response does not run for
// answers of HAProxy's own; http-after-response does.
Setting<Hsts> HttpRules::hsts_through(const Proxy& front, const Proxy* back,
                                      const Endpoint& endpoint) const {
    const std::vector<Directive> own = rules_of(front),
                                 behind = back ? rules_of(*back) : std::vector<Directive>();
    const Acls own_acls = acls_of(own), acls_behind = acls_of(behind);
    Setting<Hsts> result{
        .origin = {.kind = Origin::Kind::server, .authority = "HAProxy sends none"}};
    for (const std::string_view statement : {"http-response", "http-after-response"}) {
        if (statement == "http-response" && endpoint.answerer != Answerer::upstream) continue;
        apply(model_, {statement, behind, acls_behind, Origin::Kind::inherited}, endpoint, result);
        apply(model_, {statement, own, own_acls, Origin::Kind::written}, endpoint, result);
    }
    return result;
}

void HttpRules::fill(const Proxy& proxy, Endpoint& endpoint) const {
    add_checks(model_, proxy, endpoint.client_checks);
    for (const BackendUse& use : proxy.backends) {
        if (const Proxy* const to = backend(use.name.text); to && to != &proxy)
            add_checks(model_, *to, endpoint.client_checks);
    }
    endpoint.answerer = Answerer::upstream;
    endpoint.outer_hsts.origin = {.kind = Origin::Kind::server, .authority = "HAProxy sends none"};
    if (endpoint.layer != Endpoint::Layer::http) {
        endpoint.redirect.origin = endpoint.hsts.origin = {
            .kind = Origin::Kind::server, .authority = "in mode tcp HAProxy reads no requests"};
        return;
    }
    answer(model_, proxy, endpoint);
    std::vector<Setting<Hsts>> ways;
    bool doubtful = false;
    for (const BackendUse& use : proxy.backends) {
        if (const Proxy* to = backend(use.name.text))
            ways.push_back(hsts_through(proxy, to, endpoint));
        else
            doubtful = doubtful || use.name.text.find('%') != std::string_view::npos;
    }
    const bool by_default = std::any_of(proxy.backends.begin(), proxy.backends.end(),
                                        [](const BackendUse& use) { return use.always; });
    if (ways.empty() || (!by_default && !proxy.servers.empty()))
        ways.push_back(hsts_through(proxy, nullptr, endpoint));
    const auto sends = [](const Setting<Hsts>& way) { return way.value.sent; };
    endpoint.hsts = ways.front();
    doubtful = doubtful || std::any_of(ways.begin(), ways.end(), [](const Setting<Hsts>& way) {
                   return !way.origin.is_known();
               });
    const auto senders = std::count_if(ways.begin(), ways.end(), sends);
    const bool by_itself = endpoint.hsts.origin.kind == Origin::Kind::written
                           && endpoint.hsts.origin.overruled.empty();
    if (by_itself && endpoint.hsts.value.sent) return;
    if (!doubtful && (senders == 0 || static_cast<std::size_t>(senders) == ways.size())) return;
    if (endpoint.hsts.origin.is_known())
        endpoint.hsts = {.origin = {.kind = Origin::Kind::unknown,
                                    .authority = "some of the backends send the header"}};
}

}  // namespace tlslint::haproxy
