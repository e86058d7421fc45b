#include "support/simulated_task_host.h"

namespace sfn::support {

void SimulatedTaskHost::answer(std::size_t index, history::TaskOutcome outcome) {
  const auto& request = started.at(index);
  report_(request.execution, request.work, std::move(outcome));
}

void SimulatedTaskHost::succeed(std::size_t index, const std::string& output) {
  answer(index, history::TaskSuccess{Payload::trusted(output)});
}

void SimulatedTaskHost::fail(std::size_t index, const std::string& error) {
  answer(index, history::TaskFailure{error, "simulated"});
}

}  // namespace sfn::support
