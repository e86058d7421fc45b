// Power is lost, or the process killed, at any call of the store; life after life.
//
// SFN_POWER_LOSS_RUNS and SFN_POWER_LOSS_FIRST choose other numbers than those of every day.
#include <gtest/gtest.h>

#include <cstdlib>

#include "store/support/store_lives.h"

namespace sfn::store {
namespace {

constexpr int kLives = 4;

std::uint64_t setting(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Checkpoints and truncations come every few commits instead of every few thousand.
CheckpointMarks marks(support::Chance& chance) {
  return {.checkpoint = static_cast<int>(4 + chance.below(40)),
          .truncate = static_cast<int>(30 + chance.below(100))};
}

// Early calls, such as those of a start, are tried as often as late ones.
std::int64_t moment(support::Chance& chance) {
  constexpr std::uint64_t kWithin[] = {10, 100, 1'000};
  return static_cast<std::int64_t>(1 + chance.below(kWithin[chance.below(3)]));
}

// How many promises were broken.
std::size_t run(std::uint64_t number, Durability durability) {
  support::Chance chance(number);
  StoreLives lives(number, marks(chance), durability);
  for (int life = 0; life < kLives; ++life) {
    lives.vfs().plan({.fault = support::Fault::Halt, .at = moment(chance)});
    if (lives.start()) lives.run(static_cast<int>(1 + chance.below(25)));
    lives.end();
    chance.percent(75) ? lives.vfs().lose_power(chance) : lives.vfs().resume();
  }
  EXPECT_TRUE(lives.start()) << lives.failure();
  EXPECT_EQ(lives.integrity(), "ok");
  lives.end();
  return lives.lost();
}

TEST(PowerLoss, LeavesAllThatWasAcknowledgedAndNothingHalf) {
  const auto first = setting("SFN_POWER_LOSS_FIRST", 1);
  const auto runs = setting("SFN_POWER_LOSS_RUNS", 100);
  for (auto number = first; number < first + runs; ++number) {
    EXPECT_EQ(run(number, Durability::Full), 0u);
    if (testing::Test::HasFailure()) {
      FAIL() << "repeat with SFN_POWER_LOSS_FIRST=" << number << " SFN_POWER_LOSS_RUNS=1";
    }
  }
}

// Also the proof that this disk loses what is not synced.
TEST(PowerLoss, WithRelaxedDurabilityTakesTheLastCommitsAlone) {
  std::size_t lost = 0;
  for (std::uint64_t number = 1; number <= 10 && !HasFailure(); ++number) {
    lost += run(number, Durability::Relaxed);
  }
  EXPECT_GT(lost, 0u);
}

}  // namespace
}  // namespace sfn::store
