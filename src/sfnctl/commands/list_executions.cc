// sfnctl list-executions: executions across state machines and regions, newest first.
#include "base/text.h"
#include "sfnctl/cells.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/described.h"
#include "sfnctl/inventory.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"
#include "sfnctl/url.h"

namespace sfn::sfnctl {
namespace {

constexpr std::int64_t kDefaultLimit = 50;
constexpr std::int64_t kPageMax = 1'000;

Cell time_taken(const Json& execution, Timestamp now) {
  const auto start = time_at(execution, "startDate");
  if (!start) return "";
  return duration_cell(time_at(execution, "stopDate").value_or(now) - *start);
}

Table table_of(const Json& executions, Timestamp now) {
  Table table{{{"EXECUTION"}, {"STATUS"}, {"STARTED"}, {"TOOK", true}, {"REGION"}}, {}};
  for (const auto& execution : executions) {
    const auto status = text_at(execution, "status");
    table.rows.push_back({short_execution_name(text_at(execution, "executionArn")),
                          {status, tone_of_status(status)},
                          time_cell(time_at(execution, "startDate")),
                          time_taken(execution, now),
                          {text_at(execution, "region"), Tone::Faint}});
  }
  return table;
}

Result<std::string> since(const Args& args, Timestamp now) {
  const auto age = args.duration("--since");
  if (!age) return age.error();
  return *age ? to_iso8601(now - **age) : std::string();
}

/// The pages up to `limit`, as one answer of the API.
Result<Json> read_executions(Client& client, const Args& args, std::int64_t limit) {
  const auto machine = args.at(0);
  const bool by_arn = starts_with(machine, "arn:");
  const auto started_after = since(args, client.now());
  if (!started_after) return started_after.error();
  Json executions = Json::array();
  for (std::string token;;) {
    const auto left = limit - static_cast<std::int64_t>(executions.size());
    auto page =
        client.own("executions" + query({{by_arn ? "stateMachineArn" : "stateMachine", machine},
                                         {"name", args.text("--name")},
                                         {"status", args.text("--status")},
                                         {"startedAfter", *started_after},
                                         {"region", client.asked_region().value_or("")},
                                         {"limit", std::to_string(std::min(left, kPageMax))},
                                         {"nextToken", token}}));
    if (!page) return page;
    for (const auto& execution : array_at(*page, "executions")) executions.push_back(execution);
    token = text_at(*page, "nextToken");
    if (token.empty() || static_cast<std::int64_t>(executions.size()) >= limit) {
      (*page)["executions"] = std::move(executions);
      return page;
    }
  }
}

/// A misspelt state machine would look like one without executions.
Result<void> check_machine(Client& client, const std::string& machine) {
  if (machine.empty() || starts_with(machine, "arn:")) return {};
  const auto known = all_state_machines(client);
  if (!known) return known.error();
  for (const auto& item : *known) {
    if (text_at(item, "name") == machine) return {};
  }
  return find_state_machine(client, machine).error();
}

ExitCode run_list_executions(const Args& args, Client& client, Output& out) {
  const auto limit = args.count("--limit", kDefaultLimit);
  if (!limit) return out.failure(limit.error());
  const auto answer = read_executions(client, args, *limit);
  if (!answer) return out.failure(answer.error());
  const auto& executions = array_at(*answer, "executions");
  if (executions.empty()) {
    const auto checked = check_machine(client, args.at(0));
    if (!checked) return out.failure(checked.error());
  }
  out.list(*answer, table_of(executions, client.now()), "No executions.");
  // As JSON the answer says it itself.
  const bool all_kept = std::all_of(executions.begin(), executions.end(), is_kept);
  if (out.format() == Format::Table && !all_kept) {
    out.note("EXPRESS executions are in memory alone, and only the last ones that ended.");
  }
  if (out.format() != Format::Json && has_text(*answer, "nextToken")) {
    out.note(fmt::format("These are the newest {}; --limit shows more.", executions.size()));
  }
  return ExitCode::Done;
}

}  // namespace

Command list_executions_command() {
  return {"list-executions",
          "list",
          "List executions, newest first",
          "Of all state machines and regions, unless one is named.",
          {{"MACHINE", "only those of this state machine", false, Completes::StateMachines}},
          {{"--status",
            "STATUS",
            "Only those with this status",
            's',
            {"RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"}},
           {"--name", "PREFIX", "Only those whose name begins so"},
           {"--since", "TIME", "Only those started within that time: 30m, 2h, 7d"},
           {"--limit", "N", "No more than N; 50 if left out"}},
          {{"list", "What happened last?"},
           {"list order-processing --status FAILED --since 1d", "What failed today?"},
           {"list --status RUNNING --limit 100000 -o text | cut -f1",
            "The names of all that run, for a script"}},
          run_list_executions};
}

}  // namespace sfn::sfnctl
