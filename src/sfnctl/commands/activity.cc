// sfnctl activity: create, list, describe and delete activities, whose tasks workers ask for.
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

ExitCode run_activity(const Args& args, Client& client, Output& out) {
  const auto action = args.at(0);
  const auto name = args.at(1);
  if (action == "list") {
    return name.empty() ? list(client, out)
                        : out.failure(misused("activity list takes no name: it lists all"));
  }
  if (name.empty()) return out.failure(misused("activity " + action + " needs a NAME"));
  if (action == "create") return create(name, client, out);
  return action == "describe" ? describe(name, client, out) : remove(name, client, out);
}

}  // namespace

Command activity_command() {
  return {
      "activity",
      "",
      "Create, list, describe and delete activities",
      "Workers of an activity ask for its tasks with GetActivityTask, and end them with their "
      "tokens: sfnctl task, or SendTaskSuccess of any SDK.",
      {{"ACTION", "what to do", true, Completes::Nothing, {"create", "list", "describe", "delete"}},
       {"NAME", "the activity, or its ARN; not for list", false}},
      {},
      {{"activity create approve-order", "Make one, and print its ARN for the definition"},
       {"activity list", "Those of all regions"},
       {"activity delete approve-order", "Delete one"}},
      run_activity};
}

}  // namespace sfn::sfnctl
