// ExecutionLoader: makes an execution's value from its journal: a fold, page by page.
//
// Only executions that nothing in memory is ahead of may be loaded; the cache sees to that.
#pragma once

#include <functional>
#include <memory>

#include "runtime/definitions.h"
#include "runtime/lifetime.h"
#include "runtime/loaded_execution.h"
#include "store/event_store.h"

namespace sfn::runtime {

class ExecutionLoader {
 public:
  static constexpr std::int64_t kPageRows = 400;
  /// Bytes of a page that a turn of the loop may fold; more are folded on a thread.
  static constexpr std::size_t kLoopBytesMax = 32 * 1'024;

  using Done = std::function<void(std::unique_ptr<LoadedExecution>)>;

  ExecutionLoader(store::EventStore& store, Definitions& definitions, Offload offload)
      : store_(store), definitions_(definitions), offload_(std::move(offload)) {}

  /// Gives null where there is no such execution, or it has ended: then its value is of no use.
  void load(ExecutionId id, Done done);

 private:
  struct Load {
    std::unique_ptr<LoadedExecution> execution;
    Done done;
  };

  void read_page(std::shared_ptr<Load> load);
  void take_page(std::shared_ptr<Load> load, std::vector<store::JournalRow> rows);
  void go_on(std::shared_ptr<Load> load, std::size_t rows);

  store::EventStore& store_;
  Definitions& definitions_;
  Offload offload_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
