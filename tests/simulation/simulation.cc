#include "simulation/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "simulation/daemon.h"
#include "simulation/users.h"
#include "simulation/workers.h"

namespace sfn::simulation {
namespace {

// A run that takes more steps will not end: few take a tenth of it.
constexpr int kStepsMax = 1'000'000;

class Simulation {
 public:
  Simulation(std::uint64_t number, const RunOptions& options)
      : world_(number, options.sabotage, options.write, options.parts),
        users_(world_),
        workers_(world_, [this]() -> Daemon& { return *daemon_; }),
        crashes_left_(world_.plan.crashes) {}

  Outcome run() {
    begin_daemon();
    plan_ahead();
    while (!is_over()) step();
    return {world_.witness.findings(), world_.witness.digest(), world_.witness.tally()};
  }

 private:
  // ---- the plan

  void plan_ahead() {
    for (int i = 0; i < world_.plan.actions; ++i) at_some_time([this] { users_.act(*daemon_); });
    for (int i = 0; i < world_.plan.clock_jumps; ++i) at_some_time([this] { jump(); });
    actions_left_ = world_.plan.actions + world_.plan.clock_jumps;
    if (world_.plan.whole_language && world_.dice.once_in(2)) {
      at_some_time([this] { change_objects(); });
      ++actions_left_;
    }
    if (!world_.plan.tokens) return;
    at_some_time([this] { users_.remove_activity(*daemon_); });
    at_some_time([this] { users_.put_activity(*daemon_); });
    actions_left_ += 2;
  }

  void at_some_time(std::function<void()> act) {
    const auto span = static_cast<int>(world_.plan.span.count());
    world_.after(milliseconds(1 + world_.dice.roll(span + 1)), Agenda::Of::Outside,
                 [this, act = std::move(act)] {
                   --actions_left_;
                   act();
                 });
  }

  void change_objects() {
    world_.witness.fault(Fault::ObjectChanged);
    world_.objects.replace();
  }

  void jump() {
    const bool back = world_.dice.once_in(2);
    world_.witness.fault(back ? Fault::ClockBack : Fault::ClockForward);
    const auto by = milliseconds(world_.dice.roll(5'000)) * (back ? -1 : 1);
    set_time(world_.now(), world_.skew + by);
  }

  // ---- the loop

  bool is_over() { return !world_.witness.findings().empty() || part_ == Part::Over; }

  // What is due comes at any place between the turns of the loop.
  void step() {
    if (++steps_ > kStepsMax) return give_up();
    show_clock();
    if (daemon_->is_dead()) return restart();
    if (daemon_->has_turns() && !world_.dice.once_in(3)) {
      daemon_->turn();
    } else if (!something_due() && !daemon_->turn()) {
      rest();
    }
  }

  bool something_due() {
    if (world_.dice.once_in(2)) return daemon_->wake() || world_.agenda.run_due(world_.now());
    return world_.agenda.run_due(world_.now()) || daemon_->wake();
  }

  void rest() {
    if (world_.agenda.count(Agenda::Of::Store) == 0 && daemon_->has_recovered()) at_rest();
    if (!is_over()) jump_ahead();
  }

  void at_rest() {
    world_.witness.at_rest();
    if (part_ == Part::Storm && actions_left_ == 0) calm_down();
    if (daemon_->is_dead()) return;
    if (part_ == Part::Calm && !is_all_done()) {
      workers_.return_all();
    } else if (part_ == Part::Calm) {
      world_.witness.all_done();
      part_ = Part::Quiet;
      quiet_until_ = world_.now() + std::chrono::hours(3);
      if (world_.sabotage == Sabotage::StirTheQuiet) users_.start(*daemon_);
    } else if (part_ == Part::Quiet && world_.now() >= quiet_until_) {
      world_.witness.quiet();
      part_ = Part::Over;
    }
  }

  // Tasks that are lost with this life get another.
  void calm_down() {
    part_ = Part::Calm;
    world_.calm = true;
    if (!daemon_->has_lost() && !world_.dice.once_in(4)) return;
    world_.witness.fault(Fault::Crash);
    daemon_->kill();
  }

  bool is_all_done() const {
    const auto& ledger = world_.witness.ledger();
    return ledger.invocations().empty() && world_.witness.express_running().empty() &&
           std::ranges::none_of(ledger.executions(),
                                [](const auto& entry) { return entry.second.is_running(); });
  }

  // Nobody can act any more, or everybody goes round in circles: the checkers say what is missing.
  void give_up() {
    world_.witness.all_done();
    if (is_over()) return;
    const auto wake = world_.clock.next_wake();
    world_.witness.report(
        {"no_lost_work",
         fmt::format("the run does not come to its end: {} steps until {}, next woken {}", steps_,
                     to_iso8601(world_.clock.now()), wake ? to_iso8601(*wake) : "never")});
  }

  // ---- time

  void jump_ahead() {
    if (daemon_->is_dead()) return;
    auto next = world_.agenda.next();
    if (const auto wake = world_.clock.next_wake()) {
      const auto moment = *wake - world_.skew;
      next = next ? std::min(*next, moment) : moment;
    }
    if (part_ == Part::Quiet && world_.now() < quiet_until_)
      next = std::min(next.value_or(quiet_until_), quiet_until_);
    if (!next) return give_up();
    set_time(std::max(*next, world_.now()), world_.skew);
  }

  void set_time(Timestamp now, milliseconds skew) {
    world_.skew = skew;
    world_.clock.set(now + skew);
  }

  void show_clock() { world_.witness.show_clock(world_.clock.now(), world_.clock.next_wake()); }

  // ---- the daemon

  void restart() {
    end_daemon();
    if (is_over()) return;
    set_time(world_.now() + milliseconds(one_of(world_.dice, {0, 1, 200, 3'000, 60'000})),
             world_.skew);
    begin_daemon();
  }

  void end_daemon() {
    if (daemon_->life().was_cut()) world_.witness.fault(Fault::Crash);
    users_.forget();
    daemon_.reset();
    show_clock();
  }

  void begin_daemon() {
    show_clock();
    daemon_ = std::make_unique<Daemon>(
        world_, draw_life(), [this](const history::TaskToken& token) { workers_.take(token); });
    users_.follow(*daemon_);
    users_.deploy(*daemon_);
  }

  // Some die while they recover, some long after.
  Life draw_life() {
    if (crashes_left_ == 0 || world_.calm) return Life(0, false);
    --crashes_left_;
    return Life(1 + world_.dice.roll(one_of(world_.dice, {8, 60, 400})), world_.dice.once_in(2));
  }

  enum class Part { Storm, Calm, Quiet, Over };

  World world_;
  Users users_;
  Workers workers_;
  std::unique_ptr<Daemon> daemon_;
  Part part_ = Part::Storm;
  Timestamp quiet_until_{};
  int crashes_left_;
  int actions_left_ = 0;
  int steps_ = 0;
};

}  // namespace

Outcome simulate(std::uint64_t number, const RunOptions& options) {
  return Simulation(number, options).run();
}

}  // namespace sfn::simulation
