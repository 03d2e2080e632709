// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/trace.hpp"

#include "audit/fleet/codec.hpp"
#include "parsers/x509/library.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>

namespace tlslint::fleet {
namespace {

// One letter for each kind of question, by Asked::What; large ones for questions to the disk.
constexpr std::string_view letters = "shre";
constexpr std::string_view disk_letters = "SHRE";

// "r 1048576 /etc/nginx/nginx.conf"; a path may hold anything but NUL.
std::string line_of(const Asked& asked) {
    std::string line = fmt::format(
        "{} {} ", (asked.of_disk ? disk_letters : letters)[static_cast<std::size_t>(asked.what)],
        asked.limit);
    for (const char c : asked.path) {
        if (c == '\n') {
            line += "\\n";
        } else if (c == '\\') {
            line += "\\\\";
        } else {
            line += c;
        }
    }
    return line + "\n";
}

std::string path_in(std::string_view written) {
    std::string path;
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (written[i] != '\\' || i + 1 == written.size()) {
            path += written[i];
            continue;
        }
        ++i;
        path += written[i] == 'n' ? '\n' : written[i];
    }
    return path;
}

}  // namespace

Trace::Trace() : watch_([this](const Asked& asked) { add(asked); }) {}

void Trace::add(const Asked& asked) {
    std::string line = line_of(asked);
    if (!known_.insert(line).second) return;
    lines_ += line;
    sums_ += x509::text_of(x509::sha256(x509::bytes_of(asked.answer)));
}

std::string Trace::digest() const {
    return digest_of(lines_ + sums_);
}

void Trace::ask_again(const FileSystem& files, std::string_view lines) {
    const FileSystem disk = FileSystem::disk();
    for (std::size_t at = 0; at < lines.size();) {
        const std::size_t end = std::min(lines.find('\n', at), lines.size());
        const std::string_view line = lines.substr(at, end - at);
        at = end + 1;
        std::uint64_t limit = 0;
        const std::size_t blank = line.find(' ', 2);
        if (line.size() < 4 || blank == std::string_view::npos) continue;
        std::from_chars(line.data() + 2, line.data() + blank, limit);
        const std::string path = path_in(line.substr(blank + 1));
        const bool of_disk = disk_letters.find(line.front()) != std::string_view::npos;
        const FileSystem& asked = of_disk ? disk : files;
        switch (static_cast<Asked::What>((of_disk ? disk_letters : letters).find(line.front()))) {
        case Asked::What::status: static_cast<void>(asked.status(path)); break;
        case Asked::What::has: static_cast<void>(asked.has(path)); break;
        case Asked::What::read: static_cast<void>(asked.read(path, limit)); break;
        case Asked::What::entries: static_cast<void>(asked.entries(path, limit)); break;
        }
    }
}

std::string digest_of_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::string sums;
    std::string buffer(1U << 20U, '\0');
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0) {
        const std::string_view piece(buffer.data(), static_cast<std::size_t>(in.gcount()));
        sums += x509::text_of(x509::sha256(x509::bytes_of(piece)));
    }
    if (!in.eof()) return "";
    return digest_of(sums);
}

}  // namespace tlslint::fleet
