#include "runtime/execution_loader.h"

#include <fmt/format.h>

#include <utility>

#include "base/broken_store.h"
#include "base/limits.h"
#include "engine/decide.h"
#include "engine/snapshot.h"
#include "runtime/stored_rows.h"

namespace sfn::runtime {
namespace {

BrokenStore missing(const LoadedExecution& execution) {
  return {fmt::format("journal, execution {}", raw(execution.id)),
          fmt::format("event {} is missing", raw(execution.next_seq))};
}

void fold(LoadedExecution& execution, const std::vector<store::JournalRow>& rows) {
  for (const auto& row : rows) {
    if (row.first_seq != execution.next_seq) throw missing(execution);
    for (const auto& event : events_of(row)) {
      engine::apply(execution.value, event);
    }
    execution.next_seq = EventSeq{raw(row.first_seq) + row.events};
  }
  (void)execution.value.outstanding.take_change();  // Recovery begins it, not a decision.
}

// Whether the snapshot was good for anything: it must be whole, say what its row says, and hold no
// event that the journal has not.
bool restore(LoadedExecution& execution, const store::SnapshotRow& row, EventSeq last) {
  if (row.seq > last) return false;
  auto value = engine::decode_snapshot(row.body);
  if (!value || value->events != raw(row.seq)) return false;
  execution.value = std::move(*value);
  execution.next_seq = next(row.seq);
  execution.snapshot = row.seq;
  return true;
}

}  // namespace

void ExecutionLoader::load(ExecutionId id, Done done) {
  store_.execution(id, lifetime_.guard([this, done = std::move(done)](
                                           std::optional<store::ExecutionRecord> record) {
    if (!record || (record->row.stopped && !record->owes_work)) return done(nullptr);
    auto load = std::make_shared<Load>();
    load->done = std::move(done);
    load->execution = std::make_unique<LoadedExecution>();
    load->execution->id = record->row.id;
    load->execution->machine = record->row.machine;
    load->execution->definition = record->row.definition;
    load->execution->name = std::move(record->row.name);
    load->execution->stopped = record->row.stopped;
    load->last = record->last_seq;
    definitions_.meaning(record->row.definition, lifetime_.guard([this, load](MeaningPtr meaning) {
      load->execution->meaning = std::move(meaning);
      begin(load);
    }));
  }));
}

void ExecutionLoader::begin(LoadPtr load) {
  if (!snapshots_.may_exist(raw(load->last))) return go_on(std::move(load));
  const auto id = load->execution->id;
  store_.snapshot(
      id, lifetime_.guard([this, load = std::move(load)](std::optional<store::SnapshotRow> row) {
        if (!row) return go_on(load);
        take_snapshot(load, std::move(*row));
      }));
}

// Nobody else knows the execution yet: here as below it may be worked on anywhere.
void ExecutionLoader::take_snapshot(LoadPtr load, store::SnapshotRow row) {
  const auto bytes = row.body.size();
  do_work(
      bytes, [load, row = std::move(row)] { return restore(*load->execution, row, load->last); },
      [this, load](bool restored) {
        statistics_.snapshots_read += restored;
        go_on(load);
      });
}

void ExecutionLoader::read_page(LoadPtr load) {
  const store::JournalRange range{load->execution->id, load->execution->next_seq, kPageRows};
  store_.journal(
      range, lifetime_.guard([this, load = std::move(load)](std::vector<store::JournalRow> rows) {
        take_page(load, std::move(rows));
      }));
}

void ExecutionLoader::take_page(LoadPtr load, std::vector<store::JournalRow> rows) {
  if (rows.empty()) throw missing(*load->execution);
  const auto bytes = store::body_bytes(rows);
  do_work(
      bytes,
      [load, rows = std::move(rows)] {
        fold(*load->execution, rows);
        return true;
      },
      [this, load](bool) { go_on(load); });
}

void ExecutionLoader::go_on(LoadPtr load) {
  if (load->execution->next_seq <= load->last) return read_page(std::move(load));
  load->done(std::move(load->execution));
}

template <typename Work, typename Then>
void ExecutionLoader::do_work(std::size_t bytes, Work work, Then then) {
  if (bytes <= limits::kLoopJsonBytesMax) return then(work());
  compute(offload_, std::move(work), lifetime_.guard(std::move(then)));
}

}  // namespace sfn::runtime
