// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/model/endpoint.hpp"
#include "parsers/model/model.hpp"
#include "rules/engine/report.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace tlslint {

/// error: connections fail, the server refuses to start, or a known attack applies. warning:
/// against current guidance, or it will fail. info: worth knowing.
enum class Severity : std::uint8_t { info, warning, error };
std::string_view name(Severity severity);

/// The nine reasons for which handshakes fail (spec.md 1), numbered as there; `none` for what
/// breaks no handshake.
enum class Cause : std::uint8_t {
    none,
    certificate_validity,
    name_mismatch,
    version_mismatch,
    weak_ciphers,
    untrusted_authority,
    revoked,
    misconfiguration,
    outdated_client,
    network
};
/// "version-mismatch"; "" for none.
std::string_view name(Cause cause);

struct Reference {
    std::string_view title;
    std::string_view url;
};

/// A few names or sources, written in braces.
template <class T, std::size_t most>
struct List {
    std::array<T, most> items{};
    std::size_t size = 0;
    constexpr List() = default;
    constexpr List(std::initializer_list<T> given) {
        for (const T& item : given) items.at(size++) = item;
    }
    [[nodiscard]] constexpr auto begin() const { return items.begin(); }
    [[nodiscard]] constexpr auto end() const {
        return items.begin() + static_cast<std::ptrdiff_t>(size);
    }
    [[nodiscard]] constexpr bool empty() const { return size == 0; }
};

/// One question about a configuration, asked by one file under `rules/`. Exactly one of the three
/// checks is set: `check_endpoint` where one endpoint answers it, `check_model` where several or
/// the files themselves do, `check_tree` where a single statement does.
struct Rule {
    std::string_view name;  // "category/what-is-wrong"
    Severity severity;      // unless a policy or the user says otherwise
    List<std::string_view, 4>
        servers;  // those whose configuration it can judge; "live": observed endpoints
    Cause cause = Cause::none;
    std::string_view summary;  // what is wrong, as a headline
    std::string_view why;      // why that matters, in a sentence or two
    std::string_view remedy;   // what to do
    List<Reference, 4> references;
    std::string_view since;      // version of tlslint
    std::string_view bad, good;  // an example of each, in the words of the first server
    void (*check_endpoint)(const Endpoint& endpoint, Report& report) = nullptr;
    void (*check_model)(const Model& model, Report& report) = nullptr;
    void (*check_tree)(Directive directive, Report& report) = nullptr;
};

/// Whether a rule's metadata is complete: a compile error where it is not (TLSLINT_RULE).
consteval bool is_complete(const Rule& rule) {
    const int checks =
        (rule.check_endpoint ? 1 : 0) + (rule.check_model ? 1 : 0) + (rule.check_tree ? 1 : 0);
    return rule.name.find('/') != std::string_view::npos && !rule.servers.empty()
           && !rule.summary.empty() && !rule.why.empty() && !rule.remedy.empty()
           && !rule.references.empty() && !rule.since.empty() && !rule.bad.empty()
           && !rule.good.empty() && checks == 1;
}

/// Publishes the rule to the generated table, which looks for it in a namespace named after its
/// file.
#define TLSLINT_RULE(rule)                                                                         \
    static_assert(::tlslint::is_complete(rule),                                                    \
                  "a rule needs all its metadata and exactly one check");                          \
    extern const ::tlslint::Rule published;                                                        \
    const ::tlslint::Rule published = rule

namespace rules {
/// Every rule, by name. Generated from the file names.
std::span<const Rule* const> all();
/// By name; nullptr if there is none.
const Rule* find(std::string_view name);
/// The rule whose name is most like it, for "did you mean"; nullptr if none is close.
const Rule* nearest(std::string_view name);
}  // namespace rules

}  // namespace tlslint
