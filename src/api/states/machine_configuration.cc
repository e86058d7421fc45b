#include "api/states/machine_configuration.h"

namespace sfn::api {
namespace {

Json default_logging() {
  Json logging = Json::object();
  logging["level"] = "OFF";
  logging["includeExecutionData"] = false;
  return logging;
}

Error invalid_logging(const char* cause) {
  return {"InvalidLoggingConfiguration", std::string("Invalid Logging Configuration: ") + cause};
}

// The ARN of the log group that a destination names, or null.
const Json* group_arn(const Json& destination) {
  const Json* group = find_member(destination, "cloudWatchLogsLogGroup");
  return group == nullptr ? nullptr : find_member(*group, "logGroupArn");
}

Result<Json> logging_of(const Json& given) {
  Members members(given);
  const auto level = members.word("level", {"ALL", "ERROR", "FATAL", "OFF"});
  const auto include = members.boolean("includeExecutionData");
  const Json* destinations = members.array("destinations");
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();

  const std::size_t count = destinations == nullptr ? 0 : destinations->size();
  if (count > 1 || (count == 0 && level.value_or("OFF") != "OFF")) {
    return invalid_logging("Must specify exactly one Log Destination.");
  }
  Json logging = default_logging();
  logging["level"] = level.value_or("OFF");
  logging["includeExecutionData"] = include.value_or(false);
  if (count == 1) {
    const Json* arn = group_arn(destinations->front());
    if (arn == nullptr || !arn->is_string()) return invalid_logging("Log Destination not found.");
    logging["destinations"] = *destinations;
  }
  return logging;
}

}  // namespace

Result<Json> machine_configuration(Members& members, const Json& present) {
  Json configuration = present;
  if (const Json* given = members.object("loggingConfiguration")) {
    auto logging = logging_of(*given);
    if (!logging) return logging.error();
    configuration["logging"] = std::move(*logging);
  }
  if (const Json* tracing = members.object("tracingConfiguration")) {
    Members inner(*tracing);
    const bool enabled = inner.boolean("enabled").value_or(false);
    if (const auto verdict = inner.verdict(); !verdict) return verdict.error();
    configuration["tracing"]["enabled"] = enabled;
  }
  if (const Json* encryption = members.object("encryptionConfiguration")) {
    configuration["encryption"] = *encryption;
  }
  if (const Json* tags = members.array("tags")) configuration["tags"] = *tags;
  return configuration;
}

void show_configuration(const Json& configuration, Json& answer) {
  const auto show = [&](const char* member, const char* kept, const Json& otherwise) {
    const Json* value = find_member(configuration, kept);
    answer[member] = value == nullptr ? otherwise : *value;
  };
  show("loggingConfiguration", "logging", default_logging());
  show("tracingConfiguration", "tracing", {{"enabled", false}});
  show("encryptionConfiguration", "encryption", {{"type", "AWS_OWNED_KEY"}});
}

}  // namespace sfn::api
