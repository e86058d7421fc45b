// DueItem: a piece of an execution's outstanding work, with the moment it falls due.
#pragma once

#include <compare>

#include "base/ids.h"
#include "base/time.h"
#include "history/work.h"

namespace sfn::runtime {

/// Ordered by time, then by execution, as the store orders pending work.
struct DueItem {
  Timestamp due;  ///< 1970 where it is due at once.
  ExecutionId execution{0};
  history::WorkId work;
  friend auto operator<=>(const DueItem&, const DueItem&) = default;
};

inline DueItem due_item(ExecutionId execution, const history::Work& work) {
  return {history::due_of(work).value_or(Timestamp{}), execution, work.id};
}

}  // namespace sfn::runtime
