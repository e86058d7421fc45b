#include "engine/outstanding.h"

#include <gtest/gtest.h>

namespace sfn::engine {
namespace {

using history::ContinueWork;
using history::WorkKind;

Work work(std::int64_t visit, WorkKind kind = WorkKind::Wait) {
  return {{VisitId{visit}, 0, kind}, ContinueWork{}};
}

TEST(Outstanding, TellsWhatHasBegunAndWhatIsGone) {
  Outstanding outstanding;
  outstanding.owe(work(1));
  outstanding.owe(work(2));
  EXPECT_EQ(outstanding.take_change(), (WorkChange{{work(1), work(2)}, {}}));
  outstanding.settle(work(1).id);
  outstanding.owe(work(3));
  EXPECT_EQ(outstanding.take_change(), (WorkChange{{work(3)}, {work(1)}}));
  EXPECT_EQ(outstanding.take_change(), WorkChange());
}

TEST(Outstanding, ForgetsWhatBeginsAndEndsBetweenTwoLooks) {
  Outstanding outstanding;
  outstanding.owe(work(1));
  outstanding.settle_all();
  EXPECT_EQ(outstanding.take_change(), WorkChange());
}

TEST(Outstanding, SettlesAllThatAVisitOwes) {
  Outstanding outstanding;
  outstanding.owe(work(1));
  outstanding.owe(work(2, WorkKind::Task));
  outstanding.owe(work(2, WorkKind::TaskDeadline));
  outstanding.owe(work(3));
  (void)outstanding.take_change();
  outstanding.settle(VisitId{2});
  EXPECT_EQ(outstanding.size(), 2u);
  EXPECT_EQ(outstanding.take_change().gone.size(), 2u);
}

// ---- children

constexpr WorkId kOutstanding{VisitId{2}, 1, WorkKind::Task};

TEST(Outstanding, KeepsAChildThatIsGivenUpUntilItIsStopped) {
  const Work awaited{child_of(kOutstanding), history::ChildWork{"arn:child", "arn:f"}};
  const Work stop{stop_child_of(kOutstanding), history::StopChildWork{"arn:child"}};
  for (const bool all : {false, true}) {
    Outstanding outstanding;
    outstanding.owe(awaited);
    (void)outstanding.take_change();
    all ? outstanding.settle_all() : outstanding.settle(VisitId{2});
    EXPECT_EQ(outstanding.take_change(), (WorkChange{{stop}, {awaited}}));
    all ? outstanding.settle_all() : outstanding.settle(VisitId{2});
    EXPECT_EQ(outstanding.take_change(), WorkChange());
    outstanding.settle(stop.id);
    EXPECT_TRUE(outstanding.empty());
  }
}

TEST(Outstanding, KeepsAStartThatIsGivenUpIfTheEndWasToBeAwaited) {
  const auto left = [](history::ChildTask child) {
    Outstanding outstanding;
    history::TaskWork task;
    task.child = child;
    outstanding.owe({kOutstanding, task});
    outstanding.settle(VisitId{2});
    return outstanding.items();
  };
  EXPECT_TRUE(left(history::ChildTask::None).empty());
  EXPECT_TRUE(left(history::ChildTask::Start).empty());
  const Work stop{stop_child_of(kOutstanding), history::StopChildWork{}};
  EXPECT_EQ(left(history::ChildTask::Await), (Outstanding::Items{{stop.id, stop}}));
}

TEST(Outstanding, LeavesNothingOfAChildThatHasEnded) {
  Outstanding outstanding;
  outstanding.owe({child_of(kOutstanding), history::ChildWork{"arn:child", "arn:f"}});
  outstanding.settle(child_of(kOutstanding));
  EXPECT_TRUE(outstanding.empty());
}

TEST(Outstanding, IsEqualWhateverHasChangedBefore) {
  Outstanding now;
  now.owe(work(1));
  Outstanding then = now;
  (void)then.take_change();
  EXPECT_TRUE(now == then);
}

TEST(WorkChange, IsTheDifferenceOfTwoStates) {
  const Outstanding::Items before{{work(1).id, work(1)}, {work(2).id, work(2)}};
  const Outstanding::Items after{{work(2).id, work(2)}, {work(3).id, work(3)}};
  EXPECT_EQ(work_change(before, after), (WorkChange{{work(3)}, {work(1)}}));
}

}  // namespace
}  // namespace sfn::engine
