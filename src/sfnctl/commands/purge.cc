// sfnctl purge: delete executions that ended long ago.
#include "sfnctl/commands/commands.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"

namespace sfn::sfnctl {
namespace {

ExitCode run_purge(const Args& args, Client& client, Output& out) {
  const auto age = args.duration("--older-than");
  if (!age) return out.failure(age.error());
  if (!*age) {
    return out.failure(
        misused("purge needs --older-than TIME, since it deletes for good: "
                "sfnctl purge --older-than 30d"));
  }
  Json request = {{"stoppedBefore", to_iso8601(client.now() - **age)}};
  if (!args.at(0).empty()) {
    const auto machine = find_state_machine(client, args.at(0));
    if (!machine) return out.failure(machine.error());
    request["stateMachineArn"] = *machine;
  }
  const auto purged = client.own_post("purge", request);
  if (!purged) return out.failure(purged.error());
  out.value(*purged, std::to_string(integer_at(*purged, "purged")));
  if (out.format() == Format::Table) out.note("executions deleted.");
  return ExitCode::Done;
}

}  // namespace

Command purge_command() {
  return {"purge",
          "",
          "Delete executions that ended long ago",
          "Deletes them with their histories, for good; running ones stay. The daemon does this by "
          "itself after its --retain time.",
          {{"MACHINE", "only those of this state machine", false, Completes::StateMachines}},
          {{"--older-than", "TIME", "Those that ended longer ago than that: 12h, 30d"}},
          {{"purge --older-than 30d", "All that ended a month ago or earlier"},
           {"purge order-processing --older-than 0s", "All that have ended, of one state machine"}},
          run_purge};
}

}  // namespace sfn::sfnctl
