#include "simulation/express_users.h"

#include <fmt/format.h>

#include "base/arn.h"
#include "simulation/reply.h"
#include "simulation/users.h"

namespace sfn::simulation {

void ExpressUsers::act(Daemon& daemon) {
  switch (world_.dice.roll(8)) {
    case 0:
    case 1:
      return start_sync(daemon);
    case 2:
      return find(daemon);
    case 3:
      return inspect(daemon);
    case 4:
      return read_history(daemon);
    default:
      return start(daemon);
  }
}

runtime::StartRequest ExpressUsers::some_start() {
  auto& dice = world_.dice;
  const auto index = dice.roll(static_cast<int>(world_.plan.express.size()));
  runtime::StartRequest request{
      .machine_arn = state_machine_arn({"us-east-1", "123456789012"}, express_machine_name(index)),
      .name = std::nullopt,
      .input = Payload::trusted(random_input(dice)),
      .idempotency_key = std::nullopt};
  if (dice.once_in(2)) request.name = fmt::format("E{}", dice.roll(3));
  return request;
}

const runtime::Started* ExpressUsers::some_execution() {
  if (started_.empty()) return nullptr;
  return &started_[static_cast<std::size_t>(world_.dice.roll(static_cast<int>(started_.size())))];
}

void ExpressUsers::start(Daemon& daemon) {
  auto request = some_start();
  auto answer = reply<Result<runtime::Started>>(world_, daemon, "start " + request.machine_arn,
                                                [this, request](Result<runtime::Started> started) {
                                                  if (started) started_.push_back(*started);
                                                  return StartAnswer{request, std::move(started)};
                                                });
  daemon.runtime().start(std::move(request), std::move(answer));
}

// The answer may be long in coming: so the question is none that is open while nothing happens.
void ExpressUsers::start_sync(Daemon& daemon) {
  auto request = some_start();
  const auto who = ++waiting_;
  world_.witness.claimed(ExpressAwaited{who});
  daemon.runtime().start_sync(
      request, [this, &daemon, who, request](Result<store::ExecutionRecord> record) {
        if (!daemon.life().reach()) return;
        world_.witness.claimed(ExpressEnded{who, request, std::move(record)});
      });
}

void ExpressUsers::find(Daemon& daemon) {
  const auto* asked = some_execution();
  if (asked == nullptr) return;
  daemon.runtime().find(asked->arn, reply<Result<store::ExecutionRecord>>(
                                        world_, daemon, "find " + asked->arn,
                                        [arn = asked->arn](Result<store::ExecutionRecord> record) {
                                          return FindAnswer{{arn}, std::move(record)};
                                        }));
}

void ExpressUsers::inspect(Daemon& daemon) {
  const auto* asked = some_execution();
  if (asked == nullptr) return;
  daemon.runtime().inspect(
      asked->arn,
      reply<Result<runtime::Inspected>>(world_, daemon, "inspect " + asked->arn,
                                        [arn = asked->arn](Result<runtime::Inspected> inspected) {
                                          return InspectAnswer{{arn}, std::move(inspected)};
                                        }));
}

void ExpressUsers::read_history(Daemon& daemon) {
  const auto* asked = some_execution();
  if (asked != nullptr) readers_.read(daemon, asked->execution, EventId{0});
}

}  // namespace sfn::simulation
