#include "sfnctl/names.h"

#include "base/arn.h"
#include "base/overloaded.h"
#include "base/text.h"
#include "sfnctl/exit_code.h"
#include "sfnctl/inventory.h"
#include "sfnctl/members.h"
#include "sfnctl/suggest.h"
#include "sfnctl/url.h"

namespace sfn::sfnctl {
namespace {

constexpr std::string_view kLast = "@last";
constexpr std::string_view kExecutionForms =
    "write MACHINE/EXECUTION, MACHINE/@last, @last or the ARN of an execution";
constexpr std::size_t kCandidatesMax = 10;

/// What a lookup needs to know of a kind of thing.
struct Kind {
  std::string word;
  std::string resource;  // How the resource part of its ARNs starts.
  std::string name;
  std::string arn;
  std::string listed_by;
};

const Kind& state_machine_kind() {
  static const Kind kind{"state machine", "stateMachine:", "name", "stateMachineArn",
                         "sfnctl state-machines"};
  return kind;
}

const Kind& function_kind() {
  static const Kind kind{"function", "function:", "FunctionName", "FunctionArn",
                         "sfnctl functions"};
  return kind;
}

const Kind& activity_kind() {
  static const Kind kind{"activity", "activity:", "name", "activityArn", "sfnctl activity list"};
  return kind;
}

const Kind& log_group_kind() {
  static const Kind kind{"log group", "log-group:", "logGroupName", "arn",
                         "aws logs describe-log-groups"};
  return kind;
}

Result<std::string> checked_arn(const std::string& text, const Kind& kind) {
  const auto arn = Arn::parse(text);
  if (arn && starts_with(arn->resource, kind.resource)) return text;
  return misused(fmt::format("\"{}\" is not the ARN of a {}: expected arn:aws:…:{}NAME", text,
                             kind.word, kind.resource));
}

/// ` in eu-west-3, the region asked for`: elsewhere there may be what was not found there.
std::string where_looked(const Client& client) {
  const auto& region = client.asked_region();
  return region ? fmt::format(" in {}, the region asked for", *region) : "";
}

std::string where_listed(const Client& client, const Kind& kind) {
  return kind.listed_by + (client.asked_region() ? " lists those of all regions" : " lists them");
}

Error not_found(const Client& client, const std::string& name, const Kind& kind,
                const std::vector<Json>& items) {
  std::vector<std::string> known;
  known.reserve(items.size());
  for (const auto& item : items) known.push_back(text_at(item, kind.name));
  return misused(fmt::format("no {} is called \"{}\"{}{} ({})", kind.word, name,
                             where_looked(client), did_you_mean(name, known),
                             where_listed(client, kind)));
}

Result<std::string> find_among(const Client& client, const std::string& name, const Kind& kind,
                               const Result<std::vector<Json>>& items) {
  if (!items) return items.error();
  std::vector<std::string> arns;
  for (const auto& item : *items) {
    if (text_at(item, kind.name) == name) arns.push_back(text_at(item, kind.arn));
  }
  if (arns.empty()) return not_found(client, name, kind, *items);
  return only_one(name, arns);
}

/// The log group that the function will have, if it has none yet.
void add_group_to_come(std::vector<Json>& groups, const Json& function) {
  const auto arn = Arn::parse(text_at(function, "FunctionArn"));
  if (!arn) return;
  const auto name = function_log_group(text_at(function, "FunctionName"));
  Json group = {{"logGroupName", name}, {"arn", log_group_arn({arn->region, arn->account}, name)}};
  const auto same = [&group](const Json& known) { return text_at(known, "arn") == group["arn"]; };
  if (std::none_of(groups.begin(), groups.end(), same)) groups.push_back(std::move(group));
}

struct ExecutionQuery {
  std::string machine;
  std::string prefix;
  std::int64_t limit;
  std::string token = {};
};

Result<Json> newest_executions(Client& client, const ExecutionQuery& wanted) {
  const bool by_arn = starts_with(wanted.machine, "arn:");
  return client.own("executions" +
                    query({{by_arn ? "stateMachineArn" : "stateMachine", wanted.machine},
                           {"name", wanted.prefix},
                           {"region", client.asked_region().value_or("")},
                           {"limit", std::to_string(wanted.limit)},
                           {"nextToken", wanted.token}}));
}

Result<std::string> find_newest(Client& client, const std::string& machine) {
  const auto answer = newest_executions(client, {machine, "", 1});
  if (!answer) return answer.error();
  const auto& executions = array_at(*answer, "executions");
  if (!executions.empty()) return text_at(executions[0], "executionArn");
  if (machine.empty()) {
    return misused(fmt::format("there is no execution{}: start one with sfnctl start MACHINE",
                               client.asked_region() ? where_looked(client) : " yet"));
  }
  const auto known = find_state_machine(client, machine);
  if (!known) return known.error();
  return misused(
      fmt::format("\"{}\" has no execution yet: start one with sfnctl start {}", machine, machine));
}

/// What a name may mean: the whole name beats the start of others.
struct Matches {
  std::vector<std::string> whole;
  std::vector<std::string> begun;

  void add(const Json& executions, const std::string& name) {
    for (const auto& execution : executions) {
      const auto arn = text_at(execution, "executionArn");
      begun.push_back(arn);
      if (text_at(execution, "name") == name) whole.push_back(arn);
    }
  }
  const std::vector<std::string>& best() const { return whole.empty() ? begun : whole; }
};

Result<std::string> find_named(Client& client, const NamedExecution& wanted) {
  Matches matches;
  ExecutionQuery page{wanted.machine, wanted.name, 1000};
  // A whole name may stand behind many newer ones that begin like it.
  do {
    const auto answer = newest_executions(client, page);
    if (!answer) return answer.error();
    matches.add(array_at(*answer, "executions"), wanted.name);
    page.token = text_at(*answer, "nextToken");
  } while (matches.whole.empty() && !page.token.empty());
  if (!matches.best().empty()) {
    return only_one(wanted.machine + "/" + wanted.name, matches.best());
  }

  const auto machine = find_state_machine(client, wanted.machine);
  if (!machine) return machine.error();
  return misused(
      fmt::format("\"{0}\" has no execution whose name is or begins with \"{1}\" "
                  "(sfnctl list {0} lists them)",
                  wanted.machine, wanted.name));
}

}  // namespace

Result<ExecutionName> parse_execution_name(std::string_view text) {
  if (text == kLast) return ExecutionName(NewestExecution{});
  if (starts_with(text, "arn:")) {
    const auto arn = Arn::parse(text);
    const bool execution =
        arn && (starts_with(arn->resource, "execution:") || starts_with(arn->resource, "express:"));
    if (execution) return ExecutionName(ExecutionArn{std::string(text)});
    return misused(
        fmt::format("\"{}\" is not the ARN of an execution: expected "
                    "arn:aws:states:REGION:ACCOUNT:execution:MACHINE:EXECUTION",
                    text));
  }
  // From the right: execution names hold no slash.
  const auto slash = text.rfind('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == text.size()) {
    return misused(fmt::format("\"{}\" names no execution: {}", text, kExecutionForms));
  }
  std::string machine(text.substr(0, slash));
  std::string name(text.substr(slash + 1));
  if (name == kLast) return ExecutionName(NewestExecution{std::move(machine)});
  return ExecutionName(NamedExecution{std::move(machine), std::move(name)});
}

Result<std::string> find_state_machine(Client& client, const std::string& text) {
  if (starts_with(text, "arn:")) return checked_arn(text, state_machine_kind());
  return find_among(client, text, state_machine_kind(), all_state_machines(client));
}

Result<std::string> find_function(Client& client, const std::string& text) {
  if (starts_with(text, "arn:")) return checked_arn(text, function_kind());
  return find_among(client, text, function_kind(), all_functions(client));
}

Result<std::string> find_activity(Client& client, const std::string& text) {
  if (starts_with(text, "arn:")) return checked_arn(text, activity_kind());
  return find_among(client, text, activity_kind(), all_activities(client));
}

Result<std::string> find_log_group(Client& client, const std::string& name) {
  auto groups = all_log_groups(client);
  if (!groups) return groups.error();
  const auto functions = all_functions(client);
  if (!functions) return functions.error();
  for (const auto& function : *functions) add_group_to_come(*groups, function);
  return find_among(client, name, log_group_kind(), groups);
}

Result<std::string> find_execution(Client& client, const std::string& text) {
  const auto name = parse_execution_name(text);
  if (!name) return name.error();
  return std::visit(
      overloaded{
          [](const ExecutionArn& arn) { return Result<std::string>(arn.arn); },
          [&client](const NewestExecution& newest) { return find_newest(client, newest.machine); },
          [&client](const NamedExecution& named) { return find_named(client, named); }},
      *name);
}

bool looks_like_execution(std::string_view text) {
  if (starts_with(text, "/")) return false;  // A log group.
  if (const auto arn = Arn::parse(text)) {
    return starts_with(arn->resource, "execution:") || starts_with(arn->resource, "express:");
  }
  return text == kLast || text.find('/') != std::string_view::npos;
}

std::string short_execution_name(std::string_view arn) {
  const auto parsed = Arn::parse(arn);
  if (!parsed) return std::string(arn);
  const auto parts = parsed->resource_parts();
  return parts.size() >= 3 ? parts[1] + "/" + parts[2] : std::string(arn);
}

std::string region_words(const Client& client) {
  return client.asked_region() ? " --region " + *client.asked_region() : "";
}

Result<std::string> only_one(std::string_view name, const std::vector<std::string>& arns) {
  if (arns.size() == 1) return arns.front();
  auto message =
      fmt::format("\"{}\" could be any of {}; give the ARN, or --region:", name, arns.size());
  for (std::size_t i = 0; i < arns.size() && i < kCandidatesMax; ++i) message += "\n  " + arns[i];
  if (arns.size() > kCandidatesMax) message += "\n  …";
  return misused(message);
}

}  // namespace sfn::sfnctl
