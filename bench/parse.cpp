// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/server.hpp"
#include "parsers/nginx/grammar.hpp"

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <string>
#include <string_view>

// Goal: 500 MB/s (engineering 2.2). `read` is what every file goes through: the grammar, then the
// look at whole statements.

namespace {

using namespace tlslint;

// A repeatable sequence that is the same everywhere (Knuth's MMIX generator).
class Random {
  public:
    std::size_t below(std::size_t bound) {
        state_ = state_ * 6364136223846793005U + 1442695040888963407U;
        return static_cast<std::size_t>(state_ >> 33) % bound;
    }

  private:
    std::uint64_t state_ = 1;
};

// Like what people write: blocks four deep, comments, quotes with escapes, variables, continued
// lines.
std::string configuration(std::size_t bytes) {
    constexpr std::string_view statements[] = {
        "listen 443 ssl http2;",
        "server_name www.example.org example.org *.example.net;",
        "ssl_certificate /etc/letsencrypt/live/example.org/fullchain.pem;",
        "ssl_certificate_key /etc/letsencrypt/live/example.org/privkey.pem;",
        "ssl_protocols TLSv1.2 TLSv1.3;",
        "ssl_ciphers \"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256\";",
        "add_header Strict-Transport-Security \"max-age=63072000; includeSubDomains\" always;",
        "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;",
        "access_log /var/log/nginx/${host}.log combined;",
        "return 301 https://$host$request_uri;",
        "rewrite ^/(.*)\\.html$ /$1 permanent;",
        "root /var/www/html;",
        "log_format own '$remote_addr - \"$request\" '\n                   '$status "
        "\\'$http_referer\\'';",
        "# A remark that somebody left here; it holds { and \" and '.",
    };
    Random random;
    std::string text = "events {}\nhttp {\n";
    const auto add = [&](std::size_t depth, std::string_view line) {
        text.append(depth * 4, ' ');
        text += line;
        text += '\n';
    };
    while (text.size() < bytes) {
        add(1, "server {");
        for (std::size_t i = 0; i < 8; ++i) add(2, statements[random.below(std::size(statements))]);
        add(2, "location ~* \\.(png|jpe?g|css)$ {");
        for (std::size_t i = 0; i < 3; ++i) add(3, statements[random.below(std::size(statements))]);
        add(3, "if ($request_method = POST) {");
        add(4, statements[random.below(std::size(statements))]);
        add(3, "}");
        add(2, "}");
        add(1, "}");
    }
    return text + "}\n";
}

void parse(benchmark::State& state) {
    const std::string text = configuration(static_cast<std::size_t>(state.range(0)));
    for (auto _ : state) benchmark::DoNotOptimize(nginx::parse(FileId{}, text).size());
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(parse)->Arg(100'000)->Arg(50'000'000)->Unit(benchmark::kMicrosecond);

void read(benchmark::State& state) {
    const std::string text = configuration(static_cast<std::size_t>(state.range(0)));
    const Server& server = *servers::find("nginx");
    const Model model(server);
    if (!server.parse(model, FileId{}, text).problems().empty()) std::abort();
    for (auto _ : state) benchmark::DoNotOptimize(server.parse(model, FileId{}, text).size());
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(read)->Arg(100'000)->Arg(50'000'000)->Unit(benchmark::kMicrosecond);

}  // namespace
