// CreateLogGroup, DeleteLogGroup, DescribeLogGroups, PutRetentionPolicy, DeleteRetentionPolicy.

#include <fmt/format.h>

#include <algorithm>

#include "api/logs/log_members.h"
#include "api/logs/logs.h"
#include "api/page_token.h"
#include "base/arn.h"
#include "base/text.h"

namespace sfn::api {
namespace {

const std::vector<std::int64_t> kRetentionDays = {1,    3,    5,    7,    14,   30,  60,  90,
                                                  120,  150,  180,  365,  400,  545, 731, 1096,
                                                  1827, 2192, 2557, 2922, 3288, 3653};

Json show_group(const Place& place, const logs::GroupInfo& group) {
  const auto arn = log_group_arn(place, group.name);
  Json shown = {{"logGroupName", group.name},
                {"creationTime", to_epoch_ms(group.created)},
                {"metricFilterCount", 0},
                {"arn", arn},
                {"storedBytes", group.stored_bytes},
                {"logGroupClass", "STANDARD"},
                {"logGroupArn", arn.substr(0, arn.size() - 2)}};  // Without `:*`.
  if (group.retention_days) shown["retentionInDays"] = *group.retention_days;
  return shown;
}

Json show_groups(const Place& place, const logs::GroupPage& page, const std::string& listing) {
  Json groups = Json::array();
  for (const auto& group : page.groups) groups.push_back(show_group(place, group));
  Json shown = {{"logGroups", std::move(groups)}};
  if (page.more) shown["nextToken"] = make_page_token(listing, page.groups.back().name);
  return shown;
}

std::string retention_words() {
  std::vector<std::string> words;
  for (const auto days : kRetentionDays) words.push_back(std::to_string(days));
  return join(words, ", ");
}

}  // namespace

void CloudWatchLogs::create_log_group(const Json& params, const RequestContext& context,
                                      const Reply& reply) {
  LogMembers read(params, context);
  auto group = read.group();
  const auto log_class =
      read.members().word("logGroupClass", {"STANDARD", "INFREQUENT_ACCESS", "DELIVERY"});
  if (log_class && *log_class != "STANDARD")
    read.refuse(fmt::format("logGroupClass {} is not supported here, only STANDARD", *log_class));
  if (read.members().text("kmsKeyId", {0, 256}))
    read.refuse("kmsKeyId is not supported here: logs are not encrypted");
  if (const auto ok = read.verdict(); !ok) return reply(ok.error());
  store_.create_group(std::move(group), answering(reply));
}

void CloudWatchLogs::delete_log_group(const Json& params, const RequestContext& context,
                                      const Reply& reply) {
  LogMembers read(params, context);
  auto group = read.group();
  if (const auto ok = read.verdict(); !ok) return reply(ok.error());
  store_.delete_group(std::move(group), answering(reply));
}

void CloudWatchLogs::describe_log_groups(const Json& params, const RequestContext& context,
                                         const Reply& reply) {
  LogMembers read(params, context);
  logs::GroupQuery query{.place = context.place};
  query.prefix = read.name_prefix("logGroupNamePrefix").value_or("");
  query.contains = read.members().text("logGroupNamePattern", {0, 512}).value_or("");
  query.limit = read.limit(logs::kDescribedPerPageMax);
  const auto listing = fmt::format("log groups {} {} {} {}", context.place.region,
                                   context.place.account, query.prefix, query.contains);
  query.after = read.cursor(listing);
  if (!query.prefix.empty() && !query.contains.empty())
    read.refuse("logGroupNamePrefix and logGroupNamePattern cannot be given together");
  if (read.members().array("logGroupIdentifiers") != nullptr)
    read.refuse("logGroupIdentifiers is not supported here: use logGroupNamePrefix");
  if (const auto ok = read.verdict(); !ok) return reply(ok.error());
  store_.groups(std::move(query),
                answering(reply, [place = context.place, listing](const logs::GroupPage& page) {
                  return show_groups(place, page, listing);
                }));
}

void CloudWatchLogs::put_retention_policy(const Json& params, const RequestContext& context,
                                          const Reply& reply) {
  LogMembers read(params, context);
  auto group = read.group();
  const auto days = read.members().integer("retentionInDays");
  if (!days || std::ranges::find(kRetentionDays, *days) == kRetentionDays.end())
    read.refuse(fmt::format("retentionInDays must be one of {}; got {}", retention_words(),
                            days ? std::to_string(*days) : "nothing"));
  if (const auto ok = read.verdict(); !ok) return reply(ok.error());
  store_.set_retention(std::move(group), days, answering(reply));
}

void CloudWatchLogs::delete_retention_policy(const Json& params, const RequestContext& context,
                                             const Reply& reply) {
  LogMembers read(params, context);
  auto group = read.group();
  if (const auto ok = read.verdict(); !ok) return reply(ok.error());
  store_.set_retention(std::move(group), std::nullopt, answering(reply));
}

}  // namespace sfn::api
