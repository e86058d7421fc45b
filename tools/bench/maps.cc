// bench_maps: what an item costs in a Map of one execution, and in a distributed Map, each of whose
// items is an execution of its own. Durable, through the daemon, in time and in memory.
#include <fmt/format.h>

#include <fstream>

#include "support/bench_main.h"
#include "support/daemon_process.h"
#include "support/deployment.h"
#include "support/end_watch.h"
#include "support/http_connection.h"
#include "support/samples.h"

namespace sfn::bench {
namespace {

// Items beyond some 6,000 need more events than AWS lets a history have, hence `--limits off`.
constexpr const char* kMap = R"({"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
  "ResultPath": null, "MaxConcurrency": 40,
  "ItemProcessor": {"StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}}}}})";

constexpr const char* kDistributedMap =
    R"({"StartAt": "M", "States": {"M": {"Type": "Map", "End": true,
  "Label": "Items",
  "ItemReader": {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSONL"},
                 "Parameters": {"Bucket": "bench", "Key.$": "$.key"}},
  "ItemProcessor": {"ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
                    "StartAt": "P", "States": {"P": {"Type": "Pass", "End": true}}},
  "ResultWriter": {"Resource": "arn:aws:states:::s3:putObject",
                   "Parameters": {"Bucket": "bench", "Prefix": "results"}}}}})";

struct Run {
  double seconds = 0;
  double peak_mib = 0;
};

// One execution over this input, in a daemon of its own.
Run run(const Options& options, const std::vector<std::string>& daemon_options,
        const char* definition, const std::string& input) {
  const Scratch data(options);
  DaemonProcess daemon(options, data, daemon_options);
  const auto machine = create_machine(daemon, "maps", definition);
  HttpConnection client(daemon.port());
  EndWatch watch(daemon.port(), 1);
  const Stopwatch stopwatch;
  const auto execution =
      client.call("StartExecution", {{"stateMachineArn", machine}, {"input", input}});
  watch.wait();
  const Run run{stopwatch.seconds(), daemon.peak_resident_mib()};
  const auto ended =
      client.call("DescribeExecution", {{"executionArn", execution["executionArn"]}});
  if (ended["status"] != "SUCCEEDED") throw std::runtime_error("it failed: " + to_text(ended));
  daemon.stop();
  return run;
}

Run run_map(const Options& options, std::int64_t items) {
  Json list = Json::array();
  for (std::int64_t i = 0; i < items; ++i) list.push_back(i);
  return run(options, {"--limits", "off"}, kMap, to_text(list));
}

Run run_distributed(const Options& options, std::int64_t items) {
  const Scratch objects(options);
  std::filesystem::create_directory(objects.path() / "bench");
  std::ofstream lines(objects.path() / "bench" / "items.jsonl");
  for (std::int64_t i = 0; i < items; ++i)
    lines << fmt::format("{{\"order\":{},\"total\":{}}}\n", i, i % 97);
  lines.close();
  return run(options, {"--s3-dir", objects.path().string()}, kDistributedMap,
             R"({"key": "items.jsonl"})");
}

void tell(Report& report, const std::string& name, std::int64_t items, const Run& run) {
  report.tell(fmt::format("{} over {} items, items a second", name, items),
              static_cast<double>(items) / run.seconds, "");
  report.tell(fmt::format("{} over {} items, peak resident memory", name, items), run.peak_mib,
              "MiB");
}

void bench(const Options& options, Report& report) {
  constexpr double kFlat = 1.5;
  const auto few = options.choose<std::int64_t>(1'000, 100);
  const auto some = options.choose<std::int64_t>(10'000, 1'000);
  const auto many = options.choose<std::int64_t>(100'000, 1'000);
  const auto per_item = [](const Run& run, std::int64_t items) {
    return run.seconds / static_cast<double>(items);
  };
  report.progress("a Map");
  const Run map_of_few = run_map(options, few);
  const Run map = run_map(options, some);
  tell(report, "a Map", some, map);
  report.at_most(fmt::format("a Map, an item among {} to one among {}", some, few),
                 per_item(map, some) / per_item(map_of_few, few), "x", kFlat);
  report.progress("a distributed Map");
  const Run distributed_over_few = run_distributed(options, few);
  const Run distributed = run_distributed(options, many);
  tell(report, "a distributed Map", many, distributed);
  report.at_most(fmt::format("a distributed Map, an item among {} to one among {}", many, few),
                 per_item(distributed, many) / per_item(distributed_over_few, few), "x", kFlat);
}

}  // namespace
}  // namespace sfn::bench

int main(int argc, char** argv) {
  return sfn::bench::bench_main(argc, argv, "maps", sfn::bench::bench);
}
