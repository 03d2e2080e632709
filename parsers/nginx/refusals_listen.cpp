// SPDX-License-Identifier: Apache-2.0
#include "parsers/nginx/refusals_listen.hpp"

#include "parsers/nginx/include.hpp"
#include "parsers/nginx/numbers.hpp"
#include "parsers/text/ascii.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cstring>
#include <iterator>
#include <vector>

namespace tlslint::nginx {
namespace {

using Layer = Endpoint::Layer;

constexpr ServerVersion never{0xffff, 0, 0};
constexpr ServerVersion always{};

constexpr ServerVersion since_ranges{1, 15, 10};  // of ports (CHANGES 1.15.10)

// The address

struct Ports {
    std::int64_t first = 0;
    std::int64_t last = 0;
};

// The bytes of four decimal numbers with dots; nothing for anything else (ngx_inet_addr).
std::optional<std::string> ipv4(std::string_view host) {
    std::string text;
    int parts = 0;
    while (true) {
        const std::size_t dot = std::min(host.find('.'), host.size());
        const auto number = parse_number(host.substr(0, dot));
        if (!number || *number > 255 || ++parts > 4) return std::nullopt;
        text += fmt::format("{}{}", parts > 1 ? "." : "", *number);
        if (dot == host.size()) break;
        host.remove_prefix(dot + 1);
    }
    return parts == 4 ? std::optional(text) : std::nullopt;
}

// Four numbers, and one of them too large: a name that no resolver has an address for.
bool is_broken_ipv4(std::string_view host) {
    int parts = 0;
    bool large = false;
    while (true) {
        const std::size_t dot = std::min(host.find('.'), host.size());
        const std::string_view part = host.substr(0, dot);
        const auto number = parse_number(part);
        if (!number || (part.size() > 1 && part.front() == '0')) return false;
        large = large || *number > 255;
        ++parts;
        if (dot == host.size()) return parts == 4 && large;
        host.remove_prefix(dot + 1);
    }
}

std::optional<std::string> ipv6(std::string_view host) {
    std::array<unsigned char, sizeof(in6_addr)> bytes{};
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (inet_pton(AF_INET6, std::string(host).c_str(), bytes.data()) != 1) return std::nullopt;
    inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
    return std::string(text.data());
}

class AddressReader {
  public:
    AddressReader(std::string_view url, Layer layer, ServerVersion version)
        : url_(url), layer_(layer), version_(version) {}

    ListenReading run() {
        if (equal_ignoring_case(url_.substr(0, 5), "unix:")) {
            read_local();
        } else if (url_.starts_with('[')) {
            read_ipv6();
        } else {
            read_ipv4();
        }
        return std::move(reading_);
    }

  private:
    void refuse(std::string_view why) {
        reading_.refused =
            RefusedValue{0, fmt::format("{} in \"{}\" of the \"listen\" directive", why, url_)};
    }

    void read_local() {
        constexpr std::size_t longest = 107;  // sockaddr_un
        const std::string_view path = url_.substr(5);
        if (path.empty()) return refuse("no path in the unix domain socket");
        if (path.size() > longest) return refuse("too long path in the unix domain socket");
        reading_.addresses.emplace_back(url_);
    }

    // "443", "8443-8445"; nothing where it is refused.
    std::optional<Ports> read_ports(std::string_view text) {
        Ports ports;
        const std::size_t dash = text.find('-');
        if (dash != std::string_view::npos && version_ >= since_ranges) {
            ports.last = parse_number(text.substr(dash + 1)).value_or(0);
            if (ports.last < 1 || ports.last > 65'535) return refuse("invalid port"), std::nullopt;
            text = text.substr(0, dash);
        }
        ports.first = parse_number(text).value_or(0);
        if (ports.first < 1 || ports.first > 65'535) return refuse("invalid port"), std::nullopt;
        if (ports.last == 0) ports.last = ports.first;
        if (ports.first > ports.last) return refuse("invalid port range"), std::nullopt;
        return ports;
    }

    // Stream and mail have no default.
    [[nodiscard]] Ports default_ports() const {
        return layer_ == Layer::http ? Ports{80, 80} : Ports{0, 0};
    }

    void bind(std::string_view host, Ports ports) {
        for (std::int64_t port = ports.first; port <= ports.last; ++port) {
            reading_.addresses.push_back(port == 0 ? std::string(host)
                                                   : fmt::format("{}:{}", host, port));
        }
    }

    void read_ipv6() {
        const std::size_t end = url_.find(']');
        if (end == std::string_view::npos) return refuse("invalid host");
        const std::string_view rest = url_.substr(end + 1);
        if (rest.find('/') != std::string_view::npos) return refuse("invalid host");
        Ports ports = default_ports();
        if (!rest.empty()) {
            if (rest.front() != ':') return refuse("invalid host");
            const auto written = read_ports(rest.substr(1));
            if (!written) return;
            ports = *written;
        }
        const std::string_view host = url_.substr(1, end - 1);
        if (host.empty()) return refuse("no host");
        const auto address = ipv6(host);
        if (!address) return refuse("invalid IPv6 address");
        bind(fmt::format("[{}]", *address), ports);
    }

    void read_ipv4() {
        if (url_.find('/') != std::string_view::npos || url_.find('?') != std::string_view::npos)
            return refuse("invalid host");
        std::string_view host = url_;
        Ports ports = default_ports();
        if (const std::size_t colon = url_.find(':'); colon != std::string_view::npos) {
            const auto written = read_ports(url_.substr(colon + 1));
            if (!written) return;
            ports = *written;
            host = url_.substr(0, colon);
        } else if (is_port_only(url_)) {
            if (const auto written = read_ports(url_)) bind("0.0.0.0", *written);
            return;
        }
        if (host.empty()) return refuse("no host");
        if (host == "*") return bind("0.0.0.0", ports);
        if (const auto address = ipv4(host)) return bind(*address, ports);
        if (is_broken_ipv4(host)) refuse("host not found");
        // Any other name has the addresses that a resolver finds.
    }

    [[nodiscard]] bool is_port_only(std::string_view text) const {
        const std::size_t dash = text.find('-');
        if (dash != std::string_view::npos && version_ >= since_ranges) {
            if (!parse_number(text.substr(dash + 1))) return false;
            text = text.substr(0, dash);
        }
        return parse_number(text).has_value();
    }

    std::string_view url_;
    Layer layer_;
    ServerVersion version_;
    ListenReading reading_;
};

// The parameters

// What a parameter's value must be.
enum class Value : std::uint8_t { none, number, positive, size, switch_on, keepalive, any };

struct Parameter {
    std::string_view name;  // ends in "=" where a value follows
    Value value;
    bool option;  // of the socket: once for an address
    // Since when http, stream and mail have it (CHANGES).
    std::array<ServerVersion, 3> since;
    bool with_datagrams = true;  // else incompatible with quic and udp
};

constexpr Parameter parameters[] = {
    {"default_server", Value::none, false, {{always, {1, 25, 5}, never}}},
    {"default", Value::none, false, {{always, never, never}}},
    {"fastopen=", Value::number, true, {{{1, 5, 8}, {1, 21, 0}, never}}, false},
    {"backlog=", Value::positive, true, {{always, {1, 9, 2}, {1, 9, 2}}}, false},
    {"deferred", Value::none, true, {{always, {1, 25, 5}, never}}, false},
    {"ssl", Value::none, false, {{always, always, always}}, false},
    {"http2", Value::none, false, {{{1, 9, 5}, never, never}}, false},
    {"so_keepalive=", Value::keepalive, true, {{{1, 1, 11}, always, {1, 5, 13}}}, false},
    {"proxy_protocol", Value::none, false, {{{1, 5, 12}, {1, 11, 4}, {1, 19, 8}}}, false},
    {"multipath", Value::none, true, {{{1, 29, 7}, {1, 29, 7}, {1, 29, 7}}}, false},
    {"bind", Value::none, true, {{always, always, always}}},
    {"udp", Value::none, false, {{never, {1, 9, 13}, never}}},
    {"quic", Value::none, false, {{{1, 25, 0}, never, never}}},
    {"rcvbuf=", Value::size, true, {{always, {1, 11, 13}, {1, 11, 13}}}},
    {"sndbuf=", Value::size, true, {{always, {1, 11, 13}, {1, 11, 13}}}},
    {"ipv6only=o", Value::switch_on, true, {{always, always, always}}},
    {"reuseport", Value::none, true, {{{1, 9, 1}, {1, 9, 1}, never}}},
    // Words of other systems and of older versions, which are passed over here.
    {"setfib=", Value::any, false, {{always, always, never}}},
    {"accept_filter=", Value::any, false, {{always, always, never}}},
    {"spdy", Value::none, false, {{always, never, never}}},
};

const Parameter* find_parameter(std::string_view word, Layer layer, ServerVersion version) {
    const auto fits = [&](const Parameter& row) {
        const bool value = row.value != Value::none;
        if (value ? !word.starts_with(row.name) : word != row.name) return false;
        return version >= row.since.at(static_cast<std::size_t>(layer));
    };
    const auto* const row = std::find_if(std::begin(parameters), std::end(parameters), fits);
    return row == std::end(parameters) ? nullptr : row;
}

// "on", "off", or three parts, of which one must say something: idle, interval, count.
bool is_keepalive(std::string_view value) {
    if (value == "on" || value == "off") return true;
    std::int64_t sum = 0;
    for (int part = 0; part < 3; ++part) {
        const std::size_t end = part == 2 ? value.size() : std::min(value.find(':'), value.size());
        const std::string_view text = value.substr(0, end);
        value.remove_prefix(std::min(end + 1, value.size()));
        if (text.empty()) continue;
        const auto number = part == 2 ? parse_number(text) : parse_time(text, TimeUnit::seconds);
        if (!number) return false;
        sum += *number != 0 ? 1 : 0;
    }
    return sum != 0;
}

std::optional<std::string> refuse_parameter(const Parameter& row, std::string_view word) {
    const std::string_view value =
        row.value == Value::none ? std::string_view() : word.substr(row.name.size());
    const auto invalid = [&] {
        return fmt::format("invalid {} \"{}\"", row.name.substr(0, row.name.size() - 1), word);
    };
    switch (row.value) {
    case Value::none:
    case Value::any: break;
    case Value::number:
        if (!parse_number(value)) return invalid();
        break;
    case Value::positive:
        if (parse_number(value).value_or(0) == 0) return invalid();
        break;
    case Value::size:
        if (!parse_size(value)) return invalid();
        break;
    case Value::switch_on:
        if (value != "n" && value != "ff")
            return fmt::format("invalid ipv6only flags \"{}\"", word.substr(9));
        break;
    case Value::keepalive:
        if (!is_keepalive(value)) return fmt::format("invalid so_keepalive value: \"{}\"", value);
        break;
    }
    return std::nullopt;
}

void read_parameters(Words words, Layer layer, ServerVersion version, ListenReading& reading) {
    std::vector<const Parameter*> written;
    for (std::size_t i = 1; i < words.size(); ++i) {
        const std::string_view word = words[i].text;
        const Parameter* const row = find_parameter(word, layer, version);
        if (!row) {
            const bool older = version < ServerVersion{1, 25, 5} && layer != Layer::http;
            reading.refused =
                RefusedValue{i, older ? fmt::format("the invalid \"{}\" parameter", word)
                                      : fmt::format("invalid parameter \"{}\"", word)};
            return;
        }
        if (auto why = refuse_parameter(*row, word)) {
            reading.refused = RefusedValue{i, std::move(*why)};
            return;
        }
        written.push_back(row);
        reading.ssl = reading.ssl || row->name == "ssl";
        reading.quic = reading.quic || row->name == "quic";
        reading.datagram = reading.datagram || row->name == "quic" || row->name == "udp";
        reading.default_server = reading.default_server || row->name.starts_with("default");
        reading.has_options = reading.has_options || row->option;
    }
    if (!reading.datagram) return;
    const auto unfit = [&](const Parameter& row) {
        return !row.with_datagrams
               && std::find(written.begin(), written.end(), &row) != written.end();
    };
    const auto* const first = std::find_if(std::begin(parameters), std::end(parameters), unfit);
    if (first == std::end(parameters)) return;
    std::string_view name = first->name;
    if (name.ends_with('=')) name.remove_suffix(1);
    reading.refused = RefusedValue{
        0, fmt::format("\"listen\" directive \"{}\" parameter is incompatible with \"{}\"", name,
                       reading.quic ? "quic" : "udp")};
}

}  // namespace

ListenReading read_listen(Words words, Endpoint::Layer layer, ServerVersion version) {
    if (words.empty()) return {};
    ListenReading reading = AddressReader(words[0].text, layer, version).run();
    if (!reading.refused) read_parameters(words, layer, version, reading);
    return reading;
}

}  // namespace tlslint::nginx
