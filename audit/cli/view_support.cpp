// SPDX-License-Identifier: Apache-2.0
#include "audit/cli/view_support.hpp"

#include "audit/report/escape_support.hpp"
#include "parsers/text/ascii.hpp"
#include "parsers/text/nearest.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

namespace tlslint {
namespace {

// "*.example.org" and ".example.org" cover what ends so, "www.example.*" what begins so.
bool covers(std::string_view pattern, std::string_view host) {
    if (pattern.starts_with('.') && equal_ignoring_case(pattern.substr(1), host)) return true;
    if (pattern.starts_with("*.")) pattern.remove_prefix(1);
    if (pattern.starts_with('.'))
        return host.size() > pattern.size()
               && equal_ignoring_case(host.substr(host.size() - pattern.size()), pattern);
    if (!pattern.ends_with(".*")) return false;
    pattern.remove_suffix(1);
    return host.size() > pattern.size()
           && equal_ignoring_case(host.substr(0, pattern.size()), pattern);
}

// Ids begin alike: a few letters of one are no choice.
bool begins(std::string_view id, std::string_view name) {
    return name.find(':') != std::string_view::npos && id.starts_with(name);
}

bool has_name(const Endpoint& endpoint, std::string_view name) {
    return begins(endpoint.id, name)
           || std::any_of(endpoint.names.begin(), endpoint.names.end(), [&](std::string_view own) {
                  return equal_ignoring_case(own, name) || covers(own, name);
              });
}

std::string nobody(const std::vector<std::unique_ptr<Model>>& models, std::string_view name) {
    Nearest nearest(name);
    std::string_view like;
    const auto offer = [&](std::string_view candidate) {
        if (nearest.offer(candidate)) like = candidate;
    };
    for (const auto& model : models) {
        for (const Endpoint& endpoint : model->endpoints) {
            std::for_each(endpoint.names.begin(), endpoint.names.end(), offer);
            offer(endpoint.id);
        }
    }
    std::string text =
        fmt::format("--select {}: no endpoint has this name", report::printable(name));
    if (!like.empty()) text += fmt::format("; did you mean {}?", report::printable(like));
    return text;
}

}  // namespace

Result<std::vector<View>> view(const std::vector<std::unique_ptr<Model>>& models,
                               std::span<const std::string> names) {
    std::vector<View> views;
    std::vector<bool> used(names.size(), names.empty());
    const auto wanted = [&](const auto& has) {
        bool any = names.empty();
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (!has(names[i])) continue;
            any = true;
            used[i] = true;
        }
        return any;
    };
    for (const auto& model : models) {
        View& shown = views.emplace_back(View{model.get(), {}, {}});
        std::unordered_set<const Endpoint*> chosen;
        for (const Endpoint& endpoint : model->endpoints) {
            if (!wanted([&](const std::string& name) { return has_name(endpoint, name); }))
                continue;
            shown.endpoints.push_back(&endpoint);
            chosen.insert(&endpoint);
        }
        for (const Upstream& upstream : model->upstreams) {
            const bool of_chosen =
                std::any_of(upstream.of.begin(), upstream.of.end(),
                            [&](const Endpoint* endpoint) { return chosen.contains(endpoint); });
            if (of_chosen
                || wanted([&](const std::string& name) { return begins(upstream.id, name); }))
                shown.upstreams.push_back(&upstream);
        }
    }
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (!used[i]) return Error{nobody(models, names[i])};
    }
    return views;
}

}  // namespace tlslint
