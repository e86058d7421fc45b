#include "simulation/workers.h"

#include <utility>

#include "simulation/outcomes.h"

namespace sfn::simulation {

void Workers::take(const history::TaskToken& token) {
  if (world_.strikes(8, Fault::TokenLost)) return;
  for (int beats = world_.dice.roll(4); beats > 0; --beats) {
    world_.after(milliseconds(world_.dice.roll(9'000)), Agenda::Of::Outside,
                 [this, token] { beat(token); });
  }
  const bool late = world_.strikes(4, Fault::TokenLate);
  return_later(token, milliseconds(late ? 3'000 + world_.dice.roll(20'000)
                                        : one_of(world_.dice, {0, 1, 10, 500})));
  if (world_.strikes(5, Fault::TokenDoubled)) {
    return_later(token, milliseconds(world_.dice.roll(2'000)));
  }
}

void Workers::return_later(const history::TaskToken& token, milliseconds pause) {
  world_.after(pause, Agenda::Of::Outside, [this, token] {
    give_back(token, world_.strikes(world_.plan.rates.task_wrong, Fault::TaskWrong)
                         ? wrong_outcome(world_.dice, world_.plan.options.bounds)
                         : ordinary_outcome(world_.dice));
  });
}

void Workers::return_all() {
  for (const auto& [id, entry] : world_.witness.ledger().executions()) {
    if (!entry.is_running()) continue;
    for (const auto& [work, what] : entry.value.outstanding) {
      if (work.kind != history::WorkKind::Callback) continue;
      const auto& task = std::get<history::TaskWork>(what.what);
      give_back({entry.value.arn, work, task.token}, ordinary_outcome(world_.dice));
    }
  }
}

void Workers::give_back(const history::TaskToken& token, history::TaskOutcome outcome) {
  const auto* entry = world_.witness.ledger().find(token.execution_arn);
  world_.witness.task_reported({entry->row.id, token.work}, outcome);
  auto& runtime = daemon_().runtime();
  runtime.return_token(token, std::move(outcome),
                       reply("return a token", [token](Result<void> answer) {
                         return TokenAnswer{token, std::move(answer)};
                       }));
}

void Workers::beat(const history::TaskToken& token) {
  const auto sent = world_.clock.now();
  auto& runtime = daemon_().runtime();
  runtime.heartbeat(token, reply("send a heartbeat", [this, token, sent](Result<void> answer) {
                      // It counts from when it was taken, and the clock may have gone back since.
                      const auto earliest = std::min(sent, world_.clock.now());
                      return HeartbeatAnswer{token, earliest, std::move(answer)};
                    }));
}

template <typename Claimed>
runtime::Reply<void> Workers::reply(std::string_view what, Claimed claim) {
  const auto question = world_.witness.asked(what);
  return [this, &daemon = daemon_(), question, claim = std::move(claim)](Result<void> answer) {
    if (!daemon.life().reach()) return;
    world_.witness.answered(question);
    world_.witness.claimed(claim(std::move(answer)));
  };
}

}  // namespace sfn::simulation
