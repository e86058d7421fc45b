// TagResource, UntagResource, ListTagsForResource: of state machines and activities.
#include <fmt/format.h>

#include "api/members.h"
#include "api/states/activity.h"
#include "api/states/machine_configuration.h"
#include "api/states/names.h"
#include "api/states/states.h"
#include "api/states/tags.h"

namespace sfn::api {
namespace {

using runtime::Catalogue;
using runtime::Durable;
using runtime::ResourcePtr;
using runtime::StateMachine;
using runtime::StateMachinePtr;

Json tags_of(const Json& configuration) {
  const Json* tags = find_member(configuration, "tags");
  return tags == nullptr ? Json::array() : *tags;
}

// Tags are no part of a revision: the machine is what it was, and was updated when it was.
runtime::StateMachineChange retagged(const StateMachine& machine, Json tags) {
  auto configuration = configuration_of(machine);
  configuration["tags"] = std::move(tags);
  return {.place = {machine.row.region, machine.row.account},
          .name = machine.row.name,
          .type = machine.row.type,
          .definition = machine.definition->text,
          .role_arn = machine.row.role_arn,
          .revision_id = machine.row.revision_id,
          .configuration = to_text(configuration),
          .created = machine.row.created,
          .updated = machine.row.updated};
}

// The tags, or the error where the resource is not there.
Durable<Result<Json>> find_tags(const Catalogue& catalogue, const std::string& arn, Tagged kind) {
  if (kind == Tagged::Activity) {
    return catalogue.resource(Catalogue::kActivity, arn)
        .map([&](const ResourcePtr& found) -> Result<Json> {
          if (!found) return resource_not_found(arn);
          return activity_of(*found).tags;
        });
  }
  return catalogue.machine(arn).map([&](const StateMachinePtr& found) -> Result<Json> {
    if (!found) return resource_not_found(arn);
    return tags_of(configuration_of(*found));
  });
}

// Of what is there.
Durable<Result<Json>> put_tags(Catalogue& catalogue, const std::string& arn, Tagged kind,
                               const Json& tags) {
  const auto done = [](const auto&) { return Result<Json>(Json::object()); };
  if (kind == Tagged::Activity) {
    return catalogue.resource(Catalogue::kActivity, arn).and_then([&](const ResourcePtr& found) {
      auto activity = activity_of(*found);
      activity.tags = tags;
      return catalogue.put_resource(to_row(activity)).map(done);
    });
  }
  return catalogue.machine(arn).and_then([&](const StateMachinePtr& found) {
    return catalogue.put_machine(retagged(*found, tags)).map(done);
  });
}

std::vector<std::string> read_keys(Members& members) {
  std::vector<std::string> keys;
  const Json* given = members.array("tagKeys");
  if (given == nullptr) {
    members.object_to("tagKeys", "not be null");
    return keys;
  }
  for (const auto& key : *given) {
    if (key.is_string()) keys.push_back(key.get<std::string>());
  }
  return keys;
}

}  // namespace

void States::change_tags(const std::string& arn, const ChangeTags& change, const Reply& reply) {
  const auto kind = tagged_kind(arn);
  if (!kind) return reply(kind.error());
  auto& catalogue = runtime_.catalogue();
  answer(find_tags(catalogue, arn, *kind)
             .and_then([&](const Result<Json>& present) -> Durable<Result<Json>> {
               if (!present) return at_once(present.error());
               const auto changed = change(*present);
               if (!changed) return at_once(changed.error());
               return put_tags(catalogue, arn, *kind, *changed);
             }),
         reply);
}

void States::tag_resource(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("resourceArn", kArnLength);
  const Json* tags = members.array("tags");
  if (tags == nullptr) members.object_to("tags", "not be null");
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_tags(*tags, arn); !checked) return reply(checked.error());
  change_tags(
      arn, [tags, arn](const Json& present) { return merged_tags(present, *tags, arn); }, reply);
}

void States::untag_resource(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("resourceArn", kArnLength);
  const auto keys = read_keys(members);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  change_tags(
      arn, [&keys](const Json& present) { return Result<Json>(without_tags(present, keys)); },
      reply);
}

void States::list_tags_for_resource(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("resourceArn", kArnLength);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  const auto kind = tagged_kind(arn);
  if (!kind) return reply(kind.error());
  answer(find_tags(runtime_.catalogue(), arn, *kind).map([](Result<Json> tags) -> Result<Json> {
    if (!tags) return tags.error();
    Json shown = Json::object();
    shown["tags"] = std::move(*tags);
    return shown;
  }),
         reply);
}

}  // namespace sfn::api
