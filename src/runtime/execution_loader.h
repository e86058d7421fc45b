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
  /// Rows that are folded in one turn of the loop.
  static constexpr std::int64_t kPageRows = 200;

  using Done = std::function<void(std::unique_ptr<LoadedExecution>)>;

  ExecutionLoader(store::EventStore& store, Definitions& definitions)
      : store_(store), definitions_(definitions) {}

  /// Gives null where there is no such execution, or it has ended: then its value is of no use.
  void load(ExecutionId id, Done done);

 private:
  struct Load {
    std::unique_ptr<LoadedExecution> execution;
    Done done;
  };

  void read_page(std::shared_ptr<Load> load);
  void fold(std::shared_ptr<Load> load, const std::vector<store::JournalRow>& rows);

  store::EventStore& store_;
  Definitions& definitions_;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
