#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace sfn {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "sfn: broken invariant: %s (%s:%d)\n", condition, file, line);
  std::abort();
}

}  // namespace sfn
