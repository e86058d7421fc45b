// sfnctl functions: those of all regions.
#include "sfnctl/cells.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/inventory.h"
#include "sfnctl/members.h"

namespace sfn::sfnctl {
namespace {

Table table_of(const std::vector<Json>& functions) {
  Table table{{{"NAME"}, {"RUNTIME"}, {"HANDLER"}, {"TIMEOUT", true}, {"CODE", true}, {"REGION"}},
              {}};
  for (const auto& function : functions) {
    const auto timeout = std::to_string(integer_at(function, "Timeout"));
    table.rows.push_back({text_at(function, "FunctionName"),
                          text_at(function, "Runtime"),
                          text_at(function, "Handler"),
                          {timeout + " s", Tone::Plain, timeout},
                          bytes_cell(integer_at(function, "CodeSize")),
                          {region_of(text_at(function, "FunctionArn")), Tone::Faint}});
  }
  return table;
}

ExitCode run_functions(const Args&, Client& client, Output& out) {
  const auto functions = all_functions(client);
  if (!functions) return out.failure(functions.error());
  Json api;
  api["Functions"] = *functions;
  out.list(api, table_of(*functions), "No functions: sfnctl deploy DIR registers a folder's.");
  return ExitCode::Done;
}

}  // namespace

Command functions_command() {
  return {"functions",
          "",
          "List the functions",
          "Of all regions, unless --region asks for one.",
          {},
          {},
          {{"functions", "All of them"},
           {"functions -o json | jq '.Functions[].Runtime'", "What do they run on?"}},
          run_functions};
}

}  // namespace sfn::sfnctl
