#include "tasks/lambda/environment.h"

#include <algorithm>
#include <array>
#include <map>

#include "tasks/lambda/interpreter_candidates.h"

namespace sfn::tasks {
namespace {

using Variables = std::map<std::string, std::string>;

constexpr std::array<std::string_view, 18> kReserved{
    "_HANDLER",
    "_X_AMZN_TRACE_ID",
    "AWS_ACCESS_KEY",
    "AWS_ACCESS_KEY_ID",
    "AWS_DEFAULT_REGION",
    "AWS_EXECUTION_ENV",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_VERSION",
    "AWS_LAMBDA_INITIALIZATION_TYPE",
    "AWS_LAMBDA_LOG_GROUP_NAME",
    "AWS_LAMBDA_LOG_STREAM_NAME",
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_REGION",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_SESSION_TOKEN",
    "LAMBDA_RUNTIME_DIR",
    "LAMBDA_TASK_ROOT",
};

// The services that the daemon serves, as the SDKs spell their ids in variables.
constexpr std::array<std::string_view, 5> kServed{"SFN", "LAMBDA", "CLOUDWATCH_LOGS", "IAM", "STS"};

// What a function may replace with variables of its own.
Variables replaceable(const ProcessPlace& place) {
  const std::string system_path = "/usr/local/bin:/usr/bin:/bin:/opt/bin";
  Variables variables{
      {"LANG", "en_US.UTF-8"},
      {"PATH",
       place.interpreter_dir.empty() ? system_path : place.interpreter_dir + ":" + system_path},
      {"TZ", ":UTC"},
  };
  if (place.endpoint_url.empty()) return variables;
  for (const auto service : kServed) {
    variables["AWS_ENDPOINT_URL_" + std::string(service)] = place.endpoint_url;
  }
  return variables;
}

Variables reserved(const FunctionSpec& spec, const ProcessPlace& place) {
  Variables variables{
      {"_HANDLER", spec.handler},
      {"AWS_ACCESS_KEY_ID", "test"},  // The daemon takes any; SDKs insist on having some.
      {"AWS_SECRET_ACCESS_KEY", "test"},
      {"AWS_SESSION_TOKEN", "test"},
      {"AWS_DEFAULT_REGION", spec.place.region},
      {"AWS_REGION", spec.place.region},
      {"AWS_LAMBDA_FUNCTION_MEMORY_SIZE", std::to_string(spec.memory_mb)},
      {"AWS_LAMBDA_FUNCTION_NAME", spec.name},
      {"AWS_LAMBDA_FUNCTION_VERSION", spec.version},
      {"AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"},
      {"AWS_LAMBDA_LOG_GROUP_NAME", function_log_group(spec.name)},
      {"AWS_LAMBDA_LOG_STREAM_NAME", place.log_stream},
      {"AWS_LAMBDA_RUNTIME_API", place.runtime_api},
      {"LAMBDA_RUNTIME_DIR", place.runtime_dir},
      {"LAMBDA_TASK_ROOT", spec.code_dir},
  };
  const auto runtime = parse_runtime(spec.runtime);
  const bool custom = runtime && runtime->language == Language::Custom;
  if (!custom) variables["AWS_EXECUTION_ENV"] = "AWS_Lambda_" + spec.runtime;
  return variables;
}

}  // namespace

std::vector<std::string> function_environment(const FunctionSpec& spec, const ProcessPlace& place) {
  Variables variables = reserved(spec, place);
  variables.insert(spec.environment.begin(), spec.environment.end());
  variables.merge(replaceable(place));
  std::vector<std::string> lines;
  for (const auto& [name, value] : variables) lines.push_back(name + "=" + value);
  return lines;
}

bool is_reserved_variable(std::string_view name) {
  return std::find(kReserved.begin(), kReserved.end(), name) != kReserved.end();
}

}  // namespace sfn::tasks
