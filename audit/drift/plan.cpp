// SPDX-License-Identifier: Apache-2.0
#include "audit/drift/plan.hpp"

#include "audit/live/own_addresses.hpp"
#include "parsers/x509/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tlslint::drift {
namespace {

using live::Depth, live::Place, live::StartProtocol, live::Target;
using Transport = Listen::Transport;

// What a wildcard is asked as: no site has that name.
constexpr std::string_view unlikely_label = "tlslint-check";

// A name of a configuration as a client could ask for it; "" for patterns and placeholders.
std::string askable(std::string_view written) {
    std::string name(written);
    if (name.starts_with("*.")) name.replace(0, 1, unlikely_label);
    if (name.starts_with('.')) name.erase(0, 1);
    const auto place = live::parse_place(name, 1);
    if (!place || place->host != name || name == "_" || name.find('$') != name.npos) return "";
    if (name.find_first_of("~^()|+") != name.npos) return "";
    return live::is_address(name) ? "" : x509::ascii_name(name);
}

bool same_socket(const Listen& a, const Listen& b) {
    return a.address == b.address && a.port == b.port && a.transport == b.transport;
}

std::optional<StartProtocol> mail_protocol(std::uint16_t port) {
    switch (port) {
    case 25:
    case 587: return StartProtocol::smtp;
    case 110: return StartProtocol::pop3;
    case 143: return StartProtocol::imap;
    default: return std::nullopt;
    }
}

// Somebody is redirected to https there.
bool redirects(const Endpoint& endpoint) {
    const auto promises = [](const Setting<Redirect>& redirect) {
        return redirect.origin.is_known() && redirect.value.status != 0;
    };
    return promises(endpoint.redirect)
           || std::any_of(endpoint.paths.begin(), endpoint.paths.end(),
                          [&](const Path& path) { return promises(path.redirect); });
}

class Planner {
  public:
    Planner(const Model& model, Depth depth, std::vector<Mapping>& mappings)
        : model_(model), depth_(depth), mappings_(mappings) {}

    Plan run() {
        for (const Endpoint& endpoint : model_.endpoints) add(endpoint);
        return std::move(plan_);
    }

  private:
    void add(const Endpoint& endpoint) {
        const bool in_clear = is_plain_http(endpoint);
        if (!in_clear && !endpoint.serves_tls()) return;
        if (const std::string why = obstacle(endpoint); !why.empty()) {
            if (!in_clear) skip(endpoint, why);
            return;
        }
        const std::vector<std::string_view> names = names_of(endpoint);
        if (names.empty()) {
            // Who asks for no name gets to the default block.
            if (endpoint.names.empty() || endpoint.listen.is_default)
                add_unnamed(endpoint, in_clear);
            return;
        }
        bool is_first = true;
        for (const std::string_view written : names) {
            const Depth depth = in_clear ? Depth::clear : is_first ? depth_ : Depth::name;
            if (add_named(endpoint, written, depth)) is_first = false;
            if (in_clear && !is_first) return;
        }
    }

    // Plain HTTP that leads to https, or may be expected to.
    [[nodiscard]] bool is_plain_http(const Endpoint& endpoint) const {
        const Listen& listen = endpoint.listen;
        if (endpoint.role != Endpoint::Role::server || endpoint.layer != Endpoint::Layer::http
            || !listen.tls.origin.is_known() || listen.tls.value || listen.tls_by_another)
            return false;
        return redirects(endpoint)
               || std::any_of(
                   model_.endpoints.begin(), model_.endpoints.end(), [&](const Endpoint& other) {
                       return other.serves_tls()
                              && std::find_first_of(other.names.begin(), other.names.end(),
                                                    endpoint.names.begin(), endpoint.names.end())
                                     != other.names.end();
                   });
    }

    void skip(const Endpoint& endpoint, std::string why) {
        plan_.skipped.push_back({&endpoint, std::move(why)});
    }

    static std::string obstacle(const Endpoint& endpoint) {
        const Listen& listen = endpoint.listen;
        if (!listen.tls.origin.is_known()) return "whether it speaks TLS is not known";
        if (!endpoint.condition.empty())
            return fmt::format("whether it exists is not known ({})", endpoint.condition);
        if (listen.transport == Transport::local) return "it listens on a unix socket";
        if (listen.transport != Transport::tcp) return "only TCP is looked at";
        if (!listen.is_known || listen.port == 0) return "where it listens is not known";
        if (listen.behind_proxy) return "it expects a proxy's header in front of the handshake";
        const bool changes = listen.starttls == Starttls::on || listen.starttls == Starttls::only;
        if (changes && !mail_protocol(listen.port))
            return "which protocol it speaks before TLS is not known";
        return "";
    }

    // Names that clients could ask for, and that no block before it has; those with a mapping
    // first.
    std::vector<std::string_view> names_of(const Endpoint& endpoint) {
        std::vector<std::string_view> names;
        for (const std::string_view written : endpoint.names) {
            if (!askable(written).empty() && !answered_before(endpoint, written))
                names.push_back(written);
        }
        std::stable_partition(names.begin(), names.end(),
                              [&](std::string_view name) { return is_mapped(endpoint, name); });
        return names;
    }

    [[nodiscard]] bool answered_before(const Endpoint& endpoint, std::string_view name) const {
        for (const Endpoint& other : model_.endpoints) {
            if (&other == &endpoint) return false;
            if (other.role == endpoint.role && same_socket(other.listen, endpoint.listen)
                && std::find(other.names.begin(), other.names.end(), name) != other.names.end())
                return true;
        }
        return false;
    }

    // A mapping without a port is for the endpoint of its own port, else for the name's first port.
    [[nodiscard]] bool is_for(const Mapping& mapping, const Endpoint& endpoint,
                              std::string_view name) const {
        if (mapping.name != name) return false;
        if (mapping.port != 0) return mapping.port == endpoint.listen.port;
        // In clear only the port itself will do: mappings are about TLS.
        if (!endpoint.listen.tls.value) return mapping.to.port == endpoint.listen.port;
        std::uint16_t meant = 0;
        for (const Endpoint& other : model_.endpoints) {
            if (!other.serves_tls()
                || std::find(other.names.begin(), other.names.end(), name) == other.names.end())
                continue;
            if (meant == 0) meant = other.listen.port;
            if (other.listen.port == mapping.to.port) meant = mapping.to.port;
        }
        return endpoint.listen.port == meant;
    }
    [[nodiscard]] bool is_mapped(const Endpoint& endpoint, std::string_view name) const {
        return std::any_of(mappings_.begin(), mappings_.end(),
                           [&](const Mapping& each) { return is_for(each, endpoint, name); });
    }

    bool add_named(const Endpoint& endpoint, std::string_view written, Depth depth) {
        Visit visit = visit_of(endpoint, askable(written), depth);
        std::vector<Place>& connects = visit.inquiry.target.connects;
        bool lies_elsewhere = false;
        for (Mapping& mapping : mappings_) {
            lies_elsewhere = lies_elsewhere || mapping.name == written;
            if (!is_for(mapping, endpoint, written)) continue;
            connects.push_back(mapping.to);
            mapping.is_used = true;
        }
        if (!connects.empty()) {
            visit.is_here = live::is_own_address(connects.front().host);
        } else if (lies_elsewhere) {
            skip(endpoint, fmt::format("--connect says where {} is, but not on port {}", written,
                                       endpoint.listen.port));
            return false;
        } else {
            place(endpoint, visit);
        }
        plan_.visits.push_back(std::move(visit));
        return true;
    }

    // Certificates that are chosen by name say what to ask for.
    void add_unnamed(const Endpoint& endpoint, bool in_clear) {
        std::vector<std::string> names;
        for (const CertificatePair& pair : endpoint.certificates.value) {
            if (in_clear || !pair.leaf()) continue;
            std::string name = name_in(endpoint, *pair.leaf());
            if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(std::move(name));
        }
        if (names.empty()) names.emplace_back();
        Depth depth = in_clear ? Depth::clear : depth_;
        for (std::string& name : names) {
            Visit visit = visit_of(endpoint, std::move(name), depth);
            place(endpoint, visit);
            visit.elsewhere.reset();  // it is a certificate's name, and may be anybody's
            if (visit.by_name)
                return skip(endpoint, fmt::format("{} is no address of this host, and nothing has "
                                                  "a name here that would lead there",
                                                  endpoint.listen.address));
            if (visit.inquiry.target.place.host.empty())
                visit.inquiry.target.place.host = visit.inquiry.target.connects.front().host;
            plan_.visits.push_back(std::move(visit));
            depth = Depth::name;
        }
    }

    // One that the certificate has, and no other block of the address.
    [[nodiscard]] std::string name_in(const Endpoint& endpoint,
                                      const x509::Certificate& leaf) const {
        for (const x509::Name& each : leaf.names) {
            if (each.kind != x509::Name::Kind::dns) continue;
            std::string name = askable(each.text);
            if (!name.empty() && !has_block_for(endpoint.listen, name)) return name;
        }
        return "";
    }
    [[nodiscard]] bool has_block_for(const Listen& listen, const std::string& name) const {
        return std::any_of(
            model_.endpoints.begin(), model_.endpoints.end(), [&](const Endpoint& other) {
                return same_socket(other.listen, listen)
                       && std::any_of(other.names.begin(), other.names.end(), [&](auto written) {
                              return written.find_first_of("*~") != written.npos
                                     || askable(written) == name;
                          });
            });
    }

    Visit visit_of(const Endpoint& endpoint, std::string name, Depth depth) const {
        Visit visit{.endpoint = &endpoint};
        visit.inquiry.depth = depth;
        Target& target = visit.inquiry.target;
        target.place = {name, endpoint.listen.port};
        target.server_name = target.checked_name = std::move(name);
        target.is_http = endpoint.layer == Endpoint::Layer::http;
        const bool changes =
            endpoint.listen.starttls == Starttls::on || endpoint.listen.starttls == Starttls::only;
        if (changes) target.starttls = *mail_protocol(endpoint.listen.port);
        const std::string_view scheme = depth == Depth::clear ? "http"
                                        : target.is_http      ? "https"
                                        : changes             ? live::name(target.starttls)
                                                              : "tls";
        const std::uint16_t usual = scheme == "https" ? 443 : scheme == "http" ? 80 : 0;
        const std::string_view host =
            target.place.host.empty() ? endpoint.listen.address : target.place.host;
        target.text = fmt::format("{}://{}", scheme,
                                  live::name(Place{std::string(host), endpoint.listen.port}));
        if (endpoint.listen.port == usual) target.text.resize(target.text.rfind(':'));
        return visit;
    }

    // Where nobody says where it is.
    void place(const Endpoint& endpoint, Visit& visit) {
        const Listen& listen = endpoint.listen;
        Target& target = visit.inquiry.target;
        const auto here = [&](std::string host) {
            target.connects.push_back({std::move(host), listen.port});
            visit.is_here = true;
        };
        if (listen.address.empty() || listen.address == "*"
            || live::is_every_address(listen.address)) {
            const bool is_v6 = listen.address.find(':') != listen.address.npos;
            if (!target.place.host.empty() && !target.checked_name.empty())
                visit.elsewhere = target;  // as it resolves
            return here(free_loopback(listen, is_v6));
        }
        if (!live::is_address(listen.address)) {
            target.connects.push_back({std::string(listen.address), listen.port});
            return;
        }
        if (live::is_own_address(listen.address)) return here(std::string(listen.address));
        visit.by_name = true;
    }

    // A loopback address that no other block listens on by itself.
    [[nodiscard]] std::string free_loopback(const Listen& listen, bool is_v6) const {
        if (is_v6) return "::1";
        std::string address;
        for (int last = 1; last < 255; ++last) {
            address = fmt::format("127.0.0.{}", last);
            const bool taken = std::any_of(
                model_.endpoints.begin(), model_.endpoints.end(), [&](const auto& each) {
                    return each.listen.port == listen.port && each.listen.address == address;
                });
            if (!taken) break;
        }
        return address;
    }

    const Model& model_;
    Depth depth_;
    std::vector<Mapping>& mappings_;
    Plan plan_;
};

}  // namespace

Result<std::vector<Mapping>> parse_mappings(const std::vector<std::string>& texts) {
    std::vector<Mapping> mappings;
    for (const std::string& text : texts) {
        const std::size_t sign = text.find('=');
        if (sign == 0 || sign == text.npos)
            return Error{fmt::format("--connect {}: expected NAME=ADDR:PORT", text)};
        Mapping mapping{.name = text.substr(0, sign)};
        const auto to = live::parse_place(std::string_view(text).substr(sign + 1), 0);
        if (!to) return Error{"--connect: " + to.error()};
        mapping.to = *to;
        if (const std::size_t colon = mapping.name.rfind(':'); colon != mapping.name.npos) {
            const auto place = live::parse_place("name" + mapping.name.substr(colon), 0);
            if (!place) return Error{"--connect: " + place.error()};
            mapping.port = place->port;
            mapping.name.resize(colon);
        }
        mappings.push_back(std::move(mapping));
    }
    return mappings;
}

Plan plan(const Model& model, Depth depth, std::vector<Mapping>& mappings) {
    return Planner(model, depth, mappings).run();
}

}  // namespace tlslint::drift
