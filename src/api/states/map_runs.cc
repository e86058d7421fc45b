// DescribeMapRun, ListMapRuns, UpdateMapRun.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "api/away.h"
#include "api/members.h"
#include "api/page_token.h"
#include "api/states/names.h"
#include "api/states/states.h"
#include "base/broken_store.h"
#include "base/limits.h"
#include "base/text.h"
#include "runtime/stored_rows.h"

namespace sfn::api {
namespace {

using engine::MapRun;
using history::Tally;

constexpr Range kMapRunArnLength{1, 2'000};

// AWS's time-outs of children are those of their machine.
Json shown_counts(const Tally& tally, std::int64_t pending, std::int64_t running,
                  std::int64_t written) {
  Json counts = Json::object();
  counts["pending"] = pending;
  counts["running"] = running;
  counts["succeeded"] = tally.succeeded;
  counts["failed"] = tally.failed;
  counts["timedOut"] = tally.timed_out;
  counts["aborted"] = tally.aborted;
  counts["total"] = pending + running + tally.ended();
  counts["resultsWritten"] = written;
  counts["failuresNotRedrivable"] = 0;
  counts["pendingRedrive"] = 0;
  return counts;
}

// What is known of a map run without its value: who has begun it, and when it ran.
Json shown_frame(const store::ExecutionRow& run, const history::ExecutionStarted& started,
                 const history::MapRunConfigured& configured) {
  Json answer = Json::object();
  answer["mapRunArn"] = started.arn;
  answer["executionArn"] = configured.parent_arn;
  answer["status"] = store::to_word(run.status);
  answer["startDate"] = to_epoch_seconds(run.started);
  if (run.stopped) answer["stopDate"] = to_epoch_seconds(*run.stopped);
  return answer;
}

// Of a map run, or of the count at its end.
template <typename T>
void show_limits(const T& run, Json& answer) {
  answer["maxConcurrency"] = run.concurrency;
  answer["toleratedFailurePercentage"] = static_cast<double>(run.tolerated_millionths.value_or(0)) /
                                         static_cast<double>(history::kMillionthsOfPercent);
  answer["toleratedFailureCount"] = run.tolerated_count.value_or(0);
}

std::int64_t running_items(const MapRun& run) {
  std::int64_t items = 0;
  for (const auto& [index, count] : run.running) items += count;
  return items;
}

// Items that nobody has read yet are known where they stand in the state's input.
std::int64_t pending_items(const MapRun& run) {
  return run.total_items().value_or(run.items_started) - run.items_started;
}

// Without a batcher each item that waits is an execution that does.
std::int64_t pending_executions(const MapRun& run) {
  return run.configured.batcher ? 0 : pending_items(run);
}

/// The first row of a map run's journal: how it began.
struct Beginning {
  history::ExecutionStarted started;
  history::MapRunConfigured configured;
};
Beginning beginning_of(const store::ExecutionRecord& record) {
  const auto first = runtime::events_of(record.first);
  const auto* configured =
      first.size() < 2 ? nullptr : std::get_if<history::MapRunConfigured>(&first[1]);
  if (configured == nullptr) {
    throw BrokenStore(fmt::format("journal, execution {}", raw(record.row.id)),
                      "the journal of a map run does not begin like one");
  }
  return {runtime::start_of(record), *configured};
}

Json show_running(const store::ExecutionRecord& record, const MapRun& run) {
  auto answer = shown_frame(record.row, beginning_of(record).started, run.configured);
  show_limits(run, answer);
  answer["itemCounts"] = shown_counts(run.items, pending_items(run), running_items(run), 0);
  answer["executionCounts"] = shown_counts(run.executions, pending_executions(run),
                                           static_cast<std::int64_t>(run.running.size()), 0);
  answer["redriveCount"] = 0;
  return answer;
}

// How its children had ended when the last of them had.
std::optional<history::ChildrenCounted> count_in(const std::vector<store::JournalRow>& rows) {
  for (const auto& row : rows) {
    for (const auto& event : runtime::events_of(row)) {
      if (const auto* counted = std::get_if<history::ChildrenCounted>(&event)) return *counted;
    }
  }
  return std::nullopt;
}

Json show_ended(const store::ExecutionRecord& record, const history::ChildrenCounted& counted) {
  const auto [started, configured] = beginning_of(record);
  const auto& items = counted.item_tally;
  const auto known = configured.items ? configured.length : items.ended();
  const auto left = std::max<std::int64_t>(known - items.ended(), 0);
  auto answer = shown_frame(record.row, started, configured);
  show_limits(counted, answer);
  const bool exported = counted.results_written > 0;
  answer["itemCounts"] = shown_counts(items, left, 0, exported ? items.ended() : 0);
  answer["executionCounts"] = shown_counts(counted.execution_tally, configured.batcher ? 0 : left,
                                           0, counted.results_written);
  answer["redriveCount"] = 0;
  return answer;
}

Json listed(const store::ExecutionRow& run, const store::MachineRow& machine,
            const std::string& execution_arn) {
  Json item = Json::object();
  item["executionArn"] = execution_arn;
  item["mapRunArn"] = map_run_arn(machine, run);
  item["stateMachineArn"] = replace_all(machine.arn, ":mapRun:", ":stateMachine:");
  item["startDate"] = to_epoch_seconds(run.started);
  if (run.stopped) item["stopDate"] = to_epoch_seconds(*run.stopped);
  return item;
}

Error as_map_run_error(const Error& error, const std::string& arn) {
  return error.name == "ExecutionDoesNotExist" ? map_run_does_not_exist(arn) : error;
}

}  // namespace

// ---- DescribeMapRun

void States::describe_map_run(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("mapRunArn", kMapRunArnLength);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_map_run_arn(arn); !checked) return reply(checked.error());
  runtime_.find(arn, [this, arn, reply](const Result<store::ExecutionRecord>& record) {
    if (!record) return reply(as_map_run_error(record.error(), arn));
    const bool done_with = record->row.stopped && !record->owes_work;
    done_with ? describe_ended(*record, reply) : describe_running(*record, reply);
  });
}

// Its value is newer than the record, and may not be there any more.
void States::describe_running(const store::ExecutionRecord& record, const Reply& reply) {
  const auto arn = beginning_of(record).started.arn;
  runtime_.inspect(arn, [this, arn, record, reply](const Result<runtime::Inspected>& inspected) {
    if (inspected) return reply(show_running(record, *inspected->value.map_run));
    if (inspected.error().name != "ExecutionDoesNotExist") return reply(inspected.error());
    runtime_.find(arn, [this, arn, reply](const Result<store::ExecutionRecord>& ended) {
      if (!ended) return reply(as_map_run_error(ended.error(), arn));
      describe_ended(*ended, reply);
    });
  });
}

// The count stands in the row of its end, or in its last, with the end of the last child.
void States::describe_ended(const store::ExecutionRecord& record, const Reply& reply) {
  if (const auto counted = count_in({record.last})) return reply(show_ended(record, *counted));
  const EventSeq from{raw(record.last_seq) - 1};
  runtime_.store().journal(
      {.execution = record.row.id, .from = from},
      [record, reply](const std::vector<store::JournalRow>& rows) {
        const auto counted = count_in(rows);
        reply(show_ended(record, counted.value_or(history::ChildrenCounted())));
      });
}

// ---- ListMapRuns

void States::list_map_runs(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("executionArn", kArnLength);
  const auto limit = members.integer("maxResults", {0, limits::kPageSizeMax}).value_or(0);
  const auto token = members.text("nextToken", {1, 1'024}).value_or("");
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto parsed = parse_execution_arn(arn); !parsed) return reply(parsed.error());
  const std::string listing = "ListMapRuns " + arn;
  const auto cursor = read_page_token(listing, token);
  if (!cursor) return reply(cursor.error());

  const auto page = limit == 0 ? limits::kPageSizeDefault : limit;
  store::ExecutionFilter filter;
  if (!cursor->empty()) filter.before = ExecutionId{parse_integer(*cursor).value_or(0)};
  filter.limit = page + 1;  // One more tells whether there is a next page.
  runtime_.find(arn, [this, arn, filter, page, listing,
                      reply](const Result<store::ExecutionRecord>& record) mutable {
    if (!record) return reply(record.error());
    filter.parent = record->row.id;
    filter.machines = runtime_.catalogue().machine_ids(
        [](const store::MachineRow& machine) { return machine.type == runtime::kMapRunType; });
    runtime_.store().executions(
        filter, [this, arn, page, listing, reply](std::vector<store::ExecutionRow> rows) {
          const bool more = static_cast<std::int64_t>(rows.size()) > page;
          if (more) rows.pop_back();
          Json answer = Json::object();
          answer["mapRuns"] = Json::array();
          for (const auto& run : rows) {
            const auto machine = runtime_.catalogue().machine(run.machine);
            if (machine) answer["mapRuns"].push_back(listed(run, machine->row, arn));
          }
          if (more) {
            answer["nextToken"] = make_page_token(listing, std::to_string(raw(rows.back().id)));
          }
          reply(std::move(answer));
        });
  });
}

// ---- UpdateMapRun

void States::update_map_run(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("mapRunArn", kMapRunArnLength);
  engine::UpdateMapRun update;
  update.concurrency = members.integer("maxConcurrency");
  update.tolerated_count = members.integer("toleratedFailureCount");
  if (const auto percentage = members.number("toleratedFailurePercentage", {0, 100})) {
    update.tolerated_millionths =
        std::llround(*percentage * static_cast<double>(history::kMillionthsOfPercent));
  }
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_map_run_arn(arn); !checked) return reply(checked.error());
  if (!update.concurrency && !update.tolerated_count && !update.tolerated_millionths) {
    return reply(Error{"ValidationException",
                       "Must specify at least one limit to be updated",
                       {{"reason", "MISSING_REQUIRED_PARAMETER"}}});
  }
  // One that has ended is there, but not to be changed.
  runtime_.update_map_run(arn, update, [this, arn, reply](const Result<void>& updated) {
    if (updated) return reply(Json::object());
    if (updated.error().name != "ExecutionDoesNotExist") return reply(updated.error());
    runtime_.find(arn, [arn, reply](const Result<store::ExecutionRecord>& record) {
      if (!record) return reply(as_map_run_error(record.error(), arn));
      reply(Error{"ValidationException",
                  fmt::format("Map Run is not running: '{}'", arn),
                  {{"reason", "CANNOT_UPDATE_COMPLETED_MAP_RUN"}}});
    });
  });
}

}  // namespace sfn::api
