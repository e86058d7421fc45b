// decide and advance, for map runs.
#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"
#include "engine/map_run/rules.h"
#include "engine/states/failure.h"

namespace sfn::engine {
namespace {

using history::ChildEnd;
using history::Tally;
using history::WorkId;

Result<void> check_work_of_run(const Execution& run, const WorkId& work) {
  if (run.map_run && run.is_running() && run.outstanding.contains(work)) return {};
  return Error{"WorkNotOutstanding", fmt::format("The work {} is not outstanding", to_key(work))};
}

history::ChildrenCounted count_of(const MapRun& run) {
  return {.visit = kMapRunVisit,
          .execution_tally = run.executions,
          .item_tally = run.items,
          .concurrency = run.concurrency,
          .tolerated_count = run.tolerated_count,
          .tolerated_millionths = run.tolerated_millionths};
}

// The count comes first where it is final already: what ends the run ends its row, too.
void fail_run(const Execution& run, const Failure& failure, Recorder& out) {
  const auto& state = *run.map_run;
  if (state.running.empty()) out.add(count_of(state));
  out.add(history::ExecutionFailed{out.link(run.last_event), bounded(failure)});
}

Failure threshold_exceeded() {
  return {"States.ExceedToleratedFailureThreshold",
          "The specified tolerated failure threshold was exceeded"};
}

}  // namespace

void begin_map_run(const BeginMapRun& begin, Timestamp now, Recorder& out) {
  out.add(history::ExecutionStarted{.link = out.link(EventId{0}),
                                    .time = now,
                                    .arn = begin.arn,
                                    .name = begin.name,
                                    .machine_arn = begin.machine_arn,
                                    .machine_name = begin.machine_name,
                                    .role_arn = begin.role_arn,
                                    .input = begin.configured.input,
                                    .start_at = "",
                                    .deadline = std::nullopt,
                                    .trace_header = std::nullopt,
                                    .parent = begin.parent});
  out.add(begin.configured);
}

Result<void> items_read(const Execution& run, const ItemsRead& read, Recorder& out) {
  if (auto checked = check_work_of_run(run, read.work); !checked) return checked;
  if (read.failure) {
    fail_run(run, *read.failure, out);
    return {};
  }
  if (read.passed) out.add(*read.passed);
  history::ChildrenStarted started{.visit = kMapRunVisit,
                                   .first = run.map_run->started,
                                   .count = static_cast<std::int64_t>(read.children.size()),
                                   .item_counts = {},
                                   .cursor = read.cursor,
                                   .last_page = read.last};
  for (const auto& child : read.children) started.item_counts.push_back(child.items);
  const bool one_each = std::all_of(read.children.begin(), read.children.end(),
                                    [](const auto& child) { return child.items == 1; });
  if (one_each) started.item_counts.clear();
  out.add(started);
  auto index = started.first;
  for (const auto& child : read.children) {
    out.bear(MapChildBirth{index++, child.input, child.items});
  }
  return {};
}

Result<void> map_child_over(const Execution& run, const MapChildOver& over, Recorder& out) {
  if (!run.map_run || !run.map_run->running.contains(over.index)) {
    return Error{"WorkNotOutstanding", fmt::format("The child {} does not run", over.index)};
  }
  const auto& state = *run.map_run;
  out.add(history::MapChildEnded{kMapRunVisit, over.index, over.end});
  if (run.is_running() || state.running.size() > 1) return {};
  auto counted = count_of(state);
  count(counted.execution_tally, over.end, 1);
  count(counted.item_tally, over.end, state.running.at(over.index));
  out.add(counted);
  return {};
}

Result<void> results_collected(const Execution& run, const ResultsCollected& collected,
                               Recorder& out) {
  if (auto checked = check_work_of_run(run, collected.work); !checked) return checked;
  if (collected.failure) {
    fail_run(run, *collected.failure, out);
    return {};
  }
  // What it tolerates may have been lowered, and the step that follows from that put off.
  if (!run.map_run->tolerates_failures()) {
    fail_run(run, threshold_exceeded(), out);
    return {};
  }
  auto counted = count_of(*run.map_run);
  counted.results_written = collected.written;
  out.add(counted);
  out.add(history::ExecutionSucceeded{out.link(run.last_event), collected.output});
  return {};
}

Result<void> update_map_run(const Execution& run, const UpdateMapRun& update, Recorder& out) {
  if (!run.map_run || !run.is_running()) {
    return Error{"ExecutionNotRunning", fmt::format("The map run '{}' has ended", run.arn)};
  }
  out.add(history::MapRunUpdated{.visit = kMapRunVisit,
                                 .new_concurrency = update.concurrency,
                                 .tolerated_count = update.tolerated_count,
                                 .tolerated_millionths = update.tolerated_millionths});
  return {};
}

void abort_map_run(const Execution& run, const Failure& failure, Recorder& out) {
  const auto& state = *run.map_run;
  if (state.running.empty()) out.add(count_of(state));
  out.add(history::ExecutionAborted{out.link(run.last_event), failure});
}

void advance_map_run(const Execution& run, Recorder& out) {
  const auto& state = *run.map_run;
  if (!state.tolerates_failures()) return fail_run(run, threshold_exceeded(), out);
  if (state.wants_items()) {
    out.add(history::ItemsWanted{kMapRunVisit, state.page + 1,
                                 std::min(state.free_places(), kChildrenPerPage)});
    return;
  }
  SFN_CHECK(state.wants_results());
  out.add(history::ResultsWanted{kMapRunVisit});
}

}  // namespace sfn::engine
