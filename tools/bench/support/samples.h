// Samples: numbers of one kind, and what is said of them.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "base/check.h"

namespace sfn::bench {

using Samples = std::vector<double>;

/// The smallest sample that `share` of them (0.5, 0.99) do not exceed.
inline double percentile(Samples samples, double share) {
  SFN_CHECK(!samples.empty());
  const auto last = static_cast<double>(samples.size() - 1);
  const auto place = samples.begin() + static_cast<std::ptrdiff_t>(last * share + 0.5);
  std::nth_element(samples.begin(), place, samples.end());
  return *place;
}

inline double median(Samples samples) { return percentile(std::move(samples), 0.5); }

}  // namespace sfn::bench
