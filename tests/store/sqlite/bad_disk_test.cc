// Each call of a workload fails once, one after the other: the store says what failed, and what it
// had acknowledged is there when it is opened again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "store/support/store_lives.h"

namespace sfn::store {
namespace {

using support::Fault;
using testing::AnyOf;
using testing::HasSubstr;

constexpr std::uint64_t kSeed = 7;
constexpr auto kFull = "No space left on device";
constexpr auto kBroken = "Input/output error";
constexpr auto kIoError = "disk I/O error";
constexpr CheckpointMarks kMarks{.checkpoint = 12, .truncate = 40};

struct BadDisk {
  const char* name;
  Fault fault;
  bool for_good;
  const char* word;         ///< Of the system, for the people who read what the daemon says.
  const char* sqlite_word;  ///< Where the system's is not known any more.
};

/// What one life says of its end; empty where nothing was to be told.
std::string live(StoreLives& lives) {
  std::string said;
  if (lives.start()) {
    lives.run(4);
    if (lives.failure().empty()) {
      if (const auto copied = lives.back_up(); !copied) said = copied.error().cause;
    }
    if (lives.failure().empty()) lives.run(4);
    if (lives.failure().empty()) lives.purge_all();
  }
  if (!lives.failure().empty()) said = lives.failure();
  lives.end();
  return said;
}

class OnABadDisk : public testing::TestWithParam<BadDisk> {};

std::int64_t calls_of_a_life(Fault fault) {
  StoreLives lives(kSeed, kMarks);
  lives.vfs().plan({.fault = fault, .at = INT64_MAX});
  EXPECT_EQ(live(lives), "");
  return lives.vfs().calls();
}

// Each call of a life in turn would take two minutes: unless SFN_EVERY_CALL is set, every fourth
// does, beginning anywhere.
std::int64_t stride() { return std::getenv("SFN_EVERY_CALL") == nullptr ? 4 : 1; }

TEST_P(OnABadDisk, EveryFailureIsToldAndNothingIsLost) {
  const auto& disk = GetParam();
  const auto calls = calls_of_a_life(disk.fault);
  EXPECT_GT(calls, 10);
  std::int64_t made = 0;
  std::int64_t told = 0;
  for (std::int64_t n = 1 + std::random_device()() % stride(); n <= calls; n += stride()) {
    ++made;
    SCOPED_TRACE(testing::Message() << "the failure of call " << n << " of " << calls);
    support::Chance chance(static_cast<std::uint64_t>(n));
    StoreLives lives(kSeed, kMarks);
    lives.vfs().plan({.fault = disk.fault, .at = n, .for_good = disk.for_good});
    const auto said = live(lives);
    if (!said.empty()) {
      ++told;
      EXPECT_THAT(said, AnyOf(HasSubstr(disk.word), HasSubstr(disk.sqlite_word),
                              HasSubstr("unable to open database file")));
      EXPECT_THAT(said, HasSubstr(lives.directory()));
    }
    chance.percent(50) ? lives.vfs().lose_power(chance) : lives.vfs().resume();
    EXPECT_TRUE(lives.start()) << lives.failure();
    EXPECT_EQ(lives.integrity(), "ok");
    lives.end();
    if (HasFailure()) return;
  }
  // What fails while the store is closed needs no words: the log is still there.
  EXPECT_GT(told, made / 2);
  RecordProperty("failures", static_cast<int>(made));
}

INSTANTIATE_TEST_SUITE_P(
    Sqlite, OnABadDisk,
    testing::Values(BadDisk{"AWriteThatFindsNoSpace", Fault::NoSpace, false, kFull, kFull},
                    BadDisk{"AFullDisk", Fault::NoSpace, true, kFull, kFull},
                    BadDisk{"ACallThatFails", Fault::IoError, false, kBroken, kIoError},
                    BadDisk{"AShortWrite", Fault::ShortWrite, false, kBroken, kIoError},
                    BadDisk{"ASyncThatFails", Fault::FailedSync, false, kBroken, kIoError}),
    [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace sfn::store
