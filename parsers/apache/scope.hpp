// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/apache/configuration.hpp"
#include "parsers/model/setting.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tlslint::apache {

/// What an undecided condition does to what stands in it (section 2.5 of the reference).
enum class Standing : std::uint8_t {
    certain,  // there is none
    assumed,  // a module that a fragment does not load: its directives are meant to be in force
    perhaps,  // only the server can say
    absent,   // the alternative to a module that is assumed
};
Standing standing(const Condition* condition);

/// The directives directly inside a section or outside of all, by name, and the scope around it.
/// Servers are merged once everything is read: the order of sections does not matter.
class Scope {
  public:
    Scope(const Model& model, const Configuration& configuration, const Statement* section,
          const Scope* outer);

    [[nodiscard]] const Scope* outer() const { return outer_; }
    [[nodiscard]] const Statement* section() const { return section_; }
    [[nodiscard]] const Model& model() const { return *model_; }
    [[nodiscard]] const Configuration& configuration() const { return *configuration_; }
    /// In order, sections too; without those that are absent.
    [[nodiscard]] const std::vector<const Statement*>& statements() const { return statements_; }
    /// The same without virtual hosts, of which there may be thousands.
    [[nodiscard]] const std::vector<const Statement*>& common() const {
        return common_.empty() ? statements_ : common_;
    }
    /// The sections among them, without virtual hosts.
    [[nodiscard]] const std::vector<const Statement*>& sections() const { return sections_; }
    /// Those of one name in this scope alone, in order.
    [[nodiscard]] std::span<const Statement* const> own(std::string_view name) const;
    /// Directives outside of what was read may set anything.
    [[nodiscard]] bool is_open() const { return model_->is_fragment(); }
    /// What an Include brings in could not be read, here or further out.
    [[nodiscard]] bool has_gaps() const { return gaps_ || (outer_ && outer_->has_gaps()); }
    [[nodiscard]] bool has_own_gaps() const { return gaps_; }

  private:
    const Model* model_;
    const Configuration* configuration_;
    const Statement* section_;
    const Scope* outer_;
    std::vector<const Statement*> statements_, sections_;
    std::vector<const Statement*> common_;   // empty: there are no virtual hosts among them
    std::vector<const Statement*> by_name_;  // sorted, those of one name in their order
    bool gaps_ = false;
};

/// Whether a statement stands in a section, however deep; in none of them (nullptr): outside of
/// every <VirtualHost>.
bool stands_in(const Statement& statement, const Statement* section);

/// The statement that decides a setting: the last one of the nearest scope that has any.
struct Deciding {
    const Statement* statement = nullptr;
    bool inherited = false;
    bool behind_gap = false;  // a file that could not be included may say otherwise
    explicit operator bool() const { return statement != nullptr; }
    /// Its first word; "" where there is none.
    [[nodiscard]] std::string_view value() const {
        return statement && !statement->args.empty() ? statement->args.front().text
                                                     : std::string_view();
    }
};
Deciding deciding(const Scope& scope, std::string_view name);
/// The same where `accepts` picks among the statements of that name.
template <class Accepts>
Deciding deciding(const Scope& scope, std::string_view name, const Accepts& accepts) {
    bool gap = false;
    for (const Scope* at = &scope; at; at = at->outer()) {
        const auto own = at->own(name);
        for (auto one = own.rbegin(); one != own.rend(); ++one) {
            if (accepts(**one)) return {*one, at != &scope, gap};
        }
        gap = gap || at->has_own_gaps();
    }
    return {};
}

/// Whether a word holds a variable that nothing here gives a value: `open`, or one that stays as it
/// is written unless the server's environment has it.
bool holds_variable(const Argument& word);

/// A directive of kind FLAG: its first word counts, in any case; nothing for others.
std::optional<bool> flag(const Statement& statement);
std::optional<bool> flag(const Deciding& written);

/// The origin of a value that a statement supplies, by all its words.
Origin origin_of(Arena& arena, const Deciding& written);
/// The origin of a value that no statement supplies: httpd's default or, where statements may stand
/// elsewhere, unknown.
Origin default_origin(const Scope& scope, std::string_view authority);

}  // namespace tlslint::apache
