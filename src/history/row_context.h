// RowContext: what the events of a row have said so far. Writer and reader follow it in step, and
// what an event repeats of it is left out.
#pragma once

#include <cstdint>
#include <string>

#include "base/ids.h"

namespace sfn::history {

struct RowContext {
  VisitId newest_visit{0};            ///< The highest so far.
  std::int64_t newest_document = -1;  ///< The highest index of an input, output or items so far.
  std::string resource;               ///< The last one.
  std::string announced;              ///< The state that the event before leads to, if it says so.
};

}  // namespace sfn::history
