// ExecutionNumbers: given out in the order of the starts, none twice.
//
// The catalogue looks at them as well: a revision of a state machine covers the executions that are
// numbered above the newest one of its time.
//
// Executions that are kept in memory alone (volatile_executions.h) have numbers of their own, far
// above all others. Each says after which stored execution it started, so that a listing of both,
// newest first, needs nothing but numbers to go on from any place.
#pragma once

#include <algorithm>
#include <cstdint>

#include "base/ids.h"

namespace sfn::runtime {

inline constexpr std::int64_t kFirstVolatile = std::int64_t{1} << 62;
inline constexpr int kVolatileBits = 24;  ///< Of those that started after the same stored one.

/// Whether the execution is kept in memory alone.
constexpr bool is_volatile(ExecutionId id) { return raw(id) >= kFirstVolatile; }

/// The newest stored execution when this volatile one started.
constexpr ExecutionId stored_before(ExecutionId id) {
  return ExecutionId{(raw(id) - kFirstVolatile) >> kVolatileBits};
}

/// Whether the first started later, or is thought to have: the order of listings.
constexpr bool is_newer(ExecutionId a, ExecutionId b) {
  if (is_volatile(a) == is_volatile(b)) return a > b;
  return is_volatile(a) ? stored_before(a) >= b : a > stored_before(b);
}

class ExecutionNumbers {
 public:
  explicit ExecutionNumbers(ExecutionId last) : last_(last) {}

  ExecutionId take() { return last_ = next(last_); }
  ExecutionId last() const { return last_; }  ///< Of the stored ones.

  /// They begin anew with each process.
  ExecutionId take_volatile() {
    const ExecutionId first{kFirstVolatile + (raw(last_) << kVolatileBits)};
    return last_volatile_ = std::max(next(last_volatile_), first);
  }

 private:
  ExecutionId last_;
  ExecutionId last_volatile_{0};
};

}  // namespace sfn::runtime
