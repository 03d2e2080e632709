// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/interpret.hpp"

#include "parsers/apache/endpoints.hpp"
#include "parsers/apache/notes.hpp"
#include "parsers/apache/reading.hpp"
#include "parsers/apache/refusals.hpp"
#include "parsers/apache/refusals_statements.hpp"

namespace tlslint::apache {

void interpret(Model& model, const FileSystem& files, const ReadOptions& options) {
    // Scopes point into it as long as endpoints are worked out.
    const Configuration configuration = read(model, files, options);
    Problems problems;
    refuse_statements(model, configuration, problems);
    refuse_values(model, configuration, problems);
    NamedFiles named_files(model, files, options);
    Offers offers(model);
    const Vhosts vhosts(model, configuration);
    add_endpoints(model, named_files, offers, vhosts, problems);
    add_notes(model, configuration, vhosts);
    problems.publish(model);
}

}  // namespace tlslint::apache
