// Succeed: ends its graph well. Its fields are those that all states share.
#include "asl/parse/states.h"

namespace sfn::asl {

SucceedState read_succeed(StateDraft& draft) {
  draft.outline.ends = true;
  return {};
}

}  // namespace sfn::asl
