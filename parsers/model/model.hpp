// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/model/facts.hpp"
#include "parsers/model/remark.hpp"
#include "parsers/model/upstream.hpp"
#include "parsers/openssl/evaluate.hpp"
#include "parsers/syntax/directive.hpp"
#include "parsers/text/arena.hpp"
#include "parsers/text/source.hpp"

#include <deque>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tlslint {

struct Server;

/// What became of an include statement.
struct Inclusion {
    enum class State : std::uint8_t {
        read,        // all its files were
        missing,     // a literal name that does not exist
        unreadable,  // exists, cannot be read; also one of several files of a pattern
        empty,       // a pattern that matches nothing
        cycle,       // the file is being read already
        absent,      // the user says that it exists on the server only
        limit,       // cut by a limit of ours
        unknown,     // what the name stands for cannot be decided
        skipped      // includes are not followed in this run
    };
    Span at;  // the name as written
    State state = State::read;
    std::string deployed;       // the path or pattern that the server opens
    std::string detail;         // the system's words, the limit, …
    std::vector<FileId> files;  // in the server's order
};

/// How many endpoints a configuration may have; what comes after them is reported as not read.
inline constexpr std::size_t endpoint_limit = 100'000;

/// A configuration and everything that is known of it: its files, their trees, what they include,
/// and the endpoints that come out. Owns all of it; everything inside may be viewed as long as the
/// model lives. One thread at a time.
struct Model {
    explicit Model(const Server& of) : server(&of) {}
    Model(const Model&) = delete;
    Model& operator=(const Model&) = delete;

    const Server* server;
    Facts facts;
    Arena arena;
    SourceSet sources;
    std::deque<SyntaxTree> trees;  // by FileId
    FileId root{};                 // the file that was asked for
    std::vector<FileId> parts;     // further files that the server reads behind it, in their order
    std::string root_path;         // its path as the file system knows it
    std::string prefix;            // what relative paths in it are relative to, a deployed path
    bool prefix_guessed = false;   // a fragment does not say what that is
    /// The blocks that surround the root's statements where it is a fragment: {"http", "server"};
    /// empty for a whole configuration.
    std::vector<std::string_view> surroundings;
    std::vector<std::string> unreadable;  // deployed paths of files that could not be read
    std::deque<Endpoint> endpoints;       // in the order of the text
    std::unordered_map<std::string, int>
        ids;  // how often an endpoint's id was given, for the "#2" of a second one
    std::deque<Upstream> upstreams;               // TLS connections that the server opens itself
    std::deque<PlainPass> plain_passes;           // connections in clear
    std::vector<Remark> remarks;                  // in the order of the text
    std::optional<openssl::Evaluator> evaluator;  // what OpenSSL makes of cipher strings
    std::deque<FileReference>
        files;  // every file that a setting names, once per word that names it

    /// Files beside those with certificates whose issuers are wanted: where the missing one may be.
    struct Neighbour {
        std::string_view path;  // deployed
        const FileContents* contents;
    };
    std::deque<Neighbour> neighbours;
    /// Directories whose files the server hands out.
    struct PublicDirectory {
        std::string_view deployed;
        Span at;
    };
    std::deque<PublicDirectory> public_directories;

    [[nodiscard]] const SyntaxTree& tree(FileId file) const {
        return trees[static_cast<std::size_t>(file)];
    }
    [[nodiscard]] bool is_fragment() const { return !surroundings.empty(); }
    /// What became of a statement that includes files; nullptr for any other statement.
    [[nodiscard]] const Inclusion* inclusion(Directive directive) const {
        const auto found = inclusion_of.find(key(directive));
        return found == inclusion_of.end() ? nullptr : &inclusions[found->second];
    }
    void add(Directive directive, Inclusion inclusion) {
        inclusion_of.emplace(key(directive), inclusions.size());
        inclusions.push_back(std::move(inclusion));
    }
    std::deque<Inclusion> inclusions;  // in the order in which they were met

  private:
    static std::uint64_t key(Directive directive) {
        return (std::uint64_t{static_cast<std::uint32_t>(directive.tree().file())} << 32)
               | directive.index();
    }
    std::unordered_map<std::uint64_t, std::size_t> inclusion_of;
};

/// Calls `visit(directive)` for each statement of a block as the server meets them: an include
/// statement itself, then what it brings in. Blocks inside are the visitor's business. Recursion is
/// as deep as includes nest (bounded when they are read).
template <class Visit>
void for_each_statement(const Model& model, Block block, const Visit& visit) {
    for (const Directive directive : block) {
        visit(directive);
        const Inclusion* inclusion = model.inclusion(directive);
        if (!inclusion) continue;
        for (const FileId file : inclusion->files)
            for_each_statement(model, model.tree(file).directives(), visit);
    }
}

}  // namespace tlslint
