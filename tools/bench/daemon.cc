// bench_daemon: the order workflow as users have it: over HTTP, from another process, with
// functions that are processes. Once with a compiled function in one worker process, which shows
// what sfn costs, and once with the Python functions of workflows/order-processing, which shows
// what they do.
#include <fmt/format.h>

#include "base/text.h"
#include "orders/order_replay.h"
#include "orders/order_tape.h"
#include "orders/order_workflow.h"
#include "support/bench_main.h"
#include "support/daemon_process.h"
#include "support/deployment.h"
#include "support/order_client.h"

namespace sfn::bench {
namespace {

// The order workflow with one function for all its tasks.
std::string compiled_definition(const Options& options) {
  auto text = order_definition(options.source);
  for (const char* name : {"ValidateInput", "ProcessData", "SendNotification", "HandleError"}) {
    text = replace_all(text, std::string("function:") + name, "function:Order");
  }
  return text;
}

/// A daemon with the workflow deployed, and names that were not used in it.
class Subject {
 public:
  Subject(const Options& options, const std::filesystem::path& folder,
          const std::vector<std::string>& daemon_options)
      : scratch_(options),
        daemon_(options, scratch_, daemon_options),
        machine_(machine_arn(folder.filename())) {
    deploy_folder(options, daemon_, folder);
  }

  OrderClientResult run(std::int64_t in_flight, double seconds) {
    OrderClient client(daemon_.port(), machine_, in_flight);
    auto result = client.run(kOrder, seconds, used_names_);
    used_names_ += result.orders;
    return result;
  }

 private:
  Scratch scratch_;
  DaemonProcess daemon_;
  std::string machine_;
  std::int64_t used_names_ = 0;
};

struct Rounds {
  Samples per_second, p50, p99, to_raw;

  void add(const OrderClientResult& result, double raw_per_second) {
    per_second.push_back(result.per_second());
    p50.push_back(median(result.milliseconds));
    p99.push_back(percentile(result.milliseconds, 0.99));
    to_raw.push_back(result.per_second() / raw_per_second);
  }

  void tell(Report& report, const std::string& what) const {
    report.tell("orders a second, " + what, median(per_second), "/s");
    report.tell("orders a second, to raw, " + what, median(to_raw), "x");
    report.tell("time of an order, p50, " + what, median(p50), "ms");
    report.tell("time of an order, p99, " + what, median(p99), "ms");
  }
};

void bench(const Options& options, Report& report) {
  const auto seconds = options.choose(6.0, 2.0);
  const auto rounds = options.choose(5, 1);
  const Scratch scratch(options);
  write_folder(options, scratch.path() / "compiled", compiled_definition(options));
  report.progress("recording what the writer does for 1,000 orders");
  const auto tape = record_orders(options, 1'000);
  Subject compiled(options, scratch.path() / "compiled", {"--function-concurrency", "1"});
  Subject python(options, options.source / "workflows/order-processing", {});
  for (const std::int64_t in_flight : {1, 32}) {
    Rounds with_compiled, with_python;
    report.progress(fmt::format("{} in flight: warming up", in_flight));
    compiled.run(in_flight, 1);
    python.run(in_flight, 3);
    for (int round = 1; round <= rounds; ++round) {
      report.progress(fmt::format("{} in flight, round {} of {}", in_flight, round, rounds));
      const Scratch raw_scratch(options);
      const auto raw = replay_orders(tape, raw_scratch, in_flight, seconds).per_second();
      with_compiled.add(compiled.run(in_flight, seconds), raw);
      with_python.add(python.run(in_flight, seconds), raw);
    }
    with_compiled.tell(report, fmt::format("compiled, {} in flight", in_flight));
    with_python.tell(report, fmt::format("Python, {} in flight", in_flight));
  }
}

}  // namespace
}  // namespace sfn::bench

int main(int argc, char** argv) {
  return sfn::bench::bench_main(argc, argv, "daemon", sfn::bench::bench);
}
