#include "api/states/names.h"

#include <fmt/format.h>

#include "base/arn.h"
#include "base/text.h"

namespace sfn::api {

bool wants_metadata_only(Members& members) {
  return members.word("includedData", {"ALL_DATA", "METADATA_ONLY"}) == "METADATA_ONLY";
}

Result<ExecutionName> parse_execution_arn(std::string_view text) {
  const auto resource = states_resource_of(text, "execution");
  if (!resource) return resource.error();
  const auto parts = split(*resource, ':');
  if (parts.size() != 2) return invalid_arn(fmt::format("Invalid ARN: {}", text));
  return ExecutionName{std::string(text), parts[0], parts[1]};
}

Result<void> check_any_execution_arn(std::string_view text) {
  if (is_express_execution_arn(text) && split(text, ':').size() == 9) return {};
  const auto parsed = parse_execution_arn(text);
  if (!parsed) return parsed.error();
  return {};
}

Result<void> check_described_execution_arn(std::string_view text) {
  const bool of_map_run = text.find('/') != std::string_view::npos;
  if (of_map_run) return check_any_execution_arn(text);
  const auto parsed = parse_execution_arn(text);
  return parsed ? Result<void>() : parsed.error();
}

Result<void> check_map_run_arn(std::string_view text) {
  const auto resource = states_resource_of(text, "mapRun");
  if (!resource) return resource.error();
  const auto parts = split(*resource, ':');
  const bool right = parts.size() == 2 && parts[0].find('/') != std::string::npos;
  return right ? Result<void>() : invalid_arn(fmt::format("Invalid ARN: {}", text));
}

std::string map_run_arn(const store::MachineRow& machine, const store::ExecutionRow& run) {
  return fmt::format("{}:{}", machine.arn, run.name);
}

Result<void> check_activity_arn(std::string_view text) {
  const auto resource = states_resource_of(text, "activity");
  if (!resource) return resource.error();
  return {};
}

Result<Tagged> tagged_kind(std::string_view arn) {
  if (check_activity_arn(arn)) return Tagged::Activity;
  const auto machine = check_machine_arn(arn);
  if (!machine) return machine.error();
  return Tagged::StateMachine;
}

Result<void> check_role_arn(std::string_view text) {
  const auto arn = Arn::parse(text);
  const bool right = arn && arn->service == "iam" && arn->region.empty() && !arn->account.empty() &&
                     starts_with(arn->resource, "role/");
  if (right) return {};
  return Error{"InvalidArn", fmt::format("Invalid Role Arn: '{}'", text)};
}

Error activity_does_not_exist(std::string_view arn) {
  return {"ActivityDoesNotExist", fmt::format("Activity Does Not Exist: '{}'", arn)};
}

Error map_run_does_not_exist(std::string_view arn) {
  return {"ResourceNotFound",
          fmt::format("Map Run Does Not Exist: '{}'", arn),
          {{"resourceName", std::string(arn)}}};
}

Error resource_not_found(std::string_view arn) {
  return {"ResourceNotFound",
          fmt::format("Resource not found: '{}'", arn),
          {{"resourceName", std::string(arn)}}};
}

Error execution_does_not_exist(std::string_view arn) {
  return {"ExecutionDoesNotExist", fmt::format("Execution Does Not Exist: '{}'", arn)};
}

}  // namespace sfn::api
