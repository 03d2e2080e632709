// SPDX-License-Identifier: Apache-2.0
#include "audit/live/explore_revocation.hpp"

#include "audit/live/gnutls_chain.hpp"
#include "audit/version.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/vector_body.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iterator>
#include <optional>
#include <string_view>
#include <tuple>
#include <utility>

namespace tlslint::live {
namespace {

namespace http = boost::beast::http;

constexpr std::uint32_t longest_answer_head = 16 * 1024;
constexpr std::uint64_t longest_response = 64 * 1024, longest_list = 32 * 1024 * 1024;
constexpr std::size_t most_urls = 2;  // of each kind and certificate

struct Url {
    Place place;
    std::string path;
};

// An address of plain HTTP that may stand in a request as it is.
std::optional<Url> parse_http_url(std::string_view text) {
    constexpr std::string_view scheme = "http://";
    const bool is_plain =
        std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
    if (!is_plain || !text.starts_with(scheme)) return std::nullopt;
    text.remove_prefix(scheme.size());
    const std::size_t slash = std::min(text.find('/'), text.size());
    auto place = parse_place(text.substr(0, slash), 80);
    if (!place) return std::nullopt;
    const std::string_view path = text.substr(slash);
    return Url{std::move(*place), path.empty() ? "/" : std::string(path.substr(0, path.find('#')))};
}

// A certificate must not lead us to what only this network's own devices answer at, such as a
// cloud's metadata.
bool is_foreign(const asio::ip::address& address) {
    if (address.is_unspecified() || address.is_multicast()) return false;
    if (address.is_v6())
        return !address.to_v6().is_link_local()
               && (!address.to_v6().is_v4_mapped()
                   || is_foreign(asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6())));
    const auto bytes = address.to_v4().to_bytes();
    return bytes[0] != 169 || bytes[1] != 254;
}

Buffer request_for(const Url& url, const Buffer& body) {
    std::string head =
        fmt::format("{} {} HTTP/1.1\r\nHost: {}\r\nUser-Agent: tlslint/{}\r\nConnection: close\r\n",
                    body.empty() ? "GET" : "POST", url.path,
                    url.place.port == 80 ? in_url(url.place.host) : name(url.place), version);
    if (!body.empty())
        head += fmt::format("Content-Type: application/ocsp-request\r\nContent-Length: {}\r\n",
                            body.size());
    head += "\r\n";
    Buffer bytes(head.begin(), head.end());
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

// Puts an answer together from the bytes that come.
class AnswerReader {
  public:
    explicit AnswerReader(std::uint64_t longest) {
        parser_.header_limit(longest_answer_head);
        parser_.body_limit(longest);
        parser_.eager(true);
    }

    /// Whether more is awaited.
    bool take(Bytes bytes) {
        pending_.insert(pending_.end(), bytes.begin(), bytes.end());
        while (!pending_.empty() && !parser_.is_done()) {
            boost::system::error_code code;
            const std::size_t used = parser_.put(asio::buffer(pending_), code);
            pending_.erase(pending_.begin(),
                           pending_.begin() + static_cast<Buffer::difference_type>(used));
            if (code == http::error::need_more) return true;
            if (code) {
                failure_ = code == http::error::body_limit ? "its answer is too long"
                                                           : "its answer is no HTTP";
                return false;
            }
        }
        return !parser_.is_done();
    }
    void end() {
        boost::system::error_code code;
        if (failure_.empty() && !parser_.is_done()) parser_.put_eof(code);
        if (code) failure_ = "its answer breaks off";
    }
    /// The body, or why there is none.
    std::pair<Buffer, std::string> take_body() {
        if (failure_.empty() && !parser_.is_done()) failure_ = "no answer";
        if (failure_.empty() && parser_.get().result_int() != 200)
            failure_ = fmt::format("its answer is {}", parser_.get().result_int());
        if (!failure_.empty()) return {Buffer{}, failure_};
        return {std::move(parser_.get().body()), ""};
    }

  private:
    http::response_parser<http::vector_body<std::uint8_t>> parser_;
    Buffer pending_;
    std::string failure_;
};

}  // namespace

asio::awaitable<RevocationFetcher::Reply> RevocationFetcher::get(std::string address,
                                                                 Buffer request,
                                                                 std::uint64_t longest,
                                                                 const Patience& patience) {
    Reply reply;
    const auto url = parse_http_url(address);
    if (!url) {
        reply.failure = "no address of plain HTTP";
        co_return reply;
    }
    const Resolution found = co_await resolve(context_, url->place, patience);
    const auto place = std::find_if(found.addresses.begin(), found.addresses.end(),
                                    [](const Address& each) { return is_foreign(each.address()); });
    if (place == found.addresses.end()) {
        reply.failure = found.addresses.empty() ? found.error : "no address for an issuer";
        co_return reply;
    }
    const auto turn = co_await turnstiles_.at(place->address()).enter();
    Connection connection(context_, patience);
    AnswerReader reader(longest);
    Break how = co_await connection.open(*place);
    Buffer bytes = request_for(*url, request);
    if (how == Break::none) how = co_await connection.write(std::move(bytes));
    while (how == Break::none) {
        const Connection::Read read = co_await connection.read();
        how = read.how;
        if (how == Break::none && !reader.take(read.bytes)) break;
    }
    if (how != Break::none && how != Break::closed) {
        reply.failure = describe(how);
        co_return reply;
    }
    reader.end();
    std::tie(reply.bytes, reply.failure) = reader.take_body();
    co_return reply;
}

asio::awaitable<IssuerAnswer> RevocationFetcher::ask(const Revocable& about, std::string address,
                                                     Buffer request, std::chrono::sys_seconds now,
                                                     const Patience& patience) {
    const bool is_list = request.empty();
    auto known = known_.find({address, request});
    if (known == known_.end()) {
        Reply reply =
            co_await get(address, request, is_list ? longest_list : longest_response, patience);
        known = known_.insert_or_assign({address, request}, std::move(reply)).first;
    }
    const Reply& reply = known->second;
    IssuerAnswer answer{.certificate = about.certificate,
                        .subject = about.subject,
                        .url = std::move(address),
                        .is_list = is_list};
    if (reply.failure.empty())
        answer.says = judge_answer(reply.bytes, is_list, about, now);
    else
        answer.says = {.status = Staple::Status::error, .detail = reply.failure};
    co_return answer;
}

asio::awaitable<std::vector<IssuerAnswer>> RevocationFetcher::fetch(std::vector<Revocable> path,
                                                                    std::chrono::sys_seconds now,
                                                                    const Patience& patience) {
    std::vector<IssuerAnswer> all;
    for (const Revocable& each : path) {
        bool is_decided = false;
        const Buffer request = ocsp_request(each.certificate, each.issuer);
        // Its responders first: a list is long.
        for (const bool is_list : {false, true}) {
            if (!is_list && request.empty()) continue;  // GnuTLS cannot read one of the two
            const std::vector<std::string>& addresses = is_list ? each.lists : each.responders;
            for (std::size_t i = 0; i < std::min(most_urls, addresses.size()); ++i) {
                if (is_decided) break;
                // In steps: GCC 12 ends temporaries of a co_await twice.
                Buffer body;
                if (!is_list) body = request;
                IssuerAnswer answer =
                    co_await ask(each, addresses[i], std::move(body), now, patience);
                all.push_back(std::move(answer));
                const Staple::Status status = all.back().says.status;
                is_decided = status == Staple::Status::good || status == Staple::Status::revoked;
            }
        }
    }
    co_return all;
}

std::vector<IssuerAnswer> fetch_revocation(std::vector<Revocable> path,
                                           std::chrono::sys_seconds now, const Patience& patience) {
    asio::io_context context(1);
    Turnstiles turnstiles(context, Pace{});
    RevocationFetcher fetcher(context, turnstiles);
    std::vector<IssuerAnswer> result;
    std::exception_ptr failure;
    asio::co_spawn(context, fetcher.fetch(std::move(path), now, patience),
                   [&](std::exception_ptr thrown, std::vector<IssuerAnswer> fetched) {
                       failure = thrown;
                       result = std::move(fetched);
                   });
    context.run();
    if (failure) std::rethrow_exception(failure);
    return result;
}

}  // namespace tlslint::live
