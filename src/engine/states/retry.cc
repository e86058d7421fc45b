#include "engine/states/retry.h"

#include <algorithm>
#include <cmath>

#include "base/limits.h"

namespace sfn::engine {
namespace {

// Backing off grows without bound; an execution does not live longer than this.
constexpr double kDelayMsMax = 1000.0 * static_cast<double>(limits::kExecutionDurationMax.count());

double full_delay_ms(const asl::Retrier& retrier, std::int64_t used) {
  double delay = static_cast<double>(retrier.interval_seconds) *
                 std::pow(retrier.backoff_rate, static_cast<double>(used));
  if (retrier.max_delay_seconds) {
    delay = std::min(delay, static_cast<double>(*retrier.max_delay_seconds));
  }
  return std::min(delay * 1000.0, kDelayMsMax);
}

// Evenly from [0, 1): the 53 bits that a double holds.
double unit_interval(const Entropy& entropy) {
  return static_cast<double>(entropy() >> 11) * 0x1.0p-53;
}

}  // namespace

std::optional<Timestamp> next_attempt(const asl::Retrier& retrier, std::int64_t index,
                                      const Step& step) {
  const auto it = step.visit.attempts_by_retrier.find(index);
  const std::int64_t used = it == step.visit.attempts_by_retrier.end() ? 0 : it->second;
  if (used >= retrier.max_attempts) return std::nullopt;
  double delay_ms = full_delay_ms(retrier, used);
  if (retrier.full_jitter) delay_ms *= unit_interval(step.facts.entropy);
  return step.facts.now + milliseconds(static_cast<std::int64_t>(std::llround(delay_ms)));
}

}  // namespace sfn::engine
