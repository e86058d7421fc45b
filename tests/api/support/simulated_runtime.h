// SimulatedRuntime: a runtime over the three simulated seams, for the API in front of it. The test
// moves the clock, holds commits and ends tasks. Activities have their real queue, with a clock of
// its own.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "runtime/runtime.h"
#include "support/simulated_clock.h"
#include "support/simulated_event_store.h"
#include "support/simulated_task_host.h"
#include "tasks/activity_queue.h"

namespace sfn::api {

/// Tasks of activities wait in their queue; of all others the test is the host.
class HostWithActivities : public support::SimulatedTaskHost {
 public:
  HostWithActivities(tasks::ActivityQueue& activities, tasks::TaskReport report)
      : SimulatedTaskHost(std::move(report)), activities_(activities) {}

  void start(tasks::TaskRequest request) override {
    const bool offer = request.work.kind == history::WorkKind::Offer;
    offer ? activities_.start(request) : SimulatedTaskHost::start(std::move(request));
  }
  void go_ahead(tasks::TaskRequest request) override { activities_.go_ahead(request); }
  void cancel(ExecutionId execution, const history::WorkId& work) override {
    activities_.cancel(execution, work);
    SimulatedTaskHost::cancel(execution, work);
  }

 private:
  tasks::ActivityQueue& activities_;
};

class SimulatedRuntime {
 public:
  explicit SimulatedRuntime(runtime::Post post, runtime::RuntimeOptions options = {})
      : store({.files = files_,
               .post = post,
               .fatal = [](const std::string& why) { throw std::runtime_error(why); }}),
        activities(
            post, poll_clock,
            [this](tasks::TaskStarting starting) { runtime.task_starting(std::move(starting)); }),
        host(activities,
             [this](ExecutionId execution, const history::WorkId& work,
                    history::TaskOutcome outcome) {
               runtime.task_ended(execution, work, std::move(outcome));
             }),
        runtime(options,
                {.store = store,
                 .tasks = host,
                 .clock = clock,
                 .entropy = entropy,
                 .post = std::move(post),
                 .invoke =
                     [this](const store::InvocationRow& row, std::function<void(bool)> done) {
                       invocations.emplace_back(row, std::move(done));
                     }},
                store.load_catalogue()) {
    runtime.recover([](runtime::RecoveryReport) {});
  }

 private:
  support::SimulatedFiles files_;
  std::uint64_t last_number_ = 0;

 public:
  support::SimulatedClock clock;
  Entropy entropy = [this] { return last_number_ += 0x9e3779b97f4a7c15; };
  support::SimulatedEventStore store;
  support::SimulatedClock poll_clock;
  tasks::ActivityQueue activities;
  HostWithActivities host;
  /// Attempts of asynchronous invocations, with what reports their ends.
  std::vector<std::pair<store::InvocationRow, std::function<void(bool)>>> invocations;
  runtime::Runtime runtime;
};

}  // namespace sfn::api
