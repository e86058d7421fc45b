// What only the real store does; the rest is in the contract.
#include "store/sqlite/sqlite_event_store.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/broken_store.h"
#include "store/sqlite/listing.h"
#include "store/sqlite/migrations.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/store_error.h"
#include "support/temporary_directory.h"
#include "support/test_loop.h"

namespace sfn::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class Store : public testing::Test {
 protected:
  std::unique_ptr<SqliteEventStore> open() {
    return std::make_unique<SqliteEventStore>(SqliteEventStore::Options{
        path_, Durability::Full,
        [this](std::function<void()> turn) { loop_.post(std::move(turn)); },
        [this](const std::string& message) {
          loop_.post([this, message] { failure_ = message; });
        }});
  }
  void append(SqliteEventStore& store, Batch batch) {
    store.append(std::move(batch), [this] { ++done_; });
  }
  // The rows of a query as a shell shows them.
  std::vector<std::string> rows(const std::string& sql) {
    const auto database = Database::open_for_reading(path_);
    return database.prepare(sql).all([](const Statement& row) { return row.text(0); });
  }
  std::string refusal() {
    try {
      open();
    } catch (const StoreError& error) {
      return error.what();
    }
    return "opened";
  }

  support::TemporaryDirectory directory_;
  std::string path_ = directory_.file("sfn.db");
  support::TestLoop loop_;
  int done_ = 0;
  std::string failure_;
};

Batch started_execution() {
  const std::string body = R"({"v":1,"id":1,"docs":[{"sku": "A-1"},"out of stock"],"events":[)"
                           R"({"t":"ExecutionStarted","name":"order-1","input":0,"start":"Check"},)"
                           R"({"t":"TaskStateEntered","prev":0,"visit":1},)"
                           R"({"t":"WaitStarted","due":1767225660500},)"
                           R"({"t":"LambdaFailed","id":3,"error":"Empty","cause":1}]})";
  const auto now = from_epoch_ms(1'767'225'600'123);
  Batch batch;
  batch.id = CommitId{1};
  batch.catalogue = {DefinitionRow{DefinitionId{1}, "d", "{}"},
                     MachineRow{MachineId{1}, "arn:M", "Orders", "r", "a", "STANDARD",
                                DefinitionId{1}, "arn:role", "", "{}", now, now, false}};
  batch.started = {{ExecutionId{1}, MachineId{1}, DefinitionId{1}, "order-1", "arn:role",
                    ExecutionStatus::Running, now, std::nullopt}};
  batch.journal = {{ExecutionId{1}, EventSeq{1}, 4, EventId{1}, 3, now, body}};
  batch.ended = {{ExecutionId{1}, ExecutionStatus::Failed, now + milliseconds(1'500)}};
  batch.pending_new = {{ExecutionId{1}, "wait", "1.0.wait", from_epoch_ms(1'767'225'660'500)}};
  return batch;
}

TEST_F(Store, AConstraintThatBreaksEndsTheProcess) {
  const auto store = open();
  append(*store, started_execution());
  append(*store, started_execution());
  append(*store, Batch{});
  ASSERT_TRUE(loop_.run_until([this] { return !failure_.empty(); }));
  EXPECT_THAT(failure_, HasSubstr("the event store cannot write: "));
  EXPECT_THAT(failure_, HasSubstr("UNIQUE constraint failed: execution.id"));
  EXPECT_EQ(done_, 1) << "nothing is done after a failure";
}

TEST_F(Store, AnEndWithoutAStartEndsTheProcess) {
  const auto store = open();
  Batch batch;
  batch.ended = {{ExecutionId{9}, ExecutionStatus::Failed, from_epoch_ms(0)}};
  append(*store, std::move(batch));
  ASSERT_TRUE(loop_.run_until([this] { return !failure_.empty(); }));
  EXPECT_EQ(failure_, "the event store cannot write: execution 9 ended, but it has no row");
}

TEST_F(Store, NothingOfABatchThatFailedIsThere) {
  {
    const auto store = open();
    auto batch = started_execution();
    batch.ended.push_back({ExecutionId{9}, ExecutionStatus::Failed, from_epoch_ms(0)});
    append(*store, std::move(batch));
  }
  EXPECT_THAT(rows("SELECT count(*) FROM execution"), ElementsAre("0"));
}

TEST_F(Store, AFileThatIsNoDatabaseIsRefused) {
  std::ofstream(path_) << std::string(4'096, 'x');
  EXPECT_THAT(refusal(), HasSubstr("cannot use the event store " + path_));
  EXPECT_THAT(refusal(), HasSubstr("file is not a database"));
}

TEST_F(Store, ANumberThatNobodyHasComeToIsBroken) {
  const auto store = open();
  for (const auto* number : {"-1", "9223372036854775807"}) {
    Database::open_for_copy(path_).execute(
        fmt::format("INSERT OR REPLACE INTO meta VALUES ('last_execution', {0}),"
                    " ('last_commit', {0})",
                    number));
    EXPECT_THROW(store->load_catalogue(), BrokenStore) << number;
  }
}

TEST_F(Store, AStatusThatIsNoneIsBroken) {
  const auto store = open();
  const auto database = Database::open_for_copy(path_);
  database.execute(
      "INSERT INTO definition VALUES (1, 'd', '{}');"
      "INSERT INTO state_machine VALUES (1, 'arn:M', 'M', 'r', 'a', 'STANDARD', 1, 'arn:role',"
      " '', '{}', 0, 0, 0);"
      "INSERT INTO execution (id, machine, definition, name, role_arn, status, started)"
      " VALUES (1, 1, 1, 'e', 'arn:role', 9, 0)");
  EXPECT_THROW(list_executions(database, {}), BrokenStore);
  EXPECT_THROW(count_executions(database, {.name_prefix = "e"}), BrokenStore);
}

TEST_F(Store, AnEndThatContradictsTheStatusIsBroken) {
  const auto store = open();
  const auto database = Database::open_for_copy(path_);
  for (const auto* state : {"0, 0, 5", "1, 0, NULL"}) {  // Status, start, end.
    database.execute(
        fmt::format("INSERT OR REPLACE INTO execution"
                    " (id, machine, definition, name, role_arn, status, started, stopped)"
                    " VALUES (1, 1, 1, 'e', 'arn:role', {})",
                    state));
    EXPECT_THROW(list_executions(database, {}), BrokenStore) << state;
  }
}

TEST_F(Store, AJournalWhoseNumbersContradictEachOtherIsBroken) {
  const auto store = open();
  const auto database = Database::open_for_copy(path_);
  Queries queries(database);
  const auto put = [&](std::string_view numbers) {
    database.execute(
        fmt::format("INSERT OR REPLACE INTO journal (execution, first_seq, events,"
                    " first_public, publics, time, body) VALUES (1, {}, 0, '[]')",
                    numbers));
  };
  put("1, 5, 1, 5");
  EXPECT_EQ(queries.journal({.execution = ExecutionId{1}}).size(), 1U);
  for (const auto* numbers :
       {"4611686018427387904, 5, 1, 5", "1, 4611686018427387904, 1, 5", "1, 0, 1, 0", "1, 5, 1, 6",
        "1, 5, 1, -1", "1, 5, 0, 5", "1, 5, 2, 5"}) {
    put(numbers);
    EXPECT_THROW(queries.journal({.execution = ExecutionId{1}}), BrokenStore) << numbers;
  }
}

TEST_F(Store, AJournalWhosePublicNumbersFallIsBroken) {
  const auto store = open();
  const auto database = Database::open_for_copy(path_);
  for (const auto* numbers : {"1, 3, 1, 3", "4, 2, 4, 2", "6, 2, 6, 2", "8, 5, 2, 5"}) {
    database.execute(
        fmt::format("INSERT INTO journal (execution, first_seq, events, first_public,"
                    " publics, time, body) VALUES (1, {}, 0, '[]')",
                    numbers));
  }
  const HistoryRange range{.execution = ExecutionId{1}, .last = EventId{5}, .reverse = true};
  EXPECT_THROW(Queries(database).history(range), BrokenStore);
}

TEST_F(Store, APlaceThatNoEventHasEndsTheSearchForPublicNumbers) {
  const auto store = open();
  const auto database = Database::open_for_copy(path_);
  database.execute(
      "INSERT INTO journal (execution, first_seq, events, first_public, publics, time,"
      " body) VALUES (1, 9223372036854775807, 1, 1, 1, 0, '[]')");
  const HistoryRange range{.execution = ExecutionId{1}, .last = EventId{5}, .reverse = true};
  EXPECT_TRUE(Queries(database).history(range).empty());
}

TEST_F(Store, ANewerSchemaIsRefused) {
  open();
  Database::open_for_writing(path_, Durability::Full).execute("PRAGMA user_version = 99");
  EXPECT_THAT(refusal(), HasSubstr("schema version 99"));
}

TEST_F(Store, AMissingFolderIsRefused) {
  path_ = directory_.file("missing/sfn.db");
  EXPECT_THAT(refusal(), HasSubstr("unable to open database file"));
}

TEST_F(Store, InfoTellsSizeAndVersion) {
  const auto store = open();
  append(*store, started_execution());
  std::optional<StoreInfo> info;
  store->info([&info](StoreInfo value) { info = std::move(value); });
  ASSERT_TRUE(loop_.run_until([&info] { return info.has_value(); }));
  EXPECT_EQ(info->path, path_);
  EXPECT_GT(info->bytes, 4'096);
  EXPECT_GT(info->free_bytes, 0);
  EXPECT_EQ(info->schema_version, std::ssize(schema_migrations()));
}

// None is, as far as we know.
TEST_F(Store, APurgeRemovesASnapshotThatWasLeftBehind) {
  const auto store = open();
  auto batch = started_execution();
  const auto stopped = batch.ended.at(0).stopped;
  batch.pending_new.clear();  // What owes work is not purged.
  append(*store, std::move(batch));
  ASSERT_TRUE(loop_.run_until([this] { return done_ == 1; }));
  Database::open_for_writing(path_, Durability::Full)
      .execute("INSERT INTO snapshot SELECT id, 4, x'00' FROM execution");
  EXPECT_THAT(rows("SELECT count(*) FROM snapshot"), ElementsAre("1"));
  store->purge({.stopped_before = stopped + seconds(1)}, [this](std::int64_t) { ++done_; });
  ASSERT_TRUE(loop_.run_until([this] { return done_ == 2; }));
  EXPECT_THAT(rows("SELECT count(*) FROM snapshot"), ElementsAre("0"));
}

TEST_F(Store, ABackupIntoAMissingFolderIsRefused) {
  const auto store = open();
  std::optional<Result<void>> result;
  store->backup(directory_.file("missing/copy.db"),
                [&result](Result<void> value) { result = std::move(value); });
  ASSERT_TRUE(loop_.run_until([&result] { return result.has_value(); }));
  ASSERT_FALSE(*result);
  EXPECT_THAT(result->error().cause, HasSubstr("No such file or directory"));
}

// ---- the views that schema/README.md documents

class Views : public Store {
 protected:
  Views() {
    const auto store = open();
    append(*store, started_execution());
  }
};

TEST_F(Views, ExecutionsHaveReadableTimesAndWords) {
  EXPECT_THAT(rows("SELECT concat FROM (SELECT machine || ' ' || name || ' ' || status || ' ' ||"
                   " started || ' ' || stopped || ' ' || seconds AS concat FROM executions)"),
              ElementsAre("Orders order-1 FAILED 2026-01-01 00:00:00.123 "
                          "2026-01-01 00:00:01.623 1.5"));
}

TEST_F(Views, HistoryHasARowForEachEvent) {
  EXPECT_THAT(rows("SELECT seq || ' ' || coalesce(id, '-') || ' ' || coalesce(previous, '-') ||"
                   " ' ' || type || ' ' || coalesce(state, '-') FROM history"),
              ElementsAre("1 1 0 ExecutionStarted -", "2 2 0 TaskStateEntered Check",
                          "3 - - WaitStarted -", "4 3 2 LambdaFunctionFailed -"));
}

TEST_F(Views, HistoryShowsDocuments) {
  EXPECT_THAT(rows("SELECT input FROM history WHERE id = 2"), ElementsAre(R"({"sku":"A-1"})"));
  EXPECT_THAT(rows("SELECT input ->> 'sku' FROM history WHERE id = 1"), ElementsAre("A-1"));
  EXPECT_THAT(rows("SELECT error || ': ' || cause FROM history WHERE id = 3"),
              ElementsAre("Empty: out of stock"));
  EXPECT_THAT(rows("SELECT due FROM history WHERE seq = 3"),
              ElementsAre("2026-01-01 00:01:00.500"));
}

TEST_F(Views, OutstandingShowsWhatIsWaitedFor) {
  EXPECT_THAT(rows("SELECT machine || '/' || execution_name || ' ' || kind || ' ' || due"
                   " FROM outstanding"),
              ElementsAre("Orders/order-1 wait 2026-01-01 00:01:00.500"));
}

TEST_F(Views, ReferencesHold) { EXPECT_THAT(rows("PRAGMA foreign_key_check"), testing::IsEmpty()); }

}  // namespace
}  // namespace sfn::store
