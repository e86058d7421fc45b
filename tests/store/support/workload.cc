#include "store/support/workload.h"

#include <fmt/format.h>

#include <iterator>

#include "base/overloaded.h"

namespace sfn::store {
namespace {

constexpr MachineId kMachine{1};

std::string wait_key(std::int64_t visit) { return fmt::format("{}.0.wait", visit); }

}  // namespace

void perform(const Operation& operation, support::SimulatedDisk& disk) {
  std::visit(overloaded{[&disk](const Batch& batch) { disk.commit(batch); },
                        [&disk](const PurgeRequest& request) { disk.purge(request); }},
             operation);
}

Operation Workload::next() {
  if (raw(last_commit_) > 5 && chance_.percent(10)) return purge();
  return batch();
}

PurgeRequest Workload::purge() {
  return {.stopped_before = now_ - seconds(chance_.below(20)),
          .limit = static_cast<std::int64_t>(1 + chance_.below(20))};
}

Batch Workload::batch() {
  Batch batch;
  batch.id = last_commit_ = sfn::next(last_commit_);
  change_catalogue(batch);
  auto more = chance_.below(4);
  for (auto it = running_.begin(); it != running_.end() && more > 0; --more) {
    auto& [id, running] = *it;
    if (chance_.percent(60)) {
      go_on(batch, id, running);
      ++it;
    } else {
      end(batch, id, running);
      it = running_.erase(it);
    }
  }
  for (auto starts = 1 + chance_.below(3); starts > 0; --starts) start(batch);
  return batch;
}

// Mostly of a few hundred bytes; now and then one that fills several pages.
std::string Workload::text() {
  const auto size = chance_.percent(10) ? 20'000 : 100 + chance_.below(1'500);
  return fmt::format("{{\"v\":1,\"text\":\"{}\"}}",
                     std::string(size, static_cast<char>('a' + chance_.below(26))));
}

Timestamp Workload::later() { return now_ += milliseconds(1 + chance_.below(3'000)); }

void Workload::change_catalogue(Batch& batch) {
  if (definition_ == DefinitionId{0} || chance_.percent(15)) {
    definition_ = sfn::next(definition_);
    batch.catalogue.emplace_back(
        DefinitionRow{definition_, fmt::format("digest-{}", raw(definition_)), text()});
    batch.catalogue.emplace_back(MachineRow{kMachine, "arn:machine", "Orders", "eu-west-3",
                                            "123456789012", "STANDARD", definition_, "arn:role", "",
                                            "{}", now_, now_, false});
  }
  const auto name = fmt::format("n{}", chance_.below(5));
  switch (chance_.below(8)) {
    case 0:
      batch.catalogue.emplace_back(
          FunctionRow{"arn:" + name, name, "eu-west-3", "123456789012", text(), "sha"});
      break;
    case 1:
      batch.catalogue.emplace_back(RemoveFunction{"arn:" + name});
      break;
    case 2:
      batch.catalogue.emplace_back(InvocationRow{name, "arn:f", text(), now_, 0, now_});
      break;
    case 3:
      batch.catalogue.emplace_back(RemoveInvocation{name});
      break;
    case 4:
      batch.catalogue.emplace_back(ResourceRow{"role", name, text()});
      break;
    default:
      break;
  }
}

void Workload::add_row(Batch& batch, ExecutionId id, Running& running) {
  const auto events = static_cast<std::int64_t>(1 + chance_.below(5));
  batch.journal.push_back(
      {id, running.next_seq, events, running.next_event, events, later(), text()});
  running.next_seq = EventSeq{raw(running.next_seq) + events};
  running.next_event = EventId{raw(running.next_event) + events};
}

void Workload::start(Batch& batch) {
  const auto id = last_execution_ = sfn::next(last_execution_);
  auto& running = running_[id];
  batch.started.push_back({id, kMachine, definition_, fmt::format("order-{}", raw(id)), "arn:role",
                           ExecutionStatus::Running, later(), std::nullopt});
  add_row(batch, id, running);
  batch.pending_new.push_back({id, "wait", wait_key(running.visit), now_ + seconds(60)});
}

void Workload::go_on(Batch& batch, ExecutionId id, Running& running) {
  add_row(batch, id, running);
  batch.pending_gone.push_back({id, wait_key(running.visit)});
  ++running.visit;
  batch.pending_new.push_back({id, "wait", wait_key(running.visit), now_ + seconds(60)});
  if (chance_.percent(15)) {
    batch.snapshots.push_back({id, EventSeq{raw(running.next_seq) - 1}, text()});
  }
}

void Workload::end(Batch& batch, ExecutionId id, Running& running) {
  add_row(batch, id, running);
  batch.pending_gone.push_back({id, wait_key(running.visit)});
  batch.ended.push_back({id, ExecutionStatus::Succeeded, now_});
}

}  // namespace sfn::store
