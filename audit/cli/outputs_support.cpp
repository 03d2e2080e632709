// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/outputs_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>

namespace tlslint {
namespace {

bool wants_colour(const Options& options, const Io& io) {
    if (options.color != "auto") return options.color == "always";
    if (const char* no = std::getenv("NO_COLOR"); no && *no) return false;
    if (const char* force = std::getenv("FORCE_COLOR"); force && *force) return true;
    return io.out_is_terminal;
}

}  // namespace

std::optional<std::vector<OutputChoice>>
outputs_of(const Options& options, std::span<const std::string_view> formats, Io& io) {
    std::vector<OutputChoice> outputs = options.outputs;
    if (outputs.empty()) outputs.emplace_back();
    for (OutputChoice& output : outputs) {
        if (output.format.empty()) output.format = formats.front();
        if (std::find(formats.begin(), formats.end(), output.format) != formats.end()) continue;
        complain(io,
                 fmt::format("--format {}: there is {}", output.format, fmt::join(formats, ", ")));
        return std::nullopt;
    }
    return outputs;
}

bool write_output(const std::string& path, const Options& options, Io& io,
                  const std::function<void(std::ostream& out, bool colour)>& write) {
    if (path.empty()) {
        write(io.out, wants_colour(options, io));
        return true;
    }
    std::ofstream file(path, std::ios::binary);
    write(file, options.color == "always");
    return static_cast<bool>(file.flush());
}

}  // namespace tlslint
