// Choice: the first rule that holds decides where to go. ASL specification, "Choice State".
#include "engine/states/choice_condition.h"
#include "engine/states/failure.h"
#include "engine/states/input_output.h"
#include "engine/states/queries.h"
#include "engine/states/step.h"

namespace sfn::engine {

void enter(const Step& step, const asl::ChoiceState& choice, Recorder& out) {
  const auto input = effective_input(step);
  if (!input) return fail(step, runtime_failure(step, input.error()), out);
  Queries queries(step, *input);
  for (const auto& rule : choice.choices) {
    const auto verdict = holds(rule.condition, queries);
    if (!verdict) return fail(step, runtime_failure(step, verdict.error()), out);
    if (*verdict) return leave(step, {*input, *input, &rule.assign, rule.next}, out);
  }
  if (choice.default_next) {
    return leave(step, {*input, *input, &step.state.assign, choice.default_next}, out);
  }
  // The specification names States.NoChoiceMatched; this is what the service answers.
  const Error nowhere{
      "States.Runtime",
      "Failed to transition out of the state. The state does not point to a next state."};
  fail(step, runtime_failure(step, nowhere), out);
}

}  // namespace sfn::engine
