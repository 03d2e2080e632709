// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace tlslint::nginx {

/// What nginx would refuse, collected while a configuration is looked at. Each place is told once,
/// however often its file is included.
class Refusals {
  public:
    explicit Refusals(Model& model) : model_(model) {}

    void add(Problem::Kind kind, Span at, std::string message);
    void refuse(Span at, std::string message) {
        add(Problem::Kind::refused, at, std::move(message));
    }

    /// For something that is missing and that a rule of its own tells.
    void refuse_incomplete(Span at, std::string message) {
        add(Problem::Kind::incomplete, at, std::move(message));
    }

    /// Whether anybody wrote a setting of TLS connections to upstreams.
    [[nodiscard]] bool sees_upstreams() const { return sees_upstreams_; }
    void see_upstreams() { sees_upstreams_ = true; }

    /// Hands what was found over to the trees. Statements are done with after that: `is_touched`
    /// may be asked.
    void publish();
    /// Something is wrong between these bytes: what depends on them is not judged.
    [[nodiscard]] bool is_touched(Span range) const;
    [[nodiscard]] bool is_touched(Directive block) const {
        const Span span = block.span();
        return is_touched({span.file, span.begin, block.close()});
    }

  private:
    Model& model_;
    bool sees_upstreams_ = false;
    std::set<std::tuple<FileId, std::uint32_t, std::string>> known_;
    std::vector<std::vector<Problem>> found_;  // by file
    std::vector<std::vector<std::uint32_t>> places_;
};

}  // namespace tlslint::nginx
