#include "api/states/logging.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/arn.h"
#include "base/text.h"
#include "history/public_details.h"
#include "history/public_history.h"

namespace sfn::api {
namespace {

// Of an input or an output in a line, with its escapes.
constexpr std::size_t kLoggedBytesMax = std::size_t{248} * 1'024;

constexpr std::array<std::string_view, 3> kFatal{"ExecutionAborted", "ExecutionFailed",
                                                 "ExecutionTimedOut"};

// The failures of activities and of expressions are not in AWS's list, which is older than some of
// them, but are errors as well.
constexpr std::array<std::string_view, 24> kErrors{"FailStateEntered",
                                                   "LambdaFunctionFailed",
                                                   "LambdaFunctionScheduleFailed",
                                                   "LambdaFunctionStartFailed",
                                                   "LambdaFunctionTimedOut",
                                                   "MapIterationAborted",
                                                   "MapIterationFailed",
                                                   "MapRunAborted",
                                                   "MapRunFailed",
                                                   "MapStateAborted",
                                                   "MapStateFailed",
                                                   "ParallelStateAborted",
                                                   "ParallelStateFailed",
                                                   "TaskFailed",
                                                   "TaskStartFailed",
                                                   "TaskStateAborted",
                                                   "TaskSubmitFailed",
                                                   "TaskTimedOut",
                                                   "WaitStateAborted",
                                                   "ActivityFailed",
                                                   "ActivityScheduleFailed",
                                                   "ActivityStartFailed",
                                                   "ActivityTimedOut",
                                                   "EvaluationFailed"};

template <std::size_t n>
bool contains(const std::array<std::string_view, n>& types, std::string_view type) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Between characters, so that what is left takes no more than is allowed once it is escaped.
std::string cut(const std::string& text, std::size_t escaped) {
  auto bytes = text.size() * kLoggedBytesMax / escaped;
  while (bytes > 0 && is_continuation(text[bytes])) --bytes;
  return text.substr(0, bytes);
}

void shorten(Json& details, const char* member) {
  if (find_member(details, member) == nullptr || !details[member].is_string()) return;
  const auto escaped = to_text(details[member]).size();
  if (escaped <= kLoggedBytesMax) return;
  details[member] = cut(details[member].get_ref<const std::string&>(), escaped);
  details[std::string(member) + "Details"]["truncated"] = true;
}

}  // namespace

std::optional<logs::GroupName> parse_log_group_arn(std::string_view text) {
  const auto arn = Arn::parse(text);
  if (!arn || arn->service != "logs") return std::nullopt;
  const auto parts = arn->resource_parts();
  const bool right = parts.size() >= 2 && parts[0] == "log-group" && !parts[1].empty() &&
                     (parts.size() == 2 || (parts.size() == 3 && parts[2] == "*"));
  if (!right) return std::nullopt;
  return logs::GroupName{{arn->region, arn->account}, parts[1]};
}

std::optional<Logging> logging_of_machine(const Json& configuration) {
  const Json* given = find_member(configuration, "logging");
  if (given == nullptr || given->at("level") == "OFF") return std::nullopt;
  const Json* destinations = find_member(*given, "destinations");
  if (destinations == nullptr || destinations->empty()) return std::nullopt;
  const Json& arn = destinations->front().at("cloudWatchLogsLogGroup").at("logGroupArn");
  auto group = parse_log_group_arn(arn.get_ref<const std::string&>());
  if (!group) return std::nullopt;
  const auto& level = given->at("level");
  return Logging{level == "ALL"     ? LogLevel::All
                 : level == "ERROR" ? LogLevel::Error
                                    : LogLevel::Fatal,
                 given->at("includeExecutionData") == true, std::move(*group)};
}

bool is_logged(std::string_view type, LogLevel level) {
  switch (level) {
    case LogLevel::All:
      return true;
    case LogLevel::Error:
      return contains(kErrors, type) || contains(kFatal, type);
    case LogLevel::Fatal:
      return contains(kFatal, type);
  }
  return false;
}

std::optional<std::string> log_line(const history::Event& event, Timestamp time,
                                    const std::string& execution_arn, const Logging& logging) {
  const auto* link = history::link_of(event);
  if (link == nullptr) return std::nullopt;
  const auto type = history::public_type(event);
  if (!is_logged(type, logging.level)) return std::nullopt;
  auto details = history::public_details(event, logging.include_execution_data);
  Json line = Json::object();
  line["id"] = std::to_string(raw(link->id));
  line["type"] = type;
  line["details"] = details ? std::move(*details) : Json::object();
  for (const char* member : {"input", "output"}) shorten(line["details"], member);
  line["previous_event_id"] = std::to_string(raw(link->previous));
  line["event_timestamp"] = std::to_string(to_epoch_ms(time));
  line["execution_arn"] = execution_arn;
  line["redrive_count"] = "0";
  return to_text(line);
}

}  // namespace sfn::api
