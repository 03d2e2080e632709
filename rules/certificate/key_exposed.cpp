// SPDX-License-Identifier: Apache-2.0
#include "rules/engine/rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace tlslint::rules::certificate {
namespace {

constexpr std::uint32_t others_may_read = 0004;

const Model::PublicDirectory* public_directory(const FileReference& key, const Model& model) {
    const auto is_around = [&](const Model::PublicDirectory& directory) {
        std::string_view path = directory.deployed;
        while (path.ends_with('/')) path.remove_suffix(1);
        return !path.empty() && key.deployed.starts_with(path)
               && key.deployed.substr(path.size()).starts_with('/');
    };
    const auto& all = model.public_directories;
    const auto found = std::find_if(all.begin(), all.end(), is_around);
    return found == all.end() ? nullptr : &*found;
}

void check(const Model& model, Report& report) {
    for (const FileReference& key : model.files) {
        if (key.use != FileUse::key || !key.opened || !key.is_there()) continue;
        if ((key.mode & others_may_read) != 0)
            report.at(key.at, fmt::format("key {} can be read by everyone (mode {:04o})",
                                          key.written, key.mode));
        if (const auto* const directory = public_directory(key, model))
            report
                .at(key.at, fmt::format("key {} lies below the document root {}", key.written,
                                        directory->deployed))
                .related(directory->at, "the document root");
        if (key.tracked) report.at(key.at, fmt::format("key {} is tracked by git", key.written));
    }
}

constexpr Rule rule{
    .name = "certificate/key-exposed",
    .severity = Severity::error,
    .servers = {"nginx", "haproxy"},
    .cause = Cause::misconfiguration,
    .summary = "A private key is within reach of others",
    .why = "Whoever has the key can pose as the server and, without forward secrecy, read what "
           "was recorded.",
    .remedy = "Replace certificate and key, since this one may be known; keep the new key out of "
              "document roots and repositories, mode 0600 or 0640.",
    .references =
        {{"NIST SP 800-57 part 1, 8.1.5", "https://csrc.nist.gov/pubs/sp/800/57/pt1/r5/final"},
         {"CA/Browser Forum Baseline Requirements",
          "https://cabforum.org/working-groups/server/baseline-requirements/requirements/"}},
    .since = "0.1",
    .bad = "ssl_certificate_key /var/www/html/site.key;",
    .good = "ssl_certificate_key /etc/ssl/private/site.key;",
    .check_model = check,
};

}  // namespace
TLSLINT_RULE(key_exposed, rule);
}  // namespace tlslint::rules::certificate
