// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/connection.hpp"

#include <boost/asio/steady_timer.hpp>

#include <map>
#include <utility>

namespace tlslint::live {

/// How fast an address may be asked.
struct Pace {
    int open_at_once = 4;
    double new_a_second = 20;  // this host is asked without a pause
};

/// Lets connections to one address begin: so many at once, so many a second.
class Turnstile {
  public:
    /// The right to have a connection open.
    class Turn {
      public:
        explicit Turn(Turnstile& of) : of_(&of) {}
        Turn(Turn&& other) noexcept : of_(std::exchange(other.of_, nullptr)) {}
        Turn& operator=(Turn&&) = delete;
        ~Turn() {
            if (of_) of_->leave();
        }

      private:
        Turnstile* of_;
    };

    Turnstile(asio::io_context& context, const asio::ip::address& address, const Pace& pace);
    [[nodiscard]] asio::awaitable<Turn> enter();

  private:
    void leave();

    asio::io_context& context_;
    asio::steady_timer left_;  // cancelled whenever somebody leaves
    int most_, open_ = 0;
    Clock::duration gap_;
    Clock::time_point next_{};
};

/// One for each address, whatever targets lie there.
class Turnstiles {
  public:
    Turnstiles(asio::io_context& context, const Pace& pace) : context_(context), pace_(pace) {}
    Turnstile& at(const asio::ip::address& address) {
        return all_.try_emplace(address, context_, address, pace_).first->second;
    }

  private:
    asio::io_context& context_;
    Pace pace_;
    std::map<asio::ip::address, Turnstile> all_;
};

}  // namespace tlslint::live
