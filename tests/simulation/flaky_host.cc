#include "simulation/flaky_host.h"

#include <utility>

#include "engine/support/definitions.h"
#include "runtime/execution_numbers.h"
#include "simulation/outcomes.h"

namespace sfn::simulation {
namespace {

bool is_activity(const tasks::TaskRequest& request) {
  return request.task.resource == engine::kActivityArn;
}

}  // namespace

FlakyHost::FlakyHost(World& world, Life& life, tasks::TaskReport report,
                     tasks::TaskStartingReport starting, GiveToken give)
    : world_(world),
      life_(life),
      inner_(
          [this, report = std::move(report)](ExecutionId execution, const history::WorkId& work,
                                             const history::TaskOutcome& outcome) {
            world_.witness.task_reported({execution, work}, outcome);
            report(execution, work, outcome);
          },
          std::move(starting)),
      give_(std::move(give)) {}

milliseconds FlakyHost::pause() {
  return milliseconds(one_of(world_.dice, {0, 0, 1, 1, 10, 10, 100, 1'000}));
}

void FlakyHost::start(tasks::TaskRequest request) {
  if (!life_.reach()) return;
  if (world_.sabotage == Sabotage::HideTasks && world_.dice.once_in(4)) return;
  const auto index = inner_.started.size();
  const bool offered = request.work.kind == history::WorkKind::Offer;
  world_.witness.task_begun(request);
  if (world_.sabotage == Sabotage::ResumeExpress) resume_express(request);
  if (!offered) give_token(request);
  inner_.start(std::move(request));
  offered ? begin_later(index) : carry_out(index);
}

void FlakyHost::resume_express(const tasks::TaskRequest& request) {
  const auto life = world_.witness.tally().lives;
  if (world_.old_express && world_.old_life < life) world_.witness.task_begun(*world_.old_express);
  if (!runtime::is_volatile(request.execution)) return;
  world_.old_express = request;
  world_.old_life = life;
}

// Whoever is called may return it before the call is answered.
void FlakyHost::give_token(const tasks::TaskRequest& request) {
  if (request.task.token.empty()) return;
  give_({request.execution_arn, history::callback_of(request.work), request.task.token});
}

// Now and then it finds that it cannot begin, such as where there is no such function.
void FlakyHost::begin_later(std::size_t index) {
  if (world_.strikes(world_.plan.rates.task_lost, Fault::TaskLost)) {
    has_lost_ = true;
    return;
  }
  if (!is_activity(inner_.started[index]) && world_.dice.once_in(12)) {
    return answer_later(index, pause());
  }
  const auto begin = [this, index] {
    if (!cancelled_.contains(index)) inner_.begin(index);
  };
  world_.after(pause(), Agenda::Of::Tasks, begin);
  if (world_.strikes(world_.plan.rates.task_doubled, Fault::TaskDoubled)) {
    world_.after(pause(), Agenda::Of::Tasks, begin);
  }
}

void FlakyHost::go_ahead(tasks::TaskRequest request) {
  if (!life_.reach()) return;
  const AttemptKey key{request.execution, request.work};
  world_.witness.task_went_ahead(key);
  if (world_.sabotage == Sabotage::CallTwice) world_.witness.task_went_ahead(key);
  give_token(request);
  inner_.go_ahead(std::move(request));
  if (key.work.kind == history::WorkKind::Task) carry_out(inner_.gone_ahead.back());
}

void FlakyHost::carry_out(std::size_t index) {
  const auto& rates = world_.plan.rates;
  if (world_.strikes(rates.task_stray, Fault::TaskStray)) report_stray();
  if (world_.strikes(rates.task_late, Fault::TaskLate)) stubborn_.insert(index);
  if (world_.strikes(rates.task_lost, Fault::TaskLost)) {
    has_lost_ = true;
    return;
  }
  const bool slow = world_.strikes(rates.task_slow, Fault::TaskSlow);
  answer_later(index, slow ? milliseconds(2'000 + world_.dice.roll(30'000)) : pause());
  if (world_.strikes(rates.task_doubled, Fault::TaskDoubled)) answer_later(index, pause());
}

void FlakyHost::cancel(ExecutionId execution, const history::WorkId& work) {
  if (!life_.reach()) return;
  world_.witness.task_cancelled({execution, work});
  inner_.cancel(execution, work);
  for (std::size_t index = 0; index < inner_.started.size(); ++index) {
    const auto& started = inner_.started[index];
    if (started.execution == execution && started.work == work) cancelled_.insert(index);
  }
}

void FlakyHost::answer_later(std::size_t index, milliseconds pause) {
  if (world_.sabotage == Sabotage::NeverAnswer) return;
  world_.after(pause, Agenda::Of::Tasks, [this, index] { answer(index); });
}

void FlakyHost::answer(std::size_t index) {
  if (cancelled_.contains(index) && !stubborn_.contains(index)) return;
  inner_.answer(index, world_.strikes(world_.plan.rates.task_wrong, Fault::TaskWrong)
                           ? wrong_outcome(world_.dice, world_.plan.options.bounds)
                           : ordinary_outcome(world_.dice));
}

// For another attempt, another execution, or work that never was.
void FlakyHost::report_stray() {
  const auto some = [this] {
    return static_cast<std::size_t>(world_.dice.roll(static_cast<int>(inner_.started.size())));
  };
  auto stray = inner_.started[some()];
  if (world_.dice.once_in(2)) ++stray.work.attempt;
  if (world_.dice.once_in(2)) stray.work.visit = VisitId{world_.dice.roll(30)};
  if (world_.dice.once_in(2)) stray.execution = inner_.started[some()].execution;
  stray.task.request_id = "stray";
  const auto index = inner_.started.size();
  inner_.started.push_back(std::move(stray));
  answer_later(index, pause());
}

void FlakyHost::invoke(const store::InvocationRow& row, std::function<void(bool)> done) {
  if (!life_.reach()) return;
  world_.witness.invocation_attempted(row);
  const auto& rates = world_.plan.rates;
  if (world_.strikes(rates.call_lost, Fault::CallLost)) {
    has_lost_ = true;
    return;
  }
  const bool fails = world_.strikes(rates.call_fails, Fault::CallFailed);
  const auto answer = [done = std::move(done), fails] { done(!fails); };
  world_.after(pause(), Agenda::Of::Tasks, answer);
  if (world_.strikes(rates.call_doubled, Fault::CallDoubled)) {
    world_.after(pause(), Agenda::Of::Tasks, answer);
  }
}

}  // namespace sfn::simulation
