// What is wrong with a definition: every finding, with its code and its place, in AWS's terms.
#pragma once

#include <string>
#include <vector>

#include "base/limits.h"

namespace sfn::asl {

/// One finding. AWS Step Functions API, ValidateStateMachineDefinitionDiagnostic.
struct Diagnostic {
  enum class Severity { Error, Warning };
  Severity severity = Severity::Error;
  std::string code;     ///< `SCHEMA_VALIDATION_FAILED`, `MISSING_TRANSITION_TARGET`, …
  std::string message;  ///< What was found and what would be right.
  std::string
      location;  ///< JSON pointer as AWS writes it (`/States/A/Next`); empty where there is none.
  std::string place = {};  ///< Where AWS gives no location: what the finding is about all the same.
  /// It is about a limit of AWS's: what is past it has a meaning all the same.
  bool is_limit = false;
  friend bool operator==(const Diagnostic&, const Diagnostic&) = default;
};

using Diagnostics = std::vector<Diagnostic>;

/// Whether a definition is refused for it: for what is past a limit, only where the policy is
/// `Strict`.
bool is_error(const Diagnostic& diagnostic, limits::Policy policy);
bool has_errors(const Diagnostics& diagnostics, limits::Policy policy);

/// `Invalid State Machine Definition: '<CODE>: <message> at <location>, …'`: the errors under
/// this policy alone, as CreateStateMachine words them; a finding without a place is `at null`.
std::string invalid_definition_message(const Diagnostics& diagnostics, limits::Policy policy);

}  // namespace sfn::asl
