// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/live/target.hpp"
#include "audit/live/wire.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint::live {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Address = asio::ip::tcp::endpoint;

/// How long a peer is waited for.
struct Patience {
    std::chrono::milliseconds silence{5000};           // while a byte is awaited
    Clock::time_point end = Clock::time_point::max();  // of everything about the target

    /// One connection may take three times the silence, however its bytes arrive.
    [[nodiscard]] Clock::time_point end_of_connection(Clock::time_point now) const {
        return std::min(end, now + 3 * silence);
    }
};

/// How a connection ends, or does not come about.
enum class Break : std::uint8_t {
    none,
    unresolved,
    refused,
    unreachable,  // no route, and other words of the system
    timed_out,
    reset,
    closed  // orderly, by the peer
};
/// "connection refused", "no answer", …
[[nodiscard]] std::string_view describe(Break how);

/// What a name leads to.
struct Resolution {
    std::vector<Address> addresses;
    std::string error;  // where there are none: "a.example does not resolve: …"
};
[[nodiscard]] asio::awaitable<Resolution> resolve(asio::io_context& context, const Place& place,
                                                  const Patience& patience);
/// The addresses of all; an error only where there are none.
[[nodiscard]] asio::awaitable<Resolution>
resolve(asio::io_context& context, const std::vector<Place>& places, const Patience& patience);

/// "192.0.2.1:443"
[[nodiscard]] std::string name(const Address& address);

/// A TCP connection that ends in time, whatever the peer does. One operation at a time.
class Connection {
  public:
    struct Read {
        Break how = Break::none;  // none: there are bytes
        Bytes bytes{};            // until the next read
    };

    Connection(asio::io_context& context, const Patience& patience);
    ~Connection();
    Connection(Connection&&) = default;
    Connection& operator=(Connection&&) = default;

    asio::awaitable<Break> open(Address address);
    asio::awaitable<Break> write(Buffer bytes);
    asio::awaitable<Read> read();
    /// At most so long.
    asio::awaitable<Read> read_within(std::chrono::milliseconds time);

    /// The system's words for the last failure, if there are any better than describe()'s.
    [[nodiscard]] const std::string& error() const { return error_; }

  private:
    struct State;
    Break broken(const boost::system::error_code& code);

    // Shared with the timer, whose handler may run when the connection is gone.
    std::shared_ptr<State> state_;
    Patience patience_;
    Clock::time_point end_;
    std::string error_;
    Buffer buffer_;
};

}  // namespace tlslint::live
