// SPDX-License-Identifier: Apache-2.0
#include "parsers/openssl/evaluate.hpp"
#include "parsers/openssl/groups.hpp"
#include "parsers/openssl/nearest.hpp"

#include <benchmark/benchmark.h>

// Goals: the default string in 20 µs, a string seen before in far less.

namespace {

using namespace tlslint::openssl;

constexpr std::string_view usual = "HIGH:!aNULL:!MD5";
constexpr std::string_view mozilla =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305:"
    "DHE-RSA-AES128-GCM-SHA256:DHE-RSA-AES256-GCM-SHA384";
constexpr std::string_view keywords =
    "EECDH+ECDSA+AESGCM EECDH+aRSA+AESGCM EECDH+ECDSA+SHA384 EECDH+ECDSA+SHA256 EECDH+aRSA+SHA384 "
    "EECDH+aRSA+SHA256 EECDH+aRSA+RC4 EECDH EDH+aRSA RC4 !aNULL !eNULL !LOW !3DES !MD5 !EXP !PSK "
    "!SRP "
    "!DSS !RC4";

void evaluate_string(benchmark::State& state, std::string_view text, Version version) {
    const Library library = upstream(version);
    for (auto _ : state) benchmark::DoNotOptimize(evaluate(text, library));
}
BENCHMARK_CAPTURE(evaluate_string, default_1_0_2, "DEFAULT", Version::v1_0_2);
BENCHMARK_CAPTURE(evaluate_string, default_1_1_1, "DEFAULT", Version::v1_1_1);
BENCHMARK_CAPTURE(evaluate_string, default_3_0, "DEFAULT", Version::v3_0);
BENCHMARK_CAPTURE(evaluate_string, default_3_5, "DEFAULT", Version::v3_5);
BENCHMARK_CAPTURE(evaluate_string, usual, usual, Version::v3_0);
BENCHMARK_CAPTURE(evaluate_string, mozilla, mozilla, Version::v3_0);
BENCHMARK_CAPTURE(evaluate_string, keywords, keywords, Version::v3_0);

void evaluate_again(benchmark::State& state) {
    Evaluator evaluator(upstream(Version::v3_0));
    for (auto _ : state) benchmark::DoNotOptimize(&evaluator.evaluate(mozilla));
}
BENCHMARK(evaluate_again);

// As long and as dull as a value may be.
void evaluate_longest(benchmark::State& state) {
    std::string text;
    while (text.size() + 5 < max_text) text += "-ALL:";
    const Library library = upstream(Version::v3_0);
    for (auto _ : state) benchmark::DoNotOptimize(evaluate(text, library));
}
BENCHMARK(evaluate_longest)->Unit(benchmark::kMillisecond);

void read_groups(benchmark::State& state) {
    for (auto _ : state)
        benchmark::DoNotOptimize(parse_groups("X25519MLKEM768:X25519:prime256v1", Version::v3_5));
}
BENCHMARK(read_groups);

void find_nearest(benchmark::State& state) {
    const Library library = upstream(Version::v3_0);
    for (auto _ : state) {
        benchmark::DoNotOptimize(nearest_cipher_word("ECDHE-RSA-AES128-CGM-SHA256", library));
    }
}
BENCHMARK(find_nearest);

}  // namespace
