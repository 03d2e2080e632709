// SPDX-License-Identifier: Apache-2.0
#include "audit/config/target.hpp"
#include "parsers/model/facts.hpp"
#include "parsers/openssl/versions.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

namespace tlslint::config {
namespace {

constexpr std::uint64_t release_limit = 1ULL << 20;
constexpr std::uint64_t database_limit = 64ULL << 20;
constexpr std::uint64_t package_limit = 1ULL << 20;  // one of distroless's files
constexpr std::size_t package_files_limit = 1000;
constexpr std::uint64_t short_row = 4096;  // of SQLite, with a package's name or a table's SQL
constexpr std::uint64_t header_limit = 16ULL << 20;  // of rpm

// Packages that hold a program or OpenSSL's library in any distribution, the likeliest first: the
// names of metapackages come after those of what they stand for, old libraries after new ones.
struct Packages {
    std::string_view of;
    std::array<std::string_view, 6> names;
};
constexpr Packages packages[] = {
    {"nginx", {"nginx-core", "nginx-light", "nginx-full", "nginx-extras", "nginx"}},
    {"apache", {"apache2-bin", "httpd-core", "apache2", "httpd"}},
    {"haproxy", {"haproxy"}},
    {"openssl", {"libssl3t64", "libssl3", "libssl1.1", "openssl-libs", "openssl"}},
};

// "1.22.1" of "1:1.22.1-9+deb12u2", "1.1.1w" of "1.1.1w-0+deb11u1".
std::string_view upstream_part(std::string_view version) {
    if (const auto epoch = version.find(':'); epoch != std::string_view::npos) {
        version.remove_prefix(epoch + 1);
    }
    return version.substr(0, version.find_first_of("-+~"));
}

bool is_plain(std::string_view word) {
    return !word.empty() && word.size() <= 40 && std::all_of(word.begin(), word.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9')
               || c == '.' || c == '_' || c == '-';
    });
}

// The best of the packages that a database offers.
class Search {
  public:
    explicit Search(std::string_view of) {
        const auto* const found = std::find_if(std::begin(packages), std::end(packages),
                                               [&](const Packages& p) { return p.of == of; });
        if (found != std::end(packages)) names_ = found->names;
    }

    [[nodiscard]] bool wants(std::string_view name) const { return rank(name) < best_; }
    void offer(std::string_view name, std::string_view version) {
        version = upstream_part(version);
        if (!wants(name) || !is_plain(version)) return;
        best_ = rank(name);
        version_ = version;
    }
    [[nodiscard]] const std::string& version() const { return version_; }

  private:
    [[nodiscard]] std::size_t rank(std::string_view name) const {
        if (name.empty()) return names_.size();
        return static_cast<std::size_t>(std::find(names_.begin(), names_.end(), name)
                                        - names_.begin());
    }

    std::array<std::string_view, 6> names_{};
    std::size_t best_ = std::tuple_size_v<decltype(names_)>;
    std::string version_;
};

struct Searches {
    Search server;
    Search openssl;

    [[nodiscard]] bool wants(std::string_view name) const {
        return server.wants(name) || openssl.wants(name);
    }
    void offer(std::string_view name, std::string_view version) {
        server.offer(name, version);
        openssl.offer(name, version);
    }
    [[nodiscard]] bool found() const {
        return !server.version().empty() || !openssl.version().empty();
    }
};

// --- databases of paragraphs: dpkg and apk

std::string_view line_at(std::string_view text, std::size_t begin) {
    return text.substr(begin, std::min(text.find('\n', begin), text.size()) - begin);
}

// The value of a line "NAMEvalue"; the last one counts, as in a shell's assignments.
std::string_view value_of(std::string_view text, std::string_view name) {
    std::string_view value;
    while (!text.empty()) {
        const std::string_view line = line_at(text, 0);
        if (line.starts_with(name)) value = line.substr(name.size());
        text.remove_prefix(std::min(line.size() + 1, text.size()));
    }
    return value;
}

struct Fields {
    std::string_view package;
    std::string_view version;
    std::string_view status;  // "" where all that is listed is there
};
constexpr Fields dpkg_fields{"Package: ", "Version: ", "Status: "};
constexpr Fields apk_fields{"P:", "V:", ""};

// dpkg-query(1), Status: of these only a configuration is left, or less.
bool is_gone(std::string_view status) {
    return status.ends_with(" config-files") || status.ends_with(" not-installed")
           || status.ends_with(" half-installed");
}

// Field names start lines (what continues a value is indented), and a package's name comes first
// in its paragraph, so that only wanted packages are looked at line by line: a status file may have
// ten megabytes, and find() passes over them at some gigabytes a second (string_view's, by memchr;
// std::search with one of its searchers takes ten times as long).
void search_paragraphs(std::string_view database, const Fields& fields, Searches& searches) {
    for (std::size_t at = 0; (at = database.find(fields.package, at)) != std::string_view::npos;) {
        const bool starts_line = at == 0 || database[at - 1] == '\n';
        at += fields.package.size();
        if (!starts_line) continue;
        const std::string_view name = line_at(database, at);
        if (!searches.wants(name)) continue;
        const std::size_t end = std::min(database.find("\n\n", at), database.size());
        const std::string_view paragraph = database.substr(at, end - at);
        if (!fields.status.empty() && is_gone(value_of(paragraph, fields.status))) continue;
        searches.offer(name, value_of(paragraph, fields.version));
    }
}

void search_dpkg(const FileSystem& files, Searches& searches) {
    if (const auto status = files.read("/var/lib/dpkg/status", database_limit)) {
        search_paragraphs(*status, dpkg_fields, searches);
    }
    // Distroless images have a file for each package instead.
    const std::string directory = "/var/lib/dpkg/status.d";
    const auto names = files.list(directory, package_files_limit);
    if (!names) return;
    for (const std::string& name : *names) {
        if (name.ends_with(".md5sums")) continue;
        if (const auto package = files.read(directory + '/' + name, package_limit)) {
            search_paragraphs(*package, dpkg_fields, searches);
        }
    }
}

void search_apk(const FileSystem& files, Searches& searches) {
    for (const std::string_view path : {"/lib/apk/db/installed", "/usr/lib/apk/db/installed"}) {
        if (const auto installed = files.read(path, database_limit)) {
            return search_paragraphs(*installed, apk_fields, searches);
        }
    }
}

// --- rpm's database of RHEL 9 and later: headers in SQLite

std::uint64_t big_endian(std::string_view bytes) {
    std::uint64_t number = 0;
    for (const char c : bytes.substr(0, 8)) number = number << 8 | static_cast<unsigned char>(c);
    return number;
}

// Takes numbers from the front; past the end they are 0.
class Reader {
  public:
    explicit Reader(std::string_view bytes) : bytes_(bytes) {}
    [[nodiscard]] std::string_view take(std::uint64_t size) {
        const std::string_view taken = bytes_.substr(0, size);
        bytes_.remove_prefix(taken.size());
        return taken.size() == size ? taken : std::string_view{};
    }
    [[nodiscard]] std::uint64_t fixed(std::size_t size) { return big_endian(take(size)); }
    /// SQLite's varint: seven bits a byte, the ninth byte whole.
    [[nodiscard]] std::uint64_t varint() {
        std::uint64_t number = 0;
        for (int i = 0; i < 8; ++i) {
            const std::uint64_t byte = fixed(1);
            number = number << 7 | (byte & 0x7f);
            if (byte < 0x80) return number;
        }
        return number << 8 | fixed(1);
    }
    [[nodiscard]] std::string_view rest() const { return bytes_; }

  private:
    std::string_view bytes_;
};

// Reads tables of an SQLite database (sqlite.org/fileformat2.html) whose bytes are not trusted:
// every page and length is checked, no page of a tree is entered twice, rows are counted. What is
// still in a write-ahead log is not seen; rpm empties it when it closes the database.
class Database {
  public:
    struct Row {
        std::uint64_t id = 0;
        std::uint64_t size = 0;
        std::string_view rest_of_page;  // starts with the row's bytes
    };

    explicit Database(std::string_view bytes) : bytes_(bytes) {
        using namespace std::string_view_literals;
        if (bytes.size() < 100 || !bytes.starts_with("SQLite format 3\0"sv)) return;
        page_size_ = big_endian(bytes.substr(16, 2));
        if (page_size_ == 1) page_size_ = 65536;
        const std::uint64_t reserved = big_endian(bytes.substr(20, 1));
        usable_ = page_size_ < 512 || reserved > page_size_ - 480 ? 0 : page_size_ - reserved;
    }

    // The rows of the b-tree that starts at a page.
    [[nodiscard]] std::vector<Row> rows(std::uint64_t root) const {
        constexpr std::size_t rows_limit = 100'000;
        std::vector<Row> found;
        std::vector<std::uint64_t> pages;
        std::vector<bool> seen(page_count() + 1);
        const auto enter = [&](std::uint64_t number) {
            if (number == 0 || number > page_count() || seen[number]) return;
            seen[number] = true;
            pages.push_back(number);
        };
        enter(root);
        while (!pages.empty() && found.size() < rows_limit) {
            const std::uint64_t number = pages.back();
            pages.pop_back();
            const std::string_view page = page_of(number);
            Reader header(page.substr(number == 1 ? 100 : 0));
            const std::uint64_t kind = header.fixed(1);
            if (kind != inner_page && kind != leaf_page) continue;
            (void)header.take(2);
            const std::uint64_t cells = std::min(header.fixed(2), usable_ / 2);
            (void)header.take(3);
            if (kind == inner_page) enter(header.fixed(4));
            for (std::uint64_t i = 0; i < cells && found.size() < rows_limit; ++i) {
                Reader cell(page.substr(std::min<std::uint64_t>(header.fixed(2), page.size())));
                if (kind == inner_page) {
                    enter(cell.fixed(4));
                } else {
                    const std::uint64_t size = cell.varint();
                    const std::uint64_t id = cell.varint();
                    found.push_back({id, size, cell.rest()});
                }
            }
        }
        return found;
    }

    // A row's bytes, collected from its overflow pages; empty if they make no sense or are more
    // than `limit`.
    [[nodiscard]] std::string content(const Row& row, std::uint64_t limit) const {
        if (row.size > limit) return {};
        Reader cell(row.rest_of_page);
        const std::uint64_t most = usable_ - 35;
        if (row.size <= most) return std::string(cell.take(row.size));
        const std::uint64_t least = (usable_ - 12) * 32 / 255 - 23;
        const std::uint64_t fit = least + (row.size - least) % (usable_ - 4);
        std::string content(cell.take(fit <= most ? fit : least));
        for (std::uint64_t next = cell.fixed(4); content.size() < row.size;) {
            if (next == 0 || next > page_count()) return {};
            Reader page(page_of(next));
            next = page.fixed(4);
            content += page.take(std::min<std::uint64_t>(usable_ - 4, row.size - content.size()));
        }
        return content;
    }

    // The columns of a row's bytes; numbers stay big-endian bytes.
    [[nodiscard]] static std::vector<std::string_view> columns(std::string_view content) {
        Reader types(content);
        const std::uint64_t header = types.varint();
        Reader values(content.substr(std::min<std::uint64_t>(header, content.size())));
        std::vector<std::string_view> columns;
        constexpr std::size_t columns_limit = 16;
        while (content.size() - types.rest().size() < header && !types.rest().empty()
               && columns.size() < columns_limit) {
            const std::uint64_t type = types.varint();
            constexpr std::array<std::uint8_t, 12> sizes{0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
            if (type == 9) {
                columns.emplace_back("\1");
            } else {
                columns.push_back(values.take(type < sizes.size() ? sizes[type] : (type - 12) / 2));
            }
        }
        return columns;
    }

    // The rows of a table; page 1 lists them: type, name, table's name, first page, SQL.
    [[nodiscard]] std::vector<Row> table(std::string_view name) const {
        for (const Row& row : rows(1)) {
            const std::string text = content(row, short_row);
            const std::vector<std::string_view> entry = columns(text);
            if (entry.size() >= 4 && entry[0] == "table" && entry[1] == name) {
                return rows(big_endian(entry[3]));
            }
        }
        return {};
    }

  private:
    static constexpr std::uint64_t inner_page = 5;
    static constexpr std::uint64_t leaf_page = 13;

    [[nodiscard]] std::uint64_t page_count() const {
        return usable_ == 0 ? 0 : bytes_.size() / page_size_;
    }
    [[nodiscard]] std::string_view page_of(std::uint64_t number) const {
        return bytes_.substr((number - 1) * page_size_, usable_);
    }

    std::string_view bytes_;
    std::uint64_t page_size_ = 0;
    std::uint64_t usable_ = 0;  // of a page; 0 if this is no database
};

// A header is the numbers of its entries and bytes, entries of (tag, type, offset, count), and the
// bytes (rpm.org, "RPM V4 Package header format").
std::string_view version_in(std::string_view header) {
    constexpr std::uint64_t version_tag = 1001;
    constexpr std::uint64_t string_type = 6;
    Reader entries(header);
    const std::uint64_t count = entries.fixed(4);
    (void)entries.fixed(4);
    if (count > header.size() / 16) return {};
    const std::string_view bytes =
        header.substr(std::min<std::uint64_t>(8 + 16 * count, header.size()));
    for (std::uint64_t i = 0; i < count; ++i) {
        const std::uint64_t tag = entries.fixed(4);
        const std::uint64_t type = entries.fixed(4);
        const std::uint64_t offset = entries.fixed(4);
        (void)entries.fixed(4);
        if (tag != version_tag || type != string_type || offset >= bytes.size()) continue;
        return bytes.substr(offset, bytes.find('\0', offset) - offset);
    }
    return {};
}

// The table Name leads from a package's name to its header's row in Packages.
void search_rpm_database(std::string_view bytes, Searches& searches) {
    const Database database(bytes);
    std::vector<std::pair<std::string, std::uint64_t>> wanted;
    for (const Database::Row& row : database.table("Name")) {
        const std::string content = database.content(row, short_row);
        const std::vector<std::string_view> columns = Database::columns(content);
        if (columns.size() >= 2 && wanted.size() < 16 && searches.wants(columns[0])) {
            wanted.push_back({std::string(columns[0]), big_endian(columns[1])});
        }
    }
    if (wanted.empty()) return;
    for (const Database::Row& row : database.table("Packages")) {
        const auto found = std::find_if(wanted.begin(), wanted.end(),
                                        [&](const auto& entry) { return entry.second == row.id; });
        if (found == wanted.end()) continue;
        const std::string content = database.content(row, header_limit);
        // hnum, which is the row's id and therefore stored as null, and the header
        const std::vector<std::string_view> columns = Database::columns(content);
        if (columns.size() >= 2) searches.offer(found->first, version_in(columns[1]));
        wanted.erase(found);
    }
}

// The Berkeley DB of RHEL 7 and 8 (Packages) and the ndb of others (Packages.db) are not read:
// there the preset of the release has to do.
void search_rpm(const FileSystem& files, Searches& searches) {
    for (const std::string_view path :
         {"/var/lib/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/rpmdb.sqlite"}) {
        if (const auto database = files.read(path, database_limit)) {
            return search_rpm_database(*database, searches);
        }
    }
}

// --- os-release

// A value is bare or in quotes (os-release(5)); those of these names never need an escape.
std::string_view release_value(std::string_view text, std::string_view assignment) {
    std::string_view value = value_of(text, assignment);
    while (!value.empty() && (value.back() == ' ' || value.back() == '\r')) value.remove_suffix(1);
    if (value.size() >= 2 && (value.front() == '"' || value.front() == '\'')
        && value.back() == value.front()) {
        value = value.substr(1, value.size() - 2);
    }
    return is_plain(value) ? value : std::string_view{};
}

// Debian's testing and unstable have no VERSION_ID: no preset for them.
void read_release(const FileSystem& files, Detected& detected) {
    for (const std::string_view path : {"/etc/os-release", "/usr/lib/os-release"}) {
        const auto release = files.read(path, release_limit);
        if (!release) continue;
        const std::string_view id = release_value(*release, "ID=");
        const std::string_view version = release_value(*release, "VERSION_ID=");
        if (id.empty()) continue;
        detected.target_name = id;
        if (version.empty()) return;
        detected.target_name.append(1, '-').append(version);
        detected.target = find_target(detected.target_name);
        if (detected.target) detected.target_name = detected.target->name;
        return;
    }
}

}  // namespace

std::optional<Detected> detect(const FileSystem& files, std::string_view server) {
    Detected detected;
    read_release(files, detected);

    Searches searches{.server = Search(server), .openssl = Search("openssl")};
    for (const auto search : {search_dpkg, search_apk, search_rpm}) {
        search(files, searches);
        if (searches.found()) break;
    }
    if (parse_server_version(searches.server.version())) {
        detected.server_version = searches.server.version();
    }
    if (openssl::parse_release(searches.openssl.version())) {
        detected.openssl_version = searches.openssl.version();
    }

    if (detected.target_name.empty() && detected.server_version.empty()
        && detected.openssl_version.empty()) {
        return std::nullopt;
    }
    return detected;
}

}  // namespace tlslint::config
