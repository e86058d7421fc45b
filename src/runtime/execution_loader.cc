#include "runtime/execution_loader.h"

#include <utility>

#include "engine/decide.h"
#include "history/codec.h"

namespace sfn::runtime {
namespace {

void fold(LoadedExecution& execution, const std::vector<store::JournalRow>& rows) {
  for (const auto& row : rows) {
    for (const auto& event : history::decode(row.body, row.time)) {
      engine::apply(execution.value, event);
    }
    execution.next_seq = EventSeq{raw(row.first_seq) + row.events};
  }
  (void)execution.value.outstanding.take_change();  // Recovery begins it, not a decision.
}

}  // namespace

void ExecutionLoader::load(ExecutionId id, Done done) {
  store_.execution(id, lifetime_.guard([this, done = std::move(done)](
                                           std::optional<store::ExecutionRecord> record) {
    if (!record || record->row.status != store::ExecutionStatus::Running) return done(nullptr);
    auto load = std::make_shared<Load>();
    load->done = std::move(done);
    load->execution = std::make_unique<LoadedExecution>();
    load->execution->id = record->row.id;
    load->execution->machine = record->row.machine;
    load->execution->definition = record->row.definition;
    load->execution->name = std::move(record->row.name);
    definitions_.meaning(record->row.definition, lifetime_.guard([this, load](MeaningPtr meaning) {
      load->execution->meaning = std::move(meaning);
      read_page(load);
    }));
  }));
}

void ExecutionLoader::read_page(std::shared_ptr<Load> load) {
  const store::JournalRange range{load->execution->id, load->execution->next_seq, kPageRows};
  store_.journal(
      range, lifetime_.guard([this, load = std::move(load)](std::vector<store::JournalRow> rows) {
        take_page(load, std::move(rows));
      }));
}

// Nobody else knows the execution yet: it may be folded anywhere.
void ExecutionLoader::take_page(std::shared_ptr<Load> load, std::vector<store::JournalRow> rows) {
  const auto count = rows.size();
  if (store::body_bytes(rows) <= kLoopBytesMax) {
    fold(*load->execution, rows);
    return go_on(std::move(load), count);
  }
  compute(
      offload_,
      [load, rows = std::move(rows)] {
        fold(*load->execution, rows);
        return true;
      },
      lifetime_.guard([this, load, count](bool) { go_on(load, count); }));
}

void ExecutionLoader::go_on(std::shared_ptr<Load> load, std::size_t rows) {
  if (rows == static_cast<std::size_t>(kPageRows)) return read_page(std::move(load));
  load->done(std::move(load->execution));
}

}  // namespace sfn::runtime
