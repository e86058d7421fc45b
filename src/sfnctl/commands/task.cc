// sfnctl task: end a task that waits for its token, or show that it is being worked on.
#include <iostream>

#include "sfnctl/commands/commands.h"
#include "sfnctl/input.h"
#include "sfnctl/members.h"

namespace sfn::sfnctl {
namespace {

/// What an action does not take must not be lost without a word.
Result<void> check_options(const Args& args) {
  const auto action = args.at(0);
  for (const char* option : {"--error", "--cause"}) {
    if (args.has(option) && action != "failure") {
      return misused(fmt::format("{} goes with failure, not with {}", option, action));
    }
  }
  if (args.has("--result") && action != "success") {
    return misused("--result goes with success, not with " + action);
  }
  return {};
}

Result<Json> request_of(const Args& args, const Client& client) {
  Json request = {{"taskToken", args.at(1)}};
  if (args.at(0) == "success") {
    auto output = read_input(args.text("--result"), std::cin, client.interrupt());
    if (!output) return output.error();
    request["output"] = std::move(*output);
  }
  if (args.has("--error")) request["error"] = args.text("--error");
  if (args.has("--cause")) request["cause"] = args.text("--cause");
  return request;
}

const char* api_action(const std::string& action) {
  if (action == "success") return "SendTaskSuccess";
  return action == "failure" ? "SendTaskFailure" : "SendTaskHeartbeat";
}

ExitCode run_task(const Args& args, Client& client, Output& out) {
  if (const auto checked = check_options(args); !checked) return out.failure(checked.error());
  const auto request = request_of(args, client);
  if (!request) return out.failure(request.error());
  // A token says by itself where it belongs.
  const auto region = client.region();
  if (!region) return out.failure(region.error());
  const auto answer = client.call(*region, api_action(args.at(0)), *request);
  if (!answer) return out.failure(answer.error());
  if (out.format() == Format::Json) out.value(*answer, "");
  if (out.format() == Format::Table) out.note("Taken.");
  return ExitCode::Done;
}

}  // namespace

Command task_command() {
  return {
      "task",
      "",
      "End a task by its token, or send its heartbeat",
      "Tokens are what workers of activities and callees of .waitForTaskToken have; sfnctl "
      "describe EXECUTION shows those that are waited for.",
      {{"ACTION", "what to report", true, Completes::Nothing, {"success", "failure", "heartbeat"}},
       {"TOKEN", "the task's token"}},
      {{"--result", "JSON",
        "With success, the task's result: JSON, @FILE, or - for standard input; {} if left out",
        'r'},
       {"--error", "CODE", "With failure, the error's name"},
       {"--cause", "TEXT", "With failure, the error's cause"}},
      {{"task success $TOKEN --result '{\"approved\": true}'", "Give the task its result"},
       {"task failure $TOKEN --error Rejected --cause 'over budget'", "Or let it fail"},
       {"task heartbeat $TOKEN", "Show that it is being worked on"}},
      run_task};
}

}  // namespace sfn::sfnctl
