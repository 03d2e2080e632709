// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/configuration.hpp"
#include "parsers/syntax/directive.hpp"

#include <cstdint>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace tlslint::apache {

/// What httpd would refuse, collected while a configuration is looked at; each place is told once,
/// however often its file is included.
class Problems {
  public:
    void add(Problem::Kind kind, Span at, std::string message);
    /// Hands what was found over to the trees.
    void publish(Model& model);

  private:
    std::set<std::tuple<FileId, std::uint32_t, std::string>> known_;
    std::vector<std::vector<Problem>> found_;  // by file
};

/// Values that httpd's second phase refuses, in its words.
void refuse_values(Model& model, const Configuration& configuration, Problems& problems);

}  // namespace tlslint::apache
