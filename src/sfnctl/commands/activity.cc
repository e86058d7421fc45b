// sfnctl activity: create, list, describe and delete activities, and take their tasks.
#include "sfnctl/cells.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/inventory.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"

namespace sfn::sfnctl {
namespace {

Table table_of(const std::vector<Json>& activities) {
  Table table{{{"NAME"}, {"CREATED"}, {"REGION"}}, {}};
  for (const auto& activity : activities) {
    table.rows.push_back({text_at(activity, "name"),
                          time_cell(time_at(activity, "creationDate")),
                          {region_of(text_at(activity, "activityArn")), Tone::Faint}});
  }
  return table;
}

ExitCode list(Client& client, Output& out) {
  const auto activities = all_activities(client);
  if (!activities) return out.failure(activities.error());
  Json api;
  api["activities"] = *activities;
  out.list(api, table_of(*activities), "No activities: sfnctl activity create NAME makes one.");
  return ExitCode::Done;
}

ExitCode create(const std::string& name, Client& client, Output& out) {
  const auto region = client.region();
  if (!region) return out.failure(region.error());
  const auto created = client.call(*region, "CreateActivity", {{"name", name}});
  if (!created) return out.failure(created.error());
  out.value(*created, text_at(*created, "activityArn"));
  return ExitCode::Done;
}

ExitCode describe(const std::string& name, Client& client, Output& out) {
  const auto arn = find_activity(client, name);
  if (!arn) return out.failure(arn.error());
  const auto activity = client.call(region_of(*arn), "DescribeActivity", {{"activityArn", *arn}});
  if (!activity) return out.failure(activity.error());
  out.record(*activity, {{"Activity", {text_at(*activity, "name"), Tone::Strong}},
                         {"Created", time_cell(time_at(*activity, "creationDate"))},
                         {"ARN", *arn}});
  return ExitCode::Done;
}

ExitCode remove(const std::string& name, Client& client, Output& out) {
  const auto arn = find_activity(client, name);
  if (!arn) return out.failure(arn.error());
  const auto removed = client.call(region_of(*arn), "DeleteActivity", {{"activityArn", *arn}});
  if (!removed) return out.failure(removed.error());
  out.value(*removed, *arn);
  if (out.format() == Format::Table) {
    out.note("Deleted. States that enter it fail; tasks that workers have can still be ended.");
  }
  return ExitCode::Done;
}

// The daemon answers an empty poll after a minute; then it is asked again.
Result<Json> next_task(const Json& request, const std::string& region, Client& client) {
  for (;;) {
    auto task = client.call(region, "GetActivityTask", request);
    if (!task || has_text(*task, "taskToken")) return task;
  }
}

ExitCode poll(const std::string& name, const Args& args, Client& client, Output& out) {
  const auto timeout = args.duration("--timeout");
  if (!timeout) return out.failure(timeout.error());
  const auto arn = find_activity(client, name);
  if (!arn) return out.failure(arn.error());
  Json request = {{"activityArn", *arn}};
  if (args.has("--worker")) request["workerName"] = args.text("--worker");
  if (*timeout) client.set_deadline(std::chrono::steady_clock::now() + **timeout);
  const auto task = next_task(request, region_of(*arn), client);
  if (!task) return out.failure(task.error());
  out.record(*task, {{"Token", text_at(*task, "taskToken")}, {"Input", text_at(*task, "input")}});
  return ExitCode::Done;
}

Result<void> check_options(const Args& args) {
  for (const char* option : {"--worker", "--timeout"}) {
    if (args.has(option) && args.at(0) != "poll") {
      return misused(fmt::format("{} goes with poll, not with {}", option, args.at(0)));
    }
  }
  return {};
}

ExitCode run_activity(const Args& args, Client& client, Output& out) {
  const auto action = args.at(0);
  const auto name = args.at(1);
  if (const auto checked = check_options(args); !checked) return out.failure(checked.error());
  if (action == "list") {
    return name.empty() ? list(client, out)
                        : out.failure(misused("activity list takes no name: it lists all"));
  }
  if (name.empty()) return out.failure(misused("activity " + action + " needs a NAME"));
  if (action == "create") return create(name, client, out);
  if (action == "poll") return poll(name, args, client, out);
  return action == "describe" ? describe(name, client, out) : remove(name, client, out);
}

}  // namespace

Command activity_command() {
  return {
      "activity",
      "",
      "Create, list, describe and delete activities, and take their tasks",
      "Workers of an activity take its tasks by poll, or by GetActivityTask of any SDK, and end "
      "them with their tokens: sfnctl task, or SendTaskSuccess. A poll waits until there is a "
      "task.",
      {{"ACTION",
        "what to do",
        true,
        Completes::Nothing,
        {"create", "list", "describe", "delete", "poll"}},
       {"NAME", "the activity, or its ARN; not for list", false}},
      {{"--worker", "NAME", "With poll, who takes the task, for the history"},
       {"--timeout", "TIME", "With poll, wait no longer than that: 30s, 5m, 2h"}},
      {{"activity create approve-order", "Make one, and print its ARN for the definition"},
       {"activity list", "Those of all regions"},
       {"activity poll approve-order -o json | jq -r .taskToken", "Wait for a task and take it"},
       {"activity delete approve-order", "Delete one"}},
      run_activity};
}

}  // namespace sfn::sfnctl
