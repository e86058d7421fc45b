#include "simulation/users.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/arn.h"
#include "engine/support/definitions.h"
#include "simulation/reply.h"

namespace sfn::simulation {
namespace {

const Place kPlace{"us-east-1", "123456789012"};

std::string machine_name(int index) { return fmt::format("M{}", index); }

}  // namespace

std::string random_input(engine::Dice& dice) {
  return one_of(dice, {R"({"n":2,"items":[{"a":1},2,{"a":"xxxxxxxxxxxxxxxxxxxx"}]})",
                       R"({"n":2,"items":[{"a":1},2,{"a":"xxxxxxxxxxxxxxxxxxxx"}]})",
                       R"({"n":0, "items":[]})", R"({"n":5,"items":[1,2,3,4,5,6]})"});
}

std::string Users::some_machine() {
  return state_machine_arn(kPlace, machine_name(world_.dice.roll(world_.plan.machines)));
}

Whereabouts Users::some_execution() {
  if (arns_.empty() || world_.dice.once_in(10)) return {execution_arn(kPlace, "M0", "nobody")};
  if (world_.plan.whole_language && world_.dice.once_in(3)) return any_execution();
  const auto& arn =
      arns_[static_cast<std::size_t>(world_.dice.roll(static_cast<int>(arns_.size())))];
  const auto* entry = world_.witness.ledger().find(arn);
  if (entry == nullptr || entry->purged) return {arn};
  return {arn, entry->row.id};
}

// Map runs and children among them, whose names nobody has chosen.
Whereabouts Users::any_execution() {
  const auto& all = world_.witness.ledger().executions();
  if (all.empty()) return {execution_arn(kPlace, "M0", "nobody")};
  const auto& [id, entry] = *std::next(all.begin(), world_.dice.roll(static_cast<int>(all.size())));
  if (entry.purged) return {entry.value.arn};
  return {entry.value.arn, id};
}

void Users::act(Daemon& daemon) {
  if (!world_.plan.express.empty() && world_.dice.once_in(4)) return express_.act(daemon);
  if (world_.plan.whole_language && world_.dice.once_in(10)) return update_some_map_run(daemon);
  switch (world_.dice.roll(20)) {
    case 0:
      return stop(daemon);
    case 1:
    case 2:
      return inspect(daemon);
    case 3:
      return find(daemon);
    case 4:
      return list(daemon);
    case 5:
    case 6:
      return invoke(daemon);
    case 7:
      return purge(daemon);
    case 8:
      return read_history(daemon);
    case 9:
      return change_machine(daemon);
    case 10:
      if (world_.dice.once_in(3)) return remove_machine(daemon);
      return stop(daemon);
    default:
      return start(daemon);
  }
}

// ---- state machines

void Users::deploy(Daemon& daemon) {
  const auto& there = world_.witness.ledger().machines();
  for (int i = 0; i < world_.plan.machines; ++i) {
    if (there.contains(state_machine_arn(kPlace, machine_name(i)))) continue;
    put_machine(daemon, machine_name(i), world_.plan.definitions.at(static_cast<std::size_t>(i)));
  }
  for (int i = 0; i < static_cast<int>(world_.plan.children.size()); ++i) {
    const auto name = child_machine_name(i);
    if (there.contains(state_machine_arn(kPlace, name))) continue;
    put_machine(daemon, name, world_.plan.children.at(static_cast<std::size_t>(i)));
  }
  for (int i = 0; i < static_cast<int>(world_.plan.express.size()); ++i) {
    const auto name = express_machine_name(i);
    if (there.contains(state_machine_arn(kPlace, name))) continue;
    put_machine(daemon, name, world_.plan.express.at(static_cast<std::size_t>(i)), "EXPRESS");
  }
  if (world_.plan.tokens && !world_.witness.ledger().has_resources()) put_activity(daemon);
}

void Users::put_activity(Daemon& daemon) {
  auto& runtime = daemon.runtime();
  const store::ResourceRow row{std::string(runtime::Catalogue::kActivity),
                               std::string(engine::kActivityArn), "{}"};
  runtime.commits().reply_after(runtime.catalogue().put_resource(row),
                                [](const runtime::ResourcePtr&) {});
}

void Users::remove_activity(Daemon& daemon) {
  auto& runtime = daemon.runtime();
  runtime.commits().reply_after(
      runtime.catalogue().remove_resource(runtime::Catalogue::kActivity, engine::kActivityArn),
      [](bool) {});
}

void Users::change_machine(Daemon& daemon) {
  auto name = machine_name(world_.dice.roll(world_.plan.machines));
  const auto definition = world_.dice.roll(static_cast<int>(world_.plan.definitions.size()));
  put_machine(daemon, std::move(name),
              world_.plan.definitions.at(static_cast<std::size_t>(definition)));
}

void Users::put_machine(Daemon& daemon, std::string name, std::string definition,
                        std::string type) {
  const auto now = world_.clock.now();
  auto& runtime = daemon.runtime();
  auto machine = runtime.catalogue().put_machine({.place = kPlace,
                                                  .name = std::move(name),
                                                  .type = std::move(type),
                                                  .definition = std::move(definition),
                                                  .role_arn = "arn:aws:iam::123456789012:role/r",
                                                  .revision_id = "",
                                                  .created = now,
                                                  .updated = now});
  runtime.commits().reply_after(std::move(machine), reply<runtime::StateMachinePtr>(
                                                        world_, daemon, "create a machine",
                                                        [](const runtime::StateMachinePtr& made) {
                                                          return MachineAnswer{made->row.arn, true};
                                                        }));
}

void Users::remove_machine(Daemon& daemon) {
  auto arn = some_machine();
  // Those of children too: they go on, and are stopped and found as before.
  if (!world_.plan.children.empty() && world_.dice.once_in(3)) {
    arn = state_machine_arn(kPlace, child_machine_name(world_.dice.roll(2)));
  }
  if (!world_.plan.express.empty() && world_.dice.once_in(4)) {
    arn = state_machine_arn(kPlace, express_machine_name(0));
  }
  auto& runtime = daemon.runtime();
  runtime.commits().reply_after(runtime.catalogue().remove_machine(arn),
                                reply<bool>(world_, daemon, "remove a machine", [arn](bool) {
                                  return MachineAnswer{arn, false};
                                }));
}

// ---- executions

void Users::start(Daemon& daemon) {
  auto& dice = world_.dice;
  runtime::StartRequest request{.machine_arn = some_machine(),
                                .name = std::nullopt,
                                .input = Payload::trusted(random_input(dice)),
                                .idempotency_key = std::nullopt};
  if (dice.once_in(4)) {
    // The key holds a digest of the body: who repeats it repeats all.
    if (dice.once_in(2)) {
      request.idempotency_key = fmt::format("{}{}", request.machine_arn, request.input.text());
    }
  } else {
    request.name = fmt::format("E{}", dice.roll(12));
    arns_.push_back(execution_arn(kPlace, Arn::parse(request.machine_arn)->resource_parts().at(1),
                                  *request.name));
    // Some children take the name of their parent.
    if (!world_.plan.children.empty()) {
      arns_.push_back(execution_arn(kPlace, child_machine_name(dice.roll(2)), *request.name));
    }
  }
  const auto what = fmt::format("start {} of {}", request.name.value_or("-"), request.machine_arn);
  auto answer = reply<Result<runtime::Started>>(world_, daemon, what,
                                                [request](Result<runtime::Started> started) {
                                                  return StartAnswer{request, std::move(started)};
                                                });
  daemon.runtime().start(std::move(request), std::move(answer));
}

void Users::stop(Daemon& daemon) {
  const auto asked = some_execution();
  // Nobody can: it ends with its Map.
  if (asked.arn.find(":mapRun:") != std::string::npos) return update_map_run(daemon, asked);
  daemon.runtime().stop(
      {asked.arn, {"Stopped", std::nullopt}},
      reply<Result<runtime::Stopped>>(world_, daemon, "stop " + asked.arn,
                                      [asked](Result<runtime::Stopped> stopped) {
                                        return StopAnswer{asked, std::move(stopped)};
                                      }));
}

// The newest that runs, if any does.
void Users::update_some_map_run(Daemon& daemon) {
  const auto& all = world_.witness.ledger().executions();
  const auto newest = std::find_if(all.rbegin(), all.rend(), [](const auto& entry) {
    return entry.second.is_running() && entry.second.value.map_run;
  });
  if (newest != all.rend()) update_map_run(daemon, {newest->second.value.arn, newest->first});
}

void Users::update_map_run(Daemon& daemon, const Whereabouts& asked) {
  auto& dice = world_.dice;
  engine::UpdateMapRun update;
  if (dice.once_in(2)) update.concurrency = dice.roll(4);
  if (dice.once_in(2)) update.tolerated_count = dice.roll(3);
  if (dice.once_in(3)) update.tolerated_millionths = dice.roll(100) * 1'000'000;
  daemon.runtime().update_map_run(
      asked.arn, update,
      reply<Result<void>>(world_, daemon, "update " + asked.arn, [asked](Result<void> updated) {
        return UpdateAnswer{asked, std::move(updated)};
      }));
}

void Users::inspect(Daemon& daemon) {
  const auto asked = some_execution();
  daemon.runtime().inspect(asked.arn, reply<Result<runtime::Inspected>>(
                                          world_, daemon, "inspect " + asked.arn,
                                          [asked](Result<runtime::Inspected> inspected) {
                                            return InspectAnswer{asked, std::move(inspected)};
                                          }));
}

void Users::find(Daemon& daemon) {
  const auto asked = some_execution();
  daemon.runtime().find(asked.arn, reply<Result<store::ExecutionRecord>>(
                                       world_, daemon, "find " + asked.arn,
                                       [asked](Result<store::ExecutionRecord> record) {
                                         return FindAnswer{asked, std::move(record)};
                                       }));
}

void Users::list(Daemon& daemon) {
  store::ExecutionFilter filter;
  if (world_.dice.once_in(2)) filter.status = store::ExecutionStatus::Running;
  if (world_.plan.whole_language && world_.dice.once_in(4)) filter.parent = any_execution().durable;
  filter.limit = 1 + world_.dice.roll(20);
  daemon.runtime().store().executions(
      filter, reply<std::vector<store::ExecutionRow>>(world_, daemon, "list",
                                                      [](std::vector<store::ExecutionRow> rows) {
                                                        return ListAnswer{std::move(rows)};
                                                      }));
}

void Users::purge(Daemon& daemon) {
  const store::PurgeRequest request{
      .stopped_before = world_.clock.now() - seconds(world_.dice.roll(10)),
      .machine = std::nullopt,
      .limit = 1 + world_.dice.roll(5)};
  daemon.runtime().purge(request, reply<Result<std::int64_t>>(
                                      world_, daemon, "purge", [](Result<std::int64_t> purged) {
                                        return PurgeAnswer{std::move(purged)};
                                      }));
}

// ---- functions

void Users::invoke(Daemon& daemon) {
  const auto id = fmt::format("invocation-{}", ++invocations_);
  daemon.runtime().invoke(
      {.request_id = id, .function_arn = function_arn(kPlace, "F"), .payload = "{}"},
      reply<Result<runtime::Accepted>>(world_, daemon, "invoke " + id,
                                       [id](Result<runtime::Accepted> accepted) {
                                         return InvokeAnswer{id, std::move(accepted)};
                                       }));
}

// ---- those who follow

void Users::follow(Daemon& daemon) {
  subscription_ = daemon.runtime().followers().follow_all(
      [this, &daemon](const runtime::ExecutionChange& change) {
        if (daemon.life().reach()) world_.witness.claimed(ChangeTold{change});
      });
}

void Users::forget() {
  readers_.forget();
  express_.forget();
  subscription_ = {};
}

void Users::read_history(Daemon& daemon) {
  const auto asked = some_execution();
  if (asked.durable) readers_.read(daemon, *asked.durable, EventId{world_.dice.roll(5)});
}

}  // namespace sfn::simulation
