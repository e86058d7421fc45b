// Random definitions: every kind of state, nested, with retriers and catchers, often failing.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace sfn::engine {

/// A source of small random numbers that repeats with its seed on every platform.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : bits_(seed) {}

  /// From 0 to `sides` - 1.
  int roll(int sides) { return static_cast<int>(bits_() % static_cast<std::uint64_t>(sides)); }
  bool once_in(int sides) { return roll(sides) == 0; }
  /// 64 random bits.
  std::uint64_t bits() { return bits_(); }

 private:
  std::mt19937_64 bits_;
};

/// The definition of a machine whose every path ends. Its input may be any object with an array
/// `items` and a number `n`. Without machines for its tasks to start executions of, it starts none;
/// they are given the same input. `depth` is how far Parallels and Maps may nest.
std::string random_definition(Dice& dice, const std::vector<std::string>& children = {},
                              int depth = 3);

/// The definition with some of its functions replaced by callbacks and activities, some of which
/// have heartbeats.
std::string with_tokens(const std::string& definition, Dice& dice);

}  // namespace sfn::engine
