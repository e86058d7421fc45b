// From a definition's text to its meaning. Never throws, never stops at the first error.
#pragma once

#include <optional>
#include <string_view>

#include "asl/diagnostics.h"
#include "asl/machine_type.h"
#include "asl/state_machine.h"

namespace sfn::asl {

/// The outcome of reading a definition: the machine where there is no error, or none but about
/// limits, and all that was found.
struct Parsed {
  std::optional<StateMachine> machine;
  Diagnostics diagnostics;  ///< In the order of the text; warnings too.
};

/// Reads and validates a definition. ASL specification; ValidateStateMachineDefinition for the
/// words.
Parsed parse_definition(std::string_view text, MachineType type = MachineType::Standard);

}  // namespace sfn::asl
