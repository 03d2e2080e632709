// SPDX-License-Identifier: Apache-2.0
#include "audit/live/turnstile.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace tlslint::live {

Turnstile::Turnstile(asio::io_context& context, const asio::ip::address& address, const Pace& pace)
    : context_(context), left_(context, Clock::time_point::max()),
      most_(std::max(1, pace.open_at_once)),
      gap_(address.is_loopback() || pace.new_a_second <= 0
               ? Clock::duration::zero()
               : std::chrono::duration_cast<Clock::duration>(
                   std::chrono::duration<double>(1 / pace.new_a_second))) {}

asio::awaitable<Turnstile::Turn> Turnstile::enter() {
    while (open_ >= most_) co_await left_.async_wait(asio::as_tuple(asio::use_awaitable));
    ++open_;
    Turn turn(*this);
    const Clock::time_point start = std::max(Clock::now(), next_);
    next_ = start + gap_;
    if (start > Clock::now()) {
        asio::steady_timer pause(context_, start);
        co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
    }
    co_return std::move(turn);
}

void Turnstile::leave() {
    --open_;
    left_.cancel_one();
}

}  // namespace tlslint::live
