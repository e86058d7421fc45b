// Sweeper: removes what was deleted and what has outlived its group's retention, in small
// transactions between which the log thread looks after its queue. Used on that thread alone.
#pragma once

#include <cstdint>

#include "logs/database.h"

namespace sfn::logs {

inline constexpr std::int64_t kSweptRowsMax = 1'000;

/// Borrows the database, which must outlive it.
class Sweeper {
 public:
  explicit Sweeper(Database& database) : database_(database) {}

  /// Removes at most kSweptRowsMax rows of one kind; false when nothing is left to remove.
  bool step(Timestamp now);

 private:
  bool remove_deleted();
  bool remove_deleted_stream(std::int64_t stream);
  bool remove_expired(Timestamp now);
  bool remove_empty_streams(Timestamp now);

  Database& database_;
};

}  // namespace sfn::logs
