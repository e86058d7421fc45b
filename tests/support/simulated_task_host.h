// SimulatedTaskHost: carries nothing out. It remembers what was started and cancelled, and answers
// when the test says so: late, twice, or never.
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "tasks/task_host.h"

namespace sfn::support {

class SimulatedTaskHost : public tasks::TaskHost {
 public:
  explicit SimulatedTaskHost(tasks::TaskReport report) : report_(std::move(report)) {}

  void start(tasks::TaskRequest request) override { started.push_back(std::move(request)); }
  void cancel(ExecutionId execution, const history::WorkId& work) override {
    cancelled.emplace_back(execution, work);
  }

  /// Reports the end of the attempt that was started as number `index`, cancelled or not. May be
  /// called again for a doubled report.
  void answer(std::size_t index, history::TaskOutcome outcome);
  void succeed(std::size_t index, const std::string& output = "{}");
  void fail(std::size_t index, const std::string& error);

  std::vector<tasks::TaskRequest> started;  ///< In the order of the starts.
  std::vector<std::pair<ExecutionId, history::WorkId>> cancelled;

 private:
  tasks::TaskReport report_;
};

}  // namespace sfn::support
