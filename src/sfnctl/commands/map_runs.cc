// sfnctl map-runs: the map runs of an execution, and how far each has come.
#include "sfnctl/cells.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/map_run_text.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"

namespace sfn::sfnctl {
namespace {

Table table_of_map_runs(const std::vector<Json>& runs) {
  Table table{{{"MAP RUN"}, {"STATUS"}, {"PROGRESS"}, {"STARTED"}}, {}};
  for (const auto& run : runs) {
    const auto status = text_at(run, "status");
    table.rows.push_back({short_map_run_name(text_at(run, "mapRunArn")),
                          {status, tone_of_status(status)},
                          map_run_progress(run),
                          time_cell(time_at(run, "startDate"))});
  }
  return table;
}

ExitCode run_map_runs(const Args& args, Client& client, Output& out) {
  const auto arn = find_execution(client, args.at(0));
  if (!arn) return out.failure(arn.error());
  const auto runs = map_runs_of(client, *arn);
  if (!runs) return out.failure(runs.error());
  Json api;
  api["mapRuns"] = *runs;
  out.list(api, table_of_map_runs(*runs),
           "No map runs: the execution has entered no distributed Map.");
  return ExitCode::Done;
}

}  // namespace

Command map_runs_command() {
  return {"map-runs",
          "",
          "List the map runs of an execution, and how far they have come",
          "A distributed Map that is entered, or tried again, has one. As JSON, the members of "
          "DescribeMapRun for each.",
          {{"EXECUTION", "MACHINE/NAME, @last or an ARN", true, Completes::Executions}},
          {},
          {{"map-runs @last", "How far has the newest execution come?"},
           {"map-runs import/monday -o json | jq '.mapRuns[].itemCounts'", "All counts"}},
          run_map_runs};
}

}  // namespace sfn::sfnctl
