#include "loop/read_rounds.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace sfn::loop {
namespace {

TEST(ReadRounds, AdmitAllWhileThereIsTime) {
  ReadRounds rounds;
  ReadRounds::Mark mark = 0;
  for (int turn = 0; turn < 3; ++turn) {
    for (int read = 0; read < 32; ++read) EXPECT_TRUE(rounds.admit(mark, false));
    rounds.end_turn();
  }
}

TEST(ReadRounds, TurnAwayWhereTheShareIsTaken) {
  ReadRounds rounds;
  ReadRounds::Mark mark = 0;
  EXPECT_FALSE(rounds.admit(mark, true));
  rounds.end_turn();
  EXPECT_TRUE(rounds.admit(mark, false));
}

// All are ready in every turn, always in one order, and a turn has time for two.
TEST(ReadRounds, ReachTheLastAsOftenAsTheFirst) {
  ReadRounds rounds;
  std::array<ReadRounds::Mark, 7> marks{};
  std::array<int, 7> reads{};
  for (int turn = 0; turn < 70; ++turn) {
    int taken = 0;
    for (std::size_t i = 0; i < marks.size(); ++i) {
      if (!rounds.admit(marks[i], taken == 2)) continue;
      ++taken;
      ++reads[i];
    }
    rounds.end_turn();
  }
  const auto [least, most] = std::minmax_element(reads.begin(), reads.end());
  EXPECT_LE(*most - *least, 2);
  EXPECT_GE(*least, 70 * 2 / 7 - 3);
}

}  // namespace
}  // namespace sfn::loop
