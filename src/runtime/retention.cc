#include "runtime/retention.h"

#include <algorithm>
#include <utility>

#include "base/text.h"

namespace sfn::runtime {

Retention::Retention(store::EventStore& store, CommitQueue& commits, Catalogue& catalogue,
                     Alarms& alarms, std::chrono::hours retain, Statistics& statistics)
    : store_(store),
      commits_(commits),
      catalogue_(catalogue),
      retain_(retain),
      statistics_(statistics),
      alarms_(alarms),
      alarm_(alarms) {}

void Retention::begin() { sweep_after(kWhenBusy); }

void Retention::sweep_after(std::chrono::milliseconds pause) {
  alarm_.set(alarms_.clock().now() + pause, [this] { sweep(); });
}

void Retention::sweep() {
  if (!commits_.is_idle()) return sweep_after(kWhenBusy);
  if (retain_ == std::chrono::hours(0)) {
    sweep_machines();
    return sweep_after(kWhenDone);
  }
  store_.purge({.stopped_before = alarms_.clock().now() - retain_, .machine = std::nullopt},
               lifetime_.guard([this](std::int64_t purged) {
                 statistics_.purged += purged;
                 if (purged > 0) return sweep_after(kBetween);
                 sweep_machines();
                 sweep_after(kWhenDone);
               }));
}

// The store is asked when the deletions are durable, and with them every start that came before. A
// machine that is still the same when it answers has not been made anew and started meanwhile.
void Retention::sweep_machines() {
  catalogue_.remove_orphans();
  commits_.reply_after(catalogue_.deleted_machines(looked_at_, kMachinesMax),
                       lifetime_.guard([this](const std::vector<StateMachinePtr>& deleted) {
                         looked_at_ =
                             deleted.empty() ? store::MachineId{0} : deleted.back()->row.id;
                         if (!deleted.empty()) drop_unused(deleted);
                       }));
}

void Retention::drop_unused(const std::vector<StateMachinePtr>& deleted) {
  std::vector<store::MachineId> ids;
  for (const auto& machine : deleted) ids.push_back(machine->row.id);
  store_.unused_machines(
      std::move(ids), lifetime_.guard([this, deleted](const std::vector<store::MachineId>& unused) {
        const auto drop = [&](const StateMachinePtr& machine) {
          const bool is_unused = std::ranges::find(unused, machine->row.id) != unused.end();
          if (is_unused && !may_be_born_to(*machine)) catalogue_.drop_machine(machine);
        };
        // Those of map runs first: what waits for them to go then goes with them.
        for (const auto& machine : deleted) {
          if (machine->row.type == kMapRunType) drop(machine);
        }
        for (const auto& machine : deleted) {
          if (machine->row.type != kMapRunType) drop(machine);
        }
      }));
}

// The children of a map run are born whenever their items are read, and the store knows of none of
// them before. So what they are executions of stays as long as the machine of their runs.
bool Retention::may_be_born_to(const StateMachine& machine) const {
  if (!is_labelled(machine.row) || machine.row.type == kMapRunType) return false;
  const auto of_runs = replace_all(machine.row.arn, ":stateMachine:", ":mapRun:");
  return catalogue_.machine_id(of_runs).has_value();
}

void Retention::purge(store::PurgeRequest request, Reply<std::int64_t> reply) {
  // Removing needs room as well, before it gives any.
  if (const auto admitted = commits_.admit(); commits_.is_held() && !admitted) {
    return commits_.reply_after(Durable<Result<std::int64_t>>(CommitId{0}, admitted.error()),
                                std::move(reply));
  }
  purge_more(std::move(request), 0, std::move(reply));
}

void Retention::purge_more(store::PurgeRequest request, std::int64_t purged,
                           Reply<std::int64_t> reply) {
  store_.purge(request, lifetime_.guard(
                            [this, request, purged, reply = std::move(reply)](std::int64_t more) {
                              statistics_.purged += more;
                              if (more == 0) {
                                sweep_machines();
                                return reply(purged);
                              }
                              purge_more(request, purged + more, reply);
                            }));
}

}  // namespace sfn::runtime
