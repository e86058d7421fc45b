// GET executions/ARN: an execution with its input and output, an EXPRESS one too, which AWS's API
// does not describe.
#include "api/own/own_api.h"
#include "api/own/own_call.h"
#include "api/states/execution_record.h"
#include "api/states/names.h"
#include "runtime/execution_numbers.h"

namespace sfn::api {
namespace {

Json shown(const store::ExecutionRecord& record) {
  Json answer = describe(record);
  answer["startDate"] = to_iso8601(record.row.started);
  if (record.row.stopped) answer["stopDate"] = to_iso8601(*record.row.stopped);
  if (!runtime::is_volatile(record.row.id)) return answer;
  for (const char* member : {"redriveCount", "redriveStatus", "redriveStatusReason"}) {
    answer.erase(member);
  }
  answer["kept"] = false;
  return answer;
}

}  // namespace

void OwnApi::describe_one(const OwnCall& call) {
  if (const auto verdict = Parameters(call.parameters).verdict(); !verdict) {
    return call.reply(verdict.error());
  }
  if (const auto checked = check_any_execution_arn(call.argument); !checked) {
    return call.reply(checked.error());
  }
  runtime_.find(call.argument, [call](Result<store::ExecutionRecord> record) {
    if (!record) return call.reply(record.error());
    const auto bytes = record->first.body.size() + record->last.body.size();
    call.reply_with(bytes, [record = std::move(*record)] { return Result<Json>(shown(record)); });
  });
}

}  // namespace sfn::api
