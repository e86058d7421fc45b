// bench_recovery: how soon after kill -9 everything goes on.
#include <fmt/format.h>

#include <map>
#include <utility>

#include "support/bench_main.h"
#include "support/closed_loop.h"
#include "support/daemon_process.h"
#include "support/deployment.h"
#include "support/embedded_runtime.h"
#include "support/fill.h"
#include "support/http_connection.h"
#include "support/paced_starts.h"
#include "support/wake_ups.h"

namespace sfn::bench {
namespace {

constexpr const char* kHangingDefinition = R"({"StartAt": "Hang", "States": {
  "Hang": {"Type": "Task", "End": true,
           "Resource": "arn:aws:lambda:us-east-1:ACCOUNT_ID:function:Order"}}})";

// ---- tasks

// Until the daemon says that it has handed the last of the outstanding tasks to its functions.
double dispatch_again(const Options& options, const Scratch& data, std::int64_t tasks) {
  DaemonProcess daemon(options, data);
  daemon.port();
  const auto line = daemon.wait_for_line("outstanding work begun again");
  const auto milliseconds = milliseconds_between(daemon.spawned(), SteadyClock::now());
  if (line.find(fmt::format("count={}", tasks)) == std::string::npos) {
    throw std::runtime_error(fmt::format("{} tasks were outstanding, but: {}", tasks, line));
  }
  daemon.kill();
  return milliseconds;
}

void tasks_go_on(const Options& options, Report& report) {
  const auto tasks = options.choose(2'000, 200);
  report.progress(fmt::format("{} tasks outstanding at kill -9", tasks));
  const Scratch folder(options);
  const Scratch data(options);
  write_folder(options, folder.path() / "hanging", kHangingDefinition);
  {
    DaemonProcess daemon(options, data);
    deploy_folder(options, daemon, folder.path() / "hanging");
    start_paced({.port = daemon.port(),
                 .machine_arn = machine_arn("hanging"),
                 .input = R"({"hang": true})",
                 .executions = tasks});
    daemon.kill();
  }
  Samples times;
  for (int i = 0; i < options.choose(5, 1); ++i) {
    times.push_back(dispatch_again(options, data, tasks));
  }
  report.at_most(fmt::format("from spawn to the last of {} tasks dispatched again", tasks),
                 median(times), "ms", 300);
}

// ---- sleepers

void sleepers_go_on(const Options& options, Report& report) {
  const auto sleepers = options.choose(100'000, 5'000);
  report.progress(fmt::format("{} sleepers", sleepers));
  const Scratch data(options);
  fill(data, {.machine = "sleeper",
              .definition = kSleeperDefinition,
              .input = R"({"seconds": 3600})",
              .executions = sleepers,
              .until_started = true});
  Samples times;
  for (int i = 0; i < options.choose(5, 1); ++i) {
    DaemonProcess daemon(options, data);
    HttpConnection(daemon.port()).get("/health");
    times.push_back(milliseconds_between(daemon.spawned(), SteadyClock::now()));
    daemon.kill();
  }
  report.at_most(fmt::format("from spawn to /health, {} sleepers", sleepers), median(times), "ms",
                 2'000);
}

// ---- one with a long history

// Goes round until the task says that it is enough, then sleeps as long as the task says.
constexpr std::int64_t kEventsOfRound = 7;
constexpr const char* kLongDefinition = R"({"StartAt": "Work", "States": {
  "Work": {"Type": "Task", "Next": "Enough",
           "Resource": "arn:aws:lambda:us-east-1:123456789012:function:Work"},
  "Enough": {"Type": "Choice", "Default": "Sleep",
             "Choices": [{"Variable": "$.again", "BooleanEquals": true, "Next": "Work"}]},
  "Sleep": {"Type": "Wait", "SecondsPath": "$.seconds", "End": true}}})";
constexpr int kSecondsAsleep = 30;  // Enough for those after it to fall asleep.

// Lets so many executions go round until their histories are that long, one after the other, and
// fall asleep. Each is evicted by the next, and leaves a snapshot; the last by a short one, which
// sleeps on.
void make_long_sleepers(const std::filesystem::path& data, std::int64_t executions,
                        std::int64_t events) {
  std::int64_t rounds = 0;
  int seconds = kSecondsAsleep;
  bool falls_asleep = false;
  EmbeddedRuntime embedded({.directory = data,
                            .durability = store::Durability::Relaxed,
                            .answer =
                                [&](const auto&) {
                                  falls_asleep = ++rounds * kEventsOfRound >= events;
                                  return fmt::format(R"({{"again": {}, "seconds": {}}})",
                                                     !falls_asleep, seconds);
                                },
                            .cache_bytes = 1});
  const auto machine = embedded.deploy("long", kLongDefinition);
  std::int64_t asleep = 0;
  const auto following = embedded.runtime().followers().follow_all([&](const auto&) {
    if (std::exchange(falls_asleep, false)) ++asleep;
  });
  const auto start = [&](std::int64_t number) {
    embedded.runtime().start({.machine_arn = machine,
                              .name = numbered_name(number),
                              .input = Payload(),
                              .idempotency_key = {}},
                             [](const Result<runtime::Started>& started) { SFN_CHECK(started); });
  };
  for (std::int64_t number = 0; number < executions; ++number) {
    rounds = 0;
    start(number);
    embedded.loop().run_until([&] { return asleep > number; });
  }
  rounds = events;
  seconds = 3'600;
  start(executions);
  embedded.loop().run_until(
      [&] { return embedded.runtime().statistics().snapshots_written >= executions; });
}

using WallClock = std::chrono::system_clock;

/// When each was over and durable, in a runtime that had none of them in memory.
std::map<ExecutionId, WallClock::time_point> wake_long_sleepers(const std::filesystem::path& data,
                                                                std::int64_t executions) {
  EmbeddedRuntime embedded({.directory = data});
  std::map<ExecutionId, WallClock::time_point> over;
  const auto following =
      embedded.runtime().followers().follow_all([&over](const runtime::ExecutionChange& change) {
        if (change.ended) over.emplace(change.execution, WallClock::now());
      });
  embedded.runtime().recover([](const runtime::RecoveryReport&) {});
  embedded.loop().run_until([&] { return static_cast<std::int64_t>(over.size()) == executions; });
  return over;
}

void long_histories_go_on(const Options& options, Report& report) {
  const auto executions = options.choose(8, 2);
  constexpr std::int64_t kEvents = 20'000;
  report.progress(fmt::format("{} executions of {} events", executions, kEvents));
  const Scratch data(options);
  make_long_sleepers(data, executions, kEvents);
  const auto over = wake_long_sleepers(data, executions);
  Samples times;
  const auto found = wake_ups(data.path() / "sfn.db");
  for (const auto& [id, end] : over) {
    times.push_back(std::chrono::duration<double, std::milli>(end - found.at(id).due).count());
  }
  report.at_most(fmt::format("from due to on disk, evicted with {} events, p50", kEvents),
                 median(times), "ms", 5);
  report.tell("the same, the longest", percentile(times, 1), "ms");
}

void bench(const Options& options, Report& report) {
  tasks_go_on(options, report);
  sleepers_go_on(options, report);
  long_histories_go_on(options, report);
}

}  // namespace
}  // namespace sfn::bench

int main(int argc, char** argv) {
  return sfn::bench::bench_main(argc, argv, "recovery", sfn::bench::bench);
}
