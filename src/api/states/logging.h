// What a state machine's loggingConfiguration asks for, and a history event as its log shows it.
// Developer guide, "Using CloudWatch Logs to log execution history".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "history/event.h"
#include "logs/log_records.h"

namespace sfn::api {

enum class LogLevel { All, Error, Fatal };

struct Logging {
  LogLevel level = LogLevel::All;
  bool include_execution_data = false;
  logs::GroupName group;
};

/// Of a log group's ARN, with or without the `:*` at its end.
std::optional<logs::GroupName> parse_log_group_arn(std::string_view text);

/// Of a machine's configuration, as machine_configuration.h keeps it; nothing where it does not
/// log.
std::optional<Logging> logging_of_machine(const Json& configuration);

/// Whether events of this type are logged at this level.
bool is_logged(std::string_view type, LogLevel level);

/// The log's line, as JSON text; nothing where the event is internal or the level has none of its
/// type. Input and output that are too long for a line are cut, and said to be.
std::optional<std::string> log_line(const history::Event& event, Timestamp time,
                                    const std::string& execution_arn, const Logging& logging);

}  // namespace sfn::api
