// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/model.hpp"
#include "parsers/model/setting.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tlslint::nginx {

/// A block with all its statements, includes in place, and the block around it. nginx merges
/// settings from the outer block inwards once everything is read, so the order of blocks does not
/// matter, only their nesting.
class Scope {
  public:
    Scope(const Model& model, const Scope* outer, Block block);

    [[nodiscard]] const Scope* outer() const { return outer_; }
    /// The blocks in it, in order.
    [[nodiscard]] const std::vector<Directive>& blocks() const { return blocks_; }
    /// Everything else in it, include statements left out.
    [[nodiscard]] const std::vector<Directive>& settings() const { return settings_; }
    /// All of them, blocks and others, in order.
    [[nodiscard]] std::vector<Directive> in_order() const;
    /// Statements outside of what was read may set anything: the block belongs to a fragment.
    [[nodiscard]] bool is_open() const { return open_ || (outer_ && outer_->is_open()); }
    void open() { open_ = true; }
    /// What an include brings in could not be read, here or further out: anything may be written
    /// there.
    [[nodiscard]] bool has_gaps() const { return gaps_ || (outer_ && outer_->has_gaps()); }
    [[nodiscard]] bool has_own_gaps() const { return gaps_; }

    /// The first statement by which another module than ngx_http_headers may set the HSTS header.
    [[nodiscard]] const std::optional<Directive>& other_header_source() const {
        return other_header_source_;
    }
    /// The settings of that name in this block alone. Cheap however large the block is: ten
    /// thousand servers ask the http block around them.
    [[nodiscard]] std::vector<Directive> own(std::string_view name) const;
    /// The `upstream` block of that name, in whatever case, in this block alone; cheap as well.
    [[nodiscard]] std::optional<Directive> group(std::string_view name) const;

  private:
    const Model* model_;
    Block block_;
    const Scope* outer_;
    std::vector<Directive> blocks_;
    std::vector<Directive> settings_;
    std::vector<std::string_view> names_;  // of the settings
    std::unordered_map<std::string_view, std::vector<Directive>>
        by_name_;                                        // filled for large blocks only
    std::unordered_map<std::string, Directive> groups_;  // by name in lower case
    std::optional<Directive> other_header_source_;
    bool open_ = false;
    bool gaps_ = false;
};

/// Whether what the statement includes is not there to be read.
bool leaves_gap(const Model& model, Directive directive);

/// The statements that decide a setting: those of the nearest block that has any.
struct Deciding {
    std::vector<Directive> statements;
    const Scope* scope = nullptr;  // where they stand; nullptr if nothing is written
    bool inherited = false;
    bool behind_gap = false;  // a file that could not be included may say otherwise
    explicit operator bool() const { return scope != nullptr; }
    /// For settings given once: nginx refuses a second one.
    [[nodiscard]] Directive one() const { return statements.back(); }
};
Deciding deciding(const Scope& scope, std::string_view name);

/// An on/off setting; nothing for other values and where nothing is written.
std::optional<bool> flag(const Deciding& written);

/// The origin of a value made by these statements.
Origin origin_of(Arena& arena, const Deciding& written);
/// The origin of a value that no statement supplies: the server's default or, in a fragment,
/// unknown.
Origin default_origin(const Scope& scope, std::string_view authority);

}  // namespace tlslint::nginx
