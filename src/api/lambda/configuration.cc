#include "api/lambda/configuration.h"

#include <fmt/format.h>

#include <algorithm>

#include "api/lambda/lambda_error.h"
#include "api/members.h"
#include "base/text.h"
#include "tasks/lambda/environment.h"
#include "tasks/lambda/interpreter_candidates.h"

namespace sfn::api {
namespace {

constexpr std::int64_t kTimeoutSecondsMax = 900;
constexpr std::size_t kEnvironmentBytesMax = 4 * 1'024;
constexpr std::string_view kRolePattern =
    R"(arn:(aws[a-zA-Z-]*)?:iam::\d{12}:role/?[a-zA-Z_0-9+=,.@\-_/]+)";
constexpr std::string_view kVariablePattern = "[a-zA-Z]([a-zA-Z0-9_])+";

// `2026-11-22T18:04:05.120+0000`: Lambda writes the offset without a colon.
std::string last_modified(Timestamp now) {
  std::string text = to_iso8601(now);
  text.pop_back();
  return text + "+0000";
}

void touch(Json& configuration, const RequestContext& context) {
  configuration["LastModified"] = last_modified(context.now);
  configuration["RevisionId"] = make_uuid(context.entropy);
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// kVariablePattern.
bool is_variable_name(std::string_view name) {
  return name.size() >= 2 && is_letter(name.front()) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

// kRolePattern; the name and its path are left to IAM, which knows neither here.
bool is_role(std::string_view text) {
  const auto arn = Arn::parse(text);
  return arn && arn->service == "iam" && arn->region.empty() && arn->account.size() == 12 &&
         std::all_of(arn->account.begin(), arn->account.end(), is_digit) &&
         starts_with(arn->resource, "role") &&
         arn->resource.size() > std::string_view("role/").size();
}

void check_role(Members& members, const std::optional<std::string>& role) {
  if (!role || is_role(*role)) return;
  members.object_to("Role", fmt::format("satisfy regular expression pattern: {}", kRolePattern));
}

Result<void> check_variable_names(const Json& variables) {
  std::vector<std::string> reserved;
  for (const auto& [name, value] : variables.items()) {
    if (!is_variable_name(name)) {
      return Error{"ValidationException",
                   fmt::format("1 validation error detected: Value '{}' at "
                               "'environment.variables' failed to satisfy constraint: Map keys "
                               "must satisfy constraint: [Member must satisfy regular expression "
                               "pattern: {}]",
                               name, kVariablePattern)};
    }
    if (tasks::is_reserved_variable(name)) reserved.push_back(name);
  }
  if (reserved.empty()) return {};
  return invalid_parameter_value(
      fmt::format("Lambda was unable to configure your environment variables because the "
                  "environment variables you have provided contains reserved keys that are "
                  "currently not supported for modification. Reserved keys used in this request: "
                  "{}",
                  join(reserved, ", ")));
}

Result<Json> environment_of(const Json& environment) {
  Json kept = Json::object();
  kept["Variables"] = Json::object();
  Members members(environment, "environment.", Spelling::LowerCamel);
  const Json* variables = members.object("Variables");
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  std::size_t bytes = 0;
  if (variables != nullptr) {
    for (const auto& [name, value] : variables->items()) {
      if (!value.is_string()) {
        return Error{
            "SerializationException",
            fmt::format("The value of the environment variable '{}' must be a string", name)};
      }
      bytes += name.size() + value.get_ref<const std::string&>().size();
      kept["Variables"][name] = value;
    }
    if (const auto named = check_variable_names(*variables); !named) return named.error();
  }
  if (bytes <= kEnvironmentBytesMax) return kept;
  return invalid_parameter_value(
      fmt::format("Lambda was unable to configure your environment variables because the "
                  "environment variables you have provided exceeded the 4KB limit: {} bytes",
                  bytes));
}

Result<void> check_layers(Members& members) {
  const Json* layers = members.array("Layers");
  if (layers == nullptr || layers->empty()) return {};
  return invalid_parameter_value(
      "sfn does not have layers: leave out 'Layers' and put what they hold into the "
      "function's package");
}

Result<Json> storage_of(const Json& given, const Json&) {
  Members members(given, "ephemeralStorage.", Spelling::LowerCamel);
  const auto size = members.integer("Size", {512, 10'240});
  if (!size) members.object_to("Size", "not be null");
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  return Json{{"Size", *size}};
}

Result<Json> tracing_of(const Json& given, const Json&) {
  Members members(given, "tracingConfig.", Spelling::LowerCamel);
  const auto mode = members.word("Mode", {"Active", "PassThrough"}).value_or("PassThrough");
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  return Json{{"Mode", mode}};
}

Result<Json> logging_of(const Json& given, const Json& configuration) {
  Members members(given, "loggingConfig.", Spelling::LowerCamel);
  Json logging = configuration.at("LoggingConfig");
  const auto keep = [&logging](const char* name, const std::optional<std::string>& word) {
    if (word) logging[name] = *word;
  };
  keep("LogFormat", members.word("LogFormat", {"JSON", "Text"}));
  keep("ApplicationLogLevel",
       members.word("ApplicationLogLevel", {"TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"}));
  keep("SystemLogLevel", members.word("SystemLogLevel", {"DEBUG", "INFO", "WARN"}));
  const auto group = members.text("LogGroup", {1, 512});
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  const auto own_group = logging.at("LogGroup").get<std::string>();
  if (!group || *group == own_group) return logging;
  return invalid_parameter_value(
      fmt::format("sfn writes a function's log to the log group '{}' and no other: leave "
                  "out 'LoggingConfig.LogGroup', which is '{}'",
                  own_group, *group));
}

// What is kept and shown, and changes nothing here.
Result<void> take_parts(Members& members, Json& configuration) {
  struct Part {
    const char* name;
    Result<Json> (*read)(const Json& given, const Json& configuration);
  };
  static constexpr Part kParts[] = {{"EphemeralStorage", storage_of},
                                    {"TracingConfig", tracing_of},
                                    {"LoggingConfig", logging_of}};
  for (const auto& part : kParts) {
    const Json* given = members.object(part.name);
    if (given == nullptr) continue;
    auto read = part.read(*given, configuration);
    if (!read) return read.error();
    configuration[part.name] = std::move(*read);
  }
  return members.verdict();
}

// The fields that creation and update share; those that the request leaves out stay.
Result<void> take_fields(Members& members, Json& configuration) {
  const auto runtime = members.text("Runtime", {1, 64});
  const auto handler = members.text("Handler", {0, 128});
  const auto role = members.text("Role");
  check_role(members, role);
  const auto description = members.text("Description", {0, 256});
  const auto timeout = members.integer("Timeout", {1, kTimeoutSecondsMax});
  const auto memory = members.integer("MemorySize", {128, 10'240});
  const Json* environment = members.object("Environment");
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  if (runtime) {
    if (const auto known = tasks::parse_runtime(*runtime); !known) return known.error();
    configuration["Runtime"] = *runtime;
  }
  if (handler) configuration["Handler"] = *handler;
  if (role) configuration["Role"] = *role;
  if (description) configuration["Description"] = *description;
  if (timeout) configuration["Timeout"] = *timeout;
  if (memory) configuration["MemorySize"] = *memory;
  if (environment != nullptr) {
    auto kept = environment_of(*environment);
    if (!kept) return kept.error();
    configuration["Environment"] = std::move(*kept);
  }
  if (const auto none = check_layers(members); !none) return none.error();
  return take_parts(members, configuration);
}

Json defaults(const FunctionName& name) {
  Json configuration = Json::object();
  configuration["FunctionName"] = name.name;
  configuration["FunctionArn"] = name.arn();
  configuration["Description"] = "";
  configuration["Timeout"] = 3;
  configuration["MemorySize"] = 128;
  configuration["Version"] = "$LATEST";
  configuration["TracingConfig"] = {{"Mode", "PassThrough"}};
  configuration["PackageType"] = "Zip";
  configuration["Architectures"] = Json::array({"x86_64"});
  configuration["EphemeralStorage"] = {{"Size", 512}};
  configuration["SnapStart"] = {{"ApplyOn", "None"}, {"OptimizationStatus", "Off"}};
  configuration["LoggingConfig"] = {{"LogFormat", "Text"},
                                    {"LogGroup", function_log_group(name.name)}};
  configuration["State"] = "Active";
  configuration["LastUpdateStatus"] = "Successful";
  return configuration;
}

}  // namespace

Result<Json> new_configuration(const Json& params, const FunctionName& name,
                               const RequestContext& context) {
  Members members(params, "", Spelling::LowerCamel);
  members.required_text("Role");
  const auto package_type = members.word("PackageType", {"Zip", "Image"});
  const Json* architectures = members.array("Architectures");
  Json configuration = defaults(name);
  if (const auto taken = take_fields(members, configuration); !taken) return taken.error();
  if (package_type == "Image") {
    return invalid_parameter_value(
        "sfn runs functions from a zip package: PackageType must be Zip");
  }
  if (find_member(configuration, "Runtime") == nullptr) {
    return invalid_parameter_value(
        "Runtime is mandatory for functions created with deployment packages.");
  }
  if (find_member(configuration, "Handler") == nullptr) {
    return invalid_parameter_value(
        "Handler is mandatory for functions created with deployment packages.");
  }
  if (architectures != nullptr) configuration["Architectures"] = *architectures;
  touch(configuration, context);
  return configuration;
}

Result<Json> updated_configuration(const Json& present, const Json& params,
                                   const RequestContext& context) {
  Members members(params, "", Spelling::LowerCamel);
  Json configuration = present;
  if (const auto taken = take_fields(members, configuration); !taken) return taken.error();
  touch(configuration, context);
  return configuration;
}

Result<void> check_unpublished(const Json& params) {
  Members members(params, "", Spelling::LowerCamel);
  const bool publish = members.boolean("Publish").value_or(false);
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  if (!publish) return {};
  return invalid_parameter_value("sfn does not have versions of functions: leave out 'Publish'");
}

Json with_code(Json present, const ShownCode& code, const RequestContext& context) {
  present["CodeSize"] = code.bytes;
  present["CodeSha256"] = code.sha256;
  touch(present, context);
  return present;
}

Result<void> check_revision(const Json& present, const Json& params) {
  const Json* asked = find_member(params, "RevisionId");
  if (asked == nullptr || asked->is_null() || *asked == present.at("RevisionId")) return {};
  return Error{"PreconditionFailedException",
               "The Revision Id provided does not match the latest Revision Id. Call the "
               "GetFunction/GetAlias API to retrieve the latest Revision Id"};
}

}  // namespace sfn::api
