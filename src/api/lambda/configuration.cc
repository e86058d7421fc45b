#include "api/lambda/configuration.h"

#include <fmt/format.h>

#include "api/members.h"
#include "tasks/lambda/interpreter_candidates.h"

namespace sfn::api {
namespace {

constexpr std::int64_t kTimeoutSecondsMax = 900;
constexpr std::size_t kEnvironmentBytesMax = 4 * 1'024;
constexpr Range kRole{1, 256};

Error invalid(std::string cause) { return {"InvalidParameterValueException", std::move(cause)}; }

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

Result<Json> environment_of(const Json& environment) {
  Json kept = Json::object();
  kept["Variables"] = Json::object();
  Members members(environment, "Environment.");
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
  }
  if (bytes <= kEnvironmentBytesMax) return kept;
  return invalid(
      fmt::format("Lambda was unable to configure your environment variables because the "
                  "environment variables you have provided exceeded the 4KB limit: {} bytes",
                  bytes));
}

// The fields that creation and update share; those that the request leaves out stay.
Result<void> take_fields(Members& members, Json& configuration) {
  const auto runtime = members.text("Runtime", {1, 64});
  const auto handler = members.text("Handler", {0, 128});
  const auto role = members.text("Role", kRole);
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
  return {};
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
                                    {"LogGroup", "/aws/lambda/" + name.name}};
  configuration["State"] = "Active";
  configuration["LastUpdateStatus"] = "Successful";
  return configuration;
}

}  // namespace

Result<Json> new_configuration(const Json& params, const FunctionName& name,
                               const RequestContext& context) {
  Members members(params);
  members.required_text("Role", kRole);
  const auto package_type = members.word("PackageType", {"Zip", "Image"});
  const Json* architectures = members.array("Architectures");
  Json configuration = defaults(name);
  if (const auto taken = take_fields(members, configuration); !taken) return taken.error();
  if (package_type == "Image") {
    return invalid("sfn runs functions from a zip package: PackageType must be Zip");
  }
  if (find_member(configuration, "Runtime") == nullptr) {
    return invalid("Runtime is mandatory for functions created with deployment packages.");
  }
  if (find_member(configuration, "Handler") == nullptr) {
    return invalid("Handler is mandatory for functions created with deployment packages.");
  }
  if (architectures != nullptr) configuration["Architectures"] = *architectures;
  touch(configuration, context);
  return configuration;
}

Result<Json> updated_configuration(const Json& present, const Json& params,
                                   const RequestContext& context) {
  Members members(params);
  Json configuration = present;
  if (const auto taken = take_fields(members, configuration); !taken) return taken.error();
  touch(configuration, context);
  return configuration;
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
