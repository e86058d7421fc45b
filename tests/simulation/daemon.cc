#include "simulation/daemon.h"

#include <utility>

namespace sfn::simulation {

Daemon::Daemon(World& world, Life life, FlakyHost::GiveToken give)
    : world_(world),
      life_(life),
      store_(world, life_, [this](std::function<void()> turn) { post(std::move(turn)); }),
      host_(
          world, life_,
          [this](ExecutionId execution, const history::WorkId& work, history::TaskOutcome outcome) {
            runtime_.task_ended(execution, work, std::move(outcome));
          },
          [this](tasks::TaskStarting starting) { runtime_.task_starting(std::move(starting)); },
          std::move(give)),
      runtime_(options(), seams(), store_.load_catalogue()) {
  world_.witness.born();
  runtime_.recover([this](const runtime::RecoveryReport&) { has_recovered_ = true; });
}

// What it was about to do is forgotten with it.
Daemon::~Daemon() {
  if (!has_recovered_) world_.witness.fault(Fault::CrashInRecovery);
  store_.die();
  world_.agenda.forget_the_daemons();
  world_.witness.crashed();
}

runtime::RuntimeOptions Daemon::options() const {
  auto options = world_.plan.options;
  if (world_.sabotage == Sabotage::WidenLimits) options.bounds = {};
  return options;
}

runtime::RuntimeSeams Daemon::seams() {
  return {
      .store = store_,
      .tasks = host_,
      .clock = world_.clock,
      .entropy = [this] { return world_.entropy.bits(); },
      .post = [this](std::function<void()> turn) { post(std::move(turn)); },
      .invoke = [this](const store::InvocationRow& row,
                       std::function<void(bool)> done) { host_.invoke(row, std::move(done)); },
      .at_most_once = [this] { return at_most_once(); },
      .offload = [this](std::function<void()> work,
                        std::function<void()> done) { offload(std::move(work), std::move(done)); },
      .objects = &world_.objects};
}

// Tags come and go, between any two decisions.
engine::AtMostOnce Daemon::at_most_once() {
  if (world_.tagged_once_in == 0 || !world_.tags.once_in(world_.tagged_once_in)) return {};
  return [](const engine::TaskCall&) { return true; };
}

// Another thread takes its time, and everything else goes on meanwhile.
void Daemon::offload(std::function<void()> work, std::function<void()> done) {
  world_.after(milliseconds(one_of(world_.dice, {0, 0, 3, 50})), Agenda::Of::Store,
               [this, work = std::move(work), done = std::move(done)] {
                 work();
                 post(done);
               });
}

void Daemon::post(std::function<void()> turn) { turns_.push_back(std::move(turn)); }

bool Daemon::turn() {
  if (turns_.empty()) return false;
  const auto turn = std::move(turns_.front());
  turns_.pop_front();
  turn();
  return true;
}

bool Daemon::wake() { return world_.clock.wake_due(); }

}  // namespace sfn::simulation
