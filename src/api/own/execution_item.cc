#include "api/own/execution_item.h"

#include "runtime/execution_name.h"
#include "runtime/execution_numbers.h"

namespace sfn::api {

Json show_execution(const store::ExecutionRow& row, const store::MachineRow& machine) {
  Json item = Json::object();
  item["executionArn"] =
      runtime::row_arn({machine.region, machine.account}, machine.name, row.name);
  item["stateMachineArn"] = machine.arn;
  item["stateMachine"] = machine.name;
  item["name"] = runtime::shown_name(row.name);
  item["region"] = machine.region;
  item["status"] = store::to_word(row.status);
  item["startDate"] = to_iso8601(row.started);
  if (row.stopped) item["stopDate"] = to_iso8601(*row.stopped);
  if (runtime::is_volatile(row.id)) item["kept"] = false;
  return item;
}

Json show_counts(const store::StatusCounts& counts) {
  Json shown = Json::object();
  shown["running"] = counts.running;
  shown["succeeded"] = counts.succeeded;
  shown["failed"] = counts.failed;
  shown["timedOut"] = counts.timed_out;
  shown["aborted"] = counts.aborted;
  return shown;
}

}  // namespace sfn::api
