// VolatileExecutions: the executions that nothing durable is promised of, as their rows.
//
// An execution of an EXPRESS state machine is decided like any other, but its rows come here and
// not into the open commit: so nothing of it waits for the disk, and a crash drops it. Here are all
// that run, and the last ones that have ended, to be read by whoever reads the store
// (layered_store.h). They are bounded in number and in bytes: above either no other is admitted,
// and of a history that has grown too long the middle is forgotten.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "store/event_store.h"

namespace sfn::runtime {

struct VolatileLimits {
  std::size_t kept = 1'000;                            ///< Of those that have ended.
  std::size_t running = 10'000;                        ///< Above it starts are refused.
  std::size_t bytes = std::size_t{128} << 20;          ///< Above it too; of journal rows.
  std::size_t execution_bytes = std::size_t{4} << 20;  ///< Of one execution's rows.
};

class VolatileExecutions {
 public:
  explicit VolatileExecutions(VolatileLimits limits = {}) : limits_(limits) {}

  /// Whether another may start; those that have ended are forgotten if they take its room. Error:
  /// ThrottlingException.
  Result<void> admit();

  /// Takes in what one decision changes; all of it belongs to one execution.
  void add(store::Batch rows);

  /// All who follow the execution have been told that it has ended: it is one of the last ones now,
  /// and those before it may go.
  void settle(ExecutionId id);

  // ---- as the store would answer
  std::optional<store::ExecutionRecord> find(store::MachineId machine,
                                             const std::string& name) const;
  std::optional<store::ExecutionRecord> record(ExecutionId id) const;
  std::vector<store::JournalRow> history(const store::HistoryRange& range) const;
  std::vector<store::JournalRow> journal(const store::JournalRange& range) const;
  /// Those that match; of `before` and `limit` too.
  std::vector<store::ExecutionRow> list(const store::ExecutionFilter& filter) const;
  store::StatusCounts count(const store::ExecutionFilter& filter) const;
  bool refer_to(store::MachineId machine) const;

  std::size_t size() const { return executions_.size(); }
  std::size_t running() const { return executions_.size() - ended_; }
  std::size_t bytes() const { return bytes_; }

 private:
  struct Kept {
    store::ExecutionRow row;
    std::deque<store::JournalRow> journal;
    std::size_t bytes = 0;  ///< Of the journal's bodies, and of the rows themselves.
  };
  using Name = std::pair<store::MachineId, std::string>;

  void begin(store::ExecutionRow row);
  void append(store::JournalRow row);
  void end(const store::ExecutionEnd& end);
  void shorten(Kept& kept);
  void make_room();
  void forget_oldest();

  VolatileLimits limits_;
  std::map<ExecutionId, Kept> executions_;
  std::map<Name, ExecutionId> names_;
  std::deque<ExecutionId> settled_;  ///< In the order of their ends.
  std::size_t ended_ = 0;
  std::size_t bytes_ = 0;
};

}  // namespace sfn::runtime
