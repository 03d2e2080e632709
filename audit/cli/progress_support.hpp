// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <string>
#include <string_view>

namespace tlslint {

/// How far work is, on a terminal: one line that is written over, and gone when all is done.
class ProgressLine {
  public:
    /// `noun`: what is counted, "hosts".
    ProgressLine(std::ostream& out, std::size_t all, std::string_view noun)
        : out_(out), all_(all), noun_(noun) {}

    /// At most ten times a second. `remark` stands at the end.
    void show(std::size_t done, std::string_view remark);

  private:
    using Clock = std::chrono::steady_clock;
    std::ostream& out_;
    std::size_t all_;
    std::string_view noun_;
    Clock::time_point begun_ = Clock::now(), shown_{};
};

}  // namespace tlslint
