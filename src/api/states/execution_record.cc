#include "api/states/execution_record.h"

#include <fmt/format.h>

#include "runtime/stored_rows.h"

namespace sfn::api {
namespace {

void show_failure(const history::Failure& failure, Json& answer) {
  if (failure.error) answer["error"] = *failure.error;
  if (failure.cause) answer["cause"] = *failure.cause;
}

void show_data(const char* name, const Payload& data, IncludedData included, Json& answer) {
  const bool shown = included == IncludedData::All;
  if (shown) answer[name] = data.text();
  answer[std::string(name) + "Details"]["included"] = shown;
}

void show_start(const history::ExecutionStarted& started, Json& answer) {
  answer["executionArn"] = started.arn;
  answer["stateMachineArn"] = started.machine_arn;
  answer["name"] = started.name;
  if (started.trace_header) answer["traceHeader"] = *started.trace_header;
}

// The end, where the row holds it: output, or error and cause. One that timed out shows neither.
void show_end(const history::Event& event, IncludedData data, Json& answer) {
  if (const auto* succeeded = std::get_if<history::ExecutionSucceeded>(&event)) {
    show_data("output", succeeded->output, data, answer);
  } else if (const auto* failed = std::get_if<history::ExecutionFailed>(&event)) {
    show_failure(failed->failure, answer);
  } else if (const auto* aborted = std::get_if<history::ExecutionAborted>(&event)) {
    show_failure(aborted->failure, answer);
  }
}

void show_redrive(store::ExecutionStatus status, bool by_map_run, Json& answer) {
  const bool redrivable =
      status != store::ExecutionStatus::Running && status != store::ExecutionStatus::Succeeded;
  answer["redriveCount"] = 0;
  answer["redriveStatus"] = !redrivable  ? "NOT_REDRIVABLE"
                            : by_map_run ? "REDRIVABLE_BY_MAP_RUN"
                                         : "REDRIVABLE";
  if (!redrivable) {
    answer["redriveStatusReason"] =
        fmt::format("Execution is {} and cannot be redriven", store::to_word(status));
  }
}

}  // namespace

Json describe(const store::ExecutionRecord& record, IncludedData data,
              const std::optional<std::string>& map_run) {
  const auto started = runtime::start_of(record);
  Json answer = Json::object();
  show_start(started, answer);
  answer["status"] = store::to_word(record.row.status);
  answer["startDate"] = to_epoch_seconds(record.row.started);
  if (record.row.stopped) answer["stopDate"] = to_epoch_seconds(*record.row.stopped);
  show_data("input", started.input, data, answer);
  if (record.row.status != store::ExecutionStatus::Running) {
    show_end(runtime::events_of(record.last).back(), data, answer);
  }
  if (map_run) answer["mapRunArn"] = *map_run;
  show_redrive(record.row.status, map_run.has_value(), answer);
  return answer;
}

}  // namespace sfn::api
