// sfnctl wait: see an execution through that was started before.
#include "sfnctl/commands/commands.h"
#include "sfnctl/names.h"
#include "sfnctl/watch.h"

namespace sfn::sfnctl {
namespace {

ExitCode run_wait(const Args& args, Client& client, Output& out) {
  const auto timeout = args.duration("--timeout");
  if (!timeout) return out.failure(timeout.error());
  const auto arn = find_execution(client, args.at(0));
  if (!arn) return out.failure(arn.error());
  return watch(client, out, *arn, *timeout);
}

}  // namespace

Command wait_command() {
  return {"wait",
          "",
          "Wait for the end of an execution and print its outcome",
          "Shows the states that it has passed and passes through, then the output; the exit code "
          "tells the outcome. Ctrl-C and --timeout end the waiting, never the execution. If the "
          "daemon goes away meanwhile, sfnctl waits a minute for it to come back.",
          {{"EXECUTION", "MACHINE/NAME, @last or an ARN", true, Completes::Executions}},
          {{"--timeout", "TIME", "Wait no longer than that: 30s, 5m, 2h"}},
          {{"wait @last", "The execution that was started last"},
           {"wait order-processing/order-4711 --timeout 10m && echo shipped",
            "Go on in a script if it succeeded"}},
          run_wait};
}

}  // namespace sfn::sfnctl
