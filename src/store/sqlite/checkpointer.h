// Checkpointer: moves what the write-ahead log holds into the database, between commits and on the
// writer's thread, so that no commit meets a checkpoint of somebody else's.
#pragma once

#include "store/sqlite/database.h"
#include "store/sqlite/read_gate.h"

namespace sfn::store {

/// Where the log's length leads to what, in pages.
struct CheckpointMarks {
  int checkpoint = 1'000;
  int truncate = 8'192;  ///< 64 MiB: reads are held back, and the log starts anew.
};

/// Borrows the writer's connection and the gate, which must outlive it.
class Checkpointer {
 public:
  Checkpointer(const Database& database, ReadGate& gate, CheckpointMarks marks = {});
  ~Checkpointer();
  Checkpointer(const Checkpointer&) = delete;
  Checkpointer& operator=(const Checkpointer&) = delete;

  /// To be called after each commit.
  void after_commit();

 private:
  static int note_frames(void* self, sqlite3* db, const char* name, int frames);
  void checkpoint(int mode);

  const Database& database_;
  ReadGate& gate_;
  CheckpointMarks marks_;
  int frames_ = 0;        // In the log, as of the last commit.
  int checkpointed_ = 0;  // In the log when it was last moved.
};

}  // namespace sfn::store
