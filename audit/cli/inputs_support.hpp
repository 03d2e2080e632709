// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/cli/command.hpp"
#include "parsers/load.hpp"
#include "parsers/text/files.hpp"
#include "parsers/text/result.hpp"

#include <string>
#include <vector>

namespace tlslint {

/// What the options of `check` and `show` say about where and how to read.
struct Inputs {
    FileSystem files;
    ReadOptions reading;
    Found found;
};

/// Opens the root, applies maps, and finds what there is below the paths (the working directory
/// without any).
Result<Inputs> find_inputs(const Options& options, Io& io);

/// What a deployment is judged against: options over what its tree says over the target's preset
/// over the newest upstream releases.
Result<Facts> facts_for(const Deployment& deployment, const FileSystem& files,
                        const Options& options);

}  // namespace tlslint
