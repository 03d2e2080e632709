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
    const bool is_v6 = url.place.host.find(':') != std::string::npos;
    std::string head = fmt::format(
        "{} {} HTTP/1.1\r\nHost: {}{}{}{}\r\nUser-Agent: tlslint/{}\r\nConnection: close\r\n",
        body.empty() ? "GET" : "POST", url.path, is_v6 ? "[" : "", url.place.host, is_v6 ? "]" : "",
        url.place.port == 80 ? "" : fmt::format(":{}", url.place.port), version);
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
    void give(FetchedRevocation& result) {
        if (failure_.empty() && !parser_.is_done()) failure_ = "no answer";
        if (failure_.empty() && parser_.get().result_int() != 200)
            failure_ = fmt::format("its answer is {}", parser_.get().result_int());
        result.failure = failure_;
        if (failure_.empty()) result.answer = std::move(parser_.get().body());
    }

  private:
    http::response_parser<http::vector_body<std::uint8_t>> parser_;
    Buffer pending_;
    std::string failure_;
};

}  // namespace

asio::awaitable<FetchedRevocation> RevocationFetcher::get(FetchedRevocation wanted, Buffer request,
                                                          const Patience& patience) {
    const auto known = known_.find({wanted.url, request});
    if (known != known_.end()) {
        wanted.answer = known->second.answer;
        wanted.failure = known->second.failure;
        co_return wanted;
    }
    const auto url = parse_http_url(wanted.url);
    if (!url) {
        wanted.failure = "no address of plain HTTP";
        co_return wanted;
    }
    const Resolution found = co_await resolve(context_, url->place, patience);
    const auto address =
        std::find_if(found.addresses.begin(), found.addresses.end(),
                     [](const Address& each) { return is_foreign(each.address()); });
    if (address == found.addresses.end()) {
        wanted.failure = found.addresses.empty() ? found.error : "no address for an issuer";
        co_return wanted;
    }
    const auto turn = co_await turnstiles_.at(address->address()).enter();
    Connection connection(context_, patience);
    AnswerReader reader(wanted.is_list ? longest_list : longest_response);
    Break how = co_await connection.open(*address);
    if (how == Break::none) how = co_await connection.write(request_for(*url, request));
    while (how == Break::none) {
        const Connection::Read read = co_await connection.read();
        how = read.how;
        if (how == Break::none && !reader.take(read.bytes)) break;
    }
    if (how == Break::none || how == Break::closed) {
        reader.end();
        reader.give(wanted);
    } else {
        wanted.failure = describe(how);
    }
    known_[{wanted.url, std::move(request)}] = wanted;
    co_return wanted;
}

asio::awaitable<std::vector<FetchedRevocation>>
RevocationFetcher::fetch(std::vector<Revocable> path, std::chrono::sys_seconds now,
                         const Patience& patience) {
    std::vector<FetchedRevocation> all;
    for (const Revocable& each : path) {
        bool is_decided = false;
        const auto ask = [&](const std::string& url, bool is_list,
                             Buffer request) -> asio::awaitable<void> {
            FetchedRevocation wanted{
                .certificate = each.certificate, .url = url, .is_list = is_list};
            all.push_back(co_await get(std::move(wanted), std::move(request), patience));
            const Staple::Status status = judge(all.back(), each, now).status;
            is_decided = status == Staple::Status::good || status == Staple::Status::revoked;
        };
        const Buffer request = ocsp_request(each.certificate, each.issuer);
        for (std::size_t i = 0; i < std::min(most_urls, each.responders.size()); ++i) {
            if (!is_decided && !request.empty()) co_await ask(each.responders[i], false, request);
        }
        for (std::size_t i = 0; i < std::min(most_urls, each.lists.size()); ++i) {
            if (!is_decided) co_await ask(each.lists[i], true, {});
        }
    }
    co_return all;
}

std::vector<FetchedRevocation> fetch_revocation(std::vector<Revocable> path,
                                                std::chrono::sys_seconds now,
                                                const Patience& patience) {
    asio::io_context context(1);
    Turnstiles turnstiles(context, Pace{});
    RevocationFetcher fetcher(context, turnstiles);
    std::vector<FetchedRevocation> result;
    std::exception_ptr failure;
    asio::co_spawn(context, fetcher.fetch(std::move(path), now, patience),
                   [&](std::exception_ptr thrown, std::vector<FetchedRevocation> fetched) {
                       failure = thrown;
                       result = std::move(fetched);
                   });
    context.run();
    if (failure) std::rethrow_exception(failure);
    return result;
}

}  // namespace tlslint::live
