// sfnctl deploy: register what a workflow folder holds, or bring it up to date.
#include "base/arn.h"
#include "base/digest.h"
#include "base/text.h"
#include "sfnctl/commands/commands.h"
#include "sfnctl/members.h"
#include "sfnctl/names.h"
#include "sfnctl/substitution.h"
#include "sfnctl/workflow_folder.h"

namespace sfn::sfnctl {
namespace {

constexpr int kFunctionTimeoutSeconds = 60;  // Lambda's own default of 3 surprises everybody.

/// What became of one thing.
struct Deployed {
  std::string kind;
  std::string name;
  std::string arn;
  std::string result;  // created, updated, unchanged
};

std::string role_arn(const Place& place) {
  return fmt::format("arn:aws:iam::{}:role/sfn", place.account);
}

Result<Deployed> create_function(Client& client, const Place& place,
                                 const FunctionSource& function) {
  const auto created =
      client.call_lambda(place.region, "POST", "",
                         {{"FunctionName", function.name},
                          {"Runtime", function.runtime},
                          {"Handler", function.handler},
                          {"Role", role_arn(place)},
                          {"Timeout", kFunctionTimeoutSeconds},
                          {"Code", {{"ZipFile", base64_encode(function.package)}}}});
  if (!created) return created.error();
  return Deployed{"function", function.name, text_at(*created, "FunctionArn"), "created"};
}

/// Touches only what differs: settings that the user made by other means stay.
Result<Deployed> update_function(Client& client, const Place& place, const FunctionSource& function,
                                 const Json& current) {
  Deployed deployed{"function", function.name, text_at(current, "FunctionArn"), "unchanged"};
  const auto path = "/" + percent_encode(function.name);
  if (text_at(current, "CodeSha256") != sha256_base64(function.package)) {
    const auto updated = client.call_lambda(place.region, "PUT", path + "/code",
                                            {{"ZipFile", base64_encode(function.package)}});
    if (!updated) return updated.error();
    deployed.result = "updated";
  }
  if (text_at(current, "Runtime") != function.runtime ||
      text_at(current, "Handler") != function.handler) {
    const auto updated =
        client.call_lambda(place.region, "PUT", path + "/configuration",
                           {{"Runtime", function.runtime}, {"Handler", function.handler}});
    if (!updated) return updated.error();
    deployed.result = "updated";
  }
  return deployed;
}

Result<Deployed> deploy_function(Client& client, const Place& place,
                                 const FunctionSource& function) {
  const auto current = client.call_lambda(place.region, "GET",
                                          "/" + percent_encode(function.name) + "/configuration");
  if (current) return update_function(client, place, function, *current);
  if (current.error().name != "ResourceNotFoundException") return current.error();
  return create_function(client, place, function);
}

/// What the state machine is to be. An empty type is the one that it has, or STANDARD.
struct NameAndType {
  std::string name;
  std::string type;
};

Result<Deployed> deploy_state_machine(Client& client, const Place& place, const NameAndType& wanted,
                                      const std::string& definition) {
  const auto& [name, type] = wanted;
  Deployed deployed{"state machine", name, state_machine_arn(place, name), "unchanged"};
  const auto current =
      client.call(place.region, "DescribeStateMachine", {{"stateMachineArn", deployed.arn}});
  if (current && !type.empty() && text_at(*current, "type") != type) {
    return misused(
        fmt::format("{} is of type {}, which cannot be changed: delete it, or deploy "
                    "under another name",
                    name, text_at(*current, "type")));
  }
  if (current && text_at(*current, "definition") == definition) return deployed;
  if (!current && current.error().name != "StateMachineDoesNotExist") return current.error();

  deployed.result = current ? "updated" : "created";
  Json creation = {{"name", name}, {"definition", definition}, {"roleArn", role_arn(place)}};
  if (!type.empty()) creation["type"] = type;
  const auto done =
      current ? client.call(place.region, "UpdateStateMachine",
                            {{"stateMachineArn", deployed.arn}, {"definition", definition}})
              : client.call(place.region, "CreateStateMachine", creation);
  if (!done) return done.error();
  return deployed;
}

Result<Place> place_of(Client& client) {
  auto region = client.region();
  if (!region) return region.error();
  auto account = client.account();
  if (!account) return account.error();
  return Place{*std::move(region), *std::move(account)};
}

Result<std::vector<Deployed>> deploy(Client& client, const WorkflowFolder& folder,
                                     const NameAndType& wanted) {
  const auto place = place_of(client);
  if (!place) return place.error();
  Substitution substitution{*place, {}};
  for (const auto& function : folder.functions) substitution.functions.push_back(function.name);
  const auto definition = substitute(folder.definition, substitution);
  if (!definition) return definition.error();

  std::vector<Deployed> all;
  for (const auto& function : folder.functions) {
    auto deployed = deploy_function(client, *place, function);
    if (!deployed) return deployed.error();
    all.push_back(*std::move(deployed));
  }
  auto deployed = deploy_state_machine(client, *place, wanted, *definition);
  if (!deployed) return deployed.error();
  all.push_back(*std::move(deployed));
  return all;
}

Json deployed_json(const std::vector<Deployed>& all) {
  Json items = Json::array();
  for (const auto& one : all) {
    items.push_back(
        {{"kind", one.kind}, {"name", one.name}, {"arn", one.arn}, {"result", one.result}});
  }
  Json json;
  json["deployed"] = std::move(items);
  return json;
}

Table deployed_table(const std::vector<Deployed>& all) {
  Table table{{{"RESULT"}, {"KIND"}, {"NAME"}, {"ARN", false, true}}, {}};
  for (const auto& one : all) {
    const auto tone = one.result == "unchanged" ? Tone::Faint : Tone::Good;
    table.rows.push_back({{one.result, tone}, one.kind, one.name, {one.arn, Tone::Faint}});
  }
  return table;
}

/// `start`: the command that starts it.
void print_next_steps(Output& out, const std::string& start,
                      const std::vector<std::string>& inputs) {
  if (out.format() != Format::Table) return;
  out.note("\nStart it with:");
  if (inputs.empty()) out.note("  " + start);
  for (const auto& input : inputs) out.note(fmt::format("  {} --input @{}", start, input));
}

ExitCode run_deploy(const Args& args, Client& client, Output& out) {
  const auto folder = read_workflow_folder(args.at(0));
  if (!folder) return out.failure(folder.error());
  const auto name = args.has("--name") ? args.text("--name") : folder->name;

  const auto deployed = deploy(client, *folder, {name, args.text("--type")});
  if (!deployed) {
    const auto code = out.failure(deployed.error());
    return deployed.error().name == "InvalidDefinition" ? ExitCode::Failed : code;
  }
  out.list(deployed_json(*deployed), deployed_table(*deployed), "");
  print_next_steps(out, fmt::format("sfnctl start {}{} --wait", name, region_words(client)),
                   folder->inputs);
  return ExitCode::Done;
}

}  // namespace

Command deploy_command() {
  return {
      "deploy",
      "",
      "Register a workflow folder: its functions and its state machine",
      "The folder holds workflow.asl.json (or NAME.asl.json), functions/NAME.py, NAME.mjs or an "
      "executable NAME, and inputs/*.json. A function is named after its file; its entry is "
      "lambda_handler in Python and handler in Node, and it may take 60 seconds. In the "
      "definition, "
      "ACCOUNT_ID in an ARN, the regions of the folder's functions and placeholders such as "
      "${ValidateInput} are filled in. Run again, it updates what has changed.",
      {{"DIR", "the workflow folder", true, Completes::Folders}},
      {{"--name", "NAME", "Call the state machine so, not after the folder"},
       {"--type", "TYPE", "STANDARD if left out", 0, {"STANDARD", "EXPRESS"}}},
      {{"deploy workflows/order-processing", "Register the order workflow, or update it"},
       {"deploy . --name orders-test --region eu-west-3", "Under another name, in another region"}},
      run_deploy};
}

}  // namespace sfn::sfnctl
