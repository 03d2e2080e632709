// SPDX-License-Identifier: Apache-2.0
#include "audit/live/observed_model.hpp"

#include "audit/live/backends.hpp"
#include "audit/live/names.hpp"
#include "audit/resolve.hpp"
#include "parsers/model/server.hpp"
#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/suite.hpp"
#include "parsers/x509/chain.hpp"
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <utility>

namespace tlslint::live {
namespace {

using openssl::Protocol;

// Reads no configuration: it is only whom rules for observed endpoints are for.
constexpr Server observed_server{.name = "live"};

class Builder {
  public:
    Builder(Model& model, const Target& target, const Observed& observed)
        : model_(model), target_(target), observed_(observed) {}

    void build() {
        Endpoint& endpoint = model_.endpoints.emplace_back();
        endpoint.id = keep(fmt::format("live:{}", target_.text));
        endpoint.layer = target_.is_http ? Endpoint::Layer::http : Endpoint::Layer::tcp;
        endpoint.listen.address = keep(target_.place.host);
        endpoint.listen.port = target_.place.port;
        endpoint.listen.tls = {observed_.tls, seen()};
        if (!target_.checked_name.empty())
            endpoint.names =
                model_.arena.keep(std::vector<std::string_view>{keep(target_.checked_name)});
        endpoint.rejects = {false, seen()};
        negotiation(endpoint);
        certificates(endpoint);
        http(endpoint);
        for (Origin* origin : {&endpoint.session_tickets.origin, &endpoint.session_cache.origin,
                               &endpoint.session_lifetime, &endpoint.early_data.origin,
                               &endpoint.rejects_unknown.origin, &endpoint.redirect.origin,
                               &endpoint.outer_hsts.origin, &endpoint.resolvers.origin,
                               &endpoint.legacy_renegotiation.origin, &endpoint.alpn.origin})
            *origin = unseen();
        client_auth(endpoint);
    }

  private:
    [[nodiscard]] static Origin seen() { return {.kind = Origin::Kind::observed}; }
    [[nodiscard]] static Origin unseen() {
        return {.kind = Origin::Kind::unknown, .authority = "it was not looked at"};
    }
    [[nodiscard]] static Origin origin_if(bool known) { return known ? seen() : unseen(); }
    std::string_view keep(std::string_view text) { return model_.arena.keep(text); }

    void negotiation(Endpoint& endpoint) {
        openssl::ProtocolSet versions;
        std::vector<const openssl::Suite*> all, tls13;
        bool complete = observed_.complete;
        for (const ObservedVersion& each : observed_.versions) {
            versions.insert(each.version);
            complete = complete && each.complete;
            std::vector<const openssl::Suite*> suites;
            for (const std::uint32_t id : each.suites) {
                if (const openssl::Suite* const suite = openssl::find_suite(id))
                    suites.push_back(suite);
            }
            if (each.version == Protocol::tls1_3) {
                tls13 = std::move(suites);
                continue;
            }
            for (const openssl::Suite* suite : suites) {
                if (std::find(all.begin(), all.end(), suite) == all.end()) all.push_back(suite);
            }
            endpoint.ciphers.value.by_version[static_cast<std::size_t>(each.version)] =
                model_.arena.keep(suites);
        }
        endpoint.versions = {versions, origin_if(observed_.complete)};
        endpoint.enabled_versions = endpoint.versions;
        endpoint.ciphers.value.suites = model_.arena.keep(all);
        endpoint.ciphers.origin = origin_if(complete);
        endpoint.ciphersuites = {model_.arena.keep(tls13), origin_if(complete)};
        preference(endpoint);
        std::vector<const openssl::Group*> groups;
        for (const auto* const list : {&observed_.groups_tls13, &observed_.groups_tls12}) {
            for (const std::uint16_t id : *list) {
                const openssl::Group* const group = openssl::find_group(id);
                if (group && std::find(groups.begin(), groups.end(), group) == groups.end())
                    groups.push_back(group);
            }
        }
        endpoint.groups = {model_.arena.keep(groups),
                           origin_if(observed_.groups_tls12_known && observed_.groups_tls13_known)};
        endpoint.dh = {
            {.given = observed_.dh.has_value(), .bits = observed_.dh ? observed_.dh->bits : 0},
            origin_if(observed_.dh || observed_.dh_known)};
    }

    // That of the newest version below TLS 1.3.
    void preference(Endpoint& endpoint) {
        endpoint.preference.origin = unseen();
        for (const ObservedVersion& each : observed_.versions) {
            if (each.version == Protocol::tls1_3 || !each.preference) continue;
            endpoint.preference.origin = seen();
            switch (*each.preference) {
            case openssl::Order::client: endpoint.preference.value = Preference::client; break;
            case openssl::Order::server: endpoint.preference.value = Preference::server; break;
            case openssl::Order::server_chacha:
                endpoint.preference.value = Preference::server_chacha;
                break;
            }
        }
    }

    void certificates(Endpoint& endpoint) {
        std::vector<CertificatePair> pairs;
        for (const ObservedCertificate& each : observed_.certificates) {
            if (!each.with_sni) continue;
            const auto chain = parse_chain(each.shown, model_.arena);
            if (chain.empty()) continue;
            tlslint::FileContents contents;
            contents.certificates = model_.arena.keep(chain);
            contents.chain = sort_chain(contents.certificates, model_.arena);
            FileReference& file = model_.files.emplace_back();
            file.use = FileUse::certificate;
            file.written = keep(chain.front().subject);
            file.deployed = file.written;
            file.status = FileStatus::Kind::regular;
            file.opened = true;
            file.contents = model_.arena.keep_one(contents);
            pairs.push_back({.certificate = &file, .key_type = key_type_name(chain.front().key)});
        }
        endpoint.certificates = {model_.arena.keep(pairs),
                                 origin_if(!observed_.certificates.empty())};
        const bool stapled =
            std::any_of(observed_.certificates.begin(), observed_.certificates.end(),
                        [](const ObservedCertificate& each) { return !each.shown.staple.empty(); });
        endpoint.stapling = {{.on = stapled, .asked_for = stapled},
                             origin_if(!observed_.certificates.empty())};
    }

    void http(Endpoint& endpoint) {
        endpoint.hsts.origin = endpoint.outer_hsts.origin = unseen();
        if (!observed_.http) return;
        endpoint.hsts.origin = seen();
        if (observed_.http->hsts) endpoint.hsts.value = *observed_.http->hsts;
        const int status = observed_.http->status;
        if (status >= 300 && status < 400) endpoint.answerer = Answerer::redirects;
        if (status >= 400) endpoint.answerer = Answerer::rejects;
    }

    void client_auth(Endpoint& endpoint) {
        endpoint.client_auth.origin = origin_if(observed_.client_auth.has_value());
        switch (observed_.client_auth.value_or(AsksCertificate::none)) {
        case AsksCertificate::none: break;
        case AsksCertificate::optional: endpoint.client_auth.value = ClientAuth::optional; break;
        case AsksCertificate::required: endpoint.client_auth.value = ClientAuth::required; break;
        }
    }

    Model& model_;
    const Target& target_;
    const Observed& observed_;
};

// Findings that no model shows, as far as their rules are selected.
class LiveFindings {
  public:
    LiveFindings(const Model& model, const Selection& selection, Judgement& judgement)
        : model_(model), selection_(selection), judgement_(judgement) {}

    void add(std::string_view rule, std::string message) {
        for (const Selection::Choice& choice : selection_.choices()) {
            if (choice.rule->name != rule || !choice.runs) continue;
            Finding& finding = judgement_.findings.emplace_back();
            finding.rule = choice.rule;
            finding.severity = choice.severity;
            finding.message = std::move(message);
            finding.endpoints.push_back(&model_.endpoints.front());
            return;
        }
    }

  private:
    const Model& model_;
    const Selection& selection_;
    Judgement& judgement_;
};

std::string_view rule_of(NoTls failure) {
    switch (failure) {
    case NoTls::unreachable: return "live/unreachable";
    case NoTls::timeout: return "live/timeout";
    case NoTls::reset: return "live/reset";
    case NoTls::not_tls: return "live/not-tls";
    case NoTls::handshake_failed: return "live/handshake-failed";
    }
    return "";
}

void add_staples(const Observed& observed, LiveFindings& findings) {
    using Status = Staple::Status;
    for (const ObservedCertificate& each : observed.certificates) {
        const Staple& staple = each.verification.staple;
        const bool is_bad = staple.status == Status::expired || staple.status == Status::invalid
                            || staple.status == Status::error || staple.status == Status::unknown;
        if (each.with_sni && is_bad)
            findings.add("live/staple-invalid",
                         fmt::format("stapled response is {}{}{}", name(staple.status),
                                     staple.detail.empty() ? "" : ": ", staple.detail));
    }
}

// What the model's own lists do not show.
void add_revocations(const Observed& observed, LiveFindings& findings) {
    for (const ObservedCertificate& each : observed.certificates) {
        if (!each.with_sni) continue;
        if (each.verification.staple.status == Staple::Status::revoked)
            findings.add("certificate/revoked",
                         "certificate is revoked, says the stapled response");
        for (const IssuerAnswer& answer : each.verification.answers) {
            if (answer.says.status == Staple::Status::revoked)
                findings.add("certificate/revoked",
                             fmt::format("{} is revoked, says {}", answer.subject, answer.url));
        }
    }
}

void add_clients(const Observed& observed, LiveFindings& findings) {
    if (!observed.clients_known) return;
    std::string names;
    for (const ObservedClient& client : observed.clients) {
        if (!client.ok) names += fmt::format("{}{}", names.empty() ? "" : ", ", client.profile);
    }
    if (!names.empty()) findings.add("live/client-cut-off", "cannot connect: " + names);
}

// Of rules that a configuration's words decide, and what is seen of a server as well.
void add_settings(const Observed& observed, LiveFindings& findings) {
    if (observed.extensions.compression == true)
        findings.add("session/compression", "compresses what TLS carries");
    if (observed.extensions.secure_renegotiation == false)
        findings.add("session/insecure-renegotiation",
                     "knows nothing of secure renegotiation (RFC 5746)");
    if (const std::uint32_t most = observed.session.max_early_data.value_or(0); most > 0)
        findings.add("session/early-data",
                     fmt::format("takes early data of up to {} bytes: whether what lies behind is "
                                 "protected against replay is not seen from here",
                                 most));
    const bool is_post_quantum = std::any_of(
        observed.groups_tls13.begin(), observed.groups_tls13.end(), [](std::uint16_t id) {
            const openssl::Group* const group = openssl::find_group(id);
            return group && group->is_post_quantum();
        });
    if (observed.groups_tls13_known && observed.version(Protocol::tls1_3) && !is_post_quantum)
        findings.add("key-exchange/no-post-quantum", "offers no post-quantum group");
}

void add_redirects(const Observed& observed, LiveFindings& findings) {
    const auto is_plain = [](std::string_view location) { return location.starts_with("http://"); };
    const auto is_redirect = [](int status) { return status >= 300 && status < 400; };
    if (observed.http && is_redirect(observed.http->status) && is_plain(observed.http->location))
        findings.add("http/redirect-downgrade",
                     fmt::format("https is redirected to {}, in clear", observed.http->location));
    if (!observed.plain) return;
    const ObservedPlain& plain = *observed.plain;
    if (is_redirect(plain.status) && is_plain(plain.location))
        findings.add("http/redirect-downgrade",
                     fmt::format("plain HTTP is redirected to {}, in clear", plain.location));
    if (plain.status >= 200 && plain.status < 300)
        findings.add("http/no-redirect",
                     fmt::format("{} answers plain HTTP with {}, and does not redirect to https",
                                 plain.address, plain.status));
}

void add_live(const Observed& observed, LiveFindings& findings) {
    if (!observed.tls) {
        findings.add(rule_of(observed.failure),
                     fmt::format("{}: {}", observed.failed_step, observed.failure_in_words));
        return;
    }
    if (observed.heartbleed == true)
        findings.add("live/heartbleed", "a heartbeat that claims to be longer than it is comes "
                                        "back with what lay behind it in memory");
    if (observed.ccs_injection == true)
        findings.add("live/ccs-injection", "takes a ChangeCipherSpec before there are keys");
    if (observed.ticketbleed == true)
        findings.add("live/ticketbleed", "a session id of 16 bytes comes back with 16 more");
    if (observed.robot == true)
        findings.add("live/robot", "right and wrong RSA padding are answered differently");
    if (observed.padding_oracle == true)
        findings.add("live/padding-oracle", "a record with wrong padding is taken");
    if (const std::string text = inconsistencies(observed); !text.empty())
        findings.add("live/inconsistent-backends", text);
    add_staples(observed, findings);
    add_revocations(observed, findings);
    add_clients(observed, findings);
    add_settings(observed, findings);
    add_redirects(observed, findings);
    if (observed.extensions.client_renegotiation == true)
        findings.add("live/client-renegotiation",
                     "a client may begin another handshake inside a connection");
    if (observed.extensions.fallback_scsv == false)
        findings.add("live/no-fallback-scsv", "a downgrade to an older version is not refused");
    if (observed.http && !observed.http->content_encoding.empty())
        findings.add("live/breach", fmt::format("answers with Content-Encoding: {}",
                                                observed.http->content_encoding));
}

// One finding per rule and target (live.md 2), what is worst first.
void merge_by_rule(std::vector<Finding>& findings) {
    std::vector<Finding> merged;
    for (Finding& finding : findings) {
        const auto same = std::find_if(merged.begin(), merged.end(), [&](const Finding& each) {
            return each.rule == finding.rule;
        });
        if (same == merged.end())
            merged.push_back(std::move(finding));
        else if (same->message.find(finding.message) == std::string::npos)
            same->message += "; " + finding.message;
    }
    std::stable_sort(merged.begin(), merged.end(), [](const Finding& a, const Finding& b) {
        return std::pair(b.severity, a.rule->name) < std::pair(a.severity, b.rule->name);
    });
    findings = std::move(merged);
}

}  // namespace

std::unique_ptr<Model> model_of(const Target& target, const Observed& observed,
                                const x509::Trust& trust, std::chrono::sys_seconds now) {
    auto model = std::make_unique<Model>(observed_server);
    model->root = model->sources.add(target.text, target.text, "");
    // Whatever runs there is taken for current; nothing of it is known.
    model->facts.server = {99, 0, 0};
    model->facts.library.version = openssl::Version::v3_5;
    model->facts.now = now;
    model->facts.trust = &trust;
    Builder(*model, target, observed).build();
    return model;
}

Judgement judge(const Model& model, const Target& target, const Observed& observed,
                const Policy& policy, const Selection& selection) {
    Judgement judgement = tlslint::judge(model, policy, selection);
    LiveFindings findings(model, selection, judgement);
    add_live(observed, findings);
    merge_by_rule(judgement.findings);
    for (Finding& finding : judgement.findings) {
        finding.related.clear();
        finding.target = target.text;
        finding.address = observed.address;
    }
    return judgement;
}

report::Document judge(const Target& target, const Observed& observed, const x509::Trust& trust,
                       std::chrono::sys_seconds now, const Policy& policy,
                       const Selection& selection) {
    std::vector<Judged> judged(1);
    judged[0].model = model_of(target, observed, trust, now);
    judged[0].judgement = judge(*judged[0].model, target, observed, policy, selection);
    judged[0].policy = &policy;
    report::Document document = resolve(judged, {.comments = false, .now = now});
    std::stable_sort(document.items.begin(), document.items.end(),
                     [](const report::Item& a, const report::Item& b) {
                         return std::tie(b.severity, a.rule->name)
                                < std::tie(a.severity, b.rule->name);
                     });
    for (report::Item& item : document.items) {
        item.place.reset();
        item.endpoints.clear();
        item.names.clear();  // the target says it
    }
    return document;
}

}  // namespace tlslint::live
