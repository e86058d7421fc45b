#include "base/states_names.h"

#include <fmt/format.h>

#include "base/arn.h"
#include "base/limits.h"
#include "base/text.h"

namespace sfn {
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

}  // namespace

Result<void> check_name(std::string_view name) {
  const bool right = !name.empty() && utf8_length(name) <= limits::kNameCharactersMax &&
                     name.find_first_of(kForbidden) == std::string_view::npos && !has_control(name);
  if (right) return {};
  return Error{"InvalidName", fmt::format("Invalid Name: '{}'", name)};
}

Result<void> check_machine_arn(std::string_view text) {
  const auto resource = states_resource_of(text, "stateMachine");
  if (!resource) return resource.error();
  return {};
}

Result<void> check_unlabelled_machine_arn(std::string_view text) {
  const auto resource = states_resource_of(text, "stateMachine");
  if (!resource) return resource.error();
  if (resource->find('/') == std::string::npos) return {};
  return Error{
      "ValidationException",
      fmt::format("The ARN of a state machine must not have the label of a Map state: '{}'", text),
      {{"reason", "API_DOES_NOT_SUPPORT_LABELED_ARNS"}}};
}

Result<std::string> states_resource_of(std::string_view text, std::string_view kind) {
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

Error invalid_arn(std::string_view cause) {
  return {"InvalidArn", fmt::format("Invalid Arn: '{}'", cause)};
}

Error machine_does_not_exist(std::string_view arn) {
  return {"StateMachineDoesNotExist", fmt::format("State Machine Does Not Exist: '{}'", arn)};
}

}  // namespace sfn
