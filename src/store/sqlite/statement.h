// Statement: a prepared SQL statement, bound and read by position.
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/ids.h"
#include "base/time.h"

namespace sfn::store {

/// Borrows the database, which must outlive it. Failure throws StoreError.
class Statement {
 public:
  Statement(sqlite3& db, std::string_view sql);

  /// A parameter that is bytes and no text.
  struct Blob {
    std::string_view bytes;
  };

  /// Parameters 1..n. Texts are borrowed until the rows are read.
  template <typename... Args>
  Statement& bind(const Args&... args) {
    reset();
    int index = 0;
    (put(++index, args), ...);
    return *this;
  }

  /// Binds, and carries out a statement that gives no rows.
  template <typename... Args>
  void run(const Args&... args) {
    const Reset reset_at_end(*this);
    bind(args...);
    while (step()) {
    }
  }

  /// What `read` makes of each row.
  template <typename Read>
  auto all(Read read) -> std::vector<decltype(read(*this))> {
    const Reset reset_at_end(*this);
    std::vector<decltype(read(*this))> rows;
    while (step()) rows.push_back(read(*this));
    return rows;
  }

  /// Shows each row to `visit` for as long as that gives true.
  template <typename Visit>
  void each(Visit visit) {
    const Reset reset_at_end(*this);
    while (step() && visit(*this)) {
    }
  }

  /// What `read` makes of the first row, if there is one.
  template <typename Read>
  auto first(Read read) -> std::optional<decltype(read(*this))> {
    const Reset reset_at_end(*this);
    if (!step()) return std::nullopt;
    return read(*this);
  }

  // The columns of the row that is being read, from 0.
  bool is_null(int column) const;
  std::int64_t integer(int column) const;
  std::optional<std::int64_t> maybe_integer(int column) const;
  std::string text(int column) const;
  std::string blob(int column) const;
  Timestamp time(int column) const { return from_epoch_ms(integer(column)); }
  std::optional<Timestamp> maybe_time(int column) const;
  template <typename Id>
  Id id(int column) const {
    return static_cast<Id>(integer(column));
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* stmt) const { sqlite3_finalize(stmt); }
  };
  // A statement that is not reset keeps its read transaction open.
  class Reset {
   public:
    explicit Reset(Statement& statement) : statement_(statement) {}
    ~Reset() { statement_.reset(); }
    Reset(const Reset&) = delete;
    Reset& operator=(const Reset&) = delete;

   private:
    Statement& statement_;
  };

  bool step();
  void reset();

  void put(int index, std::int64_t value);
  void put(int index, bool value) { put(index, std::int64_t{value}); }
  void put(int index, std::string_view text);
  void put(int index, Blob blob);
  void put(int index, Timestamp time) { put(index, to_epoch_ms(time)); }
  void put_null(int index);
  template <typename T>
  void put(int index, const std::optional<T>& value) {
    value ? put(index, *value) : put_null(index);
  }
  template <typename Id>
  requires std::is_enum_v<Id>
  void put(int index, Id id) { put(index, static_cast<std::int64_t>(id)); }
  void check(int result) const;

  std::unique_ptr<sqlite3_stmt, Finalize> stmt_;
};

}  // namespace sfn::store
