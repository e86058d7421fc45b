// bench_engine: what sfn adds to the least that an order costs on this disk.
//
// raw: the statements that sfn's writer executes for an order, played back on one thread. engine:
// the production runtime and store carry the order out, commands in, no HTTP, tasks answered by the
// bench. Both in turn, five times, so that what else the machine does hits both alike.
#include <fmt/format.h>

#include "orders/order_replay.h"
#include "orders/order_tape.h"
#include "orders/order_workflow.h"
#include "support/bench_main.h"
#include "support/closed_loop.h"
#include "support/embedded_runtime.h"

namespace sfn::bench {
namespace {

struct Level {
  std::int64_t in_flight;
  double ratio_bound;
};
constexpr Level kLevels[] = {{1, 0.6}, {32, 0.5}, {256, 0.4}};

struct EngineRun {
  ClosedLoopResult load;
  double disk_kilobytes = 0;  // An order, database and what is left of its log together.

  double processor_per_thousand() const {
    return load.processor_seconds / static_cast<double>(load.executions) * 1e3;
  }
};

double file_bytes(const std::filesystem::path& directory) {
  double bytes = 0;
  for (const auto& file : std::filesystem::directory_iterator(directory)) {
    bytes += static_cast<double>(file.file_size());
  }
  return bytes;
}

ClosedLoopResult run_load(const Options& options, const std::filesystem::path& directory,
                          std::int64_t in_flight, double seconds) {
  EmbeddedRuntime embedded({.directory = directory, .answer = [](const auto& request) {
                              return order_answer(request.task.resource);
                            }});
  const auto machine = embedded.deploy("order-processing", order_definition(options.source));
  return run_closed_loop(
      embedded,
      {.machine_arn = machine, .input = kOrder, .in_flight = in_flight, .seconds = seconds});
}

EngineRun run_engine(const Options& options, std::int64_t in_flight, double seconds) {
  const Scratch scratch(options);
  EngineRun run{run_load(options, scratch, in_flight, seconds)};
  run.disk_kilobytes = file_bytes(scratch) / static_cast<double>(run.load.in_all) / 1e3;
  return run;
}

ReplayResult run_raw(const Options& options, const OrderTape& tape, std::int64_t in_flight,
                     double seconds) {
  const Scratch scratch(options);
  return replay_orders(tape, scratch, in_flight, seconds);
}

// One pair after the other; what they give, in columns.
struct Pairs {
  Samples ratio, raw, engine, p50_ratio, p50, p99, kilobytes, processor, raw_processor;

  void add(const ReplayResult& raw_run, const EngineRun& run) {
    raw.push_back(raw_run.per_second());
    engine.push_back(run.load.per_second());
    ratio.push_back(engine.back() / raw.back());
    p50.push_back(median(run.load.milliseconds));
    p99.push_back(percentile(run.load.milliseconds, 0.99));
    p50_ratio.push_back(p50.back() / median(raw_run.milliseconds));
    kilobytes.push_back(run.disk_kilobytes);
    processor.push_back(run.processor_per_thousand());
    raw_processor.push_back(raw_run.processor_seconds / static_cast<double>(raw_run.orders) * 1e3);
  }
};

void tell(Report& report, const Level& level, const Pairs& pairs) {
  const auto at = fmt::format(" at {} in flight", level.in_flight);
  report.at_least("orders a second, engine to raw," + at, median(pairs.ratio), "x",
                  level.ratio_bound);
  report.tell("orders a second, raw," + at, median(pairs.raw), "/s");
  report.tell("orders a second, engine," + at, median(pairs.engine), "/s");
  if (level.in_flight == 1) {
    report.at_most("time of an order, p50, engine to raw," + at, median(pairs.p50_ratio), "x", 1.6);
  }
  report.tell("time of an order, p50, engine," + at, median(pairs.p50), "ms");
  report.tell("time of an order, p99, engine," + at, median(pairs.p99), "ms");
  if (level.in_flight != 256) return;
  report.at_most("on disk, an order," + at, median(pairs.kilobytes), "kB", 3);
  report.at_most("processor time, engine, 1,000 orders," + at, median(pairs.processor), "s", 0.15);
  report.tell("processor time, raw, 1,000 orders," + at, median(pairs.raw_processor), "s");
}

void bench(const Options& options, Report& report) {
  const auto seconds = options.choose(6.0, 1.0);
  const auto pairs = options.choose(5, 3);
  report.progress("recording what the writer does for 1,000 orders");
  const auto tape = record_orders(options, 1'000);
  for (const auto& level : kLevels) {
    Pairs found;
    for (int pair = 1; pair <= pairs; ++pair) {
      report.progress(fmt::format("{} in flight, pair {} of {}", level.in_flight, pair, pairs));
      const auto raw = run_raw(options, tape, level.in_flight, seconds);
      found.add(raw, run_engine(options, level.in_flight, seconds));
    }
    tell(report, level, found);
  }
}

}  // namespace
}  // namespace sfn::bench

int main(int argc, char** argv) {
  return sfn::bench::bench_main(argc, argv, "engine", sfn::bench::bench);
}
