#include "simulation/outcomes.h"

#include <algorithm>
#include <string>

#include "simulation/plan.h"

namespace sfn::simulation {
namespace {

using history::TaskFailure;
using history::TaskOutcome;
using history::TaskSuccess;

// Hosts read what functions answer, and report as failed what they cannot read.
TaskOutcome success(std::string output) {
  auto read = Payload::parse(std::move(output));
  if (!read) return TaskFailure{"Runtime.MarshalError", read.error().cause};
  return TaskSuccess{std::move(*read)};
}

TaskOutcome too_large(const engine::Bounds& bounds) {
  return success('"' + std::string(bounds.payload_bytes, 'x') + '"');
}

TaskOutcome too_deep(const engine::Bounds& bounds) {
  const auto depth = bounds.payload_depth + 1;
  return success(std::string(depth, '[') + std::string(depth, ']'));
}

}  // namespace

TaskOutcome ordinary_outcome(engine::Dice& dice) {
  switch (dice.roll(8)) {
    case 0:
      return TaskFailure{"E1", "cause"};
    case 1:
      return TaskFailure{dice.once_in(2) ? "E2" : "States.Timeout", std::nullopt};
    case 2:
      return success(R"([ {"a":1}, 2 ])");
    case 3:
      return success(R"({"n":3,"items":[1,{"a":2}],"p":{"a":null}})");
    default:
      return success(R"({"done":true})");
  }
}

TaskOutcome wrong_outcome(engine::Dice& dice, const engine::Bounds& bounds) {
  switch (dice.roll(9)) {
    case 0:
      return TaskFailure{std::nullopt, std::nullopt};
    case 1:
      return TaskFailure{"", ""};
    case 2:
      return TaskFailure{std::string(300, 'E'), std::string(33'000, 'c')};
    case 3:
      return TaskFailure{"States.ALL", "\x01\n\"\\\xc3\xa9\xf0\x9f\x92\xa3"};
    case 4:
      return TaskFailure{"States.Runtime", "not ours"};
    case 5:
      return too_deep(bounds);
    case 6:
      // Of the default bound such an output costs a run half its time.
      if (bounds.payload_bytes > 10'000 && !dice.once_in(30)) return success("null");
      return too_large(bounds);
    case 7:
      return success("  [1.0, 1e400, \"\\u0000\", -0.0]  ");
    default:
      return success(R"({"":{"$":"$$"},"v.$":"$.x","\ud83d\ude00":""})");
  }
}

}  // namespace sfn::simulation
