// SPDX-License-Identifier: Apache-2.0
#include "parsers/haproxy/acl.hpp"

#include <algorithm>
#include <string>

namespace tlslint::haproxy {
namespace {

using Texts = std::span<const std::string_view>;

Truth truth_of(bool value) {
    return value ? Truth::yes : Truth::no;
}

// A criterion and the values it is compared with: "ssl_fc", "dst_port eq 443".
Truth matches(Texts words, const Listen& listen) {
    if (words.empty()) return Truth::unknown;
    const std::string_view what = words[0];
    const Texts values = words.subspan(1);
    if (what == "always_true" && values.empty()) return Truth::yes;
    if (what == "always_false" && values.empty()) return Truth::no;
    if (what == "ssl_fc") {
        const bool wanted = values.empty() || values[0] == "1" || values[0] == "true";
        const bool simple = values.empty() || (values.size() == 1 && (wanted || values[0] == "0"));
        return simple && listen.tls.origin.is_known() ? truth_of(listen.tls.value == wanted)
                                                      : Truth::unknown;
    }
    if (what == "dst_port" && listen.port != 0) {
        Texts ports = values;
        if (!ports.empty() && (ports[0] == "eq" || ports[0] == "-m")) ports = ports.subspan(1);
        const bool plain = std::all_of(ports.begin(), ports.end(), [](std::string_view port) {
            return !port.empty() && port.find_first_not_of("0123456789") == std::string_view::npos;
        });
        if (!plain || ports.empty()) return Truth::unknown;
        const std::string own = std::to_string(listen.port);
        return truth_of(std::find(ports.begin(), ports.end(), own) != ports.end());
    }
    return Truth::unknown;
}

Truth named(std::string_view name, const Acls& acls, const Listen& listen) {
    if (name == "TRUE") return Truth::yes;
    if (name == "FALSE") return Truth::no;
    const auto found = acls.find(name);
    if (found == acls.end()) return Truth::unknown;
    Truth result = Truth::no;  // lines of one name are alternatives
    for (const auto& words : found->second) result = either(result, matches(words, listen));
    return result;
}

}  // namespace

Truth both(Truth a, Truth b) {
    if (a == Truth::no || b == Truth::no) return Truth::no;
    return a == Truth::yes && b == Truth::yes ? Truth::yes : Truth::unknown;
}
Truth either(Truth a, Truth b) {
    return negated(both(negated(a), negated(b)));
}
Truth negated(Truth truth) {
    if (truth == Truth::unknown) return truth;
    return truth == Truth::yes ? Truth::no : Truth::yes;
}

Truth holds(Texts condition, const Acls& acls, const Listen& listen) {
    if (condition.empty()) return Truth::yes;
    const bool unless = condition[0] == "unless";
    if (!unless && condition[0] != "if") return Truth::unknown;
    Truth any = Truth::no, all = Truth::yes;
    bool negate = false;
    for (std::size_t i = 1; i < condition.size(); ++i) {
        std::string_view word = condition[i];
        if (word == "or" || word == "||" || word == "OR") {
            any = either(any, all);
            all = Truth::yes;
            continue;
        }
        while (word.starts_with('!')) {
            negate = !negate;
            word.remove_prefix(1);
        }
        if (word.empty()) continue;
        Truth term;
        if (word == "{") {
            const std::size_t first = i + 1;
            while (i < condition.size() && condition[i] != "}") ++i;
            term = matches(condition.subspan(first, i > first ? i - first : 0), listen);
        } else {
            term = named(word, acls, listen);
        }
        all = both(all, negate ? negated(term) : term);
        negate = false;
    }
    any = either(any, all);
    return unless ? negated(any) : any;
}

}  // namespace tlslint::haproxy
