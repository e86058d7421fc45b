#include "api/states/machine_configuration.h"

#include "api/states/logging.h"
#include "base/broken_store.h"
#include "base/text.h"

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

bool names_log_group(const Json& destination) {
  const Json* group = find_member(destination, "cloudWatchLogsLogGroup");
  const Json* arn = group == nullptr ? nullptr : find_member(*group, "logGroupArn");
  if (arn == nullptr || !arn->is_string()) return false;
  const auto& text = arn->get_ref<const std::string&>();
  return ends_with(text, ":*") && parse_log_group_arn(text);
}

Result<Json> logging_of(const Json& given) {
  Members members(given, "loggingConfiguration.");
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
  if (count == 1 && !names_log_group(destinations->front())) {
    return invalid_logging("Log Destination not found.");
  }
  if (destinations != nullptr) logging["destinations"] = *destinations;
  return logging;
}

Result<Json> tracing_of(const Json& given) {
  Members members(given, "tracingConfiguration.");
  Json tracing = Json::object();
  tracing["enabled"] = members.boolean("enabled").value_or(false);
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  return tracing;
}

Result<Json> encryption_of(const Json& given) {
  Members members(given, "encryptionConfiguration.");
  members.required_text("type");
  const auto type = members.word("type", {"AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"});
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  if (type == "AWS_OWNED_KEY") return given;
  // To take a key and not to use it would be worse than to refuse it.
  return Error{"InvalidEncryptionConfiguration",
               "Invalid Encryption Configuration: sfn does not encrypt with keys of AWS KMS: use "
               "AWS_OWNED_KEY"};
}

}  // namespace

Json configuration_of(const runtime::StateMachine& machine) {
  return stored_object(machine.row.configuration,
                       "state_machine " + machine.row.arn + ", configuration");
}

Result<Json> machine_configuration(Members& members, const Json& present) {
  struct Part {
    const char* member;
    const char* kept;
    Result<Json> (*read)(const Json&);
  };
  static constexpr Part kParts[] = {
      {"loggingConfiguration", "logging", logging_of},
      {"tracingConfiguration", "tracing", tracing_of},
      {"encryptionConfiguration", "encryption", encryption_of},
  };
  Json configuration = present;
  for (const auto& part : kParts) {
    const Json* given = members.object(part.member);
    if (given == nullptr) continue;
    auto read = part.read(*given);
    if (!read) return read.error();
    configuration[part.kept] = std::move(*read);
  }
  return configuration;
}

Result<std::optional<Json>> encryption_configuration(Members& members) {
  const Json* given = members.object("encryptionConfiguration");
  if (given == nullptr) return std::optional<Json>();
  auto read = encryption_of(*given);
  if (!read) return read.error();
  return std::optional<Json>(std::move(*read));
}

// No destinations are as good as none named.
bool same_configuration(const Json& a, const Json& b) {
  const auto meant = [](const Json& configuration) {
    Json shown = Json::object();
    show_configuration(configuration, shown);
    auto& logging = shown["loggingConfiguration"];
    if (const Json* named = find_member(logging, "destinations"); named && named->empty()) {
      logging.erase("destinations");
    }
    return shown;
  };
  return same_json(meant(a), meant(b));
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
