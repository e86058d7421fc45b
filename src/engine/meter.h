// Meter: counts what a decision costs, and ends it when that is too much.
//
// Costs are steps of a microsecond at most on an ordinary machine, also for the documents that take
// longest for their bytes, arrays of empty arrays; tools/bench/turns.cc measures that. They are
// charged in proportion to the items and bytes that are touched, before they are touched where
// their number is known. There is no clock in it: a decision costs the same everywhere, so that a
// run can be repeated.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

namespace sfn::engine {

/// Thrown by Meter, caught by run() alone: the step that was being decided is thrown away, which
/// is safe since it has changed nothing.
struct OverBudget {};

class Meter {
 public:
  static constexpr std::int64_t kUnlimited = std::numeric_limits<std::int64_t>::max();
  static constexpr std::int64_t kStepsPerEvent = 3;   ///< To record, fold and encode it.
  static constexpr std::int64_t kStepsPerBirth = 3;   ///< Of the decision that gives it.
  static constexpr std::int64_t kValuesPerStep = 20;  ///< That a path looks at.
  static constexpr std::int64_t kBytesPerStep = 16;   ///< Of documents parsed, copied, rendered.
  static constexpr std::int64_t kFreedBytesPerStep = 32;    ///< Of documents that are done with.
  static constexpr std::int64_t kTextBytesPerStep = 1'024;  ///< Of texts looked through, copied.

  explicit Meter(std::int64_t steps) : left_(steps) {}

  void charge(std::int64_t steps) {
    if (steps > left_) throw OverBudget{};
    left_ -= steps;
  }
  void charge_items(std::size_t items) { charge(static_cast<std::int64_t>(items) / 4); }
  void charge_bytes(std::size_t bytes) { charge(static_cast<std::int64_t>(bytes) / kBytesPerStep); }
  void charge_freed(std::size_t bytes) {
    charge(static_cast<std::int64_t>(bytes) / kFreedBytesPerStep);
  }
  void charge_text(std::size_t bytes) {
    charge(static_cast<std::int64_t>(bytes) / kTextBytesPerStep);
  }

  std::int64_t left() const { return left_; }

 private:
  std::int64_t left_;
};

}  // namespace sfn::engine
