// bench_sleepers: what executions cost that sleep, and how late they are woken.
#include <fmt/format.h>

#include <thread>

#include "support/bench_main.h"
#include "support/daemon_process.h"
#include "support/deployment.h"
#include "support/end_watch.h"
#include "support/fill.h"
#include "support/http_connection.h"
#include "support/paced_starts.h"
#include "support/samples.h"
#include "support/wake_ups.h"

namespace sfn::bench {
namespace {

constexpr const char* kAnHour = R"({"seconds": 3600})";

using Milliseconds = std::chrono::duration<double, std::milli>;

void rest(double seconds) { std::this_thread::sleep_for(Seconds(seconds)); }

// Starts spread evenly over 10 s, so that the wake-ups are too: 1,000 a second.
void wake_on_time(const Options& options, Report& report) {
  const auto executions = options.choose(10'000, 1'000);
  const auto sleep_seconds = options.choose(30, 12);
  report.progress(fmt::format("{} sleepers of {} s", executions, sleep_seconds));
  const Scratch scratch(options);
  DaemonProcess daemon(options, scratch);
  const auto machine = create_machine(daemon, "sleeper", kSleeperDefinition);
  EndWatch watch(daemon.port(), executions);
  start_paced({.port = daemon.port(),
               .machine_arn = machine,
               .input = fmt::format(R"({{"seconds": {}}})", sleep_seconds),
               .executions = executions,
               .over_seconds = 10});
  rest(1);
  report.at_most(fmt::format("resident memory, {} asleep", executions), daemon.resident_mib(),
                 "MiB", 60);
  const auto seen = watch.wait();
  daemon.stop();
  Samples late;
  for (const auto& [id, wake_up] : wake_ups(scratch.path() / "sfn.db")) {
    late.push_back(Milliseconds(seen.at(wake_up.name) - wake_up.due).count());
  }
  report.at_most("lateness of a wake-up, p50", median(late), "ms", 5);
  report.at_most("lateness of a wake-up, p99", percentile(late, 0.99), "ms", 25);
}

void hold_many(const Options& options, Report& report) {
  const auto executions = options.choose(100'000, 5'000);
  report.progress(fmt::format("{} sleepers, started over HTTP", executions));
  const Scratch scratch(options);
  DaemonProcess daemon(options, scratch);
  const auto machine = create_machine(daemon, "sleeper", kSleeperDefinition);
  const auto seconds = start_paced(
      {.port = daemon.port(), .machine_arn = machine, .input = kAnHour, .executions = executions});
  rest(2);
  report.at_most(fmt::format("resident memory, {} asleep", executions), daemon.resident_mib(),
                 "MiB", 200);
  report.tell("starts a second over HTTP, 16 at a time", executions / seconds, "/s");
}

// So many take too long over HTTP: they are there when the daemon starts.
void hold_a_million(const Options& options, Report& report) {
  const auto executions = options.choose(1'000'000, 20'000);
  report.progress(fmt::format("{} sleepers, there at the start", executions));
  const Scratch scratch(options);
  fill(scratch, {.machine = "sleeper",
                 .definition = kSleeperDefinition,
                 .input = kAnHour,
                 .executions = executions,
                 .until_started = true});
  DaemonProcess daemon(options, scratch);
  HttpConnection(daemon.port()).get("/health");
  const auto ready = milliseconds_between(daemon.spawned(), SteadyClock::now());
  rest(5);
  report.tell(fmt::format("resident memory, {} asleep since before the start", executions),
              daemon.resident_mib(), "MiB");
  report.tell("from spawn to /health with these", ready, "ms");
}

void bench(const Options& options, Report& report) {
  wake_on_time(options, report);
  hold_many(options, report);
  hold_a_million(options, report);
}

}  // namespace
}  // namespace sfn::bench

int main(int argc, char** argv) {
  return sfn::bench::bench_main(argc, argv, "sleepers", sfn::bench::bench);
}
