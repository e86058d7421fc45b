// sfnctl describe: one execution with what it is waiting for, or one state machine.
#include "base/text.h"
#include "sfnctl/cells.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/described.h"
#include "sfnctl/follow.h"
#include "sfnctl/history_text.h"
#include "sfnctl/map_run_text.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"
#include "sfnctl/outstanding.h"

namespace sfn::sfnctl {
namespace {

Cell time_taken(const Json& execution, Timestamp now) {
  const auto start = time_at(execution, "startDate");
  if (!start) return "";
  const auto stop = time_at(execution, "stopDate");
  auto taken = duration_cell(stop.value_or(now) - *start);
  if (!stop) taken.text += " so far";
  return taken;
}

/// What AWS would have refused. A daemon that does not know tells of nothing.
Json limits_passed(Client& client, const std::string& arn) {
  const auto answer = client.own("limits/" + percent_encode(arn));
  return answer ? array_at(*answer, "passed") : Json::array();
}

void show_limits(const Json& passed, Output& out) {
  if (passed.empty() || out.format() != Format::Table) return;
  std::string lines = "\nPast the limits of AWS:\n";
  for (const auto& note : passed) lines += "  " + note.get<std::string>() + "\n";
  out.raw(lines);
}

// Those that it waits for.
ExitCode describe_map_runs(const Json& outstanding, Client& client, Output& out) {
  for (const auto& item : outstanding) {
    const auto arn = text_at(item, "childArn");
    if (arn.find(":mapRun:") == std::string::npos) continue;
    const auto run = client.call(region_of(arn), "DescribeMapRun", {{"mapRunArn", arn}});
    if (!run) return out.failure(run.error());
    out.raw(fmt::format("\nMap run {}:\n{}\n", short_map_run_name(arn), map_run_progress(*run)));
  }
  return ExitCode::Done;
}

ExitCode show_execution(const std::string& arn, Client& client, Output& out) {
  auto execution = describe_execution(client, arn);
  if (!execution) return out.failure(execution.error());
  const auto outstanding = client.own(execution_path(arn, "outstanding"));
  if (!outstanding) return out.failure(outstanding.error());

  const auto status = text_at(*execution, "status");
  const std::vector<Field> fields = {{"Execution", {short_execution_name(arn), Tone::Strong}},
                                     {"Status", {status, tone_of_status(status)}},
                                     {"Started", time_cell(time_at(*execution, "startDate"))},
                                     {"Ended", time_cell(time_at(*execution, "stopDate"))},
                                     {"Took", time_taken(*execution, client.now())},
                                     {"Error", {error_and_cause(*execution), Tone::Bad}},
                                     {"Input", text_at(*execution, "input")},
                                     {"Output", text_at(*execution, "output")},
                                     {"Kept", is_kept(*execution) ? "" : "no: EXPRESS, in memory"},
                                     {"State machine", text_at(*execution, "stateMachineArn")},
                                     {"ARN", arn}};
  const auto& items = array_at(*outstanding, "outstanding");
  (*execution)["outstanding"] = items;
  const auto passed = limits_passed(client, arn);
  if (!passed.empty()) (*execution)["limitsPassed"] = passed;
  out.record(*execution, fields);
  // One that has ended may have to stop what it has started.
  if (out.format() != Format::Table) return ExitCode::Done;
  if (status == "RUNNING" || !items.empty()) {
    out.raw("\nWaiting for:\n" + outstanding_text(items, client.now()));
  }
  show_limits(passed, out);
  return describe_map_runs(items, client, out);
}

ExitCode describe_state_machine(const std::string& arn, Client& client, Output& out) {
  auto machine = client.call(region_of(arn), "DescribeStateMachine", {{"stateMachineArn", arn}});
  if (!machine) return out.failure(machine.error());
  const auto passed = limits_passed(client, arn);
  if (!passed.empty()) (*machine)["limitsPassed"] = passed;
  out.record(*machine, {{"State machine", {text_at(*machine, "name"), Tone::Strong}},
                        {"Status", text_at(*machine, "status")},
                        {"Type", text_at(*machine, "type")},
                        {"Created", time_cell(time_at(*machine, "creationDate"))},
                        {"Role", text_at(*machine, "roleArn")},
                        {"ARN", arn}});
  if (out.format() == Format::Table) out.raw("\n" + text_at(*machine, "definition") + "\n");
  show_limits(passed, out);
  return ExitCode::Done;
}

ExitCode run_describe(const Args& args, Client& client, Output& out) {
  if (looks_like_execution(args.at(0))) {
    const auto arn = find_execution(client, args.at(0));
    return arn ? show_execution(*arn, client, out) : out.failure(arn.error());
  }
  const auto arn = find_state_machine(client, args.at(0));
  return arn ? describe_state_machine(*arn, client, out) : out.failure(arn.error());
}

}  // namespace

Command describe_command() {
  return {"describe",
          "",
          "Show an execution and what it waits for, or a state machine",
          "As JSON, the members of DescribeExecution with one more, outstanding: the work that the "
          "execution waits for; and limitsPassed, where the daemon runs with --limits warn and "
          "there was "
          "something that AWS would have refused.",
          {{"NAME", "an execution (MACHINE/NAME, @last or an ARN) or a state machine", true,
            Completes::Executions}},
          {},
          {{"describe @last", "How is the newest execution?"},
           {"describe order-processing/order-4711", "What does this one wait for, until when?"},
           {"describe order-processing", "The state machine, with its definition"}},
          run_describe};
}

}  // namespace sfn::sfnctl
