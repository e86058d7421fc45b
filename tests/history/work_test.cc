#include "history/work.h"

#include <gtest/gtest.h>

namespace sfn::history {
namespace {

TEST(Work, EveryKindHasAWordOfItsOwn) {
  for (int kind = 0; kind <= static_cast<int>(WorkKind::Continue); ++kind) {
    EXPECT_EQ(work_kind(to_word(WorkKind(kind))), WorkKind(kind));
  }
  EXPECT_EQ(work_kind("nap"), std::nullopt);
}

TEST(Work, KeySaysVisitAttemptAndKind) {
  const WorkId id{VisitId{7}, 2, WorkKind::TaskDeadline};
  EXPECT_EQ(to_key(id), "7.2.task-deadline");
  EXPECT_EQ(parse_work_key("7.2.task-deadline"), id);
}

TEST(Work, KeysThatNobodyWroteAreRefused) {
  for (const auto* key : {"", "7", "7.2", "7.2.nap", "x.2.task", "7..task", "7.2.task.1"}) {
    EXPECT_EQ(parse_work_key(key), std::nullopt) << key;
  }
}

TEST(Work, OnlyTimersFallDueLater) {
  const auto due = from_epoch_ms(5);
  EXPECT_EQ(due_of({{}, TimerWork{due}}), due);
  EXPECT_EQ(due_of({{}, TaskWork{}}), std::nullopt);
  EXPECT_EQ(due_of({{}, ContinueWork{}}), std::nullopt);
  EXPECT_EQ(due_of({{}, ChildWork{}}), std::nullopt);
  EXPECT_EQ(due_of({{}, StopChildWork{}}), std::nullopt);
  EXPECT_EQ(due_of({{}, ReadItemsWork{}}), std::nullopt);
  EXPECT_EQ(due_of({{}, ChildrenWork{}}), std::nullopt);
}

}  // namespace
}  // namespace sfn::history
