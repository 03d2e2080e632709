// SPDX-License-Identifier: Apache-2.0
#include "audit/drift/compare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tlslint::drift {
namespace {

// Who answers "/", and with what setting.
template <class T>
struct AtRoot {
    const Setting<T>* setting = nullptr;  // null: cannot be told
    Answerer answerer = Answerer::files;
};

bool is_root(std::string_view match) {
    return match == "/" || match == "= /" || match == "^~ /";
}
bool is_pattern(std::string_view match) {
    return match.find('~') != match.npos && match != "^~ /";
}

template <class T, class Same>
AtRoot<T> at_root(const Endpoint& endpoint, Setting<T> Endpoint::*own, Setting<T> Path::*of_path,
                  const Same& same) {
    const Setting<T>& outer = endpoint.*own;
    const auto& paths = endpoint.paths;
    const Path* root = nullptr;
    for (const Path& path : paths) {
        if (is_root(path.match) && (!root || path.match.front() == '=')) root = &path;
    }
    const bool has_pattern = std::any_of(paths.begin(), paths.end(),
                                         [](const Path& path) { return is_pattern(path.match); });
    // A file that "/" stands for may be answered by another block than "= /".
    const bool moves_on = root && root->match.front() == '=' && root->answerer == Answerer::files;
    if (root && !has_pattern && !moves_on) return {&(root->*of_path), root->answerer};
    const bool all_same = std::all_of(paths.begin(), paths.end(), [&](const Path& path) {
        return (path.*of_path).origin.is_known() && same((path.*of_path).value, outer.value);
    });
    if (!all_same || !outer.origin.is_known()) return {};
    const bool any_foreign = std::any_of(paths.begin(), paths.end(), [](const Path& path) {
        return path.answerer == Answerer::upstream || path.answerer == Answerer::script;
    });
    return {&outer, any_foreign ? Answerer::upstream : endpoint.answerer};
}

std::string in_words(const Hsts& hsts) {
    if (!hsts.sent) return "none";
    return fmt::format("max-age={}{}{}", hsts.max_age,
                       hsts.include_subdomains ? "; includeSubDomains" : "",
                       hsts.preload ? "; preload" : "");
}
bool same_policy(const Hsts& a, const Hsts& b) {
    return a.sent == b.sent
           && (!a.sent
               || (a.max_age == b.max_age && a.include_subdomains == b.include_subdomains
                   && a.preload == b.preload));
}

// An application or the server behind may add headers and redirects of its own.
bool is_foreign(Answerer answerer) {
    return answerer == Answerer::upstream || answerer == Answerer::script;
}

std::string in_words(const Redirect& redirect) {
    return redirect.status == 0 ? "none" : fmt::format("{} {}", redirect.status, redirect.target);
}

}  // namespace

void compare_answers(const Sides& sides, Comparison& result) {
    if (!sides.facts.http) return;
    const Endpoint& endpoint = *sides.visit.endpoint;
    const auto [setting, answerer] = at_root(endpoint, &Endpoint::hsts, &Path::hsts, same_policy);
    if (!setting || !setting->origin.is_known()) {
        result.doubts.push_back({"live/drift-http",
                                 setting ? &setting->origin : &endpoint.hsts.origin,
                                 "which block answers for / is not known"});
        return;
    }
    const live::ObservedHttp& seen = *sides.facts.http;
    const Hsts& wanted = setting->value;
    std::string message;
    if (wanted.sent) {
        const bool has_it =
            std::any_of(seen.all_hsts.begin(), seen.all_hsts.end(),
                        [&](const Hsts& each) { return same_policy(each, wanted); });
        const bool is_plain_success = seen.status >= 200 && seen.status < 300;
        if (has_it || (seen.all_hsts.empty() && !is_plain_success && !wanted.always)) return;
        message = seen.all_hsts.empty() ? "sends no Strict-Transport-Security"
                                        : "sends another Strict-Transport-Security";
    } else {
        if (!seen.hsts || is_foreign(answerer)) return;
        message = "sends Strict-Transport-Security, which is not configured";
    }
    result.differences.push_back({"live/drift-http", setting->origin, message, in_words(wanted),
                                  seen.hsts ? in_words(*seen.hsts) : "none"});
}

void compare_redirect(const Sides& sides, Comparison& result) {
    if (!sides.facts.plain) return;
    const Endpoint& endpoint = *sides.visit.endpoint;
    const auto [setting, answerer] = at_root(
        endpoint, &Endpoint::redirect, &Path::redirect, [](const Redirect& a, const Redirect& b) {
            return a.status == b.status && a.target == b.target;
        });
    if (!setting || !setting->origin.is_known() || is_foreign(answerer)) return;
    const live::ObservedPlain& seen = *sides.facts.plain;
    const Redirect& wanted = setting->value;
    const bool is_same = wanted.status == 0
                             ? !seen.redirects_to_https
                             : seen.redirects_to_https && seen.status == wanted.status;
    if (is_same) return;
    const std::string message =
        wanted.status == 0        ? "plain HTTP is redirected to https, which is not configured"
        : seen.redirects_to_https ? "plain HTTP is redirected to https with another status"
                                  : "plain HTTP is not redirected to https";
    result.differences.push_back(
        {"live/drift-http", setting->origin, message, in_words(wanted),
         fmt::format("{}{}{}", seen.status, seen.location.empty() ? "" : " ", seen.location)});
}

}  // namespace tlslint::drift
