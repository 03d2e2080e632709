// SPDX-License-Identifier: Apache-2.0
#include "audit/baseline.hpp"

#include "audit/report/json_support.hpp"
#include "audit/report/secret_support.hpp"
#include "rules/engine/ignores.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <tuple>

namespace tlslint {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr std::uintmax_t most_bytes = 256ULL << 20;

fs::path directory_of(const std::string& path) {
    return fs::absolute(path).lexically_normal().parent_path();
}

std::string text_in(const Json& json, const char* key) {
    const auto found = json.find(key);
    return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// What is wrong with an entry, or "".
std::string read_entry(const Json& json,
                       std::map<std::string, Baseline::Entry, std::less<>>& into) {
    if (!json.is_object()) return "is no object";
    const std::string fingerprint = text_in(json, "fingerprint");
    if (fingerprint.empty()) return "has no fingerprint";
    Baseline::Entry entry;
    entry.rule = text_in(json, "rule");
    entry.file = text_in(json, "file");
    entry.message = text_in(json, "message");
    entry.reason = text_in(json, "reason");
    if (const auto until = json.find("until"); until != json.end() && !until->is_null()) {
        entry.until = parse_day(text_in(json, "until"));
        if (!entry.until) return fmt::format("says until {}, which is no day", until->dump());
    }
    into.insert_or_assign(fingerprint, std::move(entry));
    return "";
}

}  // namespace

Result<Baseline> Baseline::read(const std::string& path) {
    std::error_code error;
    if (!fs::is_regular_file(path, error)) return Error{path + ": cannot be read"};
    if (fs::file_size(path, error) > most_bytes)
        return Error{path + ": larger than 256 MiB (a limit of tlslint)"};
    std::ifstream in(path, std::ios::binary);
    const Json json = Json::parse(in, nullptr, false);
    const auto findings = json.is_object() ? json.find("findings") : json.end();
    if (!json.is_object() || json.value("schema_version", Json()) != 1 || findings == json.end()
        || !findings->is_array())
        return Error{path + ": is no baseline; --write-baseline makes one"};
    Baseline baseline(path);
    std::size_t number = 0;
    for (const Json& entry : *findings) {
        ++number;
        if (const std::string wrong = read_entry(entry, baseline.entries_); !wrong.empty())
            return Error{fmt::format("{}: entry {} {}", path, number, wrong)};
    }
    return baseline;
}

Rare<report::Suppression> Baseline::find(const report::Item& item, std::chrono::sys_seconds now) {
    auto found = entries_.find(item.fingerprint);
    if (found == entries_.end()) {
        if (!takes_all_) return {};
        Entry entry{.rule = item.rule->name, .file = "", .message = item.message};
        if (item.place) entry.file = relative(item.place->file);
        found = entries_.emplace(item.fingerprint, std::move(entry)).first;
    }
    Entry& entry = found->second;
    entry.met = true;
    if (entry.until && now >= *entry.until + std::chrono::days(1)) return {};
    report::Suppression suppression{.kind = "baseline", .reason = entry.reason};
    if (entry.until) suppression.until = in_words(*entry.until);
    return suppression;
}

std::vector<const Baseline::Entry*> Baseline::stale(const Covers& covers) const {
    std::vector<const Entry*> stale;
    for (const auto& [fingerprint, entry] : entries_) {
        if (!entry.met && covers(file_of(entry), entry.rule)) stale.push_back(&entry);
    }
    std::sort(stale.begin(), stale.end(), [](const Entry* a, const Entry* b) {
        return std::tie(a->file, a->rule, a->message) < std::tie(b->file, b->rule, b->message);
    });
    return stale;
}

void Baseline::drop_stale(const Covers& covers) {
    std::erase_if(entries_, [&](const auto& entry) {
        return !entry.second.met && covers(file_of(entry.second), entry.second.rule);
    });
}

std::string Baseline::relative(const std::string& file) const {
    const fs::path path = fs::absolute(file).lexically_normal();
    return path.lexically_relative(directory_of(path_)).generic_string();
}

std::string Baseline::file_of(const Entry& entry) const {
    if (entry.file.empty()) return "";
    const fs::path path = (directory_of(path_) / entry.file).lexically_normal();
    return path.lexically_proximate(fs::current_path()).generic_string();
}

Baseline Baseline::moved_to(const std::string& path) const {
    Baseline moved(path);
    moved.entries_ = entries_;
    for (auto& [fingerprint, entry] : moved.entries_) {
        if (!entry.file.empty()) entry.file = moved.relative(file_of(entry));
    }
    return moved;
}

std::string Baseline::text() const {
    using Row = std::pair<const std::string*, const Entry*>;
    std::vector<Row> rows;
    for (const auto& [fingerprint, entry] : entries_) rows.emplace_back(&fingerprint, &entry);
    std::sort(rows.begin(), rows.end(), [](const Row& a, const Row& b) {
        return std::tie(a.second->file, a.second->rule, a.second->message, *a.first)
               < std::tie(b.second->file, b.second->rule, b.second->message, *b.first);
    });
    std::string text = "{\"schema_version\":1,\"findings\":[";
    const char* separator = "\n";
    for (const auto& [fingerprint, entry] : rows) {
        Json json{{"fingerprint", *fingerprint},
                  {"rule", entry->rule},
                  {"file", entry->file},
                  {"message", report::without_secrets(entry->message)}};
        if (!entry->reason.empty()) json["reason"] = entry->reason;
        if (entry->until) json["until"] = in_words(*entry->until);
        text += separator
                + report::harmless_json(json.dump(-1, ' ', false, Json::error_handler_t::replace));
        separator = ",\n";
    }
    return text + "\n]}\n";
}

}  // namespace tlslint
