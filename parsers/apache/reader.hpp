// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/condition.hpp"
#include "parsers/apache/configuration.hpp"
#include "parsers/apache/layout.hpp"
#include "parsers/apache/macros.hpp"
#include "parsers/apache/variables.hpp"
#include "parsers/model/included_files.hpp"

#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace tlslint::apache {

/// One pass over a configuration in the order in which httpd reads it. Nothing of what it finds
/// reaches the model before `commit`, but for the files themselves.
class Reader {
  public:
    /// `is_open`: what the configuration does not say may be said elsewhere.
    Reader(Model& model, const FileSystem& files, const ReadOptions& options, const Layout& layout,
           const Variables::Environment& environment, IncludedFiles& included, bool is_open);

    void run();
    /// A module was loaded by a statement.
    [[nodiscard]] bool loads_modules() const { return loads_modules_; }
    /// Hands over what was found.
    Configuration commit();

  private:
    // Where a statement stands.
    struct Place {
        const Statement* section = nullptr;
        const Condition* condition = nullptr;
        const MacroUse* use = nullptr;
        const Bindings* bindings = nullptr;
        std::size_t sections = 0;  // around it
        std::size_t depth = 0;     // of everything: files, macros, conditions
    };
    // A statement's line with its macros' parameters and its variables replaced.
    struct Text {
        Directive directive;
        Line line;
        std::string_view name;  // in lower case, without '<'
        std::string_view written;
        std::string_view raw;  // arguments; a section's with its '>'
        std::span<const Argument> args;
        bool closed = true;  // a section's last '>' is there
    };

    void walk(Block block, const Place& place);
    void visit(Directive directive, const Place& place);
    Text text_of(Directive directive, const Place& place);
    void split(Text& text, std::size_t rest, bool section);
    std::string_view interned(std::string_view name);
    bool read_phase(const Text& text, const Place& place);
    void emit(const Text& text, const Place& place);

    void condition(const Text& text, const Place& place);
    static bool matters(Block block);
    void note_dead(const Text& text, const Condition& condition);
    Truth evaluate(const Text& text, Condition& condition);
    Truth file_exists(std::string_view name) const;
    [[nodiscard]] Truth is_directive(std::string_view name, bool section) const;
    void check_end(const Text& text, Truth truth);

    void include(const Text& text, const Place& place, bool optional);
    void include_file(const Text& text, const Place& place, const std::string& path, bool optional,
                      Inclusion& inclusion);
    void finish(const Text& text, const Place& place, Inclusion inclusion);
    void define(const Text& text, const Place& place);
    void load_module(const Text& text, const Place& place);
    void server_root(const Text& text);
    void define_macro(const Text& text, const Place& place);
    void use_macro(const Text& text, const Place& place);

    void read_access_files();
    void read_access_file(const Statement* server, std::string_view directory,
                          std::span<const Argument> names, unsigned overrides);
    [[nodiscard]] bool may_stand_in_access_file(const Text& text, unsigned overrides) const;

    void mark(Directive directive, const Place& place);
    void problem(Problem::Kind kind, Span at, std::string message);
    [[nodiscard]] std::string place_of(Span at) const;
    [[nodiscard]] bool stopped(Span at);

    Model& model_;
    const FileSystem& files_;
    const ReadOptions& options_;
    IncludedFiles& included_;
    ExpandLimits limits_;
    std::string root_;
    bool root_guessed_;
    std::string moved_from_;  // ServerRoot as it is said, where what is there lies below `root_`
    Variables variables_;
    Configuration configuration_;
    std::map<std::string, Macro, std::less<>> macros_;
    std::vector<std::string> macros_in_use_;
    std::map<FileId, int> on_stack_;
    const AccessFile* access_ = nullptr;        // that is being read
    std::map<std::string, bool> access_files_;  // path -> whether there is one
    bool loads_modules_ = false;
    bool recursion_met_ = false;
    std::uint64_t visited_ = 0;
    std::deque<Bindings> bindings_;
    std::vector<std::pair<Directive, Inclusion>> inclusions_;
    std::set<std::tuple<FileId, std::uint32_t, Inclusion::State, std::string>>
        said_;  // what they are; a file may be read more than once
    std::map<FileId, std::vector<Truth>> active_;
    std::map<FileId, std::vector<Problem>> problems_;
    std::map<std::string, std::string_view, std::less<>> names_;  // written -> in lower case
};

}  // namespace tlslint::apache
