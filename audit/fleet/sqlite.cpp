// SPDX-License-Identifier: Apache-2.0
#include "audit/fleet/database.hpp"

#include <fmt/format.h>

#include <map>
#include <sqlite3.h>
#include <type_traits>

namespace tlslint::fleet {
namespace {

// How long another process may hold the file before we give up.
constexpr int patience_ms = 60'000;

class Sqlite final : public Database {
  public:
    explicit Sqlite(std::string path) : path_(std::move(path)) {}
    ~Sqlite() override {
        for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
        sqlite3_close(handle_);
    }

    Result<bool> open(Access access) {
        const int flags = access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                                                  : SQLITE_OPEN_READWRITE;
        int code = sqlite3_open_v2(path_.c_str(), &handle_, flags, nullptr);
        if (code == SQLITE_CANTOPEN && access == Access::read) {
            // It may lie where nothing can be written.
            sqlite3_close(handle_);
            code = sqlite3_open_v2(path_.c_str(), &handle_, SQLITE_OPEN_READONLY, nullptr);
        }
        if (code != SQLITE_OK) return error();
        sqlite3_busy_timeout(handle_, patience_ms);
        if (access == Access::read) return script("PRAGMA query_only = 1;");
        // Somebody else's database is left alone.
        const Result<Rows> tables =
            run("SELECT name FROM sqlite_master WHERE NOT EXISTS (SELECT 1 FROM sqlite_master "
                "WHERE name = 'meta') LIMIT 1",
                {});
        if (!tables) return Error{tables.error()};
        if (!tables->rows.empty()) return Error{path_ + " is no store of a fleet"};
        // With a write-ahead log a crash costs the last transactions at most, and readers do not
        // wait; NORMAL syncs it where it is folded back.
        return script("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    }

    [[nodiscard]] const Dialect& dialect() const override {
        static constexpr Dialect words{.text = "TEXT",
                                       .identity = "INTEGER PRIMARY KEY",
                                       .clustered = " WITHOUT ROWID",
                                       .begin = "BEGIN IMMEDIATE"};
        return words;
    }

    Result<Rows> run(std::string_view sql, std::span<const Value> values) override {
        sqlite3_stmt* const statement = prepared(sql);
        if (!statement) return error();
        bind(statement, values);
        Result<Rows> rows = fetch(statement, SIZE_MAX);
        sqlite3_reset(statement);
        return rows;
    }

    Result<bool> send(std::string_view sql, std::span<const Value> values) override {
        const Result<Rows> done = run(sql, values);
        if (!done) return Error{done.error()};
        return true;
    }

    Result<bool> script(const std::string& sql) override {
        if (sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            return error();
        return true;
    }

    Result<Rows> question(const std::string& sql, std::size_t most_rows) override {
        sqlite3_stmt* statement = nullptr;
        const char* rest = nullptr;
        if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, &rest) != SQLITE_OK)
            return error();
        if (!statement) return Error{"there is no statement in it"};
        const bool harmless = sqlite3_stmt_readonly(statement) != 0;
        const bool alone =
            std::string_view(rest).find_first_not_of(" \t\r\n;") == std::string::npos;
        Result<Rows> rows = !harmless ? Result<Rows>(Error{"it would change the store"})
                            : !alone  ? Result<Rows>(Error{"it is more than one statement"})
                                      : fetch(statement, most_rows);
        sqlite3_finalize(statement);
        return rows;
    }

  private:
    Error error() const {
        return Error{
            fmt::format("{}: {}", path_, handle_ ? sqlite3_errmsg(handle_) : "out of memory")};
    }

    sqlite3_stmt* prepared(std::string_view sql) {
        if (const auto known = statements_.find(sql); known != statements_.end())
            return known->second;
        sqlite3_stmt* statement = nullptr;
        if (sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()),
                               SQLITE_PREPARE_PERSISTENT, &statement, nullptr)
            == SQLITE_OK)
            statements_.emplace(sql, statement);
        return statement;
    }

    static void bind(sqlite3_stmt* statement, std::span<const Value> values) {
        int index = 0;
        for (const Value& value : values) {
            ++index;
            if (const auto* number = std::get_if<std::int64_t>(&value)) {
                sqlite3_bind_int64(statement, index, *number);
            } else if (const auto* text = std::get_if<std::string>(&value)) {
                // Static: the statement is reset before the caller's values go.
                sqlite3_bind_text(statement, index, text->data(), static_cast<int>(text->size()),
                                  SQLITE_STATIC);
            } else {
                sqlite3_bind_null(statement, index);
            }
        }
    }

    Result<Rows> fetch(sqlite3_stmt* statement, std::size_t most_rows) {
        Rows rows;
        const int width = sqlite3_column_count(statement);
        for (int i = 0; i < width; ++i)
            rows.columns.emplace_back(sqlite3_column_name(statement, i));
        while (rows.rows.size() < most_rows) {
            const int code = sqlite3_step(statement);
            if (code == SQLITE_DONE) break;
            if (code != SQLITE_ROW) return error();
            Values& row = rows.rows.emplace_back();
            row.reserve(static_cast<std::size_t>(width));
            for (int i = 0; i < width; ++i) row.push_back(value_of(statement, i));
        }
        return rows;
    }

    static Value value_of(sqlite3_stmt* statement, int column) {
        switch (sqlite3_column_type(statement, column)) {
        case SQLITE_NULL: return {};
        case SQLITE_INTEGER: return std::int64_t{sqlite3_column_int64(statement, column)};
        default: break;
        }
        // Before the size is asked: numbers with fractions become text here.
        const auto* const text = sqlite3_column_text(statement, column);
        return std::string(reinterpret_cast<const char*>(text),
                           static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
    }

    std::string path_;
    sqlite3* handle_ = nullptr;
    std::map<std::string, sqlite3_stmt*, std::less<>> statements_;
};

}  // namespace

Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, Access access) {
    auto database = std::make_unique<Sqlite>(path);
    if (const auto opened = database->open(access); !opened) return Error{opened.error()};
    return std::unique_ptr<Database>(std::move(database));
}

}  // namespace tlslint::fleet
