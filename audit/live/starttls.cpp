// SPDX-License-Identifier: Apache-2.0
#include "audit/live/starttls.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tlslint::live {
namespace {

constexpr std::size_t most_lines = 64, longest_line = 4096, shown = 120;

Buffer to_bytes(std::string_view text) {
    return {text.begin(), text.end()};
}

// What a peer says, line by line or in so many bytes. The first failure stays.
class Dialogue {
  public:
    explicit Dialogue(Connection& connection) : connection_(connection) {}

    asio::awaitable<void> say(Buffer bytes) {
        if (result_.ok()) result_.how = co_await connection_.write(std::move(bytes));
    }
    asio::awaitable<void> say(std::string_view line) { co_await say(to_bytes(line)); }

    // Up to `end`, which is part of it; empty after a failure.
    asio::awaitable<std::string> until(std::string_view end) {
        while (result_.ok()) {
            if (const std::size_t at = pending_.find(end); at != pending_.npos) {
                if (++lines_ > most_lines) fail("more than 64 lines");
                std::string part = pending_.substr(0, at + end.size());
                pending_.erase(0, part.size());
                co_return part;
            }
            if (pending_.size() > longest_line) {
                fail("a line of more than 4 KiB");
                break;
            }
            co_await read();
        }
        co_return std::string();
    }
    asio::awaitable<std::string> bytes(std::size_t count) {
        while (result_.ok() && pending_.size() < count) co_await read();
        std::string part = pending_.substr(0, count);
        pending_.erase(0, part.size());
        co_return result_.ok() ? part : std::string();
    }

    // Lines of a reply: all but the last have a '-' behind the code ("250-SIZE", "250 OK").
    asio::awaitable<std::string> reply(std::string_view code) {
        std::string all;
        while (result_.ok()) {
            const std::string line = co_await until("\n");
            if (!result_.ok()) break;
            if (!line.starts_with(code)) {
                refuse(line);
                break;
            }
            all += line;
            if (line.size() <= code.size() || line[code.size()] != '-') break;
        }
        co_return all;
    }
    // One line that begins so.
    asio::awaitable<void> line(std::string_view start) {
        const std::string text = co_await until("\n");
        if (result_.ok() && !text.starts_with(start)) refuse(text);
    }

    void fail(std::string problem) {
        if (result_.ok()) result_.problem = std::move(problem);
    }
    void refuse(std::string_view said) {
        while (!said.empty() && (said.back() == '\n' || said.back() == '\r')) said.remove_suffix(1);
        fail(fmt::format("the peer says \"{}\"", said.substr(0, shown)));
    }
    [[nodiscard]] bool ok() const { return result_.ok(); }

    StartResult finish() {
        // Commands put behind the consent would be taken for encrypted ones (CVE-2011-0411).
        if (!pending_.empty()) fail("the peer sends more in the clear behind its consent");
        return result_;
    }

  private:
    asio::awaitable<void> read() {
        const Connection::Read read = co_await connection_.read();
        result_.how = read.how;
        pending_ += x509::text_of(read.bytes);
    }

    Connection& connection_;
    StartResult result_;
    std::string pending_;
    std::size_t lines_ = 0;
};

bool contains(std::string_view text, std::string_view word) {
    return text.find(word) != text.npos;
}

asio::awaitable<void> start_smtp(Dialogue& peer) {
    co_await peer.reply("220");
    co_await peer.say("EHLO tlslint.invalid\r\n");
    const std::string offers = co_await peer.reply("250");
    if (peer.ok() && !contains(offers, "STARTTLS")) peer.fail("the peer does not offer STARTTLS");
    co_await peer.say("STARTTLS\r\n");
    co_await peer.reply("220");
}

asio::awaitable<void> start_imap(Dialogue& peer) {
    co_await peer.line("* OK");
    co_await peer.say("a STARTTLS\r\n");
    std::string line;
    do line = co_await peer.until("\n");
    while (peer.ok() && line.starts_with("* "));
    if (peer.ok() && !line.starts_with("a OK")) peer.refuse(line);
}

asio::awaitable<void> start_pop3(Dialogue& peer) {
    co_await peer.line("+OK");
    co_await peer.say("STLS\r\n");
    co_await peer.line("+OK");
}

asio::awaitable<void> start_ftp(Dialogue& peer) {
    co_await peer.reply("220");
    co_await peer.say("AUTH TLS\r\n");
    co_await peer.reply("234");
}

asio::awaitable<void> start_sieve(Dialogue& peer) {
    std::string line;
    bool offered = false;
    do {
        line = co_await peer.until("\n");
        offered = offered || line.starts_with("\"STARTTLS\"");
    } while (peer.ok() && line.starts_with('"'));
    if (peer.ok() && !line.starts_with("OK")) peer.refuse(line);
    if (peer.ok() && !offered) peer.fail("the peer does not offer STARTTLS");
    co_await peer.say("STARTTLS\r\n");
    co_await peer.line("OK");
}

asio::awaitable<void> start_xmpp(Dialogue& peer, std::string host) {
    const std::string opening =
        fmt::format("<?xml version='1.0'?><stream:stream to='{}' xmlns='jabber:client' "
                    "version='1.0' xmlns:stream='http://etherx.jabber.org/streams'>",
                    host);
    co_await peer.say(opening);
    const std::string features = co_await peer.until("</stream:features>");
    if (peer.ok() && !contains(features, "urn:ietf:params:xml:ns:xmpp-tls"))
        peer.fail("the peer does not offer STARTTLS");
    co_await peer.say("<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>");
    const std::string consent = co_await peer.until(">");
    if (peer.ok() && !consent.starts_with("<proceed")) peer.refuse(consent);
}

// SSLRequest (PostgreSQL's manual 55.7), answered with one letter.
asio::awaitable<void> start_postgres(Dialogue& peer) {
    Buffer request{0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f};
    co_await peer.say(std::move(request));
    const std::string answer = co_await peer.bytes(1);
    if (peer.ok() && answer == "N") peer.fail("the peer says that it does not speak TLS");
    if (peer.ok() && answer != "S") peer.refuse(answer);
}

// The server's greeting of protocol 10 says what it can; CLIENT_SSL is 0x0800 (MySQL internals,
// Protocol::Handshake and Protocol::SSLRequest).
asio::awaitable<void> start_mysql(Dialogue& peer) {
    const std::string header = co_await peer.bytes(4);
    if (!peer.ok()) co_return;
    const auto byte = [](const std::string& text, std::size_t at) {
        return static_cast<std::size_t>(static_cast<unsigned char>(text[at]));
    };
    const std::size_t length = byte(header, 0) | byte(header, 1) << 8 | byte(header, 2) << 16;
    if (length == 0 || length > longest_line) co_return peer.refuse(header);
    const std::string greeting = co_await peer.bytes(length);
    if (!peer.ok()) co_return;
    const std::size_t version_end = greeting.find('\0');
    constexpr std::size_t before_flags = 1 + 4 + 8 + 1;  // thread, first part of the salt, filler
    if (greeting[0] != 10 || version_end == greeting.npos
        || version_end + before_flags + 2 > greeting.size())
        co_return peer.refuse(header + greeting);
    const std::size_t flags = byte(greeting, version_end + before_flags)
                              | byte(greeting, version_end + before_flags + 1) << 8;
    if ((flags & 0x0800) == 0) co_return peer.fail("the peer says that it does not speak TLS");
    Buffer request{32, 0, 0, 1, 0x05, 0xae, 0x0f, 0, 0, 0, 0, 1, 33};
    request.resize(36);
    co_await peer.say(std::move(request));
}

// Extended operation StartTLS (RFC 4511 4.14); the answer is a short sequence whose enumerated
// result follows the tag of an extended response.
asio::awaitable<void> start_ldap(Dialogue& peer) {
    Buffer request{0x30, 0x1d, 0x02, 0x01, 0x01, 0x77, 0x18, 0x80, 0x16};
    for (const char c : std::string_view("1.3.6.1.4.1.1466.20037"))
        request.push_back(static_cast<std::uint8_t>(c));
    co_await peer.say(std::move(request));
    const std::string header = co_await peer.bytes(2);
    if (!peer.ok()) co_return;
    auto length = static_cast<std::size_t>(static_cast<unsigned char>(header[1]));
    if (header[0] != 0x30 || length > 0x84) co_return peer.refuse(header);
    if (length >= 0x80) {
        const std::string digits = co_await peer.bytes(length - 0x80);
        length = 0;
        for (const char digit : digits) length = length << 8 | static_cast<unsigned char>(digit);
    }
    if (length > longest_line) co_return peer.fail("an answer of more than 4 KiB");
    const std::string body = co_await peer.bytes(length);
    if (!peer.ok()) co_return;
    const std::size_t response = body.find('\x78');
    const std::size_t result = body.find(std::string_view("\x0a\x01", 2), response);
    if (response == body.npos || result == body.npos || result + 2 >= body.size())
        co_return peer.fail("an answer that is not LDAP's");
    if (body[result + 2] != 0)
        peer.fail(fmt::format("the peer answers with result code {}", body[result + 2]));
}

}  // namespace

asio::awaitable<StartResult> start_tls(Connection& connection, StartProtocol protocol,
                                       std::string host) {
    Dialogue peer(connection);
    switch (protocol) {
    case StartProtocol::none: break;
    case StartProtocol::smtp: co_await start_smtp(peer); break;
    case StartProtocol::imap: co_await start_imap(peer); break;
    case StartProtocol::pop3: co_await start_pop3(peer); break;
    case StartProtocol::ftp: co_await start_ftp(peer); break;
    case StartProtocol::ldap: co_await start_ldap(peer); break;
    case StartProtocol::postgres: co_await start_postgres(peer); break;
    case StartProtocol::mysql: co_await start_mysql(peer); break;
    case StartProtocol::xmpp: co_await start_xmpp(peer, std::move(host)); break;
    case StartProtocol::sieve: co_await start_sieve(peer); break;
    }
    co_return peer.finish();
}

}  // namespace tlslint::live
