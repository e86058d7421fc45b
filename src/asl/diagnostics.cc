#include "asl/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sfn::asl {
namespace {

bool is_error(const Diagnostic& diagnostic) {
  return diagnostic.severity == Diagnostic::Severity::Error;
}

}  // namespace

bool has_errors(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), is_error);
}

bool has_errors_beyond_limits(const Diagnostics& diagnostics) {
  return std::any_of(diagnostics.begin(), diagnostics.end(), [](const Diagnostic& diagnostic) {
    return is_error(diagnostic) && !diagnostic.is_limit;
  });
}

std::string invalid_definition_message(const Diagnostics& diagnostics) {
  std::vector<std::string> errors;
  for (const auto& diagnostic : diagnostics) {
    if (!is_error(diagnostic)) continue;
    errors.push_back(fmt::format("{}: {} at {}", diagnostic.code, diagnostic.message,
                                 diagnostic.location.empty() ? "null" : diagnostic.location));
  }
  return fmt::format("Invalid State Machine Definition: '{}'", join(errors, ", "));
}

}  // namespace sfn::asl
