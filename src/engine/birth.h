// Births: executions that begin in the same commit as what has brought them about.
//
// An effect begins after the commit that justifies it, and again after a crash, so that whoever
// carries it out has to find out whether it was done. A birth needs none of that: it stands beside
// the events of the decision that gives it, and either both are durable or neither is. Nothing of
// it is recorded but what the new execution records itself.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/payload.h"
#include "history/event.h"
#include "history/work.h"

namespace sfn::engine {

/// A map run, which belongs to the work of the Map that has begun it. Its ARN is
/// `machine_arn:name`.
struct MapRunBirth {
  history::WorkId work;
  std::string machine_arn;  ///< `…:mapRun:MACHINE/LABEL`.
  std::string name;
  std::string child_definition;  ///< Text: what the children run.
  history::MapRunConfigured configured;
  friend bool operator==(const MapRunBirth&, const MapRunBirth&) = default;
};

/// A child of a map run.
struct MapChildBirth {
  std::int64_t index = 0;
  Payload input;
  std::int64_t items = 1;  ///< In the input.
  friend bool operator==(const MapChildBirth&, const MapChildBirth&) = default;
};

using Birth = std::variant<MapRunBirth, MapChildBirth>;
using Births = std::vector<Birth>;

}  // namespace sfn::engine
