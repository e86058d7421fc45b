// Random definitions: every kind of state, nested, with retriers and catchers, often failing.
#pragma once

#include <cstdint>
#include <random>
#include <string>

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
/// `items` and a number `n`.
std::string random_definition(Dice& dice);

}  // namespace sfn::engine
