// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/progress_support.hpp"

#include "audit/report/words_support.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>

namespace tlslint {

void ProgressLine::show(std::size_t done, std::string_view remark) {
    using namespace std::chrono;
    const auto now = Clock::now();
    if (done < all_ && now - shown_ < milliseconds(100)) return;
    shown_ = now;
    if (done >= all_) {
        fmt::print(out_, "\r\033[K");
        out_.flush();
        return;
    }
    constexpr std::size_t width = 10;
    const std::size_t full = done * width / all_;
    std::string bar;
    for (std::size_t i = 0; i < width; ++i) bar += i < full ? "█" : " ";
    std::string pace;
    if (const double passed = duration<double>(now - begun_).count(); done > 0 && passed > 0) {
        const double rate = static_cast<double>(done) / passed;
        if (rate >= 10)
            pace += fmt::format(" · {}/s", report::grouped(static_cast<std::size_t>(rate)));
        pace += fmt::format(" · {:.0f} s left", static_cast<double>(all_ - done) / rate);
    }
    fmt::print(out_, "\r\033[K▕{}▏ {} of {} {}{}{}{}", bar, report::grouped(done),
               report::grouped(all_), noun_, pace, remark.empty() ? "" : " · ", remark);
    out_.flush();
}

}  // namespace tlslint
