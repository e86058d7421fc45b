// World: what surrounds the daemon of a simulated run and outlives its crashes: the time, the
// agenda, the disk, the dice, and the witness of it all.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <utility>

#include "simulation/agenda.h"
#include "simulation/flaky_objects.h"
#include "simulation/plan.h"
#include "simulation/witness.h"
#include "support/simulated_clock.h"
#include "support/simulated_event_store.h"

namespace sfn::simulation {

/// A lie told to the daemon or about it, for the tests that the checkers can fail.
enum class Sabotage {
  None,
  AcknowledgeEarly,  ///< The store reports batches that it has not written.
  LosePendingRow,    ///< Of what it writes.
  MisnumberEvent,    ///< As it is written.
  ChangeDocument,    ///< As it is written.
  DoubleCompletion,  ///< As it is written.
  ChangeSnapshot,    ///< As it is written.
  ForgetCommits,     ///< At a crash the disk loses commits that were durable.
  HideTasks,         ///< The host forgets what it was told to start.
  NeverAnswer,       ///< No task ever ends.
  CallTwice,         ///< The host goes ahead twice when it is told to once.
  ForgetParents,     ///< As they are written: of children, whose they are.
  MiscountChild,     ///< Of a map run, as it is written: how it ended.
  SwapItem,          ///< Of a map run's child, as it is written: its input.
  WidenLimits,       ///< The daemon's bounds are not those that the checkers hold it to.
  ForgetDeadlines,   ///< Of tokens that are waited for.
  ResumeExpress,     ///< The host begins again what a life before had begun of EXPRESS executions.
  StirTheQuiet,      ///< Something starts after all was done.
};

class World {
 public:
  World(std::uint64_t number, Sabotage what, Trace::Write write, const PlanParts& parts)
      : dice(number),
        plan(draw_plan(dice, number, parts)),
        entropy(number),
        tags(~number),
        tagged_once_in(number % 2 == 0 ? 1 + tags.roll(3) : 0),
        agenda(dice),
        sabotage(what),
        witness(files["sfn.db"], objects.versions(), plan.options.bounds, std::move(write)) {
    objects.refuses = [this] { return strikes(plan.rates.object_refused, Fault::ObjectRefused); };
    objects.give_pieces([this] { return static_cast<std::size_t>(1 + dice.roll(64)); });
  }

  /// The time that goes by; the clock that the daemon sees may be ahead or behind.
  Timestamp now() const { return clock.now() - skew; }

  void after(milliseconds pause, Agenda::Of of, std::function<void()> happen) {
    agenda.add(now() + pause, of, std::move(happen));
  }

  /// Whether this fault strikes; counts it if so.
  bool strikes(int once_in, Fault fault) {
    if (calm || once_in == 0 || !dice.once_in(once_in)) return false;
    witness.fault(fault);
    return true;
  }

  engine::Dice dice;
  Plan plan;
  engine::Dice entropy;  ///< What the daemon draws: it goes on from life to life.
  /// How often what a task calls is called at most once; 0, in every other run: never. It has dice
  /// of its own, so that the other runs are what they were before there was such a thing.
  engine::Dice tags;
  int tagged_once_in;
  Agenda agenda;
  support::SimulatedClock clock;
  milliseconds skew{0};  ///< What the daemon's clock is ahead.
  support::SimulatedFiles files;
  FlakyObjects objects;
  Sabotage sabotage;
  Witness witness;
  bool calm = false;                ///< Nothing goes wrong any more.
  support::SimulatedDisk old_disk;  ///< What ForgetCommits goes back to.
  /// What ResumeExpress begins again, of the life of this number.
  std::optional<tasks::TaskRequest> old_express = {};
  std::int64_t old_life = 0;
};

}  // namespace sfn::simulation
