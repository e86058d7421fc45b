// ExecutionLoader: makes an execution's value from its journal: a fold, page by page, upon the
// snapshot where there is one. A snapshot that cannot be read is as good as none.
//
// Only executions that nothing in memory is ahead of may be loaded; the cache sees to that.
#pragma once

#include <functional>
#include <memory>

#include "runtime/definitions.h"
#include "runtime/lifetime.h"
#include "runtime/loaded_execution.h"
#include "runtime/offload.h"
#include "runtime/snapshots.h"
#include "runtime/statistics.h"
#include "store/event_store.h"

namespace sfn::runtime {

class ExecutionLoader {
 public:
  static constexpr std::int64_t kPageRows = 400;

  using Done = std::function<void(std::unique_ptr<LoadedExecution>)>;

  ExecutionLoader(store::EventStore& store, Definitions& definitions, const Snapshots& snapshots,
                  Offload offload, Statistics& statistics)
      : store_(store),
        definitions_(definitions),
        snapshots_(snapshots),
        offload_(std::move(offload)),
        statistics_(statistics) {}

  /// Gives null where there is no such execution, or it has ended and owes nothing: then its
  /// value is of no use.
  void load(ExecutionId id, Done done);

 private:
  struct Load {
    std::unique_ptr<LoadedExecution> execution;
    EventSeq last{0};  ///< Of its events.
    Done done;
  };
  using LoadPtr = std::shared_ptr<Load>;

  void begin(LoadPtr load);
  void take_snapshot(LoadPtr load, store::SnapshotRow row);
  void read_page(LoadPtr load);
  void take_page(LoadPtr load, std::vector<store::JournalRow> rows);
  void go_on(LoadPtr load);
  /// Does work that reads so many bytes here or on a thread, then calls `then` here.
  template <typename Work, typename Then>
  void do_work(std::size_t bytes, Work work, Then then);

  store::EventStore& store_;
  Definitions& definitions_;
  const Snapshots& snapshots_;
  Offload offload_;
  Statistics& statistics_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
