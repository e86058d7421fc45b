// bench_growth: whether a page costs the same wherever it lies: in the longest histories that there
// are, and in listings of a million executions.
#include <fmt/format.h>

#include <optional>

#include "support/bench_main.h"
#include "support/closed_loop.h"
#include "support/daemon_process.h"
#include "support/deployment.h"
#include "support/fill.h"
#include "support/http_connection.h"
#include "support/stopwatch.h"

namespace sfn::bench {
namespace {

constexpr double kFlat = 1.5;  // The last pages may cost so many times what the first ones do.

constexpr double kOwnPageMs = 10;  // A page of 100 with its counts, of however many.

// ---- pages

/// A call of the API that answers in pages.
struct Pages {
  std::string action;
  Json parameters;
};

/// How long each page took, in ms, from the first to the last, by way of the tokens.
Samples turn_pages(HttpConnection& connection, const Pages& pages) {
  Samples times;
  auto parameters = pages.parameters;
  for (;;) {
    const Stopwatch watch;
    const auto page = connection.call(pages.action, parameters);
    times.push_back(watch.milliseconds());
    const auto* token = find_member(page, "nextToken");
    if (token == nullptr || token->is_null()) return times;
    parameters["nextToken"] = *token;
  }
}

/// The last page is left out: it may be shorter.
void judge(Report& report, const std::string& what, const std::vector<Samples>& passes) {
  const auto pages = passes.front().size() - 1;
  const auto share = std::max<std::size_t>(1, pages / 10);
  Samples first;
  Samples last;
  for (const auto& pass : passes) {
    const auto end = pass.begin() + static_cast<std::ptrdiff_t>(pages);
    first.insert(first.end(), pass.begin(), pass.begin() + static_cast<std::ptrdiff_t>(share));
    last.insert(last.end(), end - static_cast<std::ptrdiff_t>(share), end);
  }
  report.tell(what + ", a page", median(first), "ms");
  report.at_most(what + ", last pages to first", median(last) / median(first), "x", kFlat);
}

void turn_pages(Report& report, DaemonProcess& daemon, const std::string& what, const Pages& pages,
                int passes) {
  report.progress(what);
  HttpConnection connection(daemon.port());
  std::vector<Samples> times;
  turn_pages(connection, pages);  // What is read for the first time comes from the disk.
  for (int pass = 0; pass < passes; ++pass) times.push_back(turn_pages(connection, pages));
  judge(report, what, times);
}

// ---- histories

// Goes round for ever: at 25,000 events it fails.
constexpr const char* kRounds = R"({"StartAt": "Work", "States": {
  "Work": {"Type": "Task", "Next": "Enough",
           "Resource": "arn:aws:lambda:us-east-1:123456789012:function:Work"},
  "Enough": {"Type": "Choice", "Default": "Done",
             "Choices": [{"Variable": "$.again", "BooleanEquals": true, "Next": "Work"}]},
  "Done": {"Type": "Succeed"}}})";

// 4 events an item, all in few rows of the journal.
constexpr const char* kMap = R"({"StartAt": "Each", "States": {
  "Each": {"Type": "Map", "End": true, "ItemProcessor": {"StartAt": "Greet", "States": {
    "Greet": {"Type": "Pass", "Result": "hello", "End": true}}}}}})";

std::string items(int count) {
  std::string text = "[0";
  for (int i = 1; i < count; ++i) text += ",0";
  return text + "]";
}

Pages history(const std::string& machine, bool reverse) {
  Json parameters = Json::object();
  parameters["executionArn"] = fmt::format("arn:aws:states:us-east-1:123456789012:execution:{}:{}",
                                           machine, numbered_name(0));
  parameters["maxResults"] = 1'000;
  parameters["reverseOrder"] = reverse;
  return {"GetExecutionHistory", parameters};
}

void histories(const Options& options, Report& report) {
  const Scratch data(options);
  report.progress("making histories of 25,000 events");
  fill(data,
       {.machine = "rounds", .definition = kRounds, .executions = 1, .answer = [](const auto&) {
          return std::string(R"({"again": true})");
        }});
  fill(data, {.machine = "map", .definition = kMap, .input = items(6'200), .executions = 1});
  DaemonProcess daemon(options, data);
  const auto passes = options.choose(10, 2);
  for (const char* machine : {"rounds", "map"}) {
    for (const bool reverse : {false, true}) {
      const auto what =
          fmt::format("25,000 events of \"{}\"{}", machine, reverse ? ", reverse" : "");
      turn_pages(report, daemon, what, history(machine, reverse), passes);
    }
  }
}

// ---- listings

Pages listing(const std::string& machine, const std::optional<std::string>& status) {
  Json parameters = Json::object();
  parameters["stateMachineArn"] = machine_arn(machine);
  parameters["maxResults"] = 1'000;
  if (status) parameters["statusFilter"] = *status;
  return {"ListExecutions", parameters};
}

// With how many there are of each status, which must not cost what it takes to count them.
void own_pages(Report& report, DaemonProcess& daemon, std::int64_t executions) {
  report.progress("own pages");
  HttpConnection connection(daemon.port());
  const auto median_of = [&connection](const std::string& path) {
    Samples times;
    for (int i = 0; i < 50; ++i) {
      const Stopwatch watch;
      connection.get(path);
      times.push_back(watch.milliseconds());
    }
    return median(times);
  };
  const auto what = fmt::format("{} executions, a page of all machines", executions);
  report.at_most(what, median_of("/_sfn/v1/executions"), "ms", kOwnPageMs);
}

void listings(const Options& options, Report& report) {
  const auto executions = options.choose(1'000'000, 30'000);
  const Scratch data(options);
  report.progress(fmt::format("running {} executions", executions));
  fill(data, {.machine = "pass", .definition = kPassDefinition, .executions = executions});
  DaemonProcess daemon(options, data);
  turn_pages(report, daemon, fmt::format("{} executions", executions),
             listing("pass", std::nullopt), 1);
  turn_pages(report, daemon, fmt::format("{} executions by status", executions),
             listing("pass", "SUCCEEDED"), 1);
  own_pages(report, daemon, executions);
}

void bench(const Options& options, Report& report) {
  histories(options, report);
  listings(options, report);
}

}  // namespace
}  // namespace sfn::bench

int main(int argc, char** argv) {
  return sfn::bench::bench_main(argc, argv, "growth", sfn::bench::bench);
}
