#include "store/sqlite/migrations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/sqlite/store_error.h"
#include "support/temporary_directory.h"

namespace sfn::store {
namespace {

constexpr std::string_view kFirst = "CREATE TABLE a (x); INSERT INTO a VALUES (1)";
constexpr std::string_view kSecond = "ALTER TABLE a ADD COLUMN y DEFAULT 2";
constexpr std::string_view kBrokenMigration = "CREATE TABLE b (x); CREATE TABLE a (x)";

class Migrations : public testing::Test {
 protected:
  std::int64_t number(std::string_view sql) {
    return *database_.prepare(sql).first([](const Statement& row) { return row.integer(0); });
  }
  support::TemporaryDirectory directory_;
  Database database_ = Database::open_for_writing(directory_.file("sfn.db"), Durability::Relaxed);
};

TEST_F(Migrations, AreCarriedOutOnceAndInOrder) {
  migrate(database_, {kFirst});
  EXPECT_EQ(schema_version(database_), 1);
  migrate(database_, {kFirst, kSecond});
  migrate(database_, {kFirst, kSecond});
  EXPECT_EQ(schema_version(database_), 2);
  EXPECT_EQ(number("SELECT sum(y) FROM a"), 2);
}

TEST_F(Migrations, OneThatFailsLeavesNothingBehind) {
  EXPECT_THROW(migrate(database_, {kFirst, kBrokenMigration}), StoreError);
  EXPECT_EQ(schema_version(database_), 1);
  EXPECT_EQ(number("SELECT count(*) FROM sqlite_schema WHERE name = 'b'"), 0);
}

TEST_F(Migrations, ANewerSchemaIsRefused) {
  migrate(database_, {kFirst, kSecond});
  try {
    migrate(database_, {kFirst});
    FAIL() << "was accepted";
  } catch (const StoreError& error) {
    EXPECT_STREQ(error.what(),
                 "the database has schema version 2, this sfnd knows up to 1: run a newer sfnd");
  }
}

TEST_F(Migrations, AVersionThatNobodyHasWrittenIsRefused) {
  database_.execute("PRAGMA user_version = -5");
  try {
    migrate(database_, {kFirst});
    FAIL() << "was accepted";
  } catch (const StoreError& error) {
    EXPECT_THAT(error.what(), testing::HasSubstr("schema version -5, which no sfnd has written"));
    EXPECT_THAT(error.what(), testing::HasSubstr("put a backup"));
  }
}

TEST_F(Migrations, TablesThatAreNotThoseOfTheVersionAreToldOfInALine) {
  database_.execute("PRAGMA user_version = 1");
  try {
    migrate(database_, {kFirst, kSecond});
    FAIL() << "was accepted";
  } catch (const StoreError& error) {
    EXPECT_THAT(error.what(),
                testing::StartsWith("\"bring the schema to version 2\": no such table: "
                                    "a: " +
                                    directory_.file("sfn.db")));
    EXPECT_THAT(error.what(),
                testing::HasSubstr("does not hold what belongs to its schema version"));
  }
}

TEST_F(Migrations, MachinesOfBeforeTheirRevisionsAreTheirOwn) {
  migrate(database_, {schema_migrations()[0]});
  database_.execute(
      "INSERT INTO definition VALUES (1, 'digest', '{}');"
      "INSERT INTO state_machine VALUES (7, 'arn:M', 'M', 'r', 'a', 'STANDARD', 1, 'arn:role',"
      " 'revision', '{\"a\":1}', 10, 20, 0)");
  migrate(database_, schema_migrations());
  EXPECT_EQ(number("SELECT count(*) FROM state_machine_revision WHERE machine = 7"
                   " AND after_execution = 0 AND revision_id = 'revision'"
                   " AND configuration = '{\"a\":1}' AND updated = 20"),
            1);
}

TEST_F(Migrations, ExecutionsOfBeforeTheirCountsAreCounted) {
  const auto all = schema_migrations();
  migrate(database_, {all[0], all[1]});
  database_.execute(
      "INSERT INTO execution VALUES (1, 7, 1, 'a', 'arn:role', 0, 10, NULL),"
      " (2, 7, 1, 'b', 'arn:role', 0, 10, NULL), (3, 7, 1, 'c', 'arn:role', 2, 10, 20)");
  migrate(database_, all);
  EXPECT_EQ(number("SELECT executions FROM execution_count WHERE machine = 7 AND status = 0"), 2);
  EXPECT_EQ(number("SELECT executions FROM execution_count WHERE machine = 7 AND status = 2"), 1);
}

TEST_F(Migrations, TheSchemaOfThisBuildIsSound) {
  migrate(database_, schema_migrations());
  EXPECT_EQ(schema_version(database_), static_cast<std::int64_t>(schema_migrations().size()));
  const auto result = database_.prepare("PRAGMA integrity_check").first([](const Statement& row) {
    return row.text(0);
  });
  EXPECT_EQ(result, "ok");
}

}  // namespace
}  // namespace sfn::store
