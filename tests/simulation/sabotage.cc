#include "simulation/sabotage.h"

#include "engine/snapshot.h"
#include "history/codec.h"

namespace sfn::simulation {
namespace {

using history::Events;

template <typename Change>
void change_events(store::Batch& batch, const Change& change) {
  for (auto& row : batch.journal) {
    auto events = history::decode(row.body, row.time);
    change(events);
    row.events = static_cast<std::int64_t>(events.size());
    row.body = history::encode(events);
  }
}

void misnumber(Events& events) {
  for (auto& event : events) {
    if (auto* exited = std::get_if<history::StateExited>(&event)) {
      exited->link.previous = next(exited->link.id);
    }
  }
}

void change_document(Events& events) {
  for (auto& event : events) {
    if (auto* entered = std::get_if<history::StateEntered>(&event)) {
      entered->input = Payload::trusted(R"("another")");
    }
  }
}

void double_completion(Events& events) {
  for (auto at = events.begin(); at != events.end(); ++at) {
    if (!std::holds_alternative<history::TaskTimedOut>(*at) &&
        !std::holds_alternative<history::TaskFailed>(*at)) {
      continue;
    }
    events.insert(at, *at);
    return;
  }
}

void forget_parents(Events& events) {
  for (auto& event : events) {
    if (auto* started = std::get_if<history::ExecutionStarted>(&event)) started->parent.reset();
  }
}

void miscount_child(Events& events) {
  for (auto& event : events) {
    if (auto* ended = std::get_if<history::MapChildEnded>(&event)) {
      ended->end = ended->end == history::ChildEnd::Failed ? history::ChildEnd::Succeeded
                                                           : history::ChildEnd::Failed;
    }
  }
}

void swap_item(Events& events) {
  for (auto& event : events) {
    auto* started = std::get_if<history::ExecutionStarted>(&event);
    if (started == nullptr || !started->parent) continue;
    if (started->parent->work.kind == history::WorkKind::Children) {
      started->input = Payload::trusted(R"("another")");
    }
  }
}

void forget_deadlines(Events& events) {
  for (auto& event : events) {
    if (auto* submitted = std::get_if<history::TaskSubmitted>(&event)) submitted->deadline.reset();
  }
}

// One that can be read and says something else.
void change_snapshot(store::SnapshotRow& row) {
  auto value = engine::decode_snapshot(row.body).value();
  ++value.turns_put_off;
  row.body = engine::encode_snapshot(value);
}

}  // namespace

void spoil(Sabotage sabotage, engine::Dice& dice, store::Batch& batch) {
  if (sabotage == Sabotage::None || !dice.once_in(4)) return;
  if (sabotage == Sabotage::LosePendingRow && !batch.pending_new.empty()) {
    batch.pending_new.pop_back();
  }
  if (sabotage == Sabotage::MisnumberEvent) change_events(batch, misnumber);
  if (sabotage == Sabotage::ChangeDocument) change_events(batch, change_document);
  if (sabotage == Sabotage::DoubleCompletion) change_events(batch, double_completion);
  if (sabotage == Sabotage::MiscountChild) change_events(batch, miscount_child);
  if (sabotage == Sabotage::SwapItem) change_events(batch, swap_item);
  if (sabotage == Sabotage::ForgetDeadlines) change_events(batch, forget_deadlines);
  if (sabotage == Sabotage::ForgetParents) {
    change_events(batch, forget_parents);
    for (auto& row : batch.started) row.parent.reset();
  }
  if (sabotage == Sabotage::ChangeSnapshot) {
    for (auto& row : batch.snapshots) change_snapshot(row);
  }
}

}  // namespace sfn::simulation
