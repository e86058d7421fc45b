// Reads what snapshot_writer.h wrote. Documents stay unparsed until somebody asks for their value.
#pragma once

#include <optional>
#include <string_view>

#include "engine/execution.h"

namespace sfn::engine {

/// Nothing where the bytes are no value, whatever else they are.
std::optional<Execution> read_value(std::string_view bytes);

}  // namespace sfn::engine
