#include "runtime/snapshots.h"

#include <utility>

#include "base/check.h"
#include "engine/snapshot.h"

namespace sfn::runtime {

bool Snapshots::wants(const LoadedExecution& execution, std::size_t bytes) const {
  const auto events = execution.value.events - raw(execution.snapshot);
  if (execution.has_ended()) return false;  // The store would drop it.
  return events > events_between_ && bytes_ + bytes <= kBytesMax && commits_.has_room();
}

void Snapshots::write(std::unique_ptr<LoadedExecution> execution, std::size_t bytes) {
  SFN_CHECK(commits_.is_durable(execution->last_commit));
  bytes_ += bytes;
  compute(
      offload_,
      [execution = std::move(execution)] {
        return store::SnapshotRow{execution->id, EventSeq{execution->value.events},
                                  engine::encode_snapshot(execution->value)};
      },
      lifetime_.guard([this, bytes](store::SnapshotRow row) {
        waiting_.push_back({std::move(row), bytes});
        write_next();
      }));
}

void Snapshots::write_next() {
  while (!writing_ && !waiting_.empty()) {
    auto next = std::move(waiting_.front());
    waiting_.pop_front();
    if (commits_.has_room()) {
      commit(std::move(next));
    } else {
      bytes_ -= next.bytes;
    }
  }
}

// Its execution may have gone on meanwhile, or even have ended: then the store drops it.
void Snapshots::commit(Waiting snapshot) {
  writing_ = true;
  store::Batch rows;
  rows.snapshots.push_back(std::move(snapshot.row));
  commits_.after(commits_.add(std::move(rows)), Stage::Follow,
                 lifetime_.guard([this, bytes = snapshot.bytes] {
                   ++statistics_.snapshots_written;
                   writing_ = false;
                   bytes_ -= bytes;
                   write_next();
                 }));
}

}  // namespace sfn::runtime
