// SPDX-License-Identifier: Apache-2.0
#include "parsers/model/expand.hpp"

#include "parsers/model/included_files.hpp"
#include "parsers/text/glob.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace tlslint {
namespace {

// Walks the graph of includes depth first with a stack of its own: hostile files can nest as deep
// as they like.
class Expansion {
  public:
    Expansion(Model& model, const FileSystem& files, const ReadOptions& options,
              FindIncludes find_includes, const ExpandLimits& limits)
        : model_(model), files_(files), options_(options), find_includes_(find_includes),
          limits_(limits), known_(model, files, limits) {}

    void run() {
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
        const IncludedFiles::File& known = known_.read(path);
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

    Model& model_;
    const FileSystem& files_;
    const ReadOptions& options_;
    FindIncludes find_includes_;
    ExpandLimits limits_;
    std::vector<Frame> stack_;
    std::vector<bool> on_stack_;                         // by FileId
    std::unordered_map<std::uint32_t, Extent> extents_;  // of the files that are done, by FileId
    IncludedFiles known_;
};

}  // namespace

void expand(Model& model, const FileSystem& files, const ReadOptions& options,
            FindIncludes find_includes, const ExpandLimits& limits) {
    Expansion(model, files, options, find_includes, limits).run();
}

}  // namespace tlslint
