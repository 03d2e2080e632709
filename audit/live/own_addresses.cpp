// SPDX-License-Identifier: Apache-2.0
#include "audit/live/own_addresses.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <string>
#include <vector>

namespace tlslint::live {
namespace {

namespace ip = boost::asio::ip;

std::vector<ip::address> addresses_of_interfaces() {
    std::vector<ip::address> addresses;
    ifaddrs* list = nullptr;
    if (getifaddrs(&list) != 0) return addresses;
    for (const ifaddrs* each = list; each; each = each->ifa_next) {
        if (!each->ifa_addr) continue;
        if (each->ifa_addr->sa_family == AF_INET) {
            const auto* const v4 = reinterpret_cast<const sockaddr_in*>(each->ifa_addr);
            addresses.emplace_back(ip::address_v4(ntohl(v4->sin_addr.s_addr)));
        } else if (each->ifa_addr->sa_family == AF_INET6) {
            const auto* const v6 = reinterpret_cast<const sockaddr_in6*>(each->ifa_addr);
            ip::address_v6::bytes_type bytes;
            std::copy_n(v6->sin6_addr.s6_addr, bytes.size(), bytes.begin());
            addresses.emplace_back(ip::address_v6(bytes));
        }
    }
    freeifaddrs(list);
    return addresses;
}

}  // namespace

bool is_every_address(std::string_view address) {
    boost::system::error_code error;
    const ip::address parsed = ip::make_address(std::string(address), error);
    return !error && parsed.is_unspecified();
}

bool is_own_address(std::string_view address) {
    boost::system::error_code error;
    const ip::address parsed = ip::make_address(std::string(address), error);
    if (error) return false;
    if (parsed.is_loopback()) return true;
    static const std::vector<ip::address> own = addresses_of_interfaces();
    return std::find(own.begin(), own.end(), parsed) != own.end();
}

}  // namespace tlslint::live
