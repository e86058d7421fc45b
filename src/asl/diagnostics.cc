#include "asl/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sfn::asl {

bool is_error(const Diagnostic& diagnostic, limits::Policy policy) {
  return diagnostic.severity == Diagnostic::Severity::Error &&
         !(diagnostic.is_limit && policy != limits::Policy::Strict);
}

bool has_errors(const Diagnostics& diagnostics, limits::Policy policy) {
  return std::any_of(
      diagnostics.begin(), diagnostics.end(),
      [policy](const Diagnostic& diagnostic) { return is_error(diagnostic, policy); });
}

std::string invalid_definition_message(const Diagnostics& diagnostics, limits::Policy policy) {
  std::vector<std::string> errors;
  for (const auto& diagnostic : diagnostics) {
    if (!is_error(diagnostic, policy)) continue;
    errors.push_back(fmt::format("{}: {} at {}", diagnostic.code, diagnostic.message,
                                 diagnostic.location.empty() ? "null" : diagnostic.location));
  }
  return fmt::format("Invalid State Machine Definition: '{}'", join(errors, ", "));
}

}  // namespace sfn::asl
