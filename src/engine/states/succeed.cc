// Succeed: ends its graph with its input. ASL specification, "Succeed State".
#include "engine/states/failure.h"
#include "engine/states/input_output.h"
#include "engine/states/step.h"

namespace sfn::engine {

void enter(const Step& step, const asl::SucceedState&, Recorder& out) {
  const auto input = effective_input(step);
  if (!input) return fail(step, runtime_failure(step, input.error()), out);
  leave(step, {*input, *input, &step.state.assign, std::nullopt}, out);
}

}  // namespace sfn::engine
