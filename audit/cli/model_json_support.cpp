// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/model_json_support.hpp"

#include "audit/cli/certificate_support.hpp"
#include "audit/clients/connect.hpp"
#include "audit/report/json_support.hpp"
#include "audit/resolve.hpp"
#include "parsers/model/server.hpp"

#include <nlohmann/json.hpp>

#include <ostream>
#include <string>

namespace tlslint {
namespace {

using Json = nlohmann::ordered_json;
using openssl::Protocol;

std::string dump(const Json& value) {
    return report::harmless_json(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

Json text_or_null(std::string_view text) {
    return text.empty() ? Json(nullptr) : Json(text);
}

Json json_of(openssl::ProtocolSet versions) {
    Json names = Json::array();
    for (const Protocol protocol : versions) names.push_back(name(protocol));
    return names;
}

Json json_of(std::span<const std::string_view> texts) {
    Json list = Json::array();
    for (const std::string_view text : texts) list.push_back(text);
    return list;
}

// Values of one model.
class Writer {
  public:
    explicit Writer(const Model& model) : model_(model) {}

    [[nodiscard]] Json place(Span span) const {
        const SourceFile& file = model_.sources[span.file];
        const Position at = file.position(span.begin);
        return {{"file", file.path()}, {"line", at.line}, {"column", at.column}};
    }

    [[nodiscard]] Json endpoint(const Endpoint& endpoint) const {
        Json paths = Json::array();
        for (const Path& path : endpoint.paths) {
            paths.push_back(
                {{"match", path.match},
                 {"at", place(path.at)},
                 {"hsts", setting(path.hsts, hsts(path.hsts.value))},
                 {"redirect_to_https", setting(path.redirect, redirect(path.redirect.value))}});
            if (path.client_auth.origin.kind != Origin::Kind::unset)
                paths.back()["client_auth"] =
                    setting(path.client_auth, name(path.client_auth.value));
        }
        return {{"id", endpoint.id},
                {"kind", model_.server->name},
                {"role", "server"},
                {"layer", name(endpoint.layer)},
                {"listen", listen(endpoint.listen)},
                {"names", json_of(endpoint.names)},
                {"at", place(endpoint.block)},
                {"conditional", endpoint.condition.empty() ? nlohmann::json()
                                                           : nlohmann::json(endpoint.condition)},
                {"settings", settings(endpoint)},
                {"paths", paths}};
    }

    [[nodiscard]] Json upstream(const Upstream& upstream) const {
        Json of = Json::array();
        for (const Endpoint* endpoint : upstream.of) of.push_back(endpoint->id);
        Json sent = nullptr;
        if (upstream.sends_name.value) sent = text_or_null(upstream.name.value);
        Json trusted = nullptr;
        if (upstream.trusted_ca.value) trusted = path(upstream.trusted_ca.value);
        return {{"id", upstream.id},
                {"kind", model_.server->name},
                {"role", "upstream"},
                {"layer", name(upstream.layer)},
                {"of", of},
                {"path", text_or_null(upstream.path)},
                {"at", place(upstream.at)},
                {"target",
                 {{"scheme", upstream.scheme},
                  {"host", text_or_null(upstream.host)},
                  {"port", upstream.port == 0 ? Json(nullptr) : Json(upstream.port)}}},
                {"settings",
                 {{"verify", setting(upstream.verify, upstream.verify.value)},
                  {"verify_name", setting(upstream.name, text_or_null(upstream.name.value))},
                  {"sni", setting(upstream.sends_name, sent)},
                  {"versions", setting(upstream.versions, json_of(upstream.versions.value))},
                  {"ciphers", ciphers(upstream.ciphers)},
                  {"trusted_ca", setting(upstream.trusted_ca, trusted)},
                  {"certificates", certificates(upstream.certificates)}}}};
    }

    // As in an answer of `verify` (live.md 2); null where nobody could connect by TLS over TCP.
    [[nodiscard]] Json clients(const Endpoint& endpoint) const {
        Json list = Json::array();
        for (const clients::Connection& connection : clients::connect(model_, endpoint)) {
            Json cause = nullptr;
            if (connection.cause)
                cause = {{"number", connection.cause->number}, {"id", connection.cause->id}};
            const auto& suite = connection.suite;
            list.push_back(
                {{"profile", connection.client->id},
                 {"name", connection.client->name},
                 {"result", name(connection.result)},
                 {"version", connection.version ? Json(name(*connection.version)) : Json(nullptr)},
                 {"suite", suite ? Json(name_of(*suite)) : Json(nullptr)},
                 {"group", connection.group ? Json(connection.group->openssl) : Json(nullptr)},
                 {"cause", std::move(cause)},
                 {"why", text_or_null(connection.why)},
                 {"answered_by",
                  connection.answers ? Json(connection.answers->id) : Json(nullptr)}});
        }
        return list.empty() ? Json(nullptr) : list;
    }

  private:
    template <class T>
    [[nodiscard]] Json setting(const Setting<T>& of, Json value) const {
        const Origin& origin = of.origin;
        // What a layer does not have (HSTS of a mail server) nobody has set.
        const bool unset = origin.kind == Origin::Kind::unset;
        Json json{
            {"value", origin.kind == Origin::Kind::unknown ? Json(nullptr) : std::move(value)},
            {"origin", name(unset ? Origin::Kind::server : origin.kind)}};
        if (!origin.trail.empty()) json["at"] = place(origin.trail.front());
        if (origin.kind == Origin::Kind::unknown) json["why"] = origin.authority;
        if (!origin.overruled.empty()) {
            Json losers = Json::array();
            for (const Overruled& overruled : origin.overruled) {
                Json loser{{"value", overruled.value}, {"at", place(overruled.at)}};
                loser["by"] = overruled.by == Span{} ? Json(nullptr) : place(overruled.by);
                losers.push_back(std::move(loser));
            }
            json["overruled"] = std::move(losers);
        }
        return json;
    }

    static Json listen(const Listen& listen) {
        const bool local = listen.transport == Listen::Transport::local;
        return {{"address", text_or_null(listen.address)},
                {"port", listen.port == 0 ? Json(nullptr) : Json(listen.port)},
                {"path", local ? Json(listen.path) : Json(nullptr)},
                {"transport", name(listen.transport)},
                {"tls", listen.tls.value},
                {"default", listen.is_default}};
    }

    static Json hsts(const Hsts& hsts) {
        if (!hsts.sent || !hsts.well_formed) return nullptr;  // or browsers ignore it
        return {{"max_age", hsts.max_age},
                {"include_subdomains", hsts.include_subdomains},
                {"preload", hsts.preload}};
    }

    static Json redirect(const Redirect& redirect) {
        if (redirect.status == 0) return nullptr;
        return {{"status", redirect.status}, {"target", redirect.target}};
    }

    // As the server opens it, where that is certain.
    static Json path(const FileReference* file) {
        return file->deployed.empty() ? file->written : file->deployed;
    }

    [[nodiscard]] Json names(std::span<const openssl::Suite* const> suites) const {
        Json list = Json::array();
        for (const openssl::Suite* suite : suites) list.push_back(name_of(*suite));
        return list;
    }
    [[nodiscard]] std::string_view name_of(const openssl::Suite& suite) const {
        return openssl::openssl_name(suite, model_.facts.library.version);
    }

    [[nodiscard]] Json ciphers(const Setting<CipherList>& of) const {
        Json by_version = Json::object();
        for (const Protocol protocol : openssl::ProtocolSet::all()) {
            const auto& suites = of.value.by_version[static_cast<std::size_t>(protocol)];
            if (!suites.empty()) by_version[std::string(name(protocol))] = names(suites);
        }
        Json json = setting(of, names(of.value.suites));
        json["by_version"] = std::move(by_version);
        json["spec"] = text_or_null(of.value.spec);
        return json;
    }

    [[nodiscard]] static Json chain(const CertificatePair& pair) {
        if (!pair.leaf()) return nullptr;
        return json_of_chain(pair.certificate->contents->certificates);
    }

    [[nodiscard]] Json certificates(const Setting<std::span<const CertificatePair>>& of) const {
        Json list = Json::array();
        for (const CertificatePair& pair : of.value) {
            list.push_back({{"certificate", path(pair.certificate)},
                            {"key", pair.key ? path(pair.key) : Json(nullptr)},
                            {"key_type", text_or_null(pair.key_type)},
                            {"chain", chain(pair)},
                            {"at", place(pair.certificate->at)}});
        }
        return setting(of, std::move(list));
    }

    [[nodiscard]] Json settings(const Endpoint& endpoint) const {
        Json groups = Json::array();
        for (const openssl::Group* group : endpoint.groups.value) groups.push_back(group->openssl);
        Json key_files = Json::array();
        for (const FileReference* file : endpoint.session_tickets.value.key_files)
            key_files.push_back(path(file));
        const Stapling& stapling = endpoint.stapling.value;
        const SessionCache& cache = endpoint.session_cache.value;
        return {
            {"versions", setting(endpoint.versions, json_of(endpoint.versions.value))},
            {"ciphers", ciphers(endpoint.ciphers)},
            {"ciphersuites", setting(endpoint.ciphersuites, names(endpoint.ciphersuites.value))},
            {"groups", setting(endpoint.groups, std::move(groups))},
            {"preference", setting(endpoint.preference, name(endpoint.preference.value))},
            {"certificates", certificates(endpoint.certificates)},
            {"stapling", setting(endpoint.stapling,
                                 {{"on", stapling.on}, {"source", text_or_null(stapling.source)}})},
            {"session_tickets",
             setting(endpoint.session_tickets,
                     {{"on", endpoint.session_tickets.value.on}, {"key_files", key_files}})},
            {"session_cache", setting(endpoint.session_cache,
                                      {{"kind", name(cache.kind)}, {"seconds", cache.seconds}})},
            {"early_data", setting(endpoint.early_data, endpoint.early_data.value)},
            {"client_auth", setting(endpoint.client_auth, name(endpoint.client_auth.value))},
            {"unknown_name", setting(endpoint.rejects_unknown,
                                     endpoint.rejects_unknown.value ? "reject" : "answer")},
            {"alpn", setting(endpoint.alpn, json_of(endpoint.alpn.value))},
            {"hsts", setting(endpoint.hsts, hsts(endpoint.hsts.value))},
            {"redirect_to_https", setting(endpoint.redirect, redirect(endpoint.redirect.value))}};
    }

    const Model& model_;
};

// One object a line and in memory at a time.
class JsonList {
  public:
    JsonList(std::string_view key, std::ostream& out) : out_(out) { out << '"' << key << "\":["; }
    void add(std::string_view json) {
        out_ << joint_ << json;
        joint_ = ",\n";
    }
    void close() { out_ << ']'; }

  private:
    std::ostream& out_;
    std::string_view joint_ = "\n";
};

}  // namespace

void print_model_json(std::span<const View> views,
                      const std::optional<std::vector<ObservedView>>& observed, Clients clients,
                      std::ostream& out) {
    out << "{\"schema_version\":1,\n";
    JsonList assumptions("assumptions", out);
    for (const View& view : views)
        assumptions.add(report::to_json(assumption_of(*view.model, view.policy)));
    assumptions.close();
    out << ",\n";
    JsonList problems("problems", out);
    for (const View& view : views) {
        const Writer writer(*view.model);
        for (const SyntaxTree& tree : view.model->trees) {
            for (const Problem& problem : tree.problems()) {
                Json json = writer.place(problem.at);
                json["message"] = problem.message;
                problems.add(dump(json));
            }
        }
    }
    problems.close();
    out << ",\n";
    JsonList endpoints("endpoints", out);
    for (const View& view : views) {
        const Writer writer(*view.model);
        for (const Endpoint* endpoint : view.endpoints) {
            Json json = writer.endpoint(*endpoint);
            if (clients == Clients::shown) json["clients"] = writer.clients(*endpoint);
            endpoints.add(dump(json));
        }
        for (const Upstream* upstream : view.upstreams)
            endpoints.add(dump(writer.upstream(*upstream)));
    }
    endpoints.close();
    if (observed) {
        out << ",\n";
        JsonList seen("observed", out);
        for (const ObservedView& each : *observed) {
            for (const Endpoint* endpoint : each.view.endpoints) {
                Json json = Writer(*each.view.model).endpoint(*endpoint);
                json["configured"] = each.id;
                seen.add(dump(json));
            }
        }
        seen.close();
    }
    out << "}\n";
}

}  // namespace tlslint
