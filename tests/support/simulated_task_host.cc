#include "support/simulated_task_host.h"

#include "base/check.h"

namespace sfn::support {

void SimulatedTaskHost::go_ahead(ExecutionId execution, const history::WorkId& work) {
  for (std::size_t index = 0; index < started.size(); ++index) {
    auto& request = started[index];
    if (request.execution != execution || request.work != history::offer_of(work)) continue;
    request.work = work;
    return gone_ahead.push_back(index);
  }
  SFN_CHECK(!"what was never offered goes ahead");
}

void SimulatedTaskHost::begin(std::size_t index) {
  const auto& request = started.at(index);
  starting_(request.execution, history::offer_of(request.work));
}

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
