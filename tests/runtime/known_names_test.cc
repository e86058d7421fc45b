// KnownNames: it may guess that a name is taken, and never that one is free.
#include "runtime/known_names.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "runtime/starts.h"
#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

constexpr store::MachineId kMachine{7};

class FreshNames : public testing::Test {
 protected:
  World world_;
  KnownNames names_{world_.store(), ExecutionId{0}};
};

TEST_F(FreshNames, AreFreeUntilAdded) {
  EXPECT_TRUE(names_.is_free(kMachine, "one"));
  names_.add(kMachine, "one");
  EXPECT_FALSE(names_.is_free(kMachine, "one"));
  EXPECT_TRUE(names_.is_free(store::MachineId{8}, "one"));
}

TEST_F(FreshNames, AreNeverTakenForFreeAndRarelyForTaken) {
  constexpr int kNames = 100'000;
  for (int i = 0; i < kNames; ++i) names_.add(kMachine, fmt::format("taken-{}", i));
  int guessed = 0;
  for (int i = 0; i < kNames; ++i) {
    ASSERT_FALSE(names_.is_free(kMachine, fmt::format("taken-{}", i))) << i;
    guessed += !names_.is_free(kMachine, fmt::format("free-{}", i));
  }
  EXPECT_LT(guessed, kNames / 1'000);
}

TEST(KnownNames, ThatTheStoreHoldsMustBeReadBeforeAnyIsFree) {
  World world;
  const auto machine = world.deploy("M", kPass);
  for (std::int64_t i = 0; i <= KnownNames::kPageRows; ++i) {  // More than a page.
    (void)world.start(machine, fmt::format("taken-{}", i));
  }
  world.settle();
  const auto id = *world.runtime().catalogue().machine_id(machine);

  KnownNames names(world.store(), ExecutionId{KnownNames::kPageRows + 1});
  EXPECT_FALSE(names.is_free(id, "free"));
  names.read();
  world.settle();
  EXPECT_TRUE(names.is_free(id, "free"));
  EXPECT_FALSE(names.is_free(id, "taken-0"));
  EXPECT_FALSE(names.is_free(id, fmt::format("taken-{}", KnownNames::kPageRows)));
}

// ---- how starts use them

TEST(Start, UnderAFreshNameAsksTheStoreForNothing) {
  World world;
  const auto machine = world.deploy("M", kPass);
  const auto before = world.store().lookups();
  const auto first = world.start(machine, "one");
  world.settle();
  EXPECT_EQ(world.store().lookups(), before);
  const auto second = world.start(machine, "one");
  world.settle();
  EXPECT_EQ(world.store().lookups(), before + 1);
  EXPECT_EQ(second.error(), "ExecutionAlreadyExists");
}

TEST(Start, UnderANameFromBeforeARestartIsNoticedOnceAllAreRead) {
  World world;
  const auto machine = world.deploy("M", kPass);
  const auto first = world.start(machine, "one");
  world.settle();
  world.crash();
  world.settle();
  const auto before = world.store().lookups();
  const auto clash = world.start(machine, "one");
  const auto fresh = world.start(machine, "two");
  world.settle();
  EXPECT_EQ(clash.error(), "ExecutionAlreadyExists");
  EXPECT_TRUE(fresh.value().arn.ends_with(":two"));
  EXPECT_EQ(world.store().lookups(), before + 1);
}

}  // namespace
}  // namespace sfn::runtime
