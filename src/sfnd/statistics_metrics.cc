#include "sfnd/statistics_metrics.h"

namespace sfn::sfnd {

void show_statistics(const runtime::Statistics& statistics, telemetry::Metrics& metrics) {
  const auto show = [&metrics](const char* name, const char* help, std::int64_t value) {
    metrics.gauge({name, help}).set(value);
  };
  show("sfn_commands", "Commands decided since the start", statistics.commands);
  show("sfn_events", "Events recorded since the start", statistics.events);
  show("sfn_executions_started", "Executions started since the start", statistics.started);
  show("sfn_executions_ended", "Executions ended since the start", statistics.ended);
  show("sfn_commands_offloaded", "Commands that were too long for a turn of the loop",
       statistics.offloaded);
  show("sfn_commits", "Commits made durable since the start", statistics.commits);
  show("sfn_throttled", "New work refused because commits lag behind", statistics.throttled);
  show("sfn_late", "Completions and timers that came late or twice", statistics.late);
  show("sfn_executions_loaded", "Executions read again from disk", statistics.loads);
  show("sfn_executions_evicted", "Executions evicted from memory", statistics.evictions);
  show("sfn_snapshots_written", "Snapshots of evicted executions", statistics.snapshots_written);
  show("sfn_snapshots_read", "Executions read again from a snapshot on", statistics.snapshots_read);
  show("sfn_tasks_started", "Attempts of tasks handed to their host", statistics.tasks_started);
  show("sfn_children_started", "Executions that tasks have started", statistics.children_started);
  show("sfn_children_ended", "Ends of executions told to the tasks that wait for them",
       statistics.children_ended);
  show("sfn_children_stopped", "Executions stopped because no task waits for them any more",
       statistics.children_stopped);
  show("sfn_timers_fired", "Timers that came due", statistics.timers_fired);
  show("sfn_invocations", "Attempts of asynchronous invocations", statistics.invocations);
  show("sfn_executions_purged", "Closed executions removed", statistics.purged);
}

}  // namespace sfn::sfnd
