// What an EXPRESS execution would be billed for: time and memory, in steps. Step Functions pricing.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace sfn {

inline constexpr std::int64_t kBilledMiB = 64;

/// Rounded up, and never nothing.
inline std::int64_t billed_ms(std::chrono::milliseconds took) {
  constexpr std::int64_t kStepMs = 100;
  return std::max<std::int64_t>((took.count() + kStepMs - 1) / kStepMs, 1) * kStepMs;
}

}  // namespace sfn
