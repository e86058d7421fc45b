// Pass: hands its input on, with a result put in where it has one. ASL specification, "Pass State".
#include "engine/states/failure.h"
#include "engine/states/input_output.h"
#include "engine/states/step.h"

namespace sfn::engine {

void enter(const Step& step, const asl::PassState& pass, Recorder& out) {
  auto result = effective_input(step, pass.parameters);
  if (!result) return fail(step, runtime_failure(step, result.error()), out);
  if (pass.result) {
    step.meter.charge_bytes(rough_size(*pass.result));
    result = Payload(*pass.result);
  }
  const auto placed = place_result(step, pass.result_path, *result);
  if (!placed) return fail(step, runtime_failure(step, placed.error()), out);
  leave(step, {*placed, *result, &step.state.assign, pass.transition.next}, out);
}

}  // namespace sfn::engine
