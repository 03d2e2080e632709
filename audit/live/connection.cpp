// SPDX-License-Identifier: Apache-2.0
#include "audit/live/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <netdb.h>
#include <optional>
#include <thread>
#include <utility>

namespace tlslint::live {
namespace {

constexpr auto with_error = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_size = 16 * 1024, most_addresses = 64;

// What a lookup's thread and whoever waits for it share. The thread may outlive everything else.
struct Lookup {
    std::mutex mutex;
    asio::io_context* waiting = nullptr;  // null: nobody is, any more
    asio::steady_timer* timer = nullptr;  // of whoever waits
    std::optional<Resolution> result;
};

Resolution look_up(const Place& place) {
    Resolution result;
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV | (is_address(place.host) ? AI_NUMERICHOST : 0);
    addrinfo* list = nullptr;
    const int error =
        getaddrinfo(place.host.c_str(), std::to_string(place.port).c_str(), &hints, &list);
    if (error != 0) {
        result.error = fmt::format("{} does not resolve: {}", place.host, gai_strerror(error));
        return result;
    }
    for (const addrinfo* each = list; each && result.addresses.size() < most_addresses;
         each = each->ai_next) {
        Address address;
        if (each->ai_addrlen > address.capacity()) continue;
        address.resize(each->ai_addrlen);
        std::copy_n(reinterpret_cast<const char*>(each->ai_addr), each->ai_addrlen,
                    reinterpret_cast<char*>(address.data()));
        if (std::find(result.addresses.begin(), result.addresses.end(), address)
            == result.addresses.end())
            result.addresses.push_back(address);
    }
    freeaddrinfo(list);
    return result;
}

}  // namespace

std::string_view describe(Break how) {
    switch (how) {
    case Break::none: return "";
    case Break::unresolved: return "the name does not resolve";
    case Break::refused: return "connection refused";
    case Break::unreachable: return "unreachable";
    case Break::timed_out: return "no answer in time";
    case Break::reset: return "connection reset";
    case Break::closed: return "connection closed by the peer";
    }
    return "";
}

std::string name(const Address& address) {
    return name(Place{address.address().to_string(), address.port()});
}

// The system's resolver cannot be interrupted: it gets a thread of its own, which nobody waits for
// longer than there is patience.
asio::awaitable<Resolution> resolve(asio::io_context& context, const Place& place,
                                    const Patience& patience) {
    if (is_address(place.host)) co_return look_up(place);
    const auto lookup = std::make_shared<Lookup>();
    asio::steady_timer timer(context, std::min(patience.end, Clock::now() + patience.silence));
    lookup->waiting = &context;
    lookup->timer = &timer;
    std::thread([lookup, place] {
        Resolution result = look_up(place);
        const std::lock_guard lock(lookup->mutex);
        if (!lookup->waiting) return;
        lookup->result = std::move(result);
        asio::post(*lookup->waiting, [lookup] {
            const std::lock_guard inner(lookup->mutex);
            if (lookup->waiting) lookup->timer->cancel();
        });
    }).detach();
    co_await timer.async_wait(with_error);
    const std::lock_guard lock(lookup->mutex);
    lookup->waiting = nullptr;
    if (lookup->result) co_return std::move(*lookup->result);
    co_return Resolution{
        {}, fmt::format("{} does not resolve: the resolver does not answer", place.host)};
}

asio::awaitable<Resolution> resolve(asio::io_context& context, const std::vector<Place>& places,
                                    const Patience& patience) {
    Resolution all;
    for (const Place& place : places) {
        Resolution found = co_await resolve(context, place, patience);
        for (const Address& address : found.addresses) {
            if (std::find(all.addresses.begin(), all.addresses.end(), address)
                == all.addresses.end())
                all.addresses.push_back(address);
        }
        if (all.error.empty()) all.error = std::move(found.error);
    }
    co_return all;
}

struct Connection::State {
    explicit State(asio::io_context& context) : socket(context), timer(context) {}
    asio::ip::tcp::socket socket;
    asio::steady_timer timer;
    std::uint64_t operation = 0;
    bool timed_out = false;

    // Cancels what the socket does when the time comes, unless it is something later by then.
    static void watch(const std::shared_ptr<State>& state, Clock::time_point end) {
        const std::uint64_t operation = ++state->operation;
        state->timed_out = false;
        state->timer.expires_at(end);
        state->timer.async_wait([state, operation](const boost::system::error_code& code) {
            if (code || state->operation != operation) return;
            state->timed_out = true;
            boost::system::error_code ignored;
            state->socket.cancel(ignored);
        });
    }
    void rest() {
        ++operation;
        timer.cancel();
    }
};

Connection::Connection(asio::io_context& context, const Patience& patience)
    : state_(std::make_shared<State>(context)), patience_(patience),
      end_(patience.end_of_connection(Clock::now())) {}

Connection::~Connection() {
    if (!state_) return;
    state_->rest();
    boost::system::error_code ignored;
    state_->socket.close(ignored);
}

Break Connection::broken(const boost::system::error_code& code) {
    namespace error = asio::error;
    const bool timed_out = std::exchange(state_->timed_out, false);
    error_.clear();
    if (timed_out || code == error::timed_out) return Break::timed_out;
    if (code == error::connection_refused) return Break::refused;
    if (code == error::eof) return Break::closed;
    if (code == error::connection_reset || code == error::broken_pipe
        || code == error::connection_aborted)
        return Break::reset;
    error_ = code.message();
    return Break::unreachable;
}

asio::awaitable<Break> Connection::open(Address address) {
    State::watch(state_, std::min(end_, Clock::now() + patience_.silence));
    const auto [code] = co_await state_->socket.async_connect(address, with_error);
    state_->rest();
    if (code) co_return broken(code);
    boost::system::error_code ignored;
    state_->socket.set_option(asio::ip::tcp::no_delay(true), ignored);
    co_return Break::none;
}

asio::awaitable<Break> Connection::write(Buffer bytes) {
    State::watch(state_, std::min(end_, Clock::now() + patience_.silence));
    const auto [code, count] =
        co_await asio::async_write(state_->socket, asio::buffer(bytes), with_error);
    state_->rest();
    co_return code ? broken(code) : Break::none;
}

asio::awaitable<Connection::Read> Connection::read() {
    return read_within(patience_.silence);
}

asio::awaitable<Connection::Read> Connection::read_within(std::chrono::milliseconds time) {
    buffer_.resize(read_size);
    State::watch(state_, std::min(end_, Clock::now() + time));
    const auto [code, count] =
        co_await state_->socket.async_read_some(asio::buffer(buffer_), with_error);
    state_->rest();
    if (code) co_return Read{broken(code), {}};
    co_return Read{Break::none, Bytes(buffer_).first(count)};
}

}  // namespace tlslint::live
