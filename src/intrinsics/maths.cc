// Sums and random numbers.
#include <fmt/format.h>

#include <limits>

#include "intrinsics/function.h"

namespace sfn::intrinsics {
namespace {

// java.util.Random: the linear congruential generator that its documentation spells out, so that a
// seed gives the same number everywhere and always.
class JavaRandom {
 public:
  explicit JavaRandom(std::int64_t seed)
      : state_((static_cast<std::uint64_t>(seed) ^ kMultiplier) & kMask) {}

  /// Uniform from `first` to before `end`, which must lie above it.
  std::int64_t between(std::int64_t first, std::int64_t end) {
    const auto size = end - first;
    if (size <= std::numeric_limits<std::int32_t>::max()) return first + below(size);
    for (;;) {  // At least half of all numbers lie within.
      const std::int64_t drawn = next(32);
      if (drawn >= first && drawn < end) return drawn;
    }
  }

 private:
  static constexpr std::uint64_t kMultiplier = 0x5DEECE66D;
  static constexpr std::uint64_t kIncrement = 0xB;
  static constexpr std::uint64_t kMask = (std::uint64_t{1} << 48) - 1;

  std::int32_t next(int bits) {
    state_ = (state_ * kMultiplier + kIncrement) & kMask;
    return static_cast<std::int32_t>(static_cast<std::int64_t>(state_) >> (48 - bits));
  }

  std::int64_t below(std::int64_t bound) {
    if ((bound & -bound) == bound) return (bound * next(31)) >> 31;
    for (;;) {
      const std::int64_t bits = next(31);
      const std::int64_t value = bits % bound;
      // What lies past the last whole multiple of the bound would favour small values.
      if (bits - value + (bound - 1) <= std::numeric_limits<std::int32_t>::max()) return value;
    }
  }

  std::uint64_t state_;
};

// The bias is below 2^-32: the size has 32 bits, the entropy 64.
std::int64_t below(std::int64_t size, std::uint64_t entropy) {
  return static_cast<std::int64_t>(entropy % static_cast<std::uint64_t>(size));
}

}  // namespace

Json math_random(const Invocation& call) {
  const auto first = call.integer(0);
  const auto end = call.integer(1);
  if (first >= end) {
    call.fail(
        fmt::format("the start must be less than the end, but {} is not less than {}", first, end));
  }
  if (call.count() == 3) return JavaRandom(call.integer(2)).between(first, end);
  return first + below(end - first, call.entropy());
}

Json math_add(const Invocation& call) {
  using Bounds = std::numeric_limits<std::int32_t>;
  const auto sum = call.integer(0) + call.integer(1);
  if (sum < Bounds::min() || sum > Bounds::max()) {
    call.fail(fmt::format("the sum {} is not from {} to {}", sum, Bounds::min(), Bounds::max()));
  }
  return sum;
}

}  // namespace sfn::intrinsics
