// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/judgement.hpp"
#include "audit/live/turnstile.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace tlslint::live {

/// Asks issuers what they have revoked, where certificates say that they can be asked: by OCSP
/// (RFC 6960, POST), and by their list where that gives no verdict (RFC 5280 4.2.1.13). Only with
/// --fetch-revocation. Plain HTTP alone, as both RFCs foresee; no redirects; no addresses that only
/// this network's own devices have. What is asked twice is fetched once.
class RevocationFetcher {
  public:
    RevocationFetcher(asio::io_context& context, Turnstiles& turnstiles)
        : context_(context), turnstiles_(turnstiles) {}

    /// What there is to be had for the certificates of a path.
    [[nodiscard]] asio::awaitable<std::vector<IssuerAnswer>>
    fetch(std::vector<Revocable> path, std::chrono::sys_seconds now, const Patience& patience);

  private:
    struct Reply {
        Buffer bytes;
        std::string failure{};  // why there are none
    };
    asio::awaitable<Reply> get(std::string address, Buffer request, std::uint64_t longest,
                               const Patience& patience);
    asio::awaitable<IssuerAnswer> ask(const Revocable& about, std::string address, Buffer request,
                                      std::chrono::sys_seconds now, const Patience& patience);

    asio::io_context& context_;
    Turnstiles& turnstiles_;
    // By address and request; empty for a list.
    std::map<std::pair<std::string, Buffer>, Reply> known_;
};

/// The same, for one path, by somebody who waits for it.
[[nodiscard]] std::vector<IssuerAnswer> fetch_revocation(std::vector<Revocable> path,
                                                         std::chrono::sys_seconds now,
                                                         const Patience& patience);

}  // namespace tlslint::live
