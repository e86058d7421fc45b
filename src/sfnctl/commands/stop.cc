// sfnctl stop: abort an execution.
#include "sfnctl/commands/commands.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"

namespace sfn::sfnctl {
namespace {

/// AWS answers the stop of a closed execution as if it had been one.
std::string what_happened(Client& client, const std::string& arn) {
  const auto found = client.call(region_of(arn), "DescribeExecution",
                                 {{"executionArn", arn}, {"includedData", "METADATA_ONLY"}});
  const auto status = found ? text_at(*found, "status") : "ABORTED";
  return status == "ABORTED" ? "Stopped." : fmt::format("It had ended already: {}.", status);
}

ExitCode run(const Args& args, Client& client, Output& out) {
  const auto arn = find_execution(client, args.at(0));
  if (!arn) return out.failure(arn.error());
  Json request = {{"executionArn", *arn}};
  if (args.has("--error")) request["error"] = args.text("--error");
  if (args.has("--cause")) request["cause"] = args.text("--cause");

  const auto stopped = client.call(region_of(*arn), "StopExecution", request);
  if (!stopped) return out.failure(stopped.error());
  out.value(*stopped, short_execution_name(*arn));
  if (out.format() == Format::Table) out.note(what_happened(client, *arn));
  return ExitCode::Done;
}

}  // namespace

Command stop_command() {
  return {"stop",
          "",
          "Abort an execution",
          "A function that is running is left to run, and its answer is discarded.",
          {{"EXECUTION", "MACHINE/NAME, @last or an ARN", true, Completes::Executions}},
          {{"--error", "CODE", "Recorded as the execution's error"},
           {"--cause", "TEXT", "Recorded as the execution's cause"}},
          {{"stop @last", "Abort what was started last"},
           {"stop order-processing/order-4711 --error Cancelled --cause 'asked by the customer'",
            "And record why"}},
          run};
}

}  // namespace sfn::sfnctl
