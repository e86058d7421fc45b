// Choice: the first rule that holds decides where to go. ASL specification, "Choice State".
#include <fmt/format.h>

#include "engine/states/choice_condition.h"
#include "engine/states/evaluation.h"
#include "engine/states/failure.h"
#include "engine/states/input_output.h"
#include "engine/states/queries.h"
#include "engine/states/step.h"

namespace sfn::engine {
namespace {

// `Choices[1]/`
std::string location_of(std::size_t rule) { return fmt::format("Choices[{}]/", rule); }

Result<bool> holds(const asl::ChoiceState& choice, std::size_t rule, Queries& queries,
                   Evaluation& evaluation) {
  const auto condition = location_of(rule) + "Condition";
  return evaluation.has(condition) ? evaluation.boolean(condition)
                                   : holds(choice.choices[rule].condition, queries);
}

}  // namespace

void enter(const Step& step, const asl::ChoiceState& choice, Recorder& out) {
  const auto input = effective_input(step);
  if (!input) return fail(step, runtime_failure(step, input.error()), out);
  Queries queries(step, *input);
  Evaluation evaluation(step);
  for (std::size_t i = 0; i < choice.choices.size(); ++i) {
    const auto verdict = holds(choice, i, queries, evaluation);
    if (!verdict) return fail(step, runtime_failure(step, verdict.error()), out);
    const auto& rule = choice.choices[i];
    if (*verdict)
      return leave(step, {*input, *input, &rule.assign, rule.next, location_of(i)}, out);
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
