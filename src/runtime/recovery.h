// Recovery: begins the work that was outstanding when the last process ended.
//
// Pending rows are read in pages, not histories. Rows without a due time (tasks, steps put off)
// load their execution, a bounded number at a time, and what its value still has outstanding is
// begun again with the same request id. Timers need no execution: wakeups reads theirs. Neither
// does what waits for the return of a task token, nor a parent whose child still runs.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include "runtime/children.h"
#include "runtime/dispatcher.h"
#include "runtime/lifetime.h"
#include "runtime/requests.h"
#include "store/event_store.h"

namespace sfn::runtime {

class Recovery {
 public:
  static constexpr std::int64_t kPageRows = 500;
  static constexpr std::size_t kLoadsMax = 64;  ///< Executions that are loaded at once.

  Recovery(store::EventStore& store, Dispatcher& dispatcher, Children& children);

  /// Once. `done` is called when all of it has been begun.
  void run(std::function<void(RecoveryReport)> done);

 private:
  void read_page(std::optional<store::PendingRow> after);
  void take_page(std::vector<store::PendingRow> rows);
  void begin_more();
  void begin(ExecutionId execution, const history::WorkId& work);

  store::EventStore& store_;
  Dispatcher& dispatcher_;
  Children& children_;
  std::function<void(RecoveryReport)> done_;
  RecoveryReport report_;
  std::vector<store::PendingRow> page_;
  std::size_t next_ = 0;     ///< Of the page, to be begun.
  std::size_t loading_ = 0;  ///< Begun and not answered.
  bool beginning_ = false;
  bool last_page_ = false;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
