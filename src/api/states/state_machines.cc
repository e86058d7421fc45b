// CreateStateMachine, UpdateStateMachine, DescribeStateMachine, ListStateMachines,
// DeleteStateMachine.
#include <fmt/format.h>

#include "api/away.h"
#include "api/members.h"
#include "api/page_token.h"
#include "api/states/limit_notes.h"
#include "api/states/machine_configuration.h"
#include "api/states/names.h"
#include "api/states/states.h"
#include "api/states/tags.h"
#include "api/states/variable_references.h"
#include "asl/parse.h"
#include "base/limits.h"
#include "engine/map_run/label.h"

namespace sfn::api {

// What an update asks for, once it is known what comes of the definition.
struct States::Update {
  std::string arn;
  std::optional<std::string> definition;
  std::optional<std::string> role_arn;
  Json others;            // The other parameters.
  std::string name = {};  // Of the machine, as is its type.
  std::string type = {};
  Result<LimitNotes> valid = LimitNotes();
};

namespace {

using runtime::Durable;
using runtime::StateMachine;
using runtime::StateMachineChange;
using runtime::StateMachinePtr;

// What a definition is checked for: whose it is, and what becomes of what is past a limit.
struct DefinitionRules {
  std::string name;
  std::string type;
  limits::Policy policy;
};

asl::MachineType machine_type(const std::string& word) {
  return word == "EXPRESS" ? asl::MachineType::Express : asl::MachineType::Standard;
}

// The limits that the machine is past, where that is to be noted; InvalidDefinition.
Result<LimitNotes> check_definition(const std::string& definition, const DefinitionRules& rules) {
  const auto parsed = asl::parse_definition(definition, machine_type(rules.type));
  if (asl::has_errors(parsed.diagnostics, rules.policy)) {
    return Error{"InvalidDefinition",
                 asl::invalid_definition_message(parsed.diagnostics, rules.policy)};
  }
  auto notes = notes_on_name(rules.name, rules.policy);
  if (rules.policy == limits::Policy::Warn) {
    for (auto& note : notes_on(definition, parsed.diagnostics)) notes.push_back(std::move(note));
  }
  return notes;
}

// Role and tags of a repetition may differ: they are ignored, as on AWS.
bool repeats(const StateMachine& existing, const StateMachineChange& asked) {
  return existing.definition->text == asked.definition && existing.row.type == asked.type &&
         same_configuration(configuration_of(existing), *parse_json(asked.configuration));
}

Json created_answer(const StateMachine& machine) {
  Json answer = Json::object();
  answer["stateMachineArn"] = machine.row.arn;
  answer["creationDate"] = to_epoch_seconds(machine.row.created);
  return answer;
}

// Whether the definition is good is left to check_definition.
Result<StateMachineChange> read_creation(const Json& params, const RequestContext& context,
                                         limits::Policy policy) {
  Members members(params);
  StateMachineChange change;
  change.place = context.place;
  change.name = members.required_text("name", name_length(policy));
  change.definition = members.required_text("definition", definition_length(policy));
  change.role_arn = members.required_text("roleArn", kArnLength);
  change.type = members.word("type", {"STANDARD", "EXPRESS"}).value_or("STANDARD");
  change.created = change.updated = context.now;
  const bool publish = members.boolean("publish").value_or(false);
  const auto description = members.text("versionDescription", {0, 256});
  const Json* tags = members.array("tags");
  auto configuration = machine_configuration(members, Json::object());
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  if (!configuration) return configuration.error();
  const auto arn = state_machine_arn(change.place, change.name);
  if (const auto named = check_name_under(policy, change.name, arn); !named) return named.error();
  if (const auto role = check_role_arn(change.role_arn); !role) return role.error();
  if (description && !publish) {
    return Error{"ValidationException", "Version description can only be set when publish is true"};
  }
  if (publish) {
    return Error{"ValidationException",
                 "This version of sfn does not have state machine versions: leave out 'publish'"};
  }
  if (tags != nullptr) {
    if (const auto checked = check_tags(*tags, arn); !checked) return checked.error();
    (*configuration)["tags"] = *merged_tags(Json::array(), *tags, arn);
  }
  change.configuration = to_text(*configuration);
  return change;
}

Json without_definition(const Json& params) {
  Json others = Json::object();
  for (const auto& [name, value] : params.items()) {
    if (name != "definition") others[name] = value;
  }
  return others;
}

StateMachineChange updated(const StateMachine& machine, std::optional<std::string> definition,
                           const RequestContext& context) {
  StateMachineChange change;
  change.place = {machine.row.region, machine.row.account};
  change.name = machine.row.name;
  change.type = machine.row.type;
  change.definition = std::move(definition).value_or(machine.definition->text);
  change.revision_id = make_uuid(context.entropy);
  change.created = machine.row.created;
  change.updated = context.now;
  return change;
}

Json updated_answer(const StateMachine& machine) {
  Json answer = Json::object();
  answer["updateDate"] = to_epoch_seconds(machine.row.updated);
  if (!machine.row.revision_id.empty()) answer["revisionId"] = machine.row.revision_id;
  return answer;
}

Json described(const StateMachine& machine, bool metadata_only) {
  Json answer = Json::object();
  answer["stateMachineArn"] = machine.row.arn;
  answer["name"] = machine.row.name;
  answer["status"] = "ACTIVE";
  answer["definition"] = metadata_only ? "{}" : machine.definition->text;
  answer["roleArn"] = machine.row.role_arn;
  answer["type"] = machine.row.type;
  answer["creationDate"] = to_epoch_seconds(machine.row.created);
  show_configuration(configuration_of(machine), answer);
  if (!machine.row.revision_id.empty()) answer["revisionId"] = machine.row.revision_id;
  if (!metadata_only) show_variable_references(machine.definition->text, answer);
  return answer;
}

// What the children of a distributed Map are executions of, as the machine has it now.
Result<Json> described_labelled(const StateMachine& owner, const std::string& arn,
                                bool metadata_only) {
  const auto parsed = asl::parse_definition(owner.definition->text, machine_type(owner.row.type));
  const auto* map =
      parsed.machine ? engine::find_distributed(*parsed.machine, owner.row.arn, arn) : nullptr;
  if (map == nullptr) return machine_does_not_exist(arn);
  const auto label = arn.substr(owner.row.arn.size() + 1);
  StateMachine children = owner;
  children.row.arn = arn;
  children.row.name += "/" + label;
  children.row.type =
      map->distribution->child_type == asl::MachineType::Express ? "EXPRESS" : "STANDARD";
  children.definition = std::make_shared<store::DefinitionRow>(
      store::DefinitionRow{.id = {}, .digest = {}, .text = map->distribution->definition});
  auto answer = described(children, metadata_only);
  answer["label"] = label;
  return answer;
}

Json listed(const StateMachine& machine) {
  Json item = Json::object();
  item["stateMachineArn"] = machine.row.arn;
  item["name"] = machine.row.name;
  item["type"] = machine.row.type;
  item["creationDate"] = to_epoch_seconds(machine.row.created);
  return item;
}

}  // namespace

void States::create_state_machine(const Json& params, const RequestContext& context,
                                  const Reply& reply) {
  auto change = read_creation(params, context, limits_);
  if (!change) return reply(change.error());
  away_if_large(
      runtime_.offload(), change->definition.size(),
      [definition = change->definition,
       rules = DefinitionRules{change->name, change->type, limits_}] {
        return check_definition(definition, rules);
      },
      [this, change = *change, reply](const Result<LimitNotes>& valid) mutable {
        if (!valid) return reply(valid.error());
        change.configuration = with_limit_notes(change.configuration, *valid);
        make_state_machine(change, reply);
      });
}

void States::make_state_machine(const StateMachineChange& change, const Reply& reply) {
  if (const auto admitted = runtime_.commits().admit(); !admitted) return reply(admitted.error());
  auto& catalogue = runtime_.catalogue();
  const auto arn = state_machine_arn(change.place, change.name);
  answer(
      catalogue.machine(arn).and_then([&](const StateMachinePtr& found) -> Durable<Result<Json>> {
        if (!found) {
          return catalogue.put_machine(change).map(
              [](const StateMachinePtr& made) { return Result<Json>(created_answer(*made)); });
        }
        if (repeats(*found, change)) return {CommitId{0}, created_answer(*found)};
        return at_once(
            {"StateMachineAlreadyExists", fmt::format("State Machine Already Exists: '{}'", arn)});
      }),
      reply);
}

void States::update_state_machine(const Json& params, const RequestContext& context,
                                  const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("stateMachineArn", kArnLength);
  const auto definition = members.text("definition", definition_length(limits_));
  const auto role_arn = members.text("roleArn", kArnLength);
  const bool configured = members.object("loggingConfiguration") != nullptr ||
                          members.object("tracingConfiguration") != nullptr ||
                          members.object("encryptionConfiguration") != nullptr;
  const bool publish = members.boolean("publish").value_or(false);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_unlabelled_machine_arn(arn); !checked) {
    return reply(checked.error());
  }
  if (role_arn) {
    if (const auto role = check_role_arn(*role_arn); !role) return reply(role.error());
  }
  if (publish) {
    return reply(
        Error{"ValidationException",
              "This version of sfn does not have state machine versions: leave out 'publish'"});
  }
  if (!definition && !role_arn && !configured) {
    return reply(Error{"MissingRequiredParameter",
                       "Either the definition, the role ARN, the LoggingConfiguration, or the "
                       "TracingConfiguration must be specified"});
  }
  check_update({arn, definition, role_arn, without_definition(params)}, context, reply);
}

// Definitions are checked for the machine's type, which never changes. One that was deleted and
// made anew meanwhile may be of another, and is not the one that was meant.
void States::check_update(Update update, const RequestContext& context, const Reply& reply) {
  const auto bytes = update.definition ? update.definition->size() : 0;
  auto machine = runtime_.catalogue().machine(update.arn);
  runtime_.commits().reply_after(std::move(machine), [this, update = std::move(update), bytes,
                                                      context,
                                                      reply](const StateMachinePtr& found) mutable {
    if (!found) return reply(machine_does_not_exist(update.arn));
    update.name = found->row.name;
    update.type = found->row.type;
    away_if_large(
        runtime_.offload(), bytes,
        [update = std::move(update), policy = limits_]() mutable {
          if (update.definition) {
            update.valid = check_definition(*update.definition, {update.name, update.type, policy});
          }
          return std::move(update);
        },
        [this, context, reply](const Update& checked) { put_update(checked, context, reply); });
  });
}

void States::put_update(const Update& update, const RequestContext& context, const Reply& reply) {
  auto& catalogue = runtime_.catalogue();
  answer(catalogue.machine(update.arn)
             .and_then([&](const StateMachinePtr& found) -> Durable<Result<Json>> {
               if (!found || found->row.type != update.type) {
                 return at_once(machine_does_not_exist(update.arn));
               }
               Members members(update.others);
               auto configuration = machine_configuration(members, configuration_of(*found));
               if (!configuration) return at_once(configuration.error());
               auto change = updated(*found, update.definition, context);
               change.role_arn = update.role_arn.value_or(found->row.role_arn);
               change.configuration = to_text(*configuration);
               // As recorded: what changes nothing makes no revision.
               if (repeats(*found, change) && change.role_arn == found->row.role_arn) {
                 return {CommitId{0}, updated_answer(*found)};
               }
               if (!update.valid) return at_once(update.valid.error());
               if (update.definition) {
                 change.configuration = with_limit_notes(change.configuration, *update.valid);
               }
               return catalogue.put_machine(std::move(change)).map([](const StateMachinePtr& made) {
                 return Result<Json>(updated_answer(*made));
               });
             }),
         reply);
}

void States::describe_state_machine(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("stateMachineArn", kArnLength);
  const bool metadata_only = wants_metadata_only(members);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_machine_arn(arn); !checked) return reply(checked.error());
  runtime_.commits().reply_after(runtime_.catalogue().machine(arn.substr(0, arn.find('/'))),
                                 [this, arn, metadata_only, reply](const StateMachinePtr& found) {
                                   if (!found) return reply(machine_does_not_exist(arn));
                                   away_if_large(
                                       runtime_.offload(), found->definition->text.size(),
                                       [found, arn, metadata_only]() -> Result<Json> {
                                         if (found->row.arn != arn)
                                           return described_labelled(*found, arn, metadata_only);
                                         return described(*found, metadata_only);
                                       },
                                       reply);
                                 });
}

void States::list_state_machines(const Json& params, const RequestContext& context,
                                 const Reply& reply) {
  Members members(params);
  const auto limit = members.integer("maxResults", {0, limits::kPageSizeMax}).value_or(0);
  const auto token = members.text("nextToken", {1, 1024}).value_or("");
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  const std::string listing = "ListStateMachines " + context.place.region;
  const auto cursor = read_page_token(listing, token);
  if (!cursor) return reply(cursor.error());
  const runtime::PageQuery query{
      .prefix = state_machine_arn(context.place, ""),
      .after = *cursor,
      .limit = static_cast<std::size_t>(limit == 0 ? limits::kPageSizeDefault : limit)};
  answer(runtime_.catalogue().machines(query).map(
             [&](const runtime::Page<StateMachinePtr>& page) -> Result<Json> {
               Json shown = Json::object();
               shown["stateMachines"] = Json::array();
               for (const auto& machine : page.items)
                 shown["stateMachines"].push_back(listed(*machine));
               if (page.cursor) shown["nextToken"] = make_page_token(listing, *page.cursor);
               return shown;
             }),
         reply);
}

void States::delete_state_machine(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("stateMachineArn", kArnLength);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_unlabelled_machine_arn(arn); !checked) {
    return reply(checked.error());
  }
  // To delete what does not exist succeeds, as on AWS.
  answer(runtime_.catalogue().remove_machine(arn).map(
             [](bool) { return Result<Json>(Json::object()); }),
         reply);
}

}  // namespace sfn::api
