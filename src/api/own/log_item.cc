#include "api/own/log_item.h"

namespace sfn::api {

Json show_log_line(const logs::StoredEvent& line) {
  Json item = Json::object();
  item["timestamp"] = to_iso8601(line.position.time);
  item["message"] = line.message;
  item["region"] = line.stream.group.place.region;
  item["logGroup"] = line.stream.group.name;
  item["logStream"] = line.stream.name;
  if (!line.cause.request_id.empty()) item["requestId"] = line.cause.request_id;
  if (!line.cause.execution_arn.empty()) item["executionArn"] = line.cause.execution_arn;
  if (!line.cause.state.empty()) {
    item["state"] = line.cause.state;
    item["attempt"] = line.cause.attempt + 1;  // Counted from 1, as in `outstanding`.
  }
  return item;
}

}  // namespace sfn::api
