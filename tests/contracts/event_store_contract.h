// What every EventStore does. Included by the one source of a test program that instantiates the
// suite with its implementations:
//
//   INSTANTIATE_TEST_SUITE_P(Sqlite, EventStoreContract, testing::Values(&make_sqlite));
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "store/event_store.h"
#include "support/test_loop.h"

namespace sfn::store {

/// A store with its data, as the suite needs it.
class StoreUnderTest {
 public:
  virtual ~StoreUnderTest() = default;
  virtual EventStore& store() = 0;
  virtual Catalogue load_catalogue() = 0;
  /// Ends the store and opens the data anew, as a restart does.
  virtual void reopen() = 0;
  /// A path where nothing is yet, and the store that a backup into it has made.
  virtual std::string unused_path() = 0;
  virtual std::unique_ptr<StoreUnderTest> open(const std::string& path) = 0;

  support::TestLoop loop;
};
using MakeStore = std::unique_ptr<StoreUnderTest> (*)();

namespace contract {

inline std::vector<std::int64_t> seqs(const std::vector<JournalRow>& rows) {
  std::vector<std::int64_t> seqs;
  for (const auto& row : rows) seqs.push_back(raw(row.first_seq));
  return seqs;
}

}  // namespace contract

class EventStoreContract : public testing::TestWithParam<MakeStore> {
 protected:
  EventStoreContract() : under_test_(GetParam()()) {}

  EventStore& store() { return under_test_->store(); }

  /// Appends the batch and waits until it is durable.
  void commit(Batch batch) {
    batch.id = last_commit_ = next(last_commit_);
    bool done = false;
    store().append(std::move(batch), [&done] { done = true; });
    ASSERT_TRUE(under_test_->loop.run_until([&done] { return done; })) << "never committed";
  }

  /// What the query answers; `ask` is given the function to be called with the answer.
  template <typename T>
  T answer(const std::function<void(EventStore::Done<T>)>& ask) {
    return answer_of<T>(*under_test_, ask);
  }
  template <typename T>
  static T answer_of(StoreUnderTest& under_test,
                     const std::function<void(EventStore::Done<T>)>& ask) {
    std::optional<T> answer;
    ask([&answer](T value) { answer = std::move(value); });
    if (!under_test.loop.run_until([&answer] { return answer.has_value(); })) {
      throw std::runtime_error("the store never answered");
    }
    return std::move(*answer);
  }

  std::vector<JournalRow> journal(JournalRange range) {
    return answer<std::vector<JournalRow>>([&](auto done) { store().journal(range, done); });
  }
  std::vector<JournalRow> history(HistoryRange range) {
    return answer<std::vector<JournalRow>>([&](auto done) { store().history(range, done); });
  }
  std::vector<std::int64_t> history_seqs(std::int64_t first, std::int64_t last,
                                         bool reverse = false) {
    return contract::seqs(history({ExecutionId{1}, EventId{first}, EventId{last}, reverse}));
  }
  std::optional<ExecutionRecord> execution(std::int64_t id) {
    return answer<std::optional<ExecutionRecord>>(
        [&](auto done) { store().execution(ExecutionId{id}, done); });
  }
  std::optional<ExecutionRecord> find(std::int64_t machine, const std::string& name) {
    return answer<std::optional<ExecutionRecord>>(
        [&](auto done) { store().find_execution(MachineId{machine}, name, done); });
  }
  std::optional<ExecutionRow> find_child(std::int64_t parent, const std::string& work) {
    return answer<std::optional<ExecutionRow>>([&](auto done) {
      store().find_child({ExecutionId{parent}, work}, done);
    });
  }
  std::vector<std::int64_t> children(const ChildrenRange& range) {
    std::vector<std::int64_t> ids;
    for (const auto& record :
         answer<std::vector<ExecutionRecord>>([&](auto done) { store().children(range, done); })) {
      ids.push_back(raw(record.row.id));
    }
    return ids;
  }
  std::vector<std::int64_t> list(const ExecutionFilter& filter) {
    std::vector<std::int64_t> ids;
    for (const auto& row :
         answer<std::vector<ExecutionRow>>([&](auto done) { store().executions(filter, done); })) {
      ids.push_back(raw(row.id));
    }
    return ids;
  }
  StatusCounts count(const ExecutionFilter& filter) {
    return answer<StatusCounts>([&](auto done) { store().count_executions(filter, done); });
  }
  std::vector<PendingRow> pending(std::int64_t due_before_ms, std::optional<PendingRow> after,
                                  std::int64_t limit) {
    return answer<std::vector<PendingRow>>(
        [&](auto done) { store().pending(from_epoch_ms(due_before_ms), after, limit, done); });
  }
  std::optional<SnapshotRow> snapshot(std::int64_t id) {
    return answer<std::optional<SnapshotRow>>(
        [&](auto done) { store().snapshot(ExecutionId{id}, done); });
  }
  bool has_definition(std::int64_t id) {
    return answer<std::optional<DefinitionRow>>(
               [&](auto done) { store().definition(DefinitionId{id}, done); })
        .has_value();
  }
  /// The id of the revision, `none` where there is none.
  std::string revision(std::int64_t machine, std::int64_t execution) {
    const auto found = answer<std::optional<RevisionRow>>(
        [&](auto done) { store().revision(MachineId{machine}, ExecutionId{execution}, done); });
    return found ? found->revision_id : "none";
  }
  std::int64_t purge(const PurgeRequest& request) {
    return answer<std::int64_t>([&](auto done) { store().purge(request, done); });
  }
  std::vector<MachineId> unused_machines(const std::vector<MachineId>& among) {
    return answer<std::vector<MachineId>>([&](auto done) { store().unused_machines(among, done); });
  }
  Result<void> back_up(const std::string& path) {
    return answer<Result<void>>([&](auto done) { store().backup(path, done); });
  }

  std::unique_ptr<StoreUnderTest> under_test_;
  CommitId last_commit_{0};
};

namespace contract {

inline Timestamp at(std::int64_t ms) { return from_epoch_ms(ms); }

inline ExecutionRow running(std::int64_t id, std::int64_t machine, const std::string& name) {
  return {ExecutionId{id}, MachineId{machine},       DefinitionId{1}, name,
          "arn:role",      ExecutionStatus::Running, at(id * 1'000),  std::nullopt};
}
/// A child of execution 1.
inline ExecutionRow child(std::int64_t id, const std::string& name, const std::string& work) {
  auto row = running(id, 7, name);
  row.parent = {ExecutionId{1}, work};
  row.items = id * 10;
  return row;
}
inline JournalRow journal_row(std::int64_t execution, std::int64_t first_seq, std::int64_t events,
                              std::int64_t first_public, std::int64_t publics) {
  return {ExecutionId{execution},
          EventSeq{first_seq},
          events,
          EventId{first_public},
          publics,
          at(first_seq),
          "{\"v\":1,\"docs\":[\"é\"],\"events\":[]}"};
}
inline Batch start(const ExecutionRow& row) {
  Batch batch;
  batch.started = {row};
  batch.journal = {journal_row(raw(row.id), 1, 4, 1, 4)};
  return batch;
}
inline Batch end(std::int64_t id, ExecutionStatus status, std::int64_t stopped_ms) {
  Batch batch;
  batch.ended = {{ExecutionId{id}, status, at(stopped_ms)}};
  return batch;
}
inline PendingRow work(std::int64_t execution, const std::string& key,
                       std::optional<std::int64_t> due_ms) {
  return {ExecutionId{execution}, "task", key, due_ms ? std::optional(at(*due_ms)) : std::nullopt};
}
inline Batch snapshot_of(std::int64_t execution, std::int64_t seq, const std::string& body) {
  Batch batch;
  batch.snapshots = {{ExecutionId{execution}, EventSeq{seq}, body}};
  return batch;
}
inline DefinitionRow definition(std::int64_t id) {
  return {DefinitionId{id}, "digest " + std::to_string(id), "{\"StartAt\": \"A\"}"};
}
inline MachineRow machine(std::int64_t id, std::int64_t definition) {
  const auto name = "M" + std::to_string(id);
  return {MachineId{id},
          "arn:" + name,
          name,
          "us-east-1",
          "123456789012",
          "STANDARD",
          DefinitionId{definition},
          "arn:role",
          "",
          "{}",
          at(5),
          at(6),
          false};
}
inline RevisionRow revision(std::int64_t machine, std::int64_t after, const std::string& id) {
  return {MachineId{machine}, ExecutionId{after}, id, "{}", at(7)};
}
inline FunctionRow function(const std::string& name, const std::string& sha256) {
  return {"arn:" + name, name, "us-east-1", "123456789012", "{\"Timeout\":3}", sha256};
}
inline Batch changes(std::vector<CatalogueChange> catalogue) {
  Batch batch;
  batch.catalogue = std::move(catalogue);
  return batch;
}

}  // namespace contract

// ---- journal and history

TEST_P(EventStoreContract, WhatIsDoneIsSeenByTheNextQuery) {
  const auto row = contract::running(1, 7, "order-1");
  commit(contract::start(row));
  ASSERT_TRUE(execution(1));
  EXPECT_EQ(execution(1)->row, row);
  EXPECT_THAT(journal({ExecutionId{1}}),
              testing::ElementsAre(contract::journal_row(1, 1, 4, 1, 4)));
}

TEST_P(EventStoreContract, AppendsAreDoneInTheirOrder) {
  std::vector<int> done;
  for (int i = 0; i < 20; ++i) {
    Batch batch;
    batch.id = CommitId{i + 1};
    batch.journal = {contract::journal_row(1, i + 1, 1, i + 1, 1)};
    store().append(std::move(batch), [&done, i] { done.push_back(i); });
  }
  under_test_->loop.run_until([&done] { return done.size() == 20; });
  EXPECT_TRUE(std::is_sorted(done.begin(), done.end()));
  EXPECT_EQ(journal({ExecutionId{1}}).size(), 20U);
}

TEST_P(EventStoreContract, JournalIsReadInPages) {
  commit(contract::start(contract::running(1, 7, "a")));
  commit(contract::start(contract::running(2, 7, "b")));
  Batch more;
  more.journal = {contract::journal_row(1, 5, 2, 5, 1), contract::journal_row(1, 7, 3, 6, 3)};
  commit(more);

  EXPECT_THAT(journal({ExecutionId{1}, EventSeq{1}, 2}),
              testing::ElementsAre(contract::journal_row(1, 1, 4, 1, 4), more.journal[0]));
  EXPECT_THAT(journal({ExecutionId{1}, EventSeq{7}, 2}), testing::ElementsAre(more.journal[1]));
  EXPECT_THAT(journal({ExecutionId{1}, EventSeq{8}, 2}), testing::IsEmpty());
  EXPECT_THAT(journal({ExecutionId{3}}), testing::IsEmpty());
}

TEST_P(EventStoreContract, HistoryReadsOnlyTheRowsThatOverlap) {
  auto batch = contract::start(contract::running(1, 7, "a"));  // Events 1 to 4.
  batch.journal.push_back(contract::journal_row(1, 5, 2, 5, 0));
  batch.journal.push_back(contract::journal_row(1, 7, 4, 5, 2));
  batch.journal.push_back(contract::journal_row(1, 11, 1, 7, 1));
  batch.journal.push_back(contract::journal_row(2, 1, 9, 1, 9));
  commit(batch);

  using testing::ElementsAre;
  EXPECT_THAT(history_seqs(1, 100), ElementsAre(1, 7, 11));
  EXPECT_THAT(history_seqs(1, 1), ElementsAre(1));
  EXPECT_THAT(history_seqs(4, 5), ElementsAre(1, 7));
  EXPECT_THAT(history_seqs(5, 5), ElementsAre(7));
  EXPECT_THAT(history_seqs(6, 6), ElementsAre(7));
  EXPECT_THAT(history_seqs(7, 7), ElementsAre(11));
  EXPECT_THAT(history_seqs(8, 100), testing::IsEmpty());

  EXPECT_THAT(history_seqs(1, 100, true), ElementsAre(11, 7, 1));
  EXPECT_THAT(history_seqs(1, 1, true), ElementsAre(1));
  EXPECT_THAT(history_seqs(4, 5, true), ElementsAre(7, 1));
  EXPECT_THAT(history_seqs(5, 6, true), ElementsAre(7));
  EXPECT_THAT(history_seqs(8, 100, true), testing::IsEmpty());
}

TEST_P(EventStoreContract, PagesHoldAsManyRowsAsTheirBytesAllow) {
  auto batch = contract::start(contract::running(1, 7, "a"));
  batch.journal = {contract::journal_row(1, 1, 1, 1, 1), contract::journal_row(1, 2, 1, 2, 1),
                   contract::journal_row(1, 3, 1, 3, 0), contract::journal_row(1, 4, 2, 3, 2),
                   contract::journal_row(1, 6, 1, 5, 1)};
  for (auto& row : batch.journal) row.body = std::string(100, 'x');
  batch.journal[3].body = std::string(1'000, 'x');
  commit(batch);

  using testing::ElementsAre;
  const auto journal_page = [&](std::int64_t from, std::size_t bytes) {
    return contract::seqs(journal({ExecutionId{1}, EventSeq{from}, 100, bytes}));
  };
  EXPECT_THAT(journal_page(1, 300), ElementsAre(1, 2, 3));
  EXPECT_THAT(journal_page(1, 299), ElementsAre(1, 2));
  EXPECT_THAT(journal_page(4, 300), ElementsAre(4)) << "the first row, whatever its size";
  EXPECT_THAT(journal_page(4, 1'100), ElementsAre(4, 6));
  EXPECT_THAT(journal_page(1, 0), ElementsAre(1));

  const auto history_page = [&](std::int64_t first, std::int64_t last, bool reverse,
                                std::size_t bytes) {
    const HistoryRange range{ExecutionId{1}, EventId{first}, EventId{last}, reverse, bytes};
    const auto rows = history(range);
    auto page = contract::seqs(rows);
    page.push_back(-raw(reached(range, rows)));  // Shown apart from the rows.
    return page;
  };
  EXPECT_THAT(history_page(1, 9, false, 250), ElementsAre(1, 2, -2));
  EXPECT_THAT(history_page(3, 9, false, 250), ElementsAre(4, -4));
  EXPECT_THAT(history_page(4, 9, false, 1'100), ElementsAre(4, 6, -5));
  EXPECT_THAT(history_page(1, 5, true, 250), ElementsAre(6, -5));
  EXPECT_THAT(history_page(1, 4, true, 250), ElementsAre(4, -3));
  EXPECT_THAT(history_page(1, 2, true, 250), ElementsAre(2, 1, -1));
  EXPECT_THAT(history_page(4, 5, true, 9'999), ElementsAre(6, 4, -4));
  EXPECT_THAT(history_page(1, 9, false, 0), ElementsAre(1, -1));
}

// ---- executions

TEST_P(EventStoreContract, ExecutionsAreFoundByNameWithinTheirMachine) {
  commit(contract::start(contract::running(1, 7, "a")));
  commit(contract::start(contract::running(2, 8, "a")));
  ASSERT_TRUE(find(8, "a"));
  EXPECT_EQ(find(8, "a")->row.id, ExecutionId{2});
  EXPECT_FALSE(find(7, "A"));
  EXPECT_FALSE(find(9, "a"));
  EXPECT_FALSE(execution(3));
}

TEST_P(EventStoreContract, ARecordHoldsTheFirstRowAndThatOfTheNewestPublicEvent) {
  auto batch = contract::start(contract::running(1, 7, "a"));
  batch.journal.push_back(contract::journal_row(1, 5, 2, 5, 1));
  batch.journal.push_back(contract::journal_row(1, 7, 2, 6, 0));
  commit(batch);
  const auto record = execution(1);
  ASSERT_TRUE(record);
  EXPECT_EQ(record->first, batch.journal[0]);
  EXPECT_EQ(record->last, batch.journal[1]) << "what came after it nobody sees";
  EXPECT_EQ(record->last_public, EventId{5});
  EXPECT_EQ(record->last_seq, EventSeq{8});
}

TEST_P(EventStoreContract, ARecordSaysWhetherAnythingIsPending) {
  auto batch = contract::start(contract::running(1, 7, "a"));
  batch.pending_new = {contract::work(1, "1.0.stop-child", {})};
  commit(batch);
  commit(contract::start(contract::running(2, 7, "b")));
  commit(contract::end(1, ExecutionStatus::Aborted, 2'000));
  EXPECT_TRUE(execution(1)->owes_work);
  EXPECT_FALSE(execution(2)->owes_work);
}

TEST_P(EventStoreContract, AChildIsFoundByItsParentsWork) {
  commit(contract::start(contract::running(1, 7, "parent")));
  const auto child = contract::child(2, "child", "1.0.child");
  commit(contract::start(child));
  under_test_->reopen();
  EXPECT_EQ(find_child(1, "1.0.child"), child);
  EXPECT_EQ(find_child(1, "1.1.child"), std::nullopt);
  EXPECT_EQ(find_child(2, "1.0.child"), std::nullopt);
  EXPECT_EQ(execution(2)->row, child);
}

TEST_P(EventStoreContract, ChildrenComeInTheOrderOfTheirStarts) {
  commit(contract::start(contract::running(1, 7, "parent")));
  for (std::int64_t id = 2; id <= 5; ++id) {
    const auto n = std::to_string(id);
    commit(contract::start(contract::child(id, "child" + n, n + ".0.children")));
  }
  commit(contract::start(contract::running(6, 7, "other")));
  using testing::ElementsAre;
  EXPECT_THAT(children({.parent = ExecutionId{1}}), ElementsAre(2, 3, 4, 5));
  EXPECT_THAT(children({.parent = ExecutionId{1}, .after = ExecutionId{2}, .rows_max = 2}),
              ElementsAre(3, 4));
  EXPECT_THAT(children({.parent = ExecutionId{1}, .bytes_max = 1}), ElementsAre(2))
      << "the first one is always given";
  EXPECT_THAT(children({.parent = ExecutionId{6}}), testing::IsEmpty());
  EXPECT_THAT(list({.before = ExecutionId{5}, .parent = ExecutionId{1}}), ElementsAre(4, 3, 2));
}

TEST_P(EventStoreContract, ThePurgeKeepsTheChildrenOfAMapRunThatOwesAnything) {
  auto run = contract::start(contract::running(1, 7, "run"));
  run.pending_new = {contract::work(1, "1.0.collect-results", {})};
  commit(run);
  commit(contract::start(contract::child(2, "child", "5.0.children")));
  commit(contract::end(2, ExecutionStatus::Succeeded, 1'000));
  EXPECT_EQ(purge({.stopped_before = contract::at(9'000)}), 0);
  store::Batch done = contract::end(1, ExecutionStatus::Succeeded, 2'000);
  done.pending_gone = {{ExecutionId{1}, "1.0.collect-results"}};
  commit(done);
  EXPECT_EQ(purge({.stopped_before = contract::at(9'000)}), 2);
}

TEST_P(EventStoreContract, AnEndChangesTheRow) {
  commit(contract::start(contract::running(1, 7, "a")));
  commit(contract::end(1, ExecutionStatus::TimedOut, 9'000));
  EXPECT_EQ(execution(1)->row.status, ExecutionStatus::TimedOut);
  EXPECT_EQ(execution(1)->row.stopped, contract::at(9'000));
}

TEST_P(EventStoreContract, AnExecutionMayStartAndEndInOneBatch) {
  auto batch = contract::start(contract::running(1, 7, "a"));
  batch.ended = {{ExecutionId{1}, ExecutionStatus::Failed, contract::at(1'000)}};
  commit(batch);
  EXPECT_EQ(execution(1)->row.status, ExecutionStatus::Failed);
}

TEST_P(EventStoreContract, ListingsShowWhatTheFilterAsksForNewestFirst) {
  const std::vector<std::string> names{"order-1", "order-2", "o%_-3", "other-4", "order-5"};
  for (std::int64_t id = 1; id <= 5; ++id) {
    commit(contract::start(contract::running(id, id == 4 ? 8 : 7, names[std::size_t(id - 1)])));
  }
  commit(contract::end(2, ExecutionStatus::Succeeded, 9'000));
  commit(contract::end(4, ExecutionStatus::Succeeded, 9'000));
  commit(contract::end(5, ExecutionStatus::Aborted, 9'000));

  using testing::ElementsAre;
  EXPECT_THAT(list({}), ElementsAre(5, 4, 3, 2, 1));
  EXPECT_THAT(list({.machine = MachineId{7}}), ElementsAre(5, 3, 2, 1));
  EXPECT_THAT(list({.machines = {{MachineId{8}, MachineId{9}}}}), ElementsAre(4));
  EXPECT_THAT(list({.machines = {{MachineId{8}, MachineId{7}}}}), ElementsAre(5, 4, 3, 2, 1));
  EXPECT_THAT(list({.machines = std::vector<MachineId>{}}), testing::IsEmpty());
  EXPECT_THAT(list({.status = ExecutionStatus::Succeeded}), ElementsAre(4, 2));
  EXPECT_THAT(list({.machine = MachineId{7}, .status = ExecutionStatus::Succeeded}),
              ElementsAre(2));
  EXPECT_THAT(list({.name_prefix = "order"}), ElementsAre(5, 2, 1));
  EXPECT_THAT(list({.name_prefix = "o%_"}), ElementsAre(3));
  EXPECT_THAT(list({.started_from = contract::at(2'000), .started_until = contract::at(4'000)}),
              ElementsAre(3, 2));
}

TEST_P(EventStoreContract, ListingsGoOnBeforeTheLastOfAPage) {
  for (std::int64_t id = 1; id <= 3; ++id) {
    commit(contract::start(contract::running(id, 7, "e" + std::to_string(id))));
  }
  using testing::ElementsAre;
  EXPECT_THAT(list({.limit = 2}), ElementsAre(3, 2));
  EXPECT_THAT(list({.before = ExecutionId{2}, .limit = 2}), ElementsAre(1));
  EXPECT_THAT(list({.machine = MachineId{7}, .before = ExecutionId{1}}), testing::IsEmpty());
}

TEST_P(EventStoreContract, CountsGoByStatus) {
  for (std::int64_t id = 1; id <= 7; ++id) {
    commit(contract::start(contract::running(id, id == 7 ? 8 : 7, "e" + std::to_string(id))));
  }
  commit(contract::end(1, ExecutionStatus::Succeeded, 9'000));
  commit(contract::end(2, ExecutionStatus::Succeeded, 9'000));
  commit(contract::end(3, ExecutionStatus::Failed, 9'000));
  commit(contract::end(4, ExecutionStatus::TimedOut, 9'000));
  commit(contract::end(5, ExecutionStatus::Aborted, 9'000));

  const auto counts = count({});
  EXPECT_EQ(counts.running, 2);
  EXPECT_EQ(counts.succeeded, 2);
  EXPECT_EQ(counts.failed, 1);
  EXPECT_EQ(counts.timed_out, 1);
  EXPECT_EQ(counts.aborted, 1);
  EXPECT_EQ(count({.machine = MachineId{8}}).running, 1);
  EXPECT_EQ(count({.machine = MachineId{8}}).succeeded, 0);
  EXPECT_EQ(count({.machines = {{MachineId{7}, MachineId{8}}}}).running, 2);
  EXPECT_EQ(count({.machines = std::vector<MachineId>{}}).running, 0);
}

TEST_P(EventStoreContract, CountsFollowWhatIsPurgedAndSurviveARestart) {
  for (std::int64_t id = 1; id <= 4; ++id) {
    commit(contract::start(contract::running(id, 7, "e" + std::to_string(id))));
  }
  auto at_once = contract::start(contract::running(5, 7, "e5"));
  at_once.ended = {{ExecutionId{5}, ExecutionStatus::Failed, contract::at(9'000)}};
  commit(at_once);
  commit(contract::end(1, ExecutionStatus::Succeeded, 1'000));
  commit(contract::end(2, ExecutionStatus::Succeeded, 9'000));
  purge({contract::at(2'000)});
  under_test_->reopen();
  for (const ExecutionFilter& filter :
       {ExecutionFilter{}, ExecutionFilter{.machine = MachineId{7}},
        ExecutionFilter{.name_prefix = "e"}, ExecutionFilter{.before = ExecutionId{6}}}) {
    EXPECT_EQ(count(filter).running, 2);
    EXPECT_EQ(count(filter).succeeded, 1);
    EXPECT_EQ(count(filter).failed, 1);
  }
  EXPECT_EQ(count({.status = ExecutionStatus::Failed}).failed, 1);
  EXPECT_EQ(count({.status = ExecutionStatus::Failed}).running, 0);
  EXPECT_EQ(count({.name_prefix = "e5"}).failed, 1);
  EXPECT_EQ(count({.name_prefix = "e5"}).running, 0);
}

// ---- pending work

TEST_P(EventStoreContract, PendingWorkComesInTheOrderOfItsDueTime) {
  auto batch = contract::start(contract::running(1, 7, "a"));
  batch.pending_new = {contract::work(2, "1.0.wait", 500),  contract::work(1, "9.0.wait", 300),
                       contract::work(2, "2.0.task", {}),   contract::work(1, "3.0.wait", 500),
                       contract::work(1, "2.0.task", {}),   contract::work(1, "2.1.task", {}),
                       contract::work(1, "4.0.wait", 1'000)};
  commit(batch);
  const std::vector<PendingRow> in_order{
      contract::work(1, "2.0.task", {}),  contract::work(1, "2.1.task", {}),
      contract::work(2, "2.0.task", {}),  contract::work(1, "9.0.wait", 300),
      contract::work(1, "3.0.wait", 500), contract::work(2, "1.0.wait", 500)};
  EXPECT_EQ(pending(1'000, {}, 100), in_order);

  for (std::int64_t limit = 1; limit <= 4; ++limit) {
    std::vector<PendingRow> paged;
    for (auto page = pending(1'000, {}, limit); !page.empty();
         page = pending(1'000, page.back(), limit)) {
      EXPECT_LE(static_cast<std::int64_t>(page.size()), limit);
      paged.insert(paged.end(), page.begin(), page.end());
    }
    EXPECT_EQ(paged, in_order) << "in pages of " << limit;
  }
}

TEST_P(EventStoreContract, PendingWorkThatIsGoneIsNotThere) {
  auto batch = contract::start(contract::running(1, 7, "a"));
  batch.pending_new = {contract::work(1, "1.0.task", {}), contract::work(1, "1.0.retry", 300)};
  commit(batch);
  Batch next_batch;
  next_batch.pending_gone = {{ExecutionId{1}, "1.0.task"}, {ExecutionId{1}, "never there"}};
  next_batch.pending_new = {contract::work(1, "1.1.task", {})};
  commit(next_batch);
  EXPECT_THAT(pending(1'000, {}, 100), testing::ElementsAre(contract::work(1, "1.1.task", {}),
                                                            contract::work(1, "1.0.retry", 300)));
}

TEST_P(EventStoreContract, GoneIsCarriedOutBeforeNew) {
  auto batch = contract::start(contract::running(1, 7, "a"));
  batch.pending_new = {contract::work(1, "1.0.wait", 300)};
  commit(batch);
  Batch again;
  again.pending_gone = {{ExecutionId{1}, "1.0.wait"}};
  again.pending_new = {contract::work(1, "1.0.wait", 400)};
  commit(again);
  EXPECT_THAT(pending(1'000, {}, 9), testing::ElementsAre(contract::work(1, "1.0.wait", 400)));
}

// ---- snapshots

TEST_P(EventStoreContract, ASnapshotIsKeptToTheByteAndReplacesTheOneBefore) {
  commit(contract::start(contract::running(1, 7, "a")));
  commit(contract::start(contract::running(2, 7, "b")));
  EXPECT_FALSE(snapshot(1));
  const auto bytes = std::string("\0\xff\n'\xc3", 5);
  commit(contract::snapshot_of(1, 4, bytes));
  EXPECT_EQ(snapshot(1), (SnapshotRow{ExecutionId{1}, EventSeq{4}, bytes}));
  commit(contract::snapshot_of(1, 9, ""));
  EXPECT_EQ(snapshot(1), (SnapshotRow{ExecutionId{1}, EventSeq{9}, ""}));
  EXPECT_FALSE(snapshot(2));
}

TEST_P(EventStoreContract, ASnapshotGoesWithTheEndOfItsExecution) {
  commit(contract::start(contract::running(1, 7, "a")));
  commit(contract::start(contract::running(2, 7, "b")));
  commit(contract::snapshot_of(1, 4, "one"));
  commit(contract::snapshot_of(2, 4, "two"));
  commit(contract::end(1, ExecutionStatus::Succeeded, 9'000));
  EXPECT_FALSE(snapshot(1));
  EXPECT_TRUE(snapshot(2));
}

TEST_P(EventStoreContract, ASnapshotOfWhatDoesNotRunIsDropped) {
  commit(contract::start(contract::running(1, 7, "a")));
  auto late = contract::end(1, ExecutionStatus::Succeeded, 9'000);
  late.snapshots = {{ExecutionId{1}, EventSeq{4}, "in the batch of the end"}};
  commit(late);
  EXPECT_FALSE(snapshot(1));
  commit(contract::snapshot_of(1, 4, "after the end"));
  EXPECT_FALSE(snapshot(1));
  purge({contract::at(10'000)});
  commit(contract::snapshot_of(1, 4, "after the purge"));
  EXPECT_FALSE(snapshot(1));
}

// ---- the catalogue

TEST_P(EventStoreContract, TheCatalogueIsLoadedAsItWasWritten) {
  const auto deleted = [] {
    auto row = contract::machine(2, 1);
    row.deleted = true;
    return row;
  }();
  const InvocationRow invocation{
      "r-1", "arn:f", "{\"a\": 1}", contract::at(1), 2, contract::at(3), "arn:e", "S", 4};
  const StartRequestRow request{"key", "arn:execution", contract::at(4)};
  const ResourceRow role{"role", "admin", "{\"RoleName\":\"admin\"}"};
  commit(contract::changes({contract::definition(1), contract::machine(1, 1), deleted,
                            contract::function("f", "sha"), invocation, request, role}));

  const auto loaded = under_test_->load_catalogue();
  EXPECT_THAT(loaded.definitions, testing::ElementsAre(contract::definition(1)));
  EXPECT_THAT(loaded.machines, testing::ElementsAre(contract::machine(1, 1), deleted));
  EXPECT_THAT(loaded.functions, testing::ElementsAre(contract::function("f", "sha")));
  EXPECT_THAT(loaded.invocations, testing::ElementsAre(invocation));
  EXPECT_THAT(loaded.start_requests, testing::ElementsAre(request));
  EXPECT_THAT(loaded.resources, testing::ElementsAre(role));
  EXPECT_EQ(loaded.last_execution, ExecutionId{0});
  EXPECT_EQ(loaded.last_machine, MachineId{2});
  EXPECT_EQ(loaded.last_definition, DefinitionId{1});
  EXPECT_EQ(loaded.last_commit, CommitId{1});
}

TEST_P(EventStoreContract, RowsReplaceThoseOfTheirKeyAndAreRemovedByIt) {
  const InvocationRow invocation{"r-1", "arn:f", "{}", contract::at(1), 0, contract::at(1)};
  auto retried = invocation;
  retried.attempts = 1;
  commit(contract::changes({contract::function("f", "a"), contract::function("g", "a"), invocation,
                            ResourceRow{"role", "x", "1"}, ResourceRow{"tags", "x", "2"}}));
  commit(contract::changes({contract::function("f", "b"), RemoveFunction{"arn:g"}, retried,
                            ResourceRow{"role", "x", "3"}, RemoveResource{"tags", "x"}}));
  auto loaded = under_test_->load_catalogue();
  EXPECT_THAT(loaded.functions, testing::ElementsAre(contract::function("f", "b")));
  EXPECT_THAT(loaded.invocations, testing::ElementsAre(retried));
  EXPECT_THAT(loaded.resources, testing::ElementsAre(ResourceRow{"role", "x", "3"}));

  commit(contract::changes({RemoveInvocation{"r-1"}, RemoveFunction{"never there"}}));
  EXPECT_THAT(under_test_->load_catalogue().invocations, testing::IsEmpty());
}

TEST_P(EventStoreContract, StartRequestsAreForgottenAfterTheirTime) {
  const StartRequestRow old{"old", "arn:1", contract::at(0)};
  const StartRequestRow young{"young", "arn:2", contract::at(1)};
  const StartRequestRow newest{"newest", "arn:3", young.started + kStartRequestLife};
  commit(contract::changes({old, young}));
  commit(contract::changes({newest}));
  EXPECT_THAT(under_test_->load_catalogue().start_requests,
              testing::UnorderedElementsAre(young, newest));
}

TEST_P(EventStoreContract, DefinitionsStayAsLongAsAnythingRefersToThem) {
  commit(contract::changes({contract::definition(1), contract::machine(1, 1)}));
  // One batch lets definition 1 go and starts the last execution that was decided before.
  auto update = contract::start(contract::running(1, 1, "a"));
  update.catalogue = {contract::definition(2), contract::machine(1, 2)};
  commit(update);
  EXPECT_TRUE(has_definition(1));

  commit(contract::changes({contract::definition(3), contract::machine(1, 3)}));
  EXPECT_FALSE(has_definition(2)) << "nothing refers to it any more";
  EXPECT_THAT(under_test_->load_catalogue().definitions,
              testing::ElementsAre(contract::definition(3)));

  commit(contract::end(1, ExecutionStatus::Succeeded, 2'000));
  purge({contract::at(3'000)});
  EXPECT_FALSE(has_definition(1));
  EXPECT_TRUE(has_definition(3));
}

TEST_P(EventStoreContract, ARevisionIsThatOfTheTimeOfTheStart) {
  auto first = contract::start(contract::running(1, 1, "a"));
  first.catalogue = {contract::definition(1), contract::machine(1, 1), contract::machine(2, 1),
                     contract::revision(1, 0, "one"), contract::revision(2, 0, "other")};
  commit(first);
  auto second = contract::start(contract::running(2, 1, "b"));
  second.catalogue = {contract::revision(1, 1, "never run"), contract::revision(1, 1, "two")};
  commit(second);
  commit(contract::changes({contract::revision(1, 2, "newest")}));

  EXPECT_EQ(revision(1, 1), "one");
  EXPECT_EQ(revision(1, 2), "two");
  EXPECT_EQ(revision(1, 3), "newest");
  EXPECT_EQ(revision(2, 2), "other");
  EXPECT_EQ(revision(3, 1), "none");
}

TEST_P(EventStoreContract, RevisionsStayAsLongAsTheyAreRunOrNewest) {
  auto batch = contract::start(contract::running(1, 1, "a"));
  batch.catalogue = {contract::definition(1), contract::machine(1, 1), contract::machine(2, 1),
                     contract::revision(1, 0, "one"), contract::revision(2, 0, "other")};
  commit(batch);
  commit(contract::start(contract::running(2, 2, "b")));
  commit(contract::changes({contract::revision(1, 2, "two")}));
  commit(contract::start(contract::running(3, 2, "c")));
  commit(contract::changes({contract::revision(1, 3, "three")}));
  EXPECT_EQ(revision(1, 1), "one");
  EXPECT_EQ(revision(1, 3), "one") << "\"two\" was replaced before anything ran it";

  commit(contract::end(1, ExecutionStatus::Succeeded, 2'000));
  purge({contract::at(3'000)});
  EXPECT_EQ(revision(1, 3), "none");
  EXPECT_EQ(revision(1, 4), "three");
  under_test_->reopen();
  EXPECT_EQ(revision(1, 4), "three");
  EXPECT_EQ(revision(2, 2), "other");
}

TEST_P(EventStoreContract, AMachineThatNothingRefersToCanBeRemoved) {
  const auto deleted = [](std::int64_t id) {
    auto row = contract::machine(id, 1);
    row.deleted = true;
    return row;
  };
  auto batch = contract::start(contract::running(1, 2, "a"));
  batch.catalogue = {contract::definition(1), contract::machine(1, 1), contract::machine(2, 1),
                     contract::machine(3, 1), contract::revision(3, 0, "x")};
  commit(batch);
  commit(contract::changes({deleted(2), deleted(3)}));
  EXPECT_THAT(unused_machines({MachineId{3}, MachineId{2}, MachineId{9}}),
              testing::ElementsAre(MachineId{3}, MachineId{9}));

  commit(contract::changes({RemoveMachine{MachineId{3}}}));
  EXPECT_EQ(revision(3, 5), "none");
  under_test_->reopen();
  const auto loaded = under_test_->load_catalogue();
  EXPECT_THAT(loaded.machines, testing::ElementsAre(contract::machine(1, 1), deleted(2)));
  EXPECT_EQ(loaded.last_machine, MachineId{3}) << "numbers are not given out again";
}

// ---- purge

TEST_P(EventStoreContract, PurgeRemovesWhatStoppedBeforeAndNothingElse) {
  for (std::int64_t id = 1; id <= 4; ++id) {
    commit(contract::start(contract::running(id, id == 3 ? 8 : 7, "e" + std::to_string(id))));
  }
  commit(contract::end(1, ExecutionStatus::Succeeded, 1'000));
  commit(contract::end(2, ExecutionStatus::Failed, 2'000));
  commit(contract::end(3, ExecutionStatus::Failed, 1'000));

  EXPECT_EQ(purge({contract::at(2'000), MachineId{7}}), 1);
  EXPECT_EQ(purge({contract::at(2'000), MachineId{7}}), 0);
  EXPECT_THAT(list({}), testing::ElementsAre(4, 3, 2));
  EXPECT_THAT(journal({ExecutionId{1}}), testing::IsEmpty());
  EXPECT_FALSE(find(7, "e1"));
  EXPECT_EQ(journal({ExecutionId{2}}).size(), 1U);

  EXPECT_EQ(purge({.stopped_before = contract::at(9'000), .limit = 1}), 1);
  EXPECT_EQ(purge({.stopped_before = contract::at(9'000), .limit = 1}), 1);
  EXPECT_EQ(purge({.stopped_before = contract::at(9'000), .limit = 1}), 0);
  EXPECT_THAT(list({}), testing::ElementsAre(4));
}

TEST_P(EventStoreContract, PurgeLeavesWhatHasChildrenToStop) {
  auto batch = contract::start(contract::running(1, 7, "a"));
  batch.pending_new = {contract::work(1, "1.0.stop-child", {})};
  commit(batch);
  commit(contract::end(1, ExecutionStatus::Aborted, 1'000));
  EXPECT_EQ(purge({contract::at(2'000)}), 0);
  EXPECT_EQ(purge({contract::at(2'000), MachineId{7}}), 0);
  Batch stopped;
  stopped.pending_gone = {{ExecutionId{1}, "1.0.stop-child"}};
  commit(stopped);
  EXPECT_EQ(purge({contract::at(2'000)}), 1);
}

TEST_P(EventStoreContract, PurgeLeavesAChildAsLongAsItsParentHasToDoWithIt) {
  commit(contract::start(contract::running(1, 7, "parent")));
  commit(contract::start(contract::child(2, "child", "1.0.child")));
  commit(contract::end(2, ExecutionStatus::Succeeded, 1'000));
  for (const std::string work : {"1.0.task", "1.0.child", "1.0.stop-child"}) {
    Batch waits;
    waits.pending_new = {contract::work(1, work, {})};
    commit(waits);
    EXPECT_EQ(purge({contract::at(2'000)}), 0) << work;
    Batch over;
    over.pending_gone = {{ExecutionId{1}, work}};
    commit(over);
  }
  Batch other;
  other.pending_new = {contract::work(1, "1.1.child", {})};
  commit(other);
  EXPECT_EQ(purge({contract::at(2'000)}), 1) << "the parent waits for another child";
}

TEST_P(EventStoreContract, NumbersOfPurgedExecutionsAreNotGivenOutAgain) {
  auto batch = contract::start(contract::running(5, 7, "a"));
  batch.ended = {{ExecutionId{5}, ExecutionStatus::Succeeded, contract::at(1'000)}};
  commit(batch);
  EXPECT_EQ(purge({contract::at(2'000)}), 1);
  under_test_->reopen();
  EXPECT_EQ(under_test_->load_catalogue().last_execution, ExecutionId{5});
}

TEST_P(EventStoreContract, APurgedNameIsFreeAgain) {
  commit(contract::start(contract::running(1, 7, "a")));
  commit(contract::end(1, ExecutionStatus::Succeeded, 1'000));
  purge({contract::at(2'000)});
  commit(contract::start(contract::running(2, 7, "a")));
  EXPECT_EQ(find(7, "a")->row.id, ExecutionId{2});
}

// ---- restart and backup

inline Batch a_bit_of_everything() {
  auto batch = contract::start(contract::running(1, 1, "a"));
  batch.catalogue = {contract::definition(1), contract::machine(1, 1), contract::function("f", "a"),
                     ResourceRow{"role", "x", "{}"}};
  batch.pending_new = {contract::work(1, "1.0.wait", 300)};
  batch.snapshots = {{ExecutionId{1}, EventSeq{4}, "bytes"}};
  return batch;
}

TEST_P(EventStoreContract, ReopeningKeepsEverything) {
  commit(a_bit_of_everything());
  commit(contract::start(contract::running(2, 1, "b")));
  commit(contract::end(2, ExecutionStatus::Aborted, 2'000));
  const auto before = execution(1)->row;
  under_test_->reopen();

  EXPECT_EQ(execution(1)->row, before);
  EXPECT_EQ(execution(2)->row.status, ExecutionStatus::Aborted);
  EXPECT_EQ(journal({ExecutionId{1}}).size(), 1U);
  EXPECT_EQ(pending(1'000, {}, 9).size(), 1U);
  EXPECT_TRUE(snapshot(1));
  const auto loaded = under_test_->load_catalogue();
  EXPECT_EQ(loaded.machines.size(), 1U);
  EXPECT_EQ(loaded.last_execution, ExecutionId{2});
  EXPECT_EQ(loaded.last_commit, last_commit_);
}

TEST_P(EventStoreContract, AppendsThatAreUnderWaySurviveTheEndOfTheStore) {
  for (std::int64_t id = 1; id <= 10; ++id) {
    auto batch = contract::start(contract::running(id, 1, "e" + std::to_string(id)));
    batch.id = CommitId{id};
    store().append(std::move(batch), [] {});
  }
  under_test_->reopen();
  EXPECT_EQ(list({}).size(), 10U);
}

TEST_P(EventStoreContract, ABackupIsACompleteStore) {
  commit(a_bit_of_everything());
  const auto path = under_test_->unused_path();
  const auto copied = back_up(path);
  ASSERT_TRUE(copied) << copied.error().cause;
  commit(contract::start(contract::running(2, 1, "after the backup")));

  const auto copy = under_test_->open(path);
  EXPECT_EQ(copy->load_catalogue().machines.size(), 1U);
  const auto rows = answer_of<std::vector<ExecutionRow>>(
      *copy, [&copy](auto done) { copy->store().executions({}, done); });
  EXPECT_THAT(rows, testing::ElementsAre(contract::running(1, 1, "a")));
}

TEST_P(EventStoreContract, ABackupNeverOverwritesAFile) {
  const auto path = under_test_->unused_path();
  ASSERT_TRUE(back_up(path));
  const auto again = back_up(path);
  ASSERT_FALSE(again);
  EXPECT_THAT(again.error().cause, testing::HasSubstr("cannot create " + path + ": File exists"));
}

}  // namespace sfn::store
