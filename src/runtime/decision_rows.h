// decision_rows: what the store keeps of one decision.
#pragma once

#include "runtime/decision.h"
#include "runtime/loaded_execution.h"
#include "store/records.h"

namespace sfn::runtime {

/// What was so before the events were applied.
struct Before {
  EventSeq seq{1};  ///< Of the first of the events.
  EventId last_public{0};
  bool was_started = false;
  bool was_running = false;
};

Before before_decision(const LoadedExecution& execution);

/// Whether it is the decision that has ended the execution: others may follow, of what it owes.
bool has_just_ended(const LoadedExecution& execution, const Before& before);

/// The rows of the decision that has turned `before` into `execution`. Takes the decision's body,
/// which may be megabytes.
store::Batch decision_rows(const LoadedExecution& execution, const Before& before,
                           Decision& decision);

}  // namespace sfn::runtime
