// decision_rows: what the store keeps of one decision.
#pragma once

#include <map>

#include "base/time.h"
#include "history/event.h"
#include "history/work.h"
#include "runtime/loaded_execution.h"
#include "store/records.h"

namespace sfn::runtime {

/// What was so before the events were applied.
struct Before {
  EventSeq seq{1};  ///< Of the first of the events.
  EventId last_public{0};
  bool was_started = false;
  std::map<history::WorkId, history::Work> outstanding;
};

Before before_decision(const LoadedExecution& execution);

/// The rows of the events that have turned `before` into `execution` at `now`.
store::Batch decision_rows(const LoadedExecution& execution, const Before& before,
                           const history::Events& events, Timestamp now);

}  // namespace sfn::runtime
