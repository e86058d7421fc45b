#include "store/sqlite/checkpointer.h"

#include <algorithm>

#include "store/sqlite/store_error.h"

namespace sfn::store {

Checkpointer::Checkpointer(const Database& database, ReadGate& gate, CheckpointMarks marks)
    : database_(database), gate_(gate), marks_(marks) {
  sqlite3_wal_hook(&database_.handle(), &Checkpointer::note_frames, this);
}

Checkpointer::~Checkpointer() { sqlite3_wal_hook(&database_.handle(), nullptr, nullptr); }

int Checkpointer::note_frames(void* self, sqlite3*, const char*, int frames) {
  static_cast<Checkpointer*>(self)->frames_ = frames;
  return SQLITE_OK;
}

void Checkpointer::after_commit() {
  // A log that was moved completely starts anew with the next commit.
  checkpointed_ = std::min(checkpointed_, frames_);
  if (frames_ - checkpointed_ < marks_.checkpoint) return;

  if (frames_ < marks_.truncate) {
    checkpoint(SQLITE_CHECKPOINT_PASSIVE);
  } else {
    gate_.close_during([this] { checkpoint(SQLITE_CHECKPOINT_TRUNCATE); });
  }
  checkpointed_ = frames_;
}

void Checkpointer::checkpoint(int mode) {
  // Somebody else may read, such as a backup or a shell: it is not waited for, what can be moved is
  // moved, and the next mark tries again.
  sqlite3_busy_timeout(&database_.handle(), 0);
  const auto result =
      sqlite3_wal_checkpoint_v2(&database_.handle(), nullptr, mode, nullptr, nullptr);
  sqlite3_busy_timeout(&database_.handle(), kBusyTimeoutMs);
  if (result != SQLITE_OK && result != SQLITE_BUSY) {
    fail(database_.handle(), "checkpoint");
  }
}

}  // namespace sfn::store
