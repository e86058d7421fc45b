// Snapshots: writes the values of executions that leave memory after many events, so that they can
// come back without their whole history being read.
//
// Only a cache is written: what cannot be written soon and cheaply is let go of, and nobody waits.
// Values are encoded away from the loop; of the rows no commit carries more than one, so that none
// is slow for their sake. What an execution leaves memory with is durable, hence no snapshot is
// ahead of the journal.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

#include "runtime/commit_queue.h"
#include "runtime/lifetime.h"
#include "runtime/loaded_execution.h"
#include "runtime/offload.h"
#include "runtime/statistics.h"

namespace sfn::runtime {

class Snapshots {
 public:
  /// Of values that are not durable snapshots yet, as estimate_bytes has them; what would exceed it
  /// is not written. So no commit has to carry a larger one either: in its text a value takes about
  /// a quarter of what it takes in memory.
  static constexpr std::size_t kBytesMax = std::size_t{16} << 20;

  /// An execution is written when more events than `events_between` have happened since its last.
  Snapshots(CommitQueue& commits, std::int64_t events_between, Offload offload,
            Statistics& statistics)
      : commits_(commits),
        events_between_(events_between),
        offload_(std::move(offload)),
        statistics_(statistics) {}

  /// Whether the execution, of about so many bytes, is due for a snapshot and there is room for it.
  bool wants(const LoadedExecution& execution, std::size_t bytes) const;

  /// Takes an execution, of about so many bytes, that has left memory with all its events durable.
  void write(std::unique_ptr<LoadedExecution> execution, std::size_t bytes);

  /// Whether an execution with so many events can have a snapshot: for the rest none is looked for.
  bool may_exist(std::int64_t events) const { return events > events_between_; }

 private:
  struct Waiting {
    store::SnapshotRow row;
    std::size_t bytes = 0;  ///< Of the value.
  };

  void write_next();
  void commit(Waiting snapshot);

  CommitQueue& commits_;
  std::int64_t events_between_;
  Offload offload_;
  Statistics& statistics_;
  std::deque<Waiting> waiting_;  ///< Encoded, for a commit to carry them.
  std::size_t bytes_ = 0;        ///< Of all that were taken and are not durable.
  bool writing_ = false;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
