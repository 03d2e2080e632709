// SPDX-License-Identifier: Apache-2.0
#include "parsers/apache/reading.hpp"

#include "parsers/apache/layout.hpp"
#include "parsers/apache/reader.hpp"

namespace tlslint::apache {

Configuration read(Model& model, const FileSystem& files, const ReadOptions& options) {
    model.surroundings = surroundings_of(model, options);
    const Layout layout = find_layout(model, files, options);
    const Variables::Environment environment = environment_of(layout, model.facts, files);
    IncludedFiles included(model, files, {});
    const bool fragment = model.is_fragment();
    Reader reader(model, files, options, layout, environment, included, fragment);
    reader.run();
    if (fragment || reader.loads_modules()) return reader.commit();
    // A main file that loads nothing: its modules come from somewhere else.
    Reader again(model, files, options, layout, environment, included, true);
    again.run();
    return again.commit();
}

}  // namespace tlslint::apache
