// sfnctl update-map-run: change the limits of a map run while it runs.
#include <array>

#include "base/text.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/map_run_text.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"

namespace sfn::sfnctl {
namespace {

struct Limit {
  const char* option;
  const char* member;  ///< Of UpdateMapRun.
};
constexpr std::array<Limit, 3> kLimits{
    {{"--max-concurrency", "maxConcurrency"},
     {"--tolerated-failure-count", "toleratedFailureCount"},
     {"--tolerated-failure-percentage", "toleratedFailurePercentage"}}};

// What is too small or too large is the daemon's to say.
Result<Json> limits_of(const Args& args) {
  Json limits = Json::object();
  for (const auto& [option, member] : kLimits) {
    if (!args.has(option)) continue;
    auto number = parse_json(args.text(option));
    if (!number || !number->is_number()) {
      return misused(fmt::format("{} takes a number, got \"{}\"", option, args.text(option)));
    }
    limits[member] = std::move(*number);
  }
  if (limits.empty()) return misused("nothing to change: give at least one of the limits");
  return limits;
}

// A map run's own ARN, or an execution, of which the one that runs is meant.
Result<std::string> find_running(Client& client, const std::string& text) {
  if (text.find(":mapRun:") != std::string::npos) return text;
  const auto execution = find_execution(client, text);
  if (!execution) return execution.error();
  const auto runs = map_runs_of(client, *execution);
  if (!runs) return runs.error();
  std::vector<std::string> running;
  for (const auto& run : *runs) {
    if (text_at(run, "status") == "RUNNING") running.push_back(text_at(run, "mapRunArn"));
  }
  if (running.empty()) return misused(fmt::format("no map run of {} is running", text));
  if (running.size() > 1) {
    return misused(fmt::format("several map runs of {} are running; say which by its ARN: {}", text,
                               join(running, ", ")));
  }
  return running.front();
}

ExitCode run_update_map_run(const Args& args, Client& client, Output& out) {
  auto request = limits_of(args);
  if (!request) return out.failure(request.error());
  const auto arn = find_running(client, args.at(0));
  if (!arn) return out.failure(arn.error());
  (*request)["mapRunArn"] = *arn;
  const auto updated = client.call(region_of(*arn), "UpdateMapRun", *request);
  if (!updated) return out.failure(updated.error());
  out.value(*updated, *arn);
  return ExitCode::Done;
}

}  // namespace

Command update_map_run_command() {
  return {
      "update-map-run",
      "",
      "Change the limits of a map run while it runs",
      "How many children run at once, and how many items may fail before the run does. Prints "
      "the ARN of the map run.",
      {{"EXECUTION", "the execution that it belongs to, or the map run's own ARN", true,
        Completes::Executions}},
      {{"--max-concurrency", "N", "Children that run at once; 0: as many as may"},
       {"--tolerated-failure-count", "N", "Items that may fail"},
       {"--tolerated-failure-percentage", "P", "Likewise, of a hundred"}},
      {{"update-map-run @last --max-concurrency 5", "Slow the newest execution's down"},
       {"update-map-run import/monday --tolerated-failure-percentage 2.5", "Bear more failures"}},
      run_update_map_run};
}

}  // namespace sfn::sfnctl
