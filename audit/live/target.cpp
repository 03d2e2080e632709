// SPDX-License-Identifier: Apache-2.0
#include "audit/live/target.hpp"

#include "parsers/x509/names.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <iterator>

namespace tlslint::live {
namespace {

using enum StartProtocol;

struct Scheme {
    std::string_view name;
    std::uint16_t port;  // 0: must be given
    StartProtocol starttls = none;
};
constexpr Scheme schemes[] = {
    {"https", 443},         {"tls", 0},
    {"smtp", 25, smtp},     {"submission", 587, smtp},
    {"imap", 143, imap},    {"pop3", 110, pop3},
    {"ftp", 21, ftp},       {"ldap", 389, ldap},
    {"mysql", 3306, mysql}, {"postgres", 5432, postgres},
    {"xmpp", 5222, xmpp},   {"sieve", 4190, sieve},
    {"smtps", 465},         {"imaps", 993},
    {"pop3s", 995},         {"ftps", 990},
    {"ldaps", 636},
};

struct ProtocolName {
    StartProtocol protocol;
    std::string_view name;
};
constexpr ProtocolName protocol_names[] = {{smtp, "smtp"},   {imap, "imap"}, {pop3, "pop3"},
                                           {ftp, "ftp"},     {ldap, "ldap"}, {postgres, "postgres"},
                                           {mysql, "mysql"}, {xmpp, "xmpp"}, {sieve, "sieve"}};

constexpr std::size_t longest_host = 253, longest_text = 2048;

Error malformed(std::string_view text, std::string_view why) {
    return Error{fmt::format("target \"{}\": {}", text.substr(0, 100), why)};
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

bool is_name(std::string_view host) {
    return !host.empty() && host.size() <= longest_host && host.front() != '-'
           && std::none_of(host.begin(), host.end(), [](unsigned char c) {
                  return c <= ' ' || c == 0x7f
                         || std::string_view("/?#@\\\"'<>[]:*,;").find(static_cast<char>(c))
                                != std::string_view::npos;
              });
}

// The --connect that are about this host.
Result<std::vector<Place>> connections_for(const std::string& host,
                                           const std::vector<std::string>& connects) {
    std::vector<Place> found;
    for (const std::string& text : connects) {
        const std::size_t sign = text.find('=');
        const Result<Place> place =
            parse_place(sign == text.npos ? text : text.substr(sign + 1), 0);
        if (!place) return Error{"--connect: " + place.error()};
        if (sign == text.npos || text.substr(0, sign) == host) found.push_back(*place);
    }
    return found;
}

// What is sent and checked.
Result<Target> with_names(Target target, const TargetOptions& options) {
    const std::string& host = options.sni.empty() ? target.place.host : options.sni;
    target.checked_name = host;
    if (is_address(host)) return target;
    target.checked_name = x509::ascii_name(host);
    if (target.checked_name.empty()) return malformed(target.text, "that is no host name");
    if (target.checked_name.ends_with('.')) target.checked_name.pop_back();
    if (!options.no_sni) target.server_name = target.checked_name;
    return target;
}

}  // namespace

Result<Place> parse_place(std::string_view text, std::uint16_t port) {
    Place place{.host = {}, .port = port};
    std::string_view rest;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == text.npos) return malformed(text, "']' is missing");
        place.host = text.substr(1, end - 1);
        rest = text.substr(end + 1);
        if (!is_address(place.host)) return malformed(text, "there is no address in the brackets");
    } else if (is_address(text)) {
        place.host = text;
    } else {
        const std::size_t end = std::min(text.find(':'), text.size());
        place.host = text.substr(0, end);
        rest = text.substr(end);
        if (!is_name(place.host)) return malformed(text, "that is no host name");
    }
    if (!rest.empty()) {
        const auto given = rest.front() == ':' ? parse_port(rest.substr(1)) : std::nullopt;
        if (!given) return malformed(text, "the port is a number from 1 to 65535");
        place.port = *given;
    }
    if (place.port == 0) return malformed(text, "a port is missing");
    return place;
}

std::string in_url(std::string_view host) {
    const bool brackets = host.find(':') != std::string_view::npos;
    return brackets ? fmt::format("[{}]", host) : std::string(host);
}

std::string name(const Place& place) {
    return fmt::format("{}:{}", in_url(place.host), place.port);
}

std::string_view name(StartProtocol protocol) {
    const auto found =
        std::find_if(std::begin(protocol_names), std::end(protocol_names),
                     [&](const ProtocolName& each) { return each.protocol == protocol; });
    return found == std::end(protocol_names) ? "" : found->name;
}

std::optional<StartProtocol> parse_start_protocol(std::string_view text) {
    const auto found = std::find_if(std::begin(protocol_names), std::end(protocol_names),
                                    [&](const ProtocolName& each) { return each.name == text; });
    if (found == std::end(protocol_names)) return std::nullopt;
    return found->protocol;
}

bool is_address(std::string_view host) {
    const std::string text(host);
    in6_addr binary{};
    return inet_pton(AF_INET, text.c_str(), &binary) == 1
           || inet_pton(AF_INET6, text.c_str(), &binary) == 1;
}

Result<Target> parse_target(std::string_view text, const TargetOptions& options) {
    if (text.size() > longest_text) return malformed(text, "it is too long");
    Target target;
    target.text = text;
    std::string_view rest = text;
    const Scheme* scheme = nullptr;
    if (const std::size_t colon = text.find("://"); colon != text.npos) {
        const std::string_view word = text.substr(0, colon);
        scheme = std::find_if(std::begin(schemes), std::end(schemes),
                              [&](const Scheme& each) { return each.name == word; });
        if (scheme == std::end(schemes)) {
            const std::string_view why =
                word == "http" ? "plain HTTP has no TLS to examine" : "the scheme is not known";
            return malformed(text, why);
        }
        rest.remove_prefix(colon + 3);
        const std::size_t slash = std::min(rest.find_first_of("/?#"), rest.size());
        if (scheme->name == "https" && slash < rest.size() && rest[slash] == '/') {
            target.path = rest.substr(slash, rest.find('#') - slash);
            if (std::any_of(target.path.begin(), target.path.end(),
                            [](unsigned char c) { return c <= ' ' || c >= 0x7f; }))
                return malformed(text, "its path holds blanks or other bytes to escape");
        }
        rest = rest.substr(0, slash);
        target.starttls = scheme->starttls;
    }
    Result<Place> place = parse_place(rest, scheme ? scheme->port : 443);
    if (!place) return Error{place.error()};
    target.place = *place;
    const bool web_port = target.place.port == 443 || target.place.port == 8443;
    target.is_http = scheme ? scheme->name == "https" : web_port;
    if (!options.starttls.empty()) {
        const auto protocol = parse_start_protocol(options.starttls);
        if (!protocol)
            return Error{fmt::format("--starttls {}: there is smtp, imap, pop3, ftp, ldap, "
                                     "postgres, mysql, xmpp, sieve",
                                     options.starttls)};
        target.starttls = *protocol;
        target.is_http = false;
    }
    auto connects = connections_for(target.place.host, options.connects);
    if (!connects) return Error{connects.error()};
    target.connects = std::move(*connects);
    return with_names(std::move(target), options);
}

}  // namespace tlslint::live
