// SPDX-License-Identifier: Apache-2.0
// What holds of every model and judgement, whatever the input was.
#pragma once

#include "parsers/load.hpp"
#include "rules/engine/run.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace tlslint::fuzz {

/// The files of an input: the main one up to a byte 1, then further ones, each with its path in a
/// line and ended by a byte 1. Relative paths start from the main file's directory.
inline std::map<std::string, std::string> files_in(std::string_view input,
                                                   const std::string& main_path) {
    const std::string home = main_path.substr(0, main_path.rfind('/') + 1);
    std::map<std::string, std::string> files;
    files[main_path] = input.substr(0, input.find('\1'));
    input.remove_prefix(std::min(input.find('\1'), input.size()));
    while (!input.empty()) {
        input.remove_prefix(1);
        const std::string_view part = input.substr(0, input.find('\1'));
        input.remove_prefix(part.size());
        const std::size_t line = part.find('\n');
        if (line == std::string_view::npos) continue;
        std::string path(part.substr(0, line));
        if (!path.starts_with('/')) path = home + path;
        files.emplace(std::move(path), part.substr(line + 1));
    }
    return files;
}

/// One of the releases with each of OpenSSL's versions.
inline Facts facts_of(std::span<const std::string_view> releases, std::size_t choice) {
    Facts facts;
    facts.server_text = releases[choice % releases.size()];
    facts.server = parse_server_version(facts.server_text).value();
    facts.openssl = {openssl::versions[choice / releases.size() % openssl::versions.size()]};
    facts.library = openssl::upstream(facts.openssl.version);
    facts.security_level = facts.library.security_level;
    return facts;
}

inline void demand(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s\n", what);
    std::abort();
}

inline void check_bounds(const Model& model, Span span) {
    demand(static_cast<std::size_t>(span.file) < model.sources.size(), "a place in no file");
    demand(span.begin <= span.end && span.end <= model.sources[span.file].text().size(),
           "a place outside of its file");
}

// A place that is printed. (Words and statements are too many: counting lines would take most of
// the time.)
inline void check_span(const Model& model, Span span) {
    check_bounds(model, span);
    const SourceFile& file = model.sources[span.file];
    for (const std::uint32_t offset : {span.begin, span.end}) {
        const Position position = file.position(offset);
        const std::string_view line = file.line(position.line);
        const auto before = std::count(file.text().begin(), file.text().begin() + offset, '\n');
        demand(position.line == before + 1, "another line");
        demand(position.column >= 1 && position.column <= line.size() + 2,
               "a column outside of its line");  // at a line end, be it CR LF
    }
}

inline void check_origin(const Model& model, const Origin& origin) {
    demand(origin.kind != Origin::Kind::unset, "a setting that nobody filled in");
    demand(!origin.is_written() || !origin.trail.empty(), "a written value without a place");
    // Where another block decides and nobody wrote anything, it is that block's line.
    demand(origin.kind != Origin::Kind::server || origin.trail.size() < 2, "a default with places");
    demand(origin.is_known() || !origin.authority.empty(), "unknown without a reason");
    for (const Span span : origin.trail) check_bounds(model, span);
    for (const Span span : origin.words) check_bounds(model, span);
}

inline void check_endpoint(const Model& model, const Endpoint& endpoint) {
    demand(!endpoint.id.empty(), "an endpoint without a name");
    check_span(model, endpoint.at);
    check_span(model, endpoint.listen.at);
    check_origin(model, endpoint.listen.tls.origin);
    check_origin(model, endpoint.enabled_versions.origin);
    check_origin(model, endpoint.versions.origin);
    check_origin(model, endpoint.certificates.origin);
    check_origin(model, endpoint.rejects.origin);
    if (endpoint.layer == Endpoint::Layer::http) {
        check_origin(model, endpoint.hsts.origin);
        check_origin(model, endpoint.outer_hsts.origin);
    }
    for (const Path& path : endpoint.paths) {
        check_span(model, path.at);
        check_origin(model, path.hsts.origin);
        check_origin(model, path.outer_hsts.origin);
    }
}

inline void check_judgement(const Model& model, const Judgement& judgement) {
    for (const Finding& finding : judgement.findings) {
        demand(finding.rule != nullptr && !finding.message.empty(), "a finding of nothing");
        check_span(model, finding.at);
        for (const RelatedPlace& place : finding.related) check_span(model, place.at);
    }
    for (const Undecided& question : judgement.undecided) check_span(model, question.at);
}

}  // namespace tlslint::fuzz
