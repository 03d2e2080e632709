// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "parsers/text/result.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tlslint::fleet {

/// What a column holds: nothing (NULL), a number or a text.
using Value = std::variant<std::monostate, std::int64_t, std::string>;
using Values = std::vector<Value>;

/// `write` makes what is missing.
enum class Access : std::uint8_t { read, write };

struct Rows {
    std::vector<std::string> columns;
    std::vector<Values> rows;
};

/// A connection to a database that understands the common part of SQL: `$1`, ON CONFLICT,
/// RETURNING. Abstract, because which one it is depends on what the user says, and one of the two
/// may be missing from the build.
class Database {
  public:
    /// Words of SQL that differ.
    struct Dialect {
        std::string_view text;       // the type of text that sorts by bytes
        std::string_view identity;   // of a column that numbers its rows
        std::string_view clustered;  // behind a table that is kept in the order of its key
        std::string_view begin;      // a transaction that is going to write
        std::string_view
            alone;  // says that no other may change the tables meanwhile; "": nobody can
    };

    Database() = default;
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;
    virtual ~Database() = default;

    [[nodiscard]] virtual const Dialect& dialect() const = 0;
    /// Runs one statement. It is kept, prepared: the same text is quick the next time.
    virtual Result<Rows> run(std::string_view sql, std::span<const Value> values) = 0;
    /// One whose result nobody awaits. Inside of a transaction it may be carried out, and fail,
    /// only at the next `run`.
    virtual Result<bool> send(std::string_view sql, std::span<const Value> values) = 0;
    /// Several statements without values.
    virtual Result<bool> script(const std::string& sql) = 0;
    /// At most so many rows of a question that must not change anything.
    virtual Result<Rows> question(const std::string& sql, std::size_t most_rows) = 0;
};

/// A transaction: undone where it is not committed.
class Transaction {
  public:
    explicit Transaction(Database& database) : database_(database) {}
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;
    ~Transaction();
    Result<bool> begin();
    Result<bool> commit();

  private:
    Database& database_;
    bool open_ = false;
};

/// A SQLite file.
Result<std::unique_ptr<Database>> open_sqlite(const std::string& path, Access access);
/// A PostgreSQL database, by its URL.
Result<std::unique_ptr<Database>> open_postgres(const std::string& url);

}  // namespace tlslint::fleet
