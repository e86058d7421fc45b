#include "api/states/names.h"

#include <fmt/format.h>

#include "base/arn.h"
#include "base/limits.h"
#include "base/text.h"

namespace sfn::api {
namespace {

constexpr std::string_view kForbidden = " \t\r\n<>{}[]?*\"#%\\^|~`$&,;:/";

// Control characters U+0000 to U+001F and U+007F to U+009F, of which the latter are C2 80 to C2 9F
// in UTF-8, and U+FFFE and U+FFFF, which are EF BF BE and EF BF BF.
bool has_control(std::string_view name) {
  for (std::size_t i = 0; i < name.size(); ++i) {
    const auto c = static_cast<unsigned char>(name[i]);
    if (c < 0x20 || c == 0x7F) return true;
    if (c == 0xC2 && i + 1 < name.size() && static_cast<unsigned char>(name[i + 1]) < 0xA0)
      return true;
  }
  return name.find("\xEF\xBF\xBE") != std::string_view::npos ||
         name.find("\xEF\xBF\xBF") != std::string_view::npos;
}

Error invalid_arn(std::string_view cause) {
  return {"InvalidArn", fmt::format("Invalid Arn: '{}'", cause)};
}

// The resource part after its kind, such as `stateMachine:`.
Result<std::string> resource_of(std::string_view text, std::string_view kind) {
  const auto arn = Arn::parse(text);
  if (!arn || arn->service != "states")
    return invalid_arn(fmt::format("Invalid ARN prefix: {}", text));
  const auto colon = arn->resource.find(':');
  const auto found = arn->resource.substr(0, colon);
  if (found != kind) {
    return invalid_arn(fmt::format("Resource type not valid in this context: {}", to_lower(found)));
  }
  if (colon == std::string::npos || colon + 1 == arn->resource.size()) {
    return invalid_arn(fmt::format("Invalid ARN: {}", text));
  }
  return arn->resource.substr(colon + 1);
}

}  // namespace

Result<void> check_name(std::string_view name) {
  const bool right = !name.empty() && utf8_length(name) <= limits::kNameCharactersMax &&
                     name.find_first_of(kForbidden) == std::string_view::npos && !has_control(name);
  if (right) return {};
  return Error{"InvalidName", fmt::format("Invalid Name: '{}'", name)};
}

bool wants_metadata_only(Members& members) {
  return members.word("includedData", {"ALL_DATA", "METADATA_ONLY"}) == "METADATA_ONLY";
}

Result<void> check_machine_arn(std::string_view text) {
  const auto resource = resource_of(text, "stateMachine");
  if (!resource) return resource.error();
  return {};
}

Result<ExecutionName> parse_execution_arn(std::string_view text) {
  const auto resource = resource_of(text, "execution");
  if (!resource) return resource.error();
  const auto parts = split(*resource, ':');
  if (parts.size() != 2) return invalid_arn(fmt::format("Invalid ARN: {}", text));
  return ExecutionName{std::string(text), parts[0], parts[1]};
}

Result<void> check_role_arn(std::string_view text) {
  const auto arn = Arn::parse(text);
  const bool right = arn && arn->service == "iam" && arn->region.empty() && !arn->account.empty() &&
                     starts_with(arn->resource, "role/");
  if (right) return {};
  return Error{"InvalidArn", fmt::format("Invalid Role Arn: '{}'", text)};
}

Error machine_does_not_exist(std::string_view arn) {
  return {"StateMachineDoesNotExist", fmt::format("State Machine Does Not Exist: '{}'", arn)};
}

Error execution_does_not_exist(std::string_view arn) {
  return {"ExecutionDoesNotExist", fmt::format("Execution Does Not Exist: '{}'", arn)};
}

}  // namespace sfn::api
