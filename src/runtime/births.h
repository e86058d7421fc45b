// Births: begins the executions that a decision has given birth to, so that they become durable
// with it or not at all (engine/birth.h).
//
// A map run and its children are executions of machines of their own, `NAME/LABEL`, which are made
// here when the first map run needs them. What the children run is the run's to keep: its own row
// refers to that definition, so that a machine that is updated or deleted meanwhile changes
// nothing.
#pragma once

#include "base/clock.h"
#include "base/entropy.h"
#include "engine/birth.h"
#include "runtime/catalogue.h"
#include "runtime/definitions.h"
#include "runtime/dispatcher.h"
#include "runtime/execution_numbers.h"

namespace sfn::runtime {

class Births {
 public:
  struct Parts {
    Catalogue& catalogue;
    ExecutionNumbers& numbers;
    Definitions& definitions;
    Dispatcher& dispatcher;
    Clock& clock;
    Entropy entropy;
  };

  explicit Births(Parts parts) : parts_(std::move(parts)) {}

  /// Within the call, and so within the turn of the decision: all of it joins one commit.
  void bear(const LoadedExecution& parent, engine::Births births);

 private:
  void bear_one(const LoadedExecution& parent, engine::MapRunBirth birth);
  void bear_one(const LoadedExecution& run, engine::MapChildBirth birth);
  StateMachinePtr machine_of_children(const LoadedExecution& run) const;
  std::unique_ptr<LoadedExecution> make(store::MachineId machine, std::string name);

  Parts parts_;
};

}  // namespace sfn::runtime
