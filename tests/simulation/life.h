// Life: how far a daemon gets. From the moment of its death nothing that it still does reaches the
// outside, which is how a process killed in the middle of a turn looks from there.
#pragma once

#include <cstdint>

namespace sfn::simulation {

class Life {
 public:
  /// Dies as it reaches for the outside for the `crossings`th time, 0: not of itself. With
  /// `completes` that reach still arrives.
  Life(std::int64_t crossings, bool completes) : crossings_(crossings), completes_(completes) {}

  /// The daemon reaches for the outside. False where this does not arrive any more.
  bool reach() {
    if (is_over_) return false;
    if (crossings_ == 0 || --crossings_ > 0) return true;
    is_over_ = was_cut_ = true;
    return completes_;
  }

  void end() { is_over_ = true; }
  bool is_over() const { return is_over_; }
  /// It died of itself, and not because it was ended.
  bool was_cut() const { return was_cut_; }

 private:
  std::int64_t crossings_;
  bool completes_;
  bool is_over_ = false;
  bool was_cut_ = false;
};

}  // namespace sfn::simulation
