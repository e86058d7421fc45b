#include "store/sqlite/checkpointer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <future>
#include <thread>

#include "support/temporary_directory.h"

namespace sfn::store {
namespace {

constexpr std::uintmax_t kPageBytes = 8'192;

class Checkpoints : public testing::Test {
 protected:
  Checkpoints() { writer_.execute("CREATE TABLE t (x)"); }

  // Commits of some three pages each.
  void commit(Checkpointer& checkpointer, int commits) {
    for (int i = 0; i < commits; ++i) {
      writer_.execute("INSERT INTO t VALUES (randomblob(16000))");
      checkpointer.after_commit();
    }
  }
  std::uintmax_t log_pages() const {
    return std::filesystem::file_size(path_ + "-wal") / kPageBytes;
  }

  support::TemporaryDirectory directory_;
  std::string path_ = directory_.file("sfn.db");
  Database writer_ = Database::open_for_writing(path_, Durability::Relaxed);
  ReadGate gate_;
};

TEST_F(Checkpoints, KeepTheLogShort) {
  Checkpointer checkpointer(writer_, gate_, {.checkpoint = 20, .truncate = 1'000});
  commit(checkpointer, 100);
  EXPECT_GE(log_pages(), 15U);
  EXPECT_LE(log_pages(), 40U) << "300 pages were written";
}

TEST_F(Checkpoints, AnotherReaderMakesTheLogLongerAndBreaksNothing) {
  Checkpointer checkpointer(writer_, gate_, {.checkpoint = 20, .truncate = 50});
  const auto reader = Database::open_for_reading(path_);
  {
    const Transaction reading(reader, Transaction::Kind::Read);
    reader.prepare("SELECT count(*) FROM t").run();
    commit(checkpointer, 50);
    EXPECT_GE(log_pages(), 100U);
  }
  commit(checkpointer, 50);
  EXPECT_LE(log_pages(), 60U) << "the log is truncated once the reader is gone";
}

TEST_F(Checkpoints, TruncatingWaitsForTheQueryThatRuns) {
  auto pass = std::make_unique<ReadGate::Pass>(gate_);
  std::promise<void> truncated;
  std::thread writer([&] { gate_.close_during([&truncated] { truncated.set_value(); }); });
  while (!gate_.is_closing()) std::this_thread::yield();
  auto done = truncated.get_future();
  EXPECT_EQ(done.wait_for(std::chrono::seconds(0)), std::future_status::timeout);
  pass.reset();
  done.wait();
  writer.join();
  const ReadGate::Pass next_query(gate_);  // Would block for ever if the gate had stayed closed.
}

}  // namespace
}  // namespace sfn::store
