#include "api/logs/logs.h"

#include <fmt/format.h>

#include "base/text.h"

namespace sfn::api {

const std::vector<CloudWatchLogs::Entry>& CloudWatchLogs::table() {
  static const std::vector<Entry> kTable = {
      {"CreateLogGroup", &CloudWatchLogs::create_log_group},
      {"CreateLogStream", &CloudWatchLogs::create_log_stream},
      {"DeleteLogGroup", &CloudWatchLogs::delete_log_group},
      {"DeleteLogStream", &CloudWatchLogs::delete_log_stream},
      {"DeleteRetentionPolicy", &CloudWatchLogs::delete_retention_policy},
      {"DescribeLogGroups", &CloudWatchLogs::describe_log_groups},
      {"DescribeLogStreams", &CloudWatchLogs::describe_log_streams},
      {"FilterLogEvents", &CloudWatchLogs::filter_log_events},
      {"GetLogEvents", &CloudWatchLogs::get_log_events},
      {"PutLogEvents", &CloudWatchLogs::put_log_events},
      {"PutRetentionPolicy", &CloudWatchLogs::put_retention_policy},
  };
  return kTable;
}

std::vector<std::string> CloudWatchLogs::actions() {
  std::vector<std::string> names;
  for (const auto& entry : table()) names.emplace_back(entry.name);
  return names;
}

void CloudWatchLogs::handle(std::string_view action, const Json& params,
                            const RequestContext& context, const Reply& reply) {
  for (const auto& entry : table()) {
    if (entry.name == action) return (this->*entry.action)(params, context, reply);
  }
  reply(Error{"UnknownOperationException",
              fmt::format("The action '{}' of CloudWatch Logs is not served here; served are: {}",
                          action, join(actions(), ", "))});
}

}  // namespace sfn::api
