// sfnctl start: start an execution and, if asked to, see it through.
#include <iostream>

#include "sfnctl/commands/commands.h"
#include "sfnctl/input.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"
#include "sfnctl/watch.h"

namespace sfn::sfnctl {
namespace {

Result<Json> start(const Args& args, Client& client) {
  const auto input = read_input(args.text("--input"), std::cin, client.interrupt());
  if (!input) return input.error();
  const auto machine = find_state_machine(client, args.at(0));
  if (!machine) return machine.error();

  Json request = {{"stateMachineArn", *machine}, {"input", *input}};
  if (args.has("--name")) request["name"] = args.text("--name");
  return client.call(region_of(*machine), "StartExecution", request);
}

ExitCode run_start(const Args& args, Client& client, Output& out) {
  const auto timeout = args.duration("--timeout");
  if (!timeout) return out.failure(timeout.error());
  const bool wait = args.has("--wait");
  if (*timeout && !wait) return out.failure(misused("--timeout goes with --wait"));

  const auto started = start(args, client);
  if (!started) return out.failure(started.error());
  const auto arn = text_at(*started, "executionArn");
  const auto name = short_execution_name(arn);
  if (wait) {
    out.note("Started " + name);
    return watch(client, out, arn, *timeout);
  }
  out.value(*started, arn);
  if (out.format() == Format::Table) {
    out.note(fmt::format("Started. See it through: sfnctl wait {}{}", name, region_words(client)));
  }
  return ExitCode::Done;
}

}  // namespace

Command start_command() {
  return {"start",
          "",
          "Start an execution, and with --wait see it through",
          "With --wait each state is shown as it is entered, with the time spent in it; then the "
          "output is printed, and the exit code tells the outcome. Ctrl-C and --timeout end the "
          "waiting, never the execution.",
          {{"MACHINE", "a state machine", true, Completes::StateMachines}},
          {{"--input", "JSON",
            "The execution's input: JSON, @FILE, or - for standard input; {} if left out", 'i'},
           {"--name", "NAME", "The execution's name; a UUID if left out"},
           {"--wait", "", "Wait for the end", 'w'},
           {"--timeout", "TIME", "Wait no longer than that: 30s, 5m, 2h"}},
          {{"start order-processing --input @inputs/valid.json --wait",
            "Start with an input from a file and watch it"},
           {"start order-processing --input '{\"amount\": 150}' --name order-4711",
            "Start under a name, which makes a repetition harmless"},
           {"start order-processing -i - -w --timeout 5m -o text < order.json",
            "For scripts: only the output, within five minutes"}},
          run_start};
}

}  // namespace sfn::sfnctl
