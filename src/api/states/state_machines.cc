// CreateStateMachine, UpdateStateMachine, DescribeStateMachine, ListStateMachines,
// DeleteStateMachine.
#include <fmt/format.h>

#include "api/members.h"
#include "api/page_token.h"
#include "api/states/machine_configuration.h"
#include "api/states/names.h"
#include "api/states/states.h"
#include "asl/parse.h"
#include "asl/variable_references.h"
#include "base/limits.h"

namespace sfn::api {
namespace {

using runtime::Durable;
using runtime::StateMachine;
using runtime::StateMachineChange;
using runtime::StateMachinePtr;

constexpr Range kName{1, limits::kNameCharactersMax};
constexpr Range kArn{1, 256};
constexpr Range kDefinition{1, limits::kDefinitionBytesMax};

// An answer that rests on no state: malformed input.
Durable<Result<Json>> at_once(Error error) { return {CommitId{0}, std::move(error)}; }

Result<void> check_definition(const std::string& definition, const std::string& type) {
  const auto kind = type == "EXPRESS" ? asl::MachineType::Express : asl::MachineType::Standard;
  const auto parsed = asl::parse_definition(definition, kind);
  if (!asl::has_errors(parsed.diagnostics)) return {};
  return Error{"InvalidDefinition", asl::invalid_definition_message(parsed.diagnostics)};
}

Json configuration_of(const StateMachine& machine) {
  auto parsed = parse_json(machine.row.configuration);
  SFN_CHECK(parsed.has_value());
  return std::move(*parsed);
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

Result<StateMachineChange> read_creation(const Json& params, const RequestContext& context) {
  Members members(params);
  StateMachineChange change;
  change.place = context.place;
  change.name = members.required_text("name", kName);
  change.definition = members.required_text("definition", kDefinition);
  change.role_arn = members.required_text("roleArn", kArn);
  change.type = members.word("type", {"STANDARD", "EXPRESS"}).value_or("STANDARD");
  change.created = change.updated = context.now;
  const bool publish = members.boolean("publish").value_or(false);
  const auto description = members.text("versionDescription", {0, 256});
  const Json* tags = members.array("tags");
  auto configuration = machine_configuration(members, Json::object());
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  if (!configuration) return configuration.error();
  if (const auto named = check_name(change.name); !named) return named.error();
  if (description && !publish) {
    return Error{"ValidationException", "Version description can only be set when publish is true"};
  }
  if (publish) {
    return Error{"ValidationException",
                 "This version of sfn does not have state machine versions: leave out 'publish'"};
  }
  if (const auto valid = check_definition(change.definition, change.type); !valid) {
    return valid.error();
  }
  if (change.type == "EXPRESS") {
    return Error{"StateMachineTypeNotSupported",
                 "This version of sfn does not run EXPRESS state machines: use STANDARD"};
  }
  if (tags != nullptr) (*configuration)["tags"] = *tags;
  change.configuration = to_text(*configuration);
  return change;
}

// The machine with what an update asks of it; nothing of it has been checked against ASL.
struct Update {
  std::optional<std::string> definition;
  std::optional<std::string> role_arn;
  Json configuration;
};
StateMachineChange updated(const StateMachine& machine, const Update& update,
                           const RequestContext& context) {
  StateMachineChange change;
  change.place = {machine.row.region, machine.row.account};
  change.name = machine.row.name;
  change.type = machine.row.type;
  change.definition = update.definition.value_or(machine.definition->text);
  change.role_arn = update.role_arn.value_or(machine.row.role_arn);
  change.configuration = to_text(update.configuration);
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

Json shown_references(const std::string& definition) {
  Json shown = Json::object();
  const auto parsed = asl::parse_definition(definition);
  if (!parsed.machine) return shown;
  for (const auto& [state, names] : asl::variable_references(*parsed.machine)) shown[state] = names;
  return shown;
}

Json described(const StateMachine& machine) {
  Json answer = Json::object();
  answer["stateMachineArn"] = machine.row.arn;
  answer["name"] = machine.row.name;
  answer["status"] = "ACTIVE";
  answer["definition"] = machine.definition->text;
  answer["roleArn"] = machine.row.role_arn;
  answer["type"] = machine.row.type;
  answer["creationDate"] = to_epoch_seconds(machine.row.created);
  show_configuration(configuration_of(machine), answer);
  if (!machine.row.revision_id.empty()) answer["revisionId"] = machine.row.revision_id;
  if (Json references = shown_references(machine.definition->text); !references.empty()) {
    answer["variableReferences"] = std::move(references);
  }
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
  auto change = read_creation(params, context);
  if (!change) return reply(change.error());
  if (const auto admitted = runtime_.commits().admit(); !admitted) return reply(admitted.error());
  auto& catalogue = runtime_.catalogue();
  const auto arn = state_machine_arn(change->place, change->name);
  answer(
      catalogue.machine(arn).and_then([&](const StateMachinePtr& found) -> Durable<Result<Json>> {
        if (!found) {
          return catalogue.put_machine(std::move(*change)).map([](const StateMachinePtr& made) {
            return Result<Json>(created_answer(*made));
          });
        }
        if (repeats(*found, *change)) return {CommitId{0}, created_answer(*found)};
        return at_once(
            {"StateMachineAlreadyExists", fmt::format("State Machine Already Exists: '{}'", arn)});
      }),
      reply);
}

void States::update_state_machine(const Json& params, const RequestContext& context,
                                  const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("stateMachineArn", kArn);
  const auto definition = members.text("definition", kDefinition);
  const auto role_arn = members.text("roleArn", kArn);
  const bool configured = members.object("loggingConfiguration") != nullptr ||
                          members.object("tracingConfiguration") != nullptr ||
                          members.object("encryptionConfiguration") != nullptr;
  const bool publish = members.boolean("publish").value_or(false);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_machine_arn(arn); !checked) return reply(checked.error());
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
  auto& catalogue = runtime_.catalogue();
  answer(
      catalogue.machine(arn).and_then([&](const StateMachinePtr& found) -> Durable<Result<Json>> {
        if (!found) return at_once(machine_does_not_exist(arn));
        auto configuration = machine_configuration(members, configuration_of(*found));
        if (!configuration) return at_once(configuration.error());
        auto change = updated(*found, {definition, role_arn, *configuration}, context);
        // As recorded: what changes nothing makes no revision.
        if (repeats(*found, change) && change.role_arn == found->row.role_arn) {
          return {CommitId{0}, updated_answer(*found)};
        }
        if (const auto valid = check_definition(change.definition, change.type); !valid) {
          return at_once(valid.error());
        }
        return catalogue.put_machine(std::move(change)).map([](const StateMachinePtr& made) {
          return Result<Json>(updated_answer(*made));
        });
      }),
      reply);
}

void States::describe_state_machine(const Json& params, const RequestContext&, const Reply& reply) {
  Members members(params);
  const auto arn = members.required_text("stateMachineArn", kArn);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_machine_arn(arn); !checked) return reply(checked.error());
  answer(runtime_.catalogue().machine(arn).map([&](const StateMachinePtr& found) -> Result<Json> {
    if (!found) return machine_does_not_exist(arn);
    return described(*found);
  }),
         reply);
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
  const auto arn = members.required_text("stateMachineArn", kArn);
  if (const auto verdict = members.verdict(); !verdict) return reply(verdict.error());
  if (const auto checked = check_machine_arn(arn); !checked) return reply(checked.error());
  // To delete what does not exist succeeds, as on AWS.
  answer(runtime_.catalogue().remove_machine(arn).map(
             [](bool) { return Result<Json>(Json::object()); }),
         reply);
}

}  // namespace sfn::api
