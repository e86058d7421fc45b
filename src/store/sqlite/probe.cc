#include "store/sqlite/probe.h"

#include "store/sqlite/store_error.h"

namespace sfn::store {
namespace {

// A table that is made and dropped leaves nothing behind, also where a crash comes between: the
// next probe begins by dropping it.
constexpr auto kDrop = "DROP TABLE IF EXISTS probe";

void commit(const Database& database, const std::string& sql) {
  Transaction transaction(database, Transaction::Kind::Write);
  database.execute(sql);
  transaction.commit();
}

}  // namespace

Result<void> probe_commit(const Database& database) {
  try {
    commit(database, std::string(kDrop) +
                         "; CREATE TABLE probe (bytes); INSERT INTO probe VALUES (zeroblob(" +
                         std::to_string(kProbeBytes) + "))");
    commit(database, kDrop);
    return {};
  } catch (const NoSpaceError& full) {
    return Error{"NoSpace", full.what()};
  }
}

}  // namespace sfn::store
