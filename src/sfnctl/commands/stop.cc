// sfnctl stop: abort an execution.
#include "sfnctl/commands/commands.h"
#include "sfnctl/human.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"

namespace sfn::sfnctl {
namespace {

/// The execution without its data; nothing where the daemon does not tell.
Json look_at(Client& client, const std::string& arn) {
  const auto found = client.call(region_of(arn), "DescribeExecution",
                                 {{"executionArn", arn}, {"includedData", "METADATA_ONLY"}});
  return found ? *found : Json::object();
}

std::string had_ended(const Json& execution, const std::string& status) {
  const auto at = time_at(execution, "stopDate");
  return fmt::format("It had already {}{}.",
                     status == "ABORTED" ? "been aborted" : "ended: " + status,
                     at ? " at " + human_time(*at) : "");
}

/// Gives the answer on what was to be stopped.
Result<Json> stop(const Args& args, Client& client, const std::string& arn) {
  Json request = {{"executionArn", arn}};
  if (args.has("--error")) request["error"] = args.text("--error");
  if (args.has("--cause")) request["cause"] = args.text("--cause");
  return client.call(region_of(arn), "StopExecution", request);
}

/// AWS answers the stop of a closed execution as if it had been one, so that only its status before
/// and after tells what has happened.
std::string what_happened(const Json& before, const Json& after) {
  const auto status_before = text_at(before, "status");
  const bool had_run = status_before.empty() || status_before == "RUNNING";
  if (!had_run) return had_ended(before, status_before);
  const auto status = text_at(after, "status");
  return status.empty() || status == "ABORTED" ? "Stopped." : had_ended(after, status);
}

ExitCode run_stop(const Args& args, Client& client, Output& out) {
  const auto arn = find_execution(client, args.at(0));
  if (!arn) return out.failure(arn.error());
  const bool tells = out.format() == Format::Table;
  const auto before = tells ? look_at(client, *arn) : Json::object();
  const auto stopped = stop(args, client, *arn);
  if (!stopped) return out.failure(stopped.error());
  out.value(*stopped, short_execution_name(*arn));
  if (tells) out.note(what_happened(before, look_at(client, *arn)));
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
          run_stop};
}

}  // namespace sfn::sfnctl
