// Values that are never the same twice.
#include "base/entropy.h"
#include "intrinsics/function.h"

namespace sfn::intrinsics {

Json uuid(const Invocation& call) {
  return make_uuid([&] { return call.entropy(); });
}

}  // namespace sfn::intrinsics
