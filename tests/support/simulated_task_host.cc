#include "support/simulated_task_host.h"

#include "base/check.h"

namespace sfn::support {

void SimulatedTaskHost::go_ahead(tasks::TaskRequest request) {
  for (std::size_t index = 0; index < started.size(); ++index) {
    auto& offer = started[index];
    if (offer.execution != request.execution) continue;
    if (offer.work != history::offer_of(request.work)) continue;
    offer = std::move(request);
    return gone_ahead.push_back(index);
  }
  SFN_CHECK(!"what was never offered goes ahead");
}

void SimulatedTaskHost::begin(std::size_t index, const std::string& worker) {
  const auto& request = started.at(index);
  starting_(
      {.execution = request.execution, .work = history::offer_of(request.work), .worker = worker});
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
