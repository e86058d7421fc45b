// The part of a snapshot that is the value: its texts, each once, and its members.
#pragma once

#include <string>

#include "engine/execution.h"

namespace sfn::engine {

std::string write_value(const Execution& execution);

}  // namespace sfn::engine
