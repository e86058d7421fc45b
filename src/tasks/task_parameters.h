// TaskParameters: the parameters of a service integration, read one by one; what is wrong with them
// is gathered, so that one sentence names all of it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace sfn::tasks {

class TaskParameters {
 public:
  /// Borrows the parameters, which should be an object with members of these names alone.
  TaskParameters(const Json& parameters, std::span<const std::string_view> names);

  /// The member, or null where it is absent or null.
  const Json* find(std::string_view name) const;

  /// Text, or nothing where the parameter is absent.
  std::optional<std::string> text(std::string_view name);
  /// Empty where the parameter is absent, which is wrong.
  std::string required_text(std::string_view name);

  void complain(std::string what) { complaints_.push_back(std::move(what)); }

  /// `States.Runtime`, where anything was wrong.
  std::optional<Error> error() const;

 private:
  const Json& parameters_;
  std::vector<std::string> complaints_;
};

}  // namespace sfn::tasks
