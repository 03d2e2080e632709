// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/command.hpp"
#include "audit/config/schemas.hpp"
#include "parsers/text/nearest.hpp"

#include <fmt/format.h>
#include <fmt/ostream.h>

#include <algorithm>
#include <ostream>

namespace tlslint {
namespace {

Exit run(const Options& options, Io& io) {
    const auto schemas = config::schemas();
    if (options.arguments.empty()) {
        for (const config::Schema& schema : schemas) fmt::print(io.out, "{}\n", schema.name);
        return Exit::clean;
    }
    const std::string& wanted = options.arguments.front();
    Nearest nearest(wanted);
    std::string_view likely;
    for (const config::Schema& schema : schemas) {
        if (schema.name == wanted) {
            io.out << schema.text;
            return Exit::clean;
        }
        if (nearest.offer(schema.name)) likely = schema.name;
    }
    complain(io, likely.empty()
                     ? fmt::format("there is no schema {} (tlslint schema lists them)", wanted)
                     : fmt::format("there is no schema {}; did you mean {}?", wanted, likely));
    return Exit::failed;
}

}  // namespace

namespace commands {
extern const Command schema;
const Command schema{.name = "schema",
                     .summary = "print the JSON Schema of an output or of tlslint.toml",
                     .arguments = "[NAME]",
                     .about_arguments = "check, show, tree, project (tlslint.toml), …; all are "
                                        "listed without a name",
                     .most = 1,
                     .run = run};
}  // namespace commands
}  // namespace tlslint
