// Outstanding work in words: what an execution waits for, and until when.
#pragma once

#include <string>

#include "base/json.h"
#include "base/time.h"

namespace sfn::sfnctl {

/// A line for each item of sfn's own `outstanding` answer, then the task tokens that are out; says
/// so where there is none.
std::string outstanding_text(const Json& items, Timestamp now);

}  // namespace sfn::sfnctl
