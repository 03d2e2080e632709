// SPDX-License-Identifier: Apache-2.0
#include "audit/live/drive.hpp"

#include <utility>

namespace tlslint::live {
namespace {

constexpr std::chrono::milliseconds late_alert{500};
constexpr std::size_t longest_head = 64 * 1024;

}  // namespace

asio::awaitable<Driven> drive(Connection& connection, Session& session) {
    Driven driven;
    while (true) {
        const Session::State state = session.handshake();
        Buffer output = session.take_output();
        if (!output.empty()) {
            const Break how = co_await connection.write(std::move(output));
            // Later on an alert may have come before the connection broke: it is read below.
            if (how != Break::none && driven.hello_sent == Clock::time_point()) {
                driven.how = how;
                co_return driven;
            }
            if (driven.hello_sent == Clock::time_point()) driven.hello_sent = Clock::now();
        }
        if (state != Session::State::wants_bytes) co_return driven;
        const Connection::Read read = co_await connection.read();
        if (read.how == Break::none) {
            session.add_input(read.bytes);
            continue;
        }
        session.end_input();
        session.handshake();
        driven.how = read.how;
        co_return driven;
    }
}

asio::awaitable<bool> late_alert_comes(Connection& connection, Session& session) {
    const Clock::time_point end = Clock::now() + late_alert;
    while (Clock::now() < end) {
        const Session::State state = session.receive();
        if (state == Session::State::failed) co_return session.alert().has_value();
        if (state == Session::State::done) continue;
        const Connection::Read read = co_await connection.read_within(
            std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()));
        if (read.how == Break::timed_out) co_return false;
        if (read.how != Break::none)
            session.end_input();
        else
            session.add_input(read.bytes);
    }
    co_return false;
}

asio::awaitable<std::string> ask_for_head(Connection& connection, Session& session,
                                          std::string request) {
    session.send(request);
    Buffer output = session.take_output();
    std::string head;
    if (co_await connection.write(std::move(output)) != Break::none) co_return head;
    while (head.size() < longest_head) {
        const Session::State state = session.receive();
        head += session.take_data();
        if (head.find("\r\n\r\n") != head.npos || state == Session::State::failed) break;
        if (state == Session::State::done) continue;
        const Connection::Read read = co_await connection.read();
        if (read.how != Break::none) break;
        session.add_input(read.bytes);
    }
    co_return head;
}

}  // namespace tlslint::live
