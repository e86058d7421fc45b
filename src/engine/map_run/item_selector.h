// ItemSelector: what a distributed Map makes of each of its items, for the map run that reads them.
//
// The one field of the state that is not evaluated when it is entered, since it is evaluated for
// each item. It sees what it would see in an inline Map: the state's input, the context object and
// the variables as they were then, all of which the run has recorded. Pure, and good on any thread.
#pragma once

#include "asl/state_machine.h"
#include "base/result.h"
#include "engine/decide.h"
#include "engine/states/context_object.h"

namespace sfn::engine {

class ItemSelector {
 public:
  /// Borrows `machine`, which the run's parent runs: it must have the state.
  ItemSelector(const asl::StateMachine& machine, const history::MapRunConfigured& configured,
               const std::string& role_arn, Facts facts, Bounds bounds);

  /// Whether items are anything but passed on.
  bool selects() const;

  /// The errors are those of a state's query, under the names that users know.
  Result<Payload> select(const MapItem& item) const;

 private:
  const asl::StateMachine& machine_;
  const asl::State& state_;
  Execution surroundings_;  ///< As much of the parent as queries look at.
  Facts facts_;
  Bounds bounds_;
};

}  // namespace sfn::engine
