// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/outputs_support.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <unistd.h>

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
    const auto write_to = [&](const std::filesystem::path& to) {
        std::ofstream file(to, std::ios::binary);
        write(file, options.color == "always");
        return static_cast<bool>(file.flush());
    };
    std::error_code error;
    const std::filesystem::path target = std::filesystem::weakly_canonical(path, error);
    const auto kind = std::filesystem::status(path, error).type();
    const bool replaced = kind == std::filesystem::file_type::regular
                          || kind == std::filesystem::file_type::not_found;
    if (!replaced || target.empty()) return write_to(path);  // /dev/stdout, a pipe
    // Whoever reads it meanwhile (node exporter's textfile collector does, any time) finds the old
    // report or the new one.
    std::filesystem::path draft = target;
    draft.replace_filename(fmt::format(".{}.{}", target.filename().string(), getpid()));
    if (!std::ofstream(draft))
        return write_to(path);  // the file may be ours where the folder is not
    bool written = write_to(draft);
    if (written && kind == std::filesystem::file_type::regular) {
        const auto modes = std::filesystem::status(target, error).permissions();
        std::filesystem::permissions(draft, modes, error);
    }
    if (written) std::filesystem::rename(draft, target, error);
    written = written && !error;
    if (!written) std::filesystem::remove(draft, error);
    return written;
}

const report::Reporter* reporter_named(std::string_view name) {
    const auto all = report::reporters();
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto* each) { return each->name == name; });
    return found == all.end() ? nullptr : *found;
}

Exit give_up(std::string_view why, const Options& options, Io& io) {
    complain(io, why);
    report::Document document;
    document.failures = {std::string(why)};
    Exit exit = Exit::failed;
    for (const OutputChoice& output : options.outputs) {
        const report::Reporter* const reporter = reporter_named(output.format);
        if (!reporter || !reporter->status) continue;
        exit = static_cast<Exit>(reporter->status(document));
        const auto write = [&](std::ostream& out, bool) { reporter->write(document, {}, out); };
        if (!write_output(output.file, options, io, write))
            complain(io, fmt::format("cannot write {}", output.file));
    }
    return exit;
}

}  // namespace tlslint
