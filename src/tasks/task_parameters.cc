#include "tasks/task_parameters.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sfn::tasks {

TaskParameters::TaskParameters(const Json& parameters, std::span<const std::string_view> names)
    : parameters_(parameters) {
  if (!parameters_.is_object()) {
    complain("The parameters must be an object");
    return;
  }
  for (const auto& [name, value] : parameters_.items()) {
    const bool known = std::find(names.begin(), names.end(), name) != names.end();
    if (!known) complain(fmt::format("The field \"{}\" is not supported by Step Functions", name));
  }
}

const Json* TaskParameters::find(std::string_view name) const {
  const Json* value = find_member(parameters_, name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<std::string> TaskParameters::text(std::string_view name) {
  const Json* value = find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return value->get<std::string>();
  complain(fmt::format("The field \"{}\" must be a string, got {}", name, to_text(*value)));
  return std::string();
}

std::string TaskParameters::required_text(std::string_view name) {
  auto given = text(name);
  if (!given) complain(fmt::format("The field \"{}\" is required but was missing", name));
  return std::move(given).value_or("");
}

std::optional<Error> TaskParameters::error() const {
  if (complaints_.empty()) return std::nullopt;
  return Error{"States.Runtime",
               fmt::format("The Parameters '{}' could not be used to start the Task: [{}]",
                           to_text(parameters_), join(complaints_, ", "))};
}

}  // namespace sfn::tasks
