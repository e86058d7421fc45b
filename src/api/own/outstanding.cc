// GET executions/ARN/outstanding: what an execution waits for, and until when.
#include "api/own/own_api.h"
#include "api/own/own_call.h"
#include "api/states/names.h"
#include "history/task_token.h"

namespace sfn::api {
namespace {

using history::WorkKind;

// Heartbeats put their deadlines off.
std::optional<Timestamp> due_of(const history::Work& work, const runtime::Inspected& inspected) {
  const auto put_off = inspected.heartbeats.find(work.id);
  return put_off == inspected.heartbeats.end() ? history::due_of(work) : put_off->second;
}

const char* word_of(WorkKind kind) {
  switch (kind) {
    case WorkKind::ExecutionDeadline:
      return "executionDeadline";
    case WorkKind::Wait:
      return "wait";
    case WorkKind::Retry:
      return "retry";
    case WorkKind::TaskDeadline:
      return "taskDeadline";
    case WorkKind::Heartbeat:
      return "heartbeat";
    case WorkKind::Offer:
      return "offer";
    case WorkKind::Task:
      return "task";
    case WorkKind::Child:
      return "child";
    case WorkKind::StopChild:
      return "stopChild";
    case WorkKind::Callback:
      return "callback";
    case WorkKind::ReadItems:
      return "readItems";
    case WorkKind::Children:
      return "children";
    case WorkKind::StopChildren:
      return "stopChildren";
    case WorkKind::CollectResults:
      return "collectResults";
    case WorkKind::Continue:
      return "continue";
  }
  SFN_CHECK(!"a kind of work out of range");
}

const char* word_of(engine::Status status) {
  switch (status) {
    case engine::Status::NotStarted:
    case engine::Status::Running:
      return to_word(store::ExecutionStatus::Running);
    case engine::Status::Succeeded:
      return to_word(store::ExecutionStatus::Succeeded);
    case engine::Status::Failed:
      return to_word(store::ExecutionStatus::Failed);
    case engine::Status::TimedOut:
      return to_word(store::ExecutionStatus::TimedOut);
    case engine::Status::Aborted:
      return to_word(store::ExecutionStatus::Aborted);
  }
  SFN_CHECK(!"a status out of range");
}

// Of an offer it is not out yet.
bool shows_token(const history::Work& work, const history::TaskWork& task) {
  return !task.token.empty() && work.id.kind != WorkKind::Offer;
}

Json shown(const history::Work& work, const runtime::Inspected& inspected) {
  const auto& execution = inspected.value;
  Json item = Json::object();
  item["kind"] = word_of(work.id.kind);
  if (const auto visit = execution.visits.find(work.id.visit); visit != execution.visits.end()) {
    item["state"] = visit->second.state;
    item["attempt"] = work.id.attempt + 1;  // People count attempts from 1; of a retry, the next.
  }
  if (const auto due = due_of(work, inspected)) item["due"] = to_iso8601(*due);
  if (const auto* task = std::get_if<history::TaskWork>(&work.what)) {
    item["requestId"] = task->request_id;
    item["resource"] = task->resource;
    if (shows_token(work, *task)) {
      item["taskToken"] =
          to_text(history::TaskToken{execution.arn, history::callback_of(work.id), task->token});
    }
  } else if (const auto* child = std::get_if<history::ChildWork>(&work.what)) {
    if (!child->resource.empty()) item["resource"] = child->resource;
    item["childArn"] = child->execution_arn;
  } else if (const auto* stop = std::get_if<history::StopChildWork>(&work.what)) {
    if (!stop->execution_arn.empty()) item["childArn"] = stop->execution_arn;
  }
  return item;
}

Json shown(const runtime::Inspected& inspected) {
  Json answer = Json::object();
  answer["status"] = word_of(inspected.value.status);
  answer["outstanding"] = Json::array();
  for (const auto& [id, work] : inspected.value.outstanding) {
    answer["outstanding"].push_back(shown(work, inspected));
  }
  return answer;
}

Json closed(store::ExecutionStatus status) {
  Json answer = Json::object();
  answer["status"] = store::to_word(status);
  answer["outstanding"] = Json::array();
  return answer;
}

}  // namespace

void OwnApi::outstanding(const OwnCall& call) {
  if (const auto verdict = Parameters(call.parameters).verdict(); !verdict) {
    return call.reply(verdict.error());
  }
  if (const auto checked = check_any_execution_arn(call.argument); !checked) {
    return call.reply(checked.error());
  }
  runtime_.inspect(
      call.argument, [call, &runtime = runtime_](Result<runtime::Inspected> inspected) {
        if (inspected) {
          const auto bytes = inspected->value.visits.size() * kListedBytes;
          return call.reply_with(
              bytes, [value = std::move(*inspected)] { return Result<Json>(shown(value)); });
        }
        if (inspected.error().name != "ExecutionDoesNotExist") return call.reply(inspected.error());
        // There is none that runs; one that has ended waits for nothing.
        runtime.find(call.argument, [call](const Result<store::ExecutionRecord>& record) {
          if (!record) return call.reply(record.error());
          call.reply(closed(record->row.status));
        });
      });
}

}  // namespace sfn::api
