// StartSyncExecution.
#include "api/away.h"
#include "api/members.h"
#include "api/states/execution_record.h"
#include "api/states/names.h"
#include "api/states/start_parameters.h"
#include "api/states/states.h"
#include "base/billing.h"

namespace sfn::api {
namespace {

// DescribeExecution's answer but for what a synchronous execution has not. As recorded, the details
// of the output are there even where it has none.
Json answer_of(const store::ExecutionRecord& record, IncludedData data) {
  Json answer = describe(record, data);
  for (const char* member : {"redriveCount", "redriveStatus", "redriveStatusReason"}) {
    answer.erase(member);
  }
  answer["outputDetails"]["included"] = data == IncludedData::All;
  answer["billingDetails"]["billedDurationInMilliseconds"] =
      billed_ms(record.row.stopped.value_or(record.row.started) - record.row.started);
  answer["billingDetails"]["billedMemoryUsedInMB"] = kBilledMiB;
  return answer;
}

}  // namespace

// Whether the caller is still there does not matter: the execution goes on without it.
void States::start_sync_execution(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto data = wants_metadata_only(members) ? IncludedData::MetadataOnly : IncludedData::All;
  auto parameters = read_start(members, limits_);
  if (!parameters) return reply(parameters.error());
  const auto bytes = parameters->input ? parameters->input->size() : 0;
  const auto answer = [this, data, reply](Result<store::ExecutionRecord> record) {
    if (!record) return reply(record.error());
    const auto shown = record->first.body.size() + record->last.body.size();
    away_if_large(
        runtime_.offload(), shown,
        [record = std::move(*record), data] { return answer_of(record, data); }, reply);
  };
  away_if_large(
      runtime_.offload(), bytes,
      [parameters = std::move(*parameters), policy = limits_]() mutable {
        return with_input(std::move(parameters), "", policy);
      },
      [this, answer, reply](Result<runtime::StartRequest> read) {
        if (!read) return reply(read.error());
        runtime_.start_sync(std::move(*read), answer);
      });
}

}  // namespace sfn::api
