// StoreLives: the production store on an unreliable disk, through as many lives as a test gives it,
// and the account of what it has promised.
//
// After each start the store must hold what a prefix of the operations makes, each whole, and at
// least those that it has acknowledged or shown. What came after them never was: the workload goes
// on from there.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/sqlite/sqlite_event_store.h"
#include "store/support/contents.h"
#include "store/support/workload.h"
#include "support/temporary_directory.h"
#include "support/test_loop.h"
#include "support/unreliable_vfs.h"

namespace sfn::store {

class StoreLives {
 public:
  StoreLives(std::uint64_t seed, CheckpointMarks marks, Durability durability = Durability::Full)
      : marks_(marks), durability_(durability), workload_(seed) {}

  /// Opens the store and checks what it holds. False where it cannot be opened or dies meanwhile.
  bool start();

  /// Hands the store so many operations at once, and waits until they are done or it has died.
  void run(int operations);

  /// As run(), for what the workload does not draw; acknowledged or not, it changes nothing.
  void purge_all();
  Result<void> back_up();

  /// The process ends: by itself, or dead already.
  void end();

  /// Opens the files without the store: what SQLite itself says of them.
  std::string integrity() const;

  const std::string& directory() const { return directory_.path(); }
  const std::string& failure() const { return failure_; }  ///< Of this life.
  std::size_t lost() const { return lost_; }  ///< Promised operations; Full durability has none.
  support::UnreliableVfs& vfs() { return vfs_; }

 private:
  struct Step {
    Workload before;
    Operation operation;
  };

  void check(const Contents& found);
  void carry_out(const Operation& operation, std::function<void()> done);
  bool wait(const std::function<bool()>& condition);

  support::TemporaryDirectory directory_;
  std::string path_ = directory_.file("sfn.db");
  CheckpointMarks marks_;
  Durability durability_;
  support::UnreliableVfs vfs_;
  support::TestLoop loop_;
  Workload workload_;
  std::vector<Step> steps_;   ///< All that may have happened, in order.
  std::size_t promised_ = 0;  ///< So many of them have.
  std::size_t lost_ = 0;
  int backups_ = 0;
  std::string failure_;
  std::unique_ptr<SqliteEventStore> store_;
};

}  // namespace sfn::store
