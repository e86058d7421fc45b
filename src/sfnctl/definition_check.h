// What is wrong with a definition, and where in its text: the findings of AWS's validator, advice
// of sfn's own, and the limits that the API has for the text as a whole.
#pragma once

#include <string>
#include <vector>

#include "asl/diagnostics.h"
#include "asl/machine_type.h"
#include "base/json.h"
#include "base/json_positions.h"
#include "sfnctl/definition_files.h"

namespace sfn::sfnctl {

struct Finding {
  asl::Diagnostic diagnostic;
  bool of_aws = true;  ///< Whether ValidateStateMachineDefinition would report it.
  TextSpan span;       ///< The offending text, which may be empty at the text's end.
  TextPosition begin;
  TextPosition end;

  bool is_error() const { return diagnostic.severity == asl::Diagnostic::Severity::Error; }
};

/// All findings, in the order of the text. Placeholders are filled in first, as deploy does.
std::vector<Finding> check_definition(const DefinitionFile& file, asl::MachineType type);

}  // namespace sfn::sfnctl
