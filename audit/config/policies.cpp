// SPDX-License-Identifier: Apache-2.0
#include "audit/config/policies.hpp"

#include "audit/config/toml_table.hpp"
#include "parsers/text/files.hpp"
#include "parsers/text/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <tuple>

namespace tlslint::config {
namespace {

constexpr int most_bases = 8;  // policies that extend each other

/// Reads the words of a policy, and complains of those it does not know.
class Reader {
  public:
    explicit Reader(TomlFilePtr file) : root_(std::move(file)) {}

    Result<Policy> run(const std::string& file_name) {
        read_head(file_name);
        read_versions();
        read_suites();
        read_groups();
        read_sizes();
        read_rest();
        root_.finish();
        if (root_.problems().empty()) return std::move(policy_);
        std::string all;
        for (const TomlProblem& problem : root_.problems())
            all += (all.empty() ? "" : "\n") + in_words(problem);
        return Error{all};
    }

  private:
    void read_head(const std::string& file_name) {
        const std::string name = root_.text("name").value_or(file_name);
        const auto version = root_.text("version");
        policy_.name = version ? fmt::format("{}@{}", name, *version) : name;
        policy_.title = root_.text("title").value_or(name);
        policy_.publisher = root_.text("publisher").value_or("");
        policy_.date = root_.text("date").value_or("");
        policy_.status = root_.text("status").value_or("");
        policy_.sources = root_.texts("sources").value_or(std::vector<std::string>());
        policy_.unverified = root_.texts("unverified").value_or(std::vector<std::string>());
        root_.text("extends");
    }

    template <class T, class Parse>
    std::vector<T> list(TomlTable& table, std::string_view key, std::string_view what,
                        const Parse& parse) {
        std::vector<T> items;
        const auto words = table.texts(key);
        for (std::size_t i = 0; words && i < words->size(); ++i) {
            if (const auto item = parse((*words)[i]))
                items.push_back(*item);
            else
                table.complain_of(key, i, fmt::format("there is no {} {}", what, (*words)[i]));
        }
        return items;
    }

    openssl::ProtocolSet versions(TomlTable& table, std::string_view key) {
        openssl::ProtocolSet set;
        for (const openssl::Protocol version :
             list<openssl::Protocol>(table, key, "version", openssl::parse_protocol))
            set.insert(version);
        return set;
    }

    std::vector<const openssl::Suite*> suites(TomlTable& table, std::string_view key) {
        using Found = std::optional<const openssl::Suite*>;
        return list<const openssl::Suite*>(
            table, key, "cipher suite", [](std::string_view word) -> Found {
                const openssl::Suite* suite = openssl::find_iana(word);
                if (!suite) suite = openssl::find_openssl(word);
                return suite ? Found(suite) : std::nullopt;
            });
    }

    std::vector<const openssl::Group*> groups(TomlTable& table, std::string_view key) {
        using Found = std::optional<const openssl::Group*>;
        return list<const openssl::Group*>(table, key, "group", [](std::string_view word) -> Found {
            const openssl::Group* const group = openssl::find_group_anywhere(word);
            return group ? Found(group) : std::nullopt;
        });
    }

    /// One of a few words; the first where none is given.
    template <class T>
    T choice(TomlTable& table, std::string_view key,
             std::initializer_list<std::pair<std::string_view, T>> choices) {
        const auto word = table.text(key);
        if (!word) return choices.begin()->second;
        std::string known;
        for (const auto& [name, value] : choices) {
            if (name == *word) return value;
            known += fmt::format("{}{}", known.empty() ? "" : ", ", name);
        }
        table.complain(key, fmt::format("{}: expected one of {}", key, known));
        return choices.begin()->second;
    }

    int number(TomlTable& table, std::string_view key) {
        constexpr std::int64_t most = 1'000'000;
        return static_cast<int>(table.number(key, 0, most).value_or(0));
    }

    void read_versions() {
        auto table = root_.table("versions");
        if (!table) return;
        policy_.versions = versions(*table, "allow");
        policy_.forbidden_versions = versions(*table, "forbid");
        policy_.required_versions = versions(*table, "require");
        policy_.recommended_versions = versions(*table, "recommend");
        policy_.tls13_required_since = table->text("tls13_required_since").value_or("");
        table->finish();
    }

    SuiteCriteria criteria(TomlTable& table, std::string_view key) {
        SuiteCriteria criteria;
        auto inner = table.table(key);
        if (!inner) return criteria;
        const auto by_name = [](auto last, auto none) {
            return [last, none](std::string_view word) {
                for (auto value = none; value <= last;
                     value = static_cast<decltype(value)>(static_cast<int>(value) + 1)) {
                    if (openssl::name(value) == word) return std::optional(value);
                }
                return std::optional<decltype(none)>();
            };
        };
        criteria.key_exchange = list<openssl::KeyExchange>(
            *inner, "key_exchange", "key exchange",
            by_name(openssl::KeyExchange::any, openssl::KeyExchange::none));
        criteria.encryption = list<openssl::Encryption>(
            *inner, "encryption", "encryption",
            by_name(openssl::Encryption::magma_mgm, openssl::Encryption::none));
        criteria.below_bits = number(*inner, "below_bits");
        criteria.exported = inner->flag("export").value_or(false);
        criteria.anonymous = inner->flag("anonymous").value_or(false);
        inner->finish();
        return criteria;
    }

    SuiteClause suite_clause(std::string_view key) {
        SuiteClause clause;
        auto table = root_.table(key);
        if (!table) return clause;
        using Mode = SuiteClause::Mode;
        clause.mode = choice<Mode>(*table, "mode",
                                   {{"any", Mode::any},
                                    {"allow", Mode::allow},
                                    {"forbid", Mode::forbid},
                                    {"criteria", Mode::criteria}});
        clause.allow = suites(*table, "allow");
        clause.tolerate = suites(*table, "tolerate");
        clause.forbid = suites(*table, "forbid");
        clause.recommend = suites(*table, "recommend");
        clause.listed_order = choice<bool>(*table, "order", {{"any", false}, {"listed", true}});
        clause.server_preference = table->flag("server_preference");
        clause.must_not = criteria(*table, "must_not");
        clause.should_not = criteria(*table, "should_not");
        table->finish();
        return clause;
    }

    void read_suites() {
        policy_.suites = suite_clause("suites");
        policy_.suites13 = suite_clause("suites13");
    }

    void read_groups() {
        auto table = root_.table("groups");
        if (!table) return;
        GroupClause& clause = policy_.groups;
        using Mode = GroupClause::Mode;
        clause.mode = choice<Mode>(*table, "mode",
                                   {{"any", Mode::any},
                                    {"allow", Mode::allow},
                                    {"require_any", Mode::require_any},
                                    {"criteria", Mode::criteria}});
        clause.allow = groups(*table, "allow");
        clause.require_any = groups(*table, "require_any");
        clause.require = groups(*table, "require");
        clause.recommend = groups(*table, "recommend");
        clause.forbid = groups(*table, "forbid");
        clause.min_bits = number(*table, "min_bits");
        table->finish();
    }

    void read_sizes() {
        auto table = root_.table("keys");
        if (!table) return;
        policy_.rsa_min_bits = number(*table, "rsa_min_bits");
        policy_.ec_min_bits = number(*table, "ec_min_bits");
        policy_.dh_min_bits = number(*table, "dh_min_bits");
        table->finish();
    }

    void read_rest() {
        if (auto table = root_.table("certificate")) {
            const std::vector<std::string> none;
            policy_.certificate_types = table->texts("types").value_or(none);
            policy_.certificate_curves = table->texts("curves").value_or(none);
            policy_.certificate_signatures = table->texts("signatures").value_or(none);
            policy_.forbidden_hashes = table->texts("forbid_hash").value_or(none);
            policy_.min_hash = table->text("hash_min").value_or("");
            policy_.max_certificate_days = number(*table, "max_days");
            policy_.recommended_certificate_days = number(*table, "recommended_days");
            table->finish();
        }
        if (auto table = root_.table("hsts")) {
            constexpr std::int64_t century = 100LL * 365 * 86400;
            if (const auto seconds = table->number("min_age", 0, century))
                policy_.hsts_seconds = *seconds;
            table->finish();
        }
        if (auto table = root_.table("stapling")) {
            using Staple = Policy::Staple;
            policy_.staple = choice<Staple>(*table, "mode",
                                            {{"unspecified", Staple::unspecified},
                                             {"recommended", Staple::recommended},
                                             {"required", Staple::required}});
            table->finish();
        }
        if (auto table = root_.table("tickets")) {
            policy_.ticket_key_days = number(*table, "max_key_age_days");
            table->finish();
        }
        if (auto table = root_.table("early_data")) {
            policy_.early_data = table->flag("allowed");
            table->finish();
        }
        for (TomlTable& note : root_.tables("note")) {
            policy_.notes.push_back({note.text("id").value_or(""), note.text("text").value_or("")});
            note.finish();
        }
    }

    TomlTable root_;
    Policy policy_;
};

/// Numbers in names count as such: "5.8" is older than "5.10".
bool older(std::string_view a, std::string_view b) {
    while (!a.empty() && !b.empty()) {
        const auto digits = [](std::string_view text) {
            return std::min(text.find_first_not_of("0123456789"), text.size());
        };
        const std::size_t in_a = digits(a), in_b = digits(b);
        if (in_a > 0 && in_b > 0) {
            const std::string_view number_a = a.substr(0, in_a), number_b = b.substr(0, in_b);
            if (number_a != number_b) return std::pair(in_a, number_a) < std::pair(in_b, number_b);
            a.remove_prefix(in_a);
            b.remove_prefix(in_b);
        } else {
            if (a.front() != b.front()) return a.front() < b.front();
            a.remove_prefix(1);
            b.remove_prefix(1);
        }
    }
    return a.size() < b.size();
}

std::string_view version_of(const Policy& policy) {
    return std::string_view(policy.name).substr(policy.family().size());
}

std::string directory_of_file(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? "" : path.substr(0, slash + 1);
}

bool is_file_name(std::string_view name) {
    return name.ends_with(".toml");
}

Result<std::string> read_own(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) return Error{path + ": cannot be read"};
    constexpr std::size_t most = (1 << 20) + 1;  // parse_toml refuses more
    std::string text(most, '\0');
    in.read(text.data(), static_cast<std::streamsize>(most));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (in.bad()) return Error{path + ": cannot be read"};
    return text;
}

const BuiltInPolicy* find_built_in(std::string_view name);

/// The file with everything that it extends below it.
Result<TomlFilePtr> parse_with_bases(const std::string& name, std::string_view text, int depth) {
    Result<TomlFilePtr> own = parse_toml(name, text);
    if (!own) return own;
    TomlTable table(*own);
    const auto base = table.text("extends");
    if (!base) return own;
    const auto refuse = [&](std::string_view why) {
        TomlProblem problem = table.place_of("extends");
        problem.message = fmt::format("extends: {}", why);
        return Error{in_words(problem)};
    };
    if (depth == most_bases) return refuse("policies that extend each other");
    Result<TomlFilePtr> under = Error{""};
    if (is_file_name(*base)) {
        const std::string path = base->starts_with('/') ? *base : directory_of_file(name) + *base;
        const Result<std::string> other = read_own(path);
        if (!other) return refuse(other.error());
        under = parse_with_bases(path, *other, depth + 1);
    } else {
        const BuiltInPolicy* const built_in = find_built_in(*base);
        if (!built_in) return refuse(fmt::format("there is no policy {}", *base));
        under = parse_with_bases(std::string(built_in->file) + ".toml", built_in->text, depth + 1);
    }
    if (!under) return under;
    return merged(**under, **own);
}

std::string stem_of(const std::string& path) {
    std::string stem = path.substr(path.rfind('/') + 1);
    if (is_file_name(stem)) stem.resize(stem.size() - std::string_view(".toml").size());
    return stem;
}

Policy built_in(const BuiltInPolicy& from) {
    Result<Policy> policy = read_policy(std::string(from.file) + ".toml", from.text);
    if (!policy) throw std::logic_error(policy.error());  // a test reads all of them
    return std::move(*policy);
}

/// The newest of a family.
const BuiltInPolicy* newest_of(std::string_view family) {
    std::vector<const BuiltInPolicy*> likely;
    for (const BuiltInPolicy& policy : built_in_policies()) {
        if (policy.file.starts_with(family)) likely.push_back(&policy);
    }
    std::sort(likely.begin(), likely.end(), [](const BuiltInPolicy* a, const BuiltInPolicy* b) {
        return older(b->file, a->file);
    });
    // The text decides; the fewer are parsed at each start, the better.
    const auto found = std::find_if(likely.begin(), likely.end(), [&](const BuiltInPolicy* each) {
        return built_in(*each).family() == family;
    });
    return found == likely.end() ? nullptr : *found;
}

/// The file name says family and version, or the family alone where there is one version.
const BuiltInPolicy* find_built_in(std::string_view name) {
    const std::size_t at = name.find('@');
    std::string file(name);
    if (at != std::string_view::npos) file[at] = '-';
    for (const BuiltInPolicy& policy : built_in_policies()) {
        if (policy.file == file) return &policy;
        // "rfc9325@2022-11" is rfc9325.toml, whose text says the version.
        if (at != std::string_view::npos && policy.file == name.substr(0, at)
            && built_in(policy).name == name)
            return &policy;
    }
    return at == std::string_view::npos ? newest_of(name) : nullptr;
}

}  // namespace

Result<Policy> read_policy(const std::string& name, std::string_view text) {
    const Result<TomlFilePtr> file = parse_with_bases(name, text, 0);
    if (!file) return Error{file.error()};
    return Reader(*file).run(stem_of(name));
}

const Policy& standard_policy() {
    static const Policy policy = [] {
        Policy newest = built_in(*find_built_in("mozilla-intermediate"));
        // Half a year is what everybody agrees on; more is for those who chose to follow Mozilla.
        newest.hsts_seconds = Policy().hsts_seconds;
        return newest;
    }();
    return policy;
}

Result<Policy> find_policy(const std::string& name) {
    Result<Policy> policy = Error{""};
    if (is_file_name(name)) {
        const Result<std::string> text = read_own(name);
        if (!text) return Error{text.error()};
        policy = read_policy(name, *text);
    } else if (const BuiltInPolicy* const found = find_built_in(name)) {
        policy = built_in(*found);
    } else {
        Nearest nearest(name);
        std::string likely;
        for (const Policy& other : all_policies()) {
            for (const std::string_view candidate : {other.family(), std::string_view(other.name)})
                if (nearest.offer(candidate)) likely = candidate;
        }
        return Error{likely.empty()
                         ? fmt::format("there is no policy {} (tlslint policies lists them)", name)
                         : fmt::format("there is no policy {}; did you mean {}?", name, likely)};
    }
    if (policy) policy->chosen = true;
    return policy;
}

std::vector<Policy> all_policies() {
    std::vector<Policy> policies;
    for (const BuiltInPolicy& each : built_in_policies()) policies.push_back(built_in(each));
    std::stable_sort(policies.begin(), policies.end(), [](const Policy& a, const Policy& b) {
        if (a.family() != b.family()) return a.family() < b.family();
        return older(version_of(b), version_of(a));
    });
    return policies;
}

}  // namespace tlslint::config
