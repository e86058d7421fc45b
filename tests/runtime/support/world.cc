#include "runtime/support/world.h"

#include <algorithm>
#include <memory>

#include "base/check.h"

namespace sfn::runtime {

World::World(RuntimeOptions options) : options_(options) {
  boot();
  recover();
}

void World::boot() {
  const auto post = [this](std::function<void()> turn) { loop_.post(std::move(turn)); };
  store_ = std::make_unique<support::SimulatedEventStore>(support::SimulatedEventStore::Options{
      .files = files_, .post = post, .fatal = [](const std::string&) { SFN_CHECK(!"fatal"); }});
  host_ = std::make_unique<support::SimulatedTaskHost>(
      [this](ExecutionId execution, const history::WorkId& work, history::TaskOutcome outcome) {
        runtime_->task_ended(execution, work, std::move(outcome));
      },
      [this](tasks::TaskStarting starting) { runtime_->task_starting(std::move(starting)); });
  const RuntimeSeams seams{
      .store = *store_,
      .tasks = *host_,
      .clock = clock,
      .entropy = [this] { return ++entropy_; },
      .post = post,
      .invoke = [this](const store::InvocationRow& row,
                       std::function<void(bool)> done) { invocations.emplace_back(row, done); },
      .at_most_once =
          [this] { return engine::AtMostOnce([once = once](const auto&) { return once; }); },
      .offload =
          [this](std::function<void()> work, std::function<void()> done) {
            run_away_from_the_loop({work, done});
          }};
  runtime_ = std::make_unique<Runtime>(options_, seams, store_->load_catalogue());
}

void World::run_away_from_the_loop(Job job) {
  if (threads_held_) return jobs_.push_back(std::move(job));
  job.first();
  loop_.post(std::move(job.second));
}

void World::release_threads() {
  threads_held_ = false;
  for (auto& job : std::exchange(jobs_, {})) run_away_from_the_loop(std::move(job));
}

void World::recover() {
  runtime_->recover([this](RecoveryReport report) { recovered = report; });
}

void World::settle() {
  do {
    loop_.run();
  } while (clock.wake_due());
}

void World::advance(milliseconds by) {
  const auto until = clock.now() + by;
  settle();
  while (clock.next_wake() && *clock.next_wake() <= until) {
    clock.set(std::max(clock.now(), *clock.next_wake()));
    settle();
  }
  clock.set(until);
}

void World::crash() {
  crash_without_recovery();
  recover();
}

void World::crash_without_recovery() {
  store_->drop_held_commits();
  runtime_.reset();
  loop_.forget();
  boot();
}

std::string World::deploy(const std::string& name, const std::string& definition,
                          const std::string& type) {
  const auto arn = std::make_shared<std::string>();  // A commit that is held answers later.
  runtime_->commits().reply_after(
      runtime_->catalogue().put_machine({.place = kPlace,
                                         .name = name,
                                         .type = type,
                                         .definition = definition,
                                         .role_arn = "arn:aws:iam::123456789012:role/r",
                                         .revision_id = "",
                                         .created = clock.now(),
                                         .updated = clock.now()}),
      [arn](const StateMachinePtr& machine) { *arn = machine->row.arn; });
  settle();
  return *arn;
}

Asked<Started> World::start(const std::string& machine_arn, std::optional<std::string> name,
                            const std::string& input, std::optional<std::string> key) {
  Asked<Started> asked;
  runtime_->start({.machine_arn = machine_arn,
                   .name = std::move(name),
                   .input = Payload::trusted(input),
                   .idempotency_key = std::move(key)},
                  asked.reply());
  return asked;
}

Asked<Stopped> World::stop(const std::string& execution_arn) {
  Asked<Stopped> asked;
  runtime_->stop({execution_arn, {"Stopped", std::nullopt}}, asked.reply());
  return asked;
}

std::string World::started(const std::string& machine_arn, const std::string& input) {
  const auto asked = start(machine_arn, std::nullopt, input);
  settle();
  return asked.value().arn;
}

store::ExecutionRecord World::record(const std::string& execution_arn) const {
  const auto parts = Arn::parse(execution_arn)->resource_parts();
  const auto machine = runtime_->catalogue().machine_id(state_machine_arn(kPlace, parts.at(1)));
  return disk().find_execution(*machine, parts.at(2)).value();
}

std::vector<store::JournalRow> World::journal(const std::string& execution_arn) const {
  return disk().journal({record(execution_arn).row.id, EventSeq{1}, 1'000, SIZE_MAX});
}

std::vector<store::PendingRow> World::pending() const {
  return disk().pending(Timestamp::max(), std::nullopt, 1'000);
}

std::size_t World::executions() const {
  return disk()
      .executions({.machine = {},
                   .status = {},
                   .name_prefix = {},
                   .started_from = {},
                   .started_until = {},
                   .before = {},
                   .limit = 1'000})
      .size();
}

}  // namespace sfn::runtime
