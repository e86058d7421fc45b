#include "runtime/execution_loader.h"

#include <utility>

#include "engine/decide.h"
#include "history/codec.h"

namespace sfn::runtime {

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
      range,
      lifetime_.guard([this, load = std::move(load)](const std::vector<store::JournalRow>& rows) {
        fold(load, rows);
      }));
}

void ExecutionLoader::fold(std::shared_ptr<Load> load, const std::vector<store::JournalRow>& rows) {
  auto& execution = *load->execution;
  for (const auto& row : rows) {
    for (const auto& event : history::decode(row.body, row.time)) {
      engine::apply(execution.value, event);
    }
    execution.next_seq = EventSeq{raw(row.first_seq) + row.events};
  }
  if (static_cast<std::int64_t>(rows.size()) == kPageRows) return read_page(std::move(load));
  load->done(std::move(load->execution));
}

}  // namespace sfn::runtime
