// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/expand.hpp"

#include "parsers/text/glob.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace tlslint {
namespace {

FileId add_file(Model& model, std::string printed, std::string deployed, std::string text) {
    const FileId file = model.sources.add(std::move(printed), std::move(deployed), std::move(text));
    model.trees.push_back(model.server->parse(model, file, model.sources[file].text()));
    return file;
}

// Walks the graph of includes depth first with a stack of its own: hostile files can nest as deep
// as they like.
class Expansion {
  public:
    Expansion(Model& model, const FileSystem& files, const ReadOptions& options,
              FindIncludes find_includes, const ExpandLimits& limits)
        : model_(model), files_(files), options_(options), find_includes_(find_includes),
          limits_(limits) {}

    void run() {
        total_bytes_ = model_.sources[model_.root].text().size();
        known_[model_.sources[model_.root].deployed_path()].file = model_.root;
        enter(model_.root);
        while (!stack_.empty()) {
            Frame& frame = stack_.back();
            if (frame.next == frame.requests.size()) {
                leave();
            } else if (!frame.resolved) {
                resolve(frame);
            } else if (frame.next_path < frame.paths.size()) {
                const std::string path = frame.paths[frame.next_path++];
                include(frame, path);  // may push a frame: `frame` is not used after this
            } else {
                finish_request(frame);
            }
        }
    }

  private:
    // What a file amounts to with every include in place.
    struct Extent {
        std::uint64_t statements = 0;
        std::size_t nesting = 0;
    };

    struct Frame {
        FileId file{};
        std::vector<IncludeRequest> requests;
        std::size_t next = 0;   // the request being worked on
        bool resolved = false;  // its paths are known
        std::vector<std::string> paths;
        std::size_t next_path = 0;
        Inclusion inclusion;  // of that request
        Extent extent;
    };

    void enter(FileId file) {
        Frame frame;
        frame.file = file;
        const SyntaxTree& tree = model_.tree(file);
        frame.extent = {tree.size(), tree.nesting()};
        frame.requests = find_includes_(model_, tree);
        stack_.push_back(std::move(frame));
        on_stack_.resize(model_.sources.size(), false);
        on_stack_[static_cast<std::size_t>(file)] = true;
    }

    void leave() {
        const FileId file = stack_.back().file;
        const Extent extent = stack_.back().extent;
        on_stack_[static_cast<std::size_t>(file)] = false;
        extents_[static_cast<std::uint32_t>(file)] = extent;
        stack_.pop_back();
        if (!stack_.empty()) take(stack_.back(), file, extent);
    }

    // A file is done: it goes into the place of the statement that named it.
    void take(Frame& frame, FileId file, const Extent& extent) {
        const std::size_t nesting = frame.requests[frame.next].nesting + extent.nesting;
        if (frame.extent.statements + extent.statements > limits_.statements) {
            return cut(frame, Inclusion::State::limit,
                       fmt::format("more than {} statements with all includes in place",
                                   limits_.statements));
        }
        if (nesting > limits_.nesting) {
            return cut(frame, Inclusion::State::limit,
                       fmt::format("blocks nest deeper than {} levels with all includes in place",
                                   limits_.nesting));
        }
        frame.extent.statements += extent.statements;
        frame.extent.nesting = std::max(frame.extent.nesting, nesting);
        frame.inclusion.files.push_back(file);
    }

    void cut(Frame& frame, Inclusion::State state, std::string detail) {
        frame.inclusion.state = state;
        frame.inclusion.detail = std::move(detail);
    }

    void resolve(Frame& frame) {
        const IncludeRequest& request = frame.requests[frame.next];
        frame.resolved = true;
        frame.paths.clear();
        frame.next_path = 0;
        frame.inclusion = Inclusion{.at = request.at, .deployed = request.path};
        if (!request.unresolved.empty())
            return cut(frame, Inclusion::State::skipped, request.unresolved);
        if (!options_.follow_includes)
            return cut(frame, Inclusion::State::skipped, "includes are not followed");
        if (!request.is_pattern) {
            frame.paths.push_back(request.path);
            return;
        }
        GlobResult found = glob(files_, request.path);
        if (!found.cut.empty()) cut(frame, Inclusion::State::limit, found.cut);
        frame.paths = std::move(found.paths);
        if (frame.paths.empty() && frame.inclusion.state == Inclusion::State::read) {
            cut(frame,
                options_.is_absent(request.path) ? Inclusion::State::absent
                                                 : Inclusion::State::empty,
                "");
        }
    }

    void finish_request(Frame& frame) {
        model_.add(frame.requests[frame.next].statement, std::move(frame.inclusion));
        ++frame.next;
        frame.resolved = false;
    }

    void include(Frame& frame, const std::string& path) {
        const Known& known = read(path);
        if (!known.error.empty()) {
            if (known.missing && options_.is_absent(files_.deployed(files_.printed(path)))) {
                return cut(frame, Inclusion::State::absent, "");
            }
            if (known.missing && frame.requests[frame.next].guessed) {
                return cut(frame, Inclusion::State::unknown,
                           "the directory that relative names start from is not known");
            }
            // A broken link that a pattern matched is as unreadable as a directory.
            const bool missing = known.missing && !frame.requests[frame.next].is_pattern;
            frame.inclusion.deployed = path;
            return cut(frame,
                       known.limit ? Inclusion::State::limit
                       : missing   ? Inclusion::State::missing
                                   : Inclusion::State::unreadable,
                       known.error);
        }
        const auto index = static_cast<std::size_t>(known.file);
        if (index < on_stack_.size() && on_stack_[index]) {
            frame.inclusion.deployed = path;
            return cut(frame, Inclusion::State::cycle, model_.sources[known.file].path());
        }
        if (const auto done = extents_.find(static_cast<std::uint32_t>(known.file));
            done != extents_.end()) {
            return take(frame, known.file, done->second);
        }
        if (stack_.size() > limits_.depth) {
            return cut(frame, Inclusion::State::limit,
                       fmt::format("more than {} files include each other", limits_.depth));
        }
        enter(known.file);
    }

    struct Known {
        FileId file{};
        std::string error;
        bool missing = false;
        bool limit = false;
    };

    // By where the file is meant to lie, so that two spellings of one path are one file.
    const Known& read(const std::string& path) {
        const std::string printed = files_.printed(path);
        const auto [place, is_new] = known_.try_emplace(files_.deployed(printed));
        Known& known = place->second;
        if (!is_new) return known;
        if (model_.sources.size() >= limits_.files) {
            known.error = fmt::format("more than {} files", limits_.files);
        } else if (total_bytes_ >= limits_.total_bytes) {
            known.error =
                fmt::format("more than {} MiB of configuration", limits_.total_bytes >> 20);
        }
        known.limit = !known.error.empty();
        if (!known.limit) {
            Result<std::string> text = files_.read(path, limits_.file_bytes);
            if (text) {
                total_bytes_ += text->size();
                known.file = add_file(model_, printed, place->first, std::move(*text));
                return known;
            }
            known.error = text.error();
            known.missing = files_.status(path).kind == FileStatus::Kind::missing;
        }
        if (!known.missing) model_.unreadable.push_back(printed);
        return known;
    }

    Model& model_;
    const FileSystem& files_;
    const ReadOptions& options_;
    FindIncludes find_includes_;
    ExpandLimits limits_;
    std::vector<Frame> stack_;
    std::vector<bool> on_stack_;                         // by FileId
    std::unordered_map<std::uint32_t, Extent> extents_;  // of the files that are done, by FileId
    std::unordered_map<std::string, Known> known_;       // by deployed path
    std::uint64_t total_bytes_ = 0;
};

}  // namespace

void add_root(Model& model, const FileSystem& files, const std::string& path, std::string text) {
    std::string printed = files.printed(path);
    std::string deployed = files.deployed(printed);
    model.root = add_file(model, std::move(printed), std::move(deployed), std::move(text));
    model.root_path = path;
}

void add_part(Model& model, const FileSystem& files, const std::string& path, std::string text) {
    std::string printed = files.printed(path);
    std::string deployed = files.deployed(printed);
    model.parts.push_back(
        add_file(model, std::move(printed), std::move(deployed), std::move(text)));
}

void expand(Model& model, const FileSystem& files, const ReadOptions& options,
            FindIncludes find_includes, const ExpandLimits& limits) {
    Expansion(model, files, options, find_includes, limits).run();
}

}  // namespace tlslint
