#include "logs/schema.h"

#include <gmock/gmock.h>

#include "logs/directory.h"
#include "logs/event_writer.h"
#include "support/temporary_directory.h"

namespace sfn::logs {
namespace {

TEST(LogSchema, IsBroughtUpToDateOnce) {
  Database database(":memory:");
  migrate(database);
  migrate(database);
  Statement version(database, "PRAGMA user_version");
  version.step();
  EXPECT_EQ(static_cast<std::size_t>(version.integer(0)), schema_migrations().size());
}

TEST(LogSchema, ADatabaseOfANewerVersionIsRefused) {
  Database database(":memory:");
  database.execute("PRAGMA user_version = 999");
  try {
    migrate(database);
    FAIL() << "it was opened";
  } catch (const DatabaseError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("schema version 999"));
  }
}

TEST(LogSchema, WhatNoVersionIsLikeIsDamaged) {
  const support::TemporaryDirectory directory;
  Database database(directory.file("logs.db"));
  database.execute("PRAGMA user_version = -5");
  try {
    migrate(database);
    FAIL() << "it was opened";
  } catch (const DamagedError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr(directory.file("logs.db") + ": it has schema "
                                                                             "version -5"));
  }
}

TEST(LogSchema, TheViewIsReadable) {
  Database database(":memory:");
  migrate(database);
  Directory directory(database);
  EventWriter(database, directory)
      .append({{{{{"eu-west-3", "1"}, "/g"}, "s"}, from_epoch_ms(1'500), "hello\n", {}}},
              from_epoch_ms(0));
  Statement row(database, "SELECT time, region, log_group, stream, message FROM logs");
  ASSERT_TRUE(row.step());
  EXPECT_EQ(row.text(0), "1970-01-01T00:00:01.500Z");
  EXPECT_EQ(row.text(2), "/g");
  EXPECT_EQ(row.text(3), "s");
  EXPECT_EQ(row.text(4), "hello");
}

// A page walks an index in its own order: no query may sort or read a whole table.
TEST(LogSchema, QueriesOfEventsUseTheirIndexes) {
  Database database(":memory:");
  migrate(database);
  for (const auto* condition :
       {"stream = 1 AND (time_ms, id) > (1, 1) ORDER BY time_ms, id",
        "stream = 1 AND (time_ms, id) < (1, 1) ORDER BY time_ms DESC, id DESC",
        "log_group = 1 AND (time_ms, id) > (1, 1) ORDER BY time_ms, id",
        "request_id = 'r' AND id > 1 ORDER BY id", "execution_arn = 'e' AND id > 1 ORDER BY id"}) {
    Statement plan(database,
                   std::string("EXPLAIN QUERY PLAN SELECT * FROM log_events WHERE ") + condition);
    while (plan.step()) EXPECT_THAT(plan.text(3), testing::HasSubstr("USING INDEX")) << condition;
  }
}

}  // namespace
}  // namespace sfn::logs
