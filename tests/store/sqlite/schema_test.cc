// The schema serves the queries: a page of a listing walks an index in its own order, whatever
// restricts it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite/database.h"
#include "store/sqlite/migrations.h"
#include "support/temporary_directory.h"

namespace sfn::store {
namespace {

class ListingPlan : public testing::TestWithParam<const char*> {};

TEST_P(ListingPlan, NeitherSortsNorReadsAWholeTable) {
  const support::TemporaryDirectory directory;
  const auto database = Database::open_for_writing(directory.file("sfn.db"), Durability::Relaxed);
  migrate(database, schema_migrations());
  const auto sql = std::string("EXPLAIN QUERY PLAN SELECT * FROM execution WHERE ") + GetParam() +
                   " ORDER BY id DESC LIMIT 100";
  const auto steps =
      database.prepare(sql).all([](const Statement& row) { return std::string(row.text(3)); });
  EXPECT_THAT(steps, testing::ElementsAre(testing::MatchesRegex("SEARCH.*rowid<.*")));
}

INSTANTIATE_TEST_SUITE_P(Schema, ListingPlan,
                         testing::Values("id < 9", "machine = 1 AND id < 9",
                                         "machine = 1 AND status = 1 AND id < 9",
                                         "status = 1 AND id < 9"));

}  // namespace
}  // namespace sfn::store
