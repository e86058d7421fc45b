// A disk that fails, or loses what was not synced: log lines may be lost, and then it is said how
// many; the store goes on.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <numeric>
#include <regex>

#include "logs/database.h"
#include "logs/store_under_test.h"
#include "support/temporary_directory.h"
#include "support/unreliable_vfs.h"

namespace sfn::logs {
namespace {

using support::Fault;
using testing::HasSubstr;

constexpr int kRounds = 6;
constexpr int kLinesInARound = 3;

class BadDisk : public StoreUnderTest {
 protected:
  void SetUp() override {}
  void TearDown() override { store_.reset(); }  // Before its file system.

  void renew() {
    store_.reset();
    appended_ = 0;
    vfs_ = std::make_unique<support::UnreliableVfs>();
    directory_ = std::make_unique<support::TemporaryDirectory>();
  }

  void open_here() { open({.path = directory_->file("logs.db"), .vfs = vfs_->name()}); }

  // Each round is written by itself.
  void write_lines() {
    for (int round = 0; round < kRounds; ++round) {
      for (int i = 0; i < kLinesInARound; ++i) append({"line " + std::to_string(appended_)});
      (void)ask<GroupPage>([&](auto done) { store_->groups({}, done); });
    }
  }

  void run() {
    renew();
    open_here();
    write_lines();
  }

  // Lines that are there, and lines that are said to be lost.
  int accounted_for() {
    const auto lines = messages();
    return std::accumulate(lines.begin(), lines.end(), 0, [](int sum, const std::string& text) {
      std::smatch lost;
      const std::regex told(R"(\[sfn: (\d+) log events? w.*)");
      return sum + (std::regex_match(text, lost, told) ? std::stoi(lost[1]) : 1);
    });
  }

  std::string integrity() {
    Database database(directory_->file("logs.db"), vfs_->name());
    Statement check(database, "PRAGMA integrity_check");
    check.step();
    return check.text(0);
  }

  std::unique_ptr<support::UnreliableVfs> vfs_ = std::make_unique<support::UnreliableVfs>();
  std::unique_ptr<support::TemporaryDirectory> directory_;
};

class OnABadDisk : public BadDisk, public testing::WithParamInterface<Fault> {
 protected:
  std::int64_t calls_of_a_run() {
    renew();
    vfs_->plan({.fault = GetParam(), .at = INT64_MAX});
    open_here();
    write_lines();
    return vfs_->calls();
  }

  const char* word() const {
    return GetParam() == Fault::NoSpace ? "No space left on device" : "Input/output error";
  }

  // Whether the store could be opened; the error names the system's reason.
  bool opens() {
    try {
      open_here();
      return true;
    } catch (const DatabaseError& error) {
      EXPECT_THAT(error.what(), testing::AnyOf(HasSubstr(word()), HasSubstr("disk is full"),
                                               HasSubstr("disk I/O error"),
                                               HasSubstr("unable to open database file")));
      return false;
    }
  }
};

TEST_P(OnABadDisk, LinesAreStoredOrToldToBeLost) {
  const auto calls = calls_of_a_run();
  EXPECT_GT(calls, 10);
  for (std::int64_t n = 1; n <= calls; ++n) {
    SCOPED_TRACE(testing::Message() << "the failure of call " << n << " of " << calls);
    renew();
    vfs_->plan({.fault = GetParam(), .at = n});
    if (!opens()) continue;
    write_lines();
    vfs_->plan_nothing();
    append({"the last"});  // What was lost is told before the next line.
    EXPECT_EQ(accounted_for(), kRounds * kLinesInARound + 1);
    if (HasFailure()) return;
  }
}

INSTANTIATE_TEST_SUITE_P(Faults, OnABadDisk,
                         testing::Values(Fault::NoSpace, Fault::IoError, Fault::ShortWrite));

TEST_F(BadDisk, WhileItIsFullEveryLineIsLostAndQueriesAreAnswered) {
  run();
  vfs_->plan({.fault = Fault::NoSpace, .at = 1, .for_good = true});
  write_lines();
  EXPECT_THAT(messages(), testing::SizeIs(kRounds * kLinesInARound));
  vfs_->plan_nothing();
  append({"there is room again"});
  EXPECT_EQ(accounted_for(), 2 * kRounds * kLinesInARound + 1);
}

TEST_F(BadDisk, ALossOfPowerMayTakeTheLastLinesAlone) {
  for (std::uint64_t number = 1; number <= 40; ++number) {
    SCOPED_TRACE(number);
    support::Chance chance(number);
    run();
    vfs_->halt();
    store_.reset();
    vfs_->lose_power(chance);
    open_here();
    const auto page = ask<EventPage>([&](auto done) { store_->stream_events({kStream}, done); });
    const auto lines = page ? texts(page->events) : std::vector<std::string>{};
    ASSERT_LE(lines.size(), static_cast<std::size_t>(kRounds * kLinesInARound));
    for (std::size_t i = 0; i < lines.size(); ++i) EXPECT_EQ(lines[i], "line " + std::to_string(i));
    store_.reset();
    EXPECT_EQ(integrity(), "ok");
  }
}

}  // namespace
}  // namespace sfn::logs
