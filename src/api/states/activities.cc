// CreateActivity, DescribeActivity, ListActivities, DeleteActivity.
#include <fmt/format.h>

#include "api/members.h"
#include "api/page_token.h"
#include "api/states/activity.h"
#include "api/states/limit_notes.h"
#include "api/states/machine_configuration.h"
#include "api/states/names.h"
#include "api/states/states.h"
#include "api/states/tags.h"
#include "base/limits.h"

namespace sfn::api {
namespace {

using runtime::Catalogue;
using runtime::Durable;
using runtime::ResourcePtr;

Result<Activity> read_creation(const Json& params, const RequestContext& context,
                               limits::Policy policy) {
  Members members(params);
  Activity activity;
  activity.name = members.required_text("name", name_length(policy));
  activity.arn = activity_arn(context.place, activity.name);
  activity.created = context.now;
  const Json* tags = members.array("tags");
  auto encryption = encryption_configuration(members);
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  if (!encryption) return encryption.error();
  if (*encryption) activity.encryption = **encryption;
  if (const auto named = check_name_under(policy, activity.name, activity.arn); !named) {
    return named.error();
  }
  activity.limit_notes = notes_on_name(activity.name, policy);
  if (tags == nullptr) return activity;
  if (const auto checked = check_tags(*tags, activity.arn); !checked) return checked.error();
  activity.tags = *merged_tags(Json::array(), *tags, activity.arn);
  return activity;
}

Json created_answer(const Activity& activity) {
  Json answer = Json::object();
  answer["activityArn"] = activity.arn;
  answer["creationDate"] = to_epoch_seconds(activity.created);
  return answer;
}

Json listed(const Activity& activity) {
  Json item = Json::object();
  item["activityArn"] = activity.arn;
  item["name"] = activity.name;
  item["creationDate"] = to_epoch_seconds(activity.created);
  return item;
}

Json described(const Activity& activity) {
  Json answer = listed(activity);
  answer["encryptionConfiguration"] = activity.encryption;
  return answer;
}

// A repetition changes nothing: its tags are ignored, as on AWS.
Result<Json> repeated(const Activity& existing, const Activity& asked) {
  if (same_json(existing.encryption, asked.encryption)) return created_answer(existing);
  return Error{"ActivityAlreadyExists", fmt::format("Activity Already Exists: '{}'", existing.arn)};
}

Durable<Result<Json>> make(Catalogue& catalogue, const Activity& activity) {
  return catalogue.count_resources(Catalogue::kActivity)
      .and_then([&](std::size_t count) -> Durable<Result<Json>> {
        if (count >= limits::kActivitiesMax) {
          return {CommitId{0},
                  Error{"ActivityLimitExceeded",
                        fmt::format("The maximum number of activities ({}) has been reached.",
                                    limits::kActivitiesMax)}};
        }
        return catalogue.put_resource(to_row(activity)).map([](const ResourcePtr& made) {
          return Result<Json>(created_answer(activity_of(*made)));
        });
      });
}

}  // namespace

void States::create_activity(const Json& params, const RequestContext& context,
                             const Reply& reply) {
  const auto asked = read_creation(params, context, limits_);
  if (!asked) return reply(asked.error());
  if (const auto admitted = runtime_.commits().admit(); !admitted) return reply(admitted.error());
  auto& catalogue = runtime_.catalogue();
  answer(catalogue.resource(Catalogue::kActivity, asked->arn)
             .and_then([&](const ResourcePtr& found) -> Durable<Result<Json>> {
               if (found) return {CommitId{0}, repeated(activity_of(*found), *asked)};
               return make(catalogue, *asked);
             }),
         reply);
}

void States::describe_activity(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("activityArn", kArnLength);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_activity_arn(arn); !checked) return reply(checked.error());
  answer(runtime_.catalogue()
             .resource(Catalogue::kActivity, arn)
             .map([&](const ResourcePtr& found) -> Result<Json> {
               if (!found) return activity_does_not_exist(arn);
               return described(activity_of(*found));
             }),
         reply);
}

void States::list_activities(const Json& params, const RequestContext& context,
                             const Reply& reply) {
  Members members(params);
  const auto limit = members.integer("maxResults", {0, limits::kPageSizeMax}).value_or(0);
  const auto token = members.text("nextToken", {1, 1024}).value_or("");
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  const std::string listing = "ListActivities " + context.place.region;
  const auto cursor = read_page_token(listing, token);
  if (!cursor) return reply(cursor.error());
  const runtime::PageQuery query{
      .prefix = activity_arn(context.place, ""),
      .after = *cursor,
      .limit = static_cast<std::size_t>(limit == 0 ? limits::kPageSizeDefault : limit)};
  answer(runtime_.catalogue()
             .resources(Catalogue::kActivity, query)
             .map([&](const runtime::Page<ResourcePtr>& page) -> Result<Json> {
               Json shown = Json::object();
               shown["activities"] = Json::array();
               for (const auto& row : page.items) {
                 shown["activities"].push_back(listed(activity_of(*row)));
               }
               if (page.cursor) shown["nextToken"] = make_page_token(listing, *page.cursor);
               return shown;
             }),
         reply);
}

void States::delete_activity(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("activityArn", kArnLength);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_activity_arn(arn); !checked) return reply(checked.error());
  // To delete what does not exist succeeds, as on AWS.
  answer(runtime_.catalogue().remove_resource(Catalogue::kActivity, arn).map([](bool) {
    return Result<Json>(Json::object());
  }),
         reply);
}

}  // namespace sfn::api
