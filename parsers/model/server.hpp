// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/text/files.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlslint {

/// How the user wants a configuration read. Paths are deployed paths unless said otherwise.
struct ReadOptions {
    std::string prefix;  // "" for the server's own
    std::vector<std::string>
        context;  // what surrounds a fragment; empty: worked out from its statements
    std::vector<std::string> absent;   // patterns of paths that exist on the server only
    std::vector<std::string> defines;  // what the command line defines (-D): NAME or NAME=VALUE
    bool follow_includes = true;
    bool files_elsewhere =
        false;  // certificates and the like lie on another machine, as for a dump

    /// A deployed path is said to exist on the server only.
    [[nodiscard]] bool is_absent(std::string_view deployed) const;
};

/// How sure a server is that a file is its own.
enum class Likeness : std::uint8_t { no, perhaps, fragment, main };

/// One file in a dump of a whole configuration. Views the dump.
struct DumpedFile {
    std::string_view path;  // on the machine that the dump comes from
    std::string_view text;
};

/// How a file goes together with others where no file names another: the command line does.
enum class Share : std::uint8_t {
    whole,        // can stand alone
    beginning,    // says what holds for all, and serves nothing
    continuation  // goes on with what another has begun
};

/// One web server that tlslint understands: a folder of `parsers/` that defines one constant named
/// after itself.
struct Server {
    std::string_view name;
    /// The blocks that may surround a fragment.
    std::span<const std::string_view> blocks;
    /// Judges by name and contents.
    Likeness (*recognise)(std::string_view path, std::string_view text);
    /// The directory that belongs to a main file: what lies below it is part of its configuration
    /// or, if nothing includes it, not in force. Null: the file's own.
    std::string_view (*home)(std::string_view main_path) = nullptr;
    /// The files of a dump that the server prints of its whole configuration, the main one first;
    /// none for any other text, and for servers that print none.
    std::vector<DumpedFile> (*split_dump)(std::string_view text);
    /// One file's text to its tree, as the version that the model assumes reads it. The tree views
    /// `text`, a file of the model's.
    SyntaxTree (*parse)(const Model& model, FileId file, std::string_view text);
    /// Reads the root's includes into the model, within the limits of `load.hpp`.
    void (*expand)(Model& model, const FileSystem& files, const ReadOptions& options);
    /// Trees to endpoints.
    void (*interpret)(Model& model, const FileSystem& files, const ReadOptions& options);
    /// nullptr for a server whose files include each other.
    Share (*share)(std::string_view text) = nullptr;
    /// The files that the machine's start of the server names, where the path is one of them: in
    /// their order, with itself. nullptr as above.
    std::vector<std::string> (*started_with)(const FileSystem& files,
                                             std::string_view path) = nullptr;
};

namespace servers {
/// Every server, generated from the folders.
std::span<const Server* const> all();
/// By name; nullptr if there is none.
const Server* find(std::string_view name);
}  // namespace servers

}  // namespace tlslint
