// ExecutionNumbers: given out in the order of the starts, none twice.
//
// The catalogue looks at them as well: a revision of a state machine covers the executions that are
// numbered above the newest one of its time.
#pragma once

#include "base/ids.h"

namespace sfn::runtime {

class ExecutionNumbers {
 public:
  explicit ExecutionNumbers(ExecutionId last) : last_(last) {}

  ExecutionId take() { return last_ = next(last_); }
  ExecutionId last() const { return last_; }

 private:
  ExecutionId last_;
};

}  // namespace sfn::runtime
