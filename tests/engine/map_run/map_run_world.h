// MapRunWorld: a map run whose outside is played by the test. It keeps the rows of its journal, and
// checks after each command that what the journal tells, and what a snapshot keeps, is the value.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/text.h"
#include "engine/decide.h"
#include "engine/snapshot.h"
#include "history/codec.h"

namespace sfn::engine {

class MapRunWorld {
 public:
  static constexpr Timestamp kNow = from_epoch_ms(1'700'000'000'000);

  /// One over inline items, unless it is configured otherwise; `length` items.
  explicit MapRunWorld(std::int64_t length, history::MapRunConfigured configured = {}) {
    configured.visit = VisitId{3};
    configured.state = "M";
    configured.length = length;
    if (!configured.reader) configured.items = Payload::trusted("[]");
    items_left_ = length;
    EXPECT_TRUE(
        command(BeginMapRun{.arn = "arn:aws:states:r:1:mapRun:m/l:run",
                            .name = "run",
                            .machine_arn = "arn:aws:states:r:1:mapRun:m/l",
                            .machine_name = "m/l",
                            .role_arn = "role",
                            .parent = {ExecutionId{7}, {VisitId{3}, 0, history::WorkKind::Child}},
                            .configured = std::move(configured)}));
  }

  Result<void> command(const Command& command, const Bounds& bounds = {}) {
    births_.clear();
    const auto events =
        engine::run(kNothing, run_, command, {kNow, [] { return 0; }}, bounds, &births_);
    if (!events) return events.error();
    rows_.push_back(history::encode(*events));
    check_what_is_kept();
    return {};
  }

  /// Answers the question for items that is outstanding with as many as were asked for.
  void read(std::int64_t items_each = 1, std::optional<history::LimitPassed> passed = {}) {
    const auto [id, what] = work<history::ReadItemsWork>();
    ItemsRead read{.work = id, .children = {}, .cursor = {}};
    while (std::ssize(read.children) < what.count && items_left_ > 0) {
      const auto items = std::min(items_each, items_left_);
      read.children.push_back({Payload(), items});
      items_left_ -= items;
    }
    read.cursor = std::to_string(items_left_) + " left";
    read.last = items_left_ == 0;
    read.passed = std::move(passed);
    EXPECT_TRUE(command(read));
  }
  void fail_reading(history::Failure failure) {
    const auto id = work<history::ReadItemsWork>().first;
    EXPECT_TRUE(command(ItemsRead{.work = id, .children = {}, .cursor = {}, .failure = failure}));
  }
  void end(std::int64_t index, history::ChildEnd how = history::ChildEnd::Succeeded) {
    EXPECT_TRUE(command(MapChildOver{index, how}));
  }
  void collect(std::string output) {
    const auto id = work<history::CollectResultsWork>().first;
    EXPECT_TRUE(command(ResultsCollected{id, Payload::trusted(std::move(output)), 0}));
  }

  const Execution& execution() const { return run_; }
  const MapRun& run() const { return *run_.map_run; }
  const Births& births() const { return births_; }

  /// Keys of what it owes: `1.1.read-items`.
  std::string outstanding() const {
    std::vector<std::string> keys;
    for (const auto& [id, owed] : run_.outstanding) keys.push_back(to_key(id));
    return join(keys, " ");
  }
  /// How many inputs are asked for; 0 where none are.
  std::int64_t wanted() const {
    for (const auto& [id, owed] : run_.outstanding) {
      if (const auto* what = std::get_if<history::ReadItemsWork>(&owed.what)) return what->count;
    }
    return 0;
  }
  /// The indexes of the children that run.
  std::vector<std::int64_t> running() const {
    std::vector<std::int64_t> indexes;
    for (const auto& [index, items] : run().running) indexes.push_back(index);
    return indexes;
  }
  Events newest_events() const { return history::decode(rows_.back(), kNow); }
  /// The last event that says so; the run must have one.
  history::ChildrenCounted counted() const {
    for (const auto& event : newest_events()) {
      if (const auto* found = std::get_if<history::ChildrenCounted>(&event)) return *found;
    }
    ADD_FAILURE() << "not counted in " << rows_.back();
    return {};
  }
  history::Failure failure() const {
    for (const auto& event : newest_events()) {
      if (const auto* failed = std::get_if<history::ExecutionFailed>(&event)) {
        return failed->failure;
      }
    }
    return {};
  }
  std::size_t rows() const { return rows_.size(); }

 private:
  static inline const asl::StateMachine kNothing{};

  template <typename What>
  std::pair<WorkId, What> work() const {
    for (const auto& [id, owed] : run_.outstanding) {
      if (const auto* what = std::get_if<What>(&owed.what)) return {id, *what};
    }
    ADD_FAILURE() << "not outstanding among " << outstanding();
    return {};
  }

  // A crash after any row, with or without a snapshot, changes nothing: the value is the same.
  void check_what_is_kept() const {
    Execution folded;
    for (const auto& row : rows_) {
      for (const auto& event : history::decode(row, kNow)) engine::apply(folded, event);
    }
    EXPECT_TRUE(folded == run_) << "after " << rows_.back();
    const auto snapshot = decode_snapshot(encode_snapshot(run_));
    EXPECT_TRUE(snapshot && *snapshot == run_) << "after " << rows_.back();
  }

  Execution run_;
  std::vector<std::string> rows_;
  Births births_;
  std::int64_t items_left_ = 0;
};

}  // namespace sfn::engine
