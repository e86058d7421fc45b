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
  explicit SimulatedTaskHost(tasks::TaskReport report, tasks::TaskStartingReport starting = {})
      : report_(std::move(report)), starting_(std::move(starting)) {}

  void start(tasks::TaskRequest request) override { started.push_back(std::move(request)); }
  void go_ahead(tasks::TaskRequest request) override;
  void cancel(ExecutionId execution, const history::WorkId& work) override {
    cancelled.emplace_back(execution, work);
  }

  /// Reports that the offer that was started as number `index` is starting.
  void begin(std::size_t index, const std::string& worker = "");

  /// Reports the end of the attempt that was started as number `index`, cancelled or not. May be
  /// called again for a doubled report.
  void answer(std::size_t index, history::TaskOutcome outcome);
  void succeed(std::size_t index, const std::string& output = "{}");
  void fail(std::size_t index, const std::string& error);

  /// In the order of the starts. The work of an offer that has gone ahead is the task, or the
  /// callback.
  std::vector<tasks::TaskRequest> started;
  std::vector<std::size_t> gone_ahead;  ///< Numbers of those that were offers.
  std::vector<std::pair<ExecutionId, history::WorkId>> cancelled;

 private:
  tasks::TaskReport report_;
  tasks::TaskStartingReport starting_;
};

}  // namespace sfn::support
