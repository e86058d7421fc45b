// sfnctl state-machines: those of all regions.
#include "sfnctl/cells.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/inventory.h"
#include "sfnctl/members.h"

namespace sfn::sfnctl {
namespace {

Table table_of(const std::vector<Json>& machines) {
  Table table{{{"NAME"}, {"TYPE"}, {"CREATED"}, {"REGION"}}, {}};
  for (const auto& machine : machines) {
    table.rows.push_back({text_at(machine, "name"),
                          text_at(machine, "type"),
                          time_cell(time_at(machine, "creationDate")),
                          {region_of(text_at(machine, "stateMachineArn")), Tone::Faint}});
  }
  return table;
}

ExitCode run_state_machines(const Args&, Client& client, Output& out) {
  const auto machines = all_state_machines(client);
  if (!machines) return out.failure(machines.error());
  Json api;
  api["stateMachines"] = *machines;
  out.list(api, table_of(*machines), "No state machines: sfnctl deploy DIR makes one.");
  return ExitCode::Done;
}

}  // namespace

Command state_machines_command() {
  return {"state-machines",
          "",
          "List the state machines",
          "Of all regions, unless --region asks for one.",
          {},
          {},
          {{"state-machines", "All of them"},
           {"state-machines --region eu-west-3 -o text | cut -f1",
            "The names of those in one region, for a script"}},
          run_state_machines};
}

}  // namespace sfn::sfnctl
