// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/haproxy/environment.hpp"
#include "parsers/haproxy/tls_words.hpp"
#include "parsers/model/model.hpp"

#include <optional>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace tlslint::haproxy {

/// Remarks about lines, for whoever walks over them in their order.
class Notes {
  public:
    explicit Notes(Model& model) : model_(model), environment_(model.facts) {}

    /// Any line that is in force, or perhaps in force.
    void line(Directive line, bool in_global);
    /// `.if` or `.elif`, where it is evaluated.
    void condition(Directive line);

    /// A global section begins: what it says twice is said in one breath.
    void enter_global() { said_here_.clear(); }
    void global_line(Directive line);
    /// A line that speaks TLS: what global says behind it comes too late.
    void bind(const TlsWords& words, const TlsWords& around);
    void server(const TlsWords& words);
    /// global's options, after each line of them.
    void options(TlsWords& words);
    void default_server(const TlsWords& words, Span line);
    /// A section of a name that another has. `clash`: HAProxy refuses that.
    void same_name(Directive section, std::string_view other, Span at);
    void literal(const Said& said);
    void add(Remark remark) { model_.remarks.push_back(remark); }

  private:
    void late(Directive line);
    void variables(const Word& word);
    void again(Directive line);
    void words(const TlsWords& words);
    void floor(const TlsWords& words, const TlsWords& around);

    Model& model_;
    Environment environment_;
    std::optional<Span> first_bind_, first_server_;  // that speak TLS
    std::unordered_set<std::string_view> said_in_time_;
    std::unordered_map<std::string_view, Directive> said_here_;
};

}  // namespace tlslint::haproxy
