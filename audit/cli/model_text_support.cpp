// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/model_text_support.hpp"

#include "audit/report/escape_support.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <ostream>

namespace tlslint {

void print_model_text(const std::vector<std::unique_ptr<Model>>& models, Io& io) {
    for (const auto& model : models) {
        for (const Endpoint& endpoint : model->endpoints) {
            std::string versions;
            for (const openssl::Protocol protocol : endpoint.versions.value)
                versions += fmt::format(" {}", name(protocol));
            fmt::print(io.out, "{} {}\n", report::printable(endpoint.id), versions);
        }
    }
}

}  // namespace tlslint
