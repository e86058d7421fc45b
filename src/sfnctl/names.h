// Names: what people type for a state machine, an execution, a function, an activity or a log
// group, resolved to its ARN.
//
// An ARN is taken as it is. A plain name is looked up in every region, or in that of --region, and
// refused with its candidates where it names more than one thing. Executions are
// MACHINE/EXECUTION, where the start of the execution's name is enough if it is unique;
// MACHINE/@last, the newest of a state machine; and @last, the newest of all.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "sfnctl/client.h"

namespace sfn::sfnctl {

/// The forms of an execution's name.
struct ExecutionArn {
  std::string arn;
  friend bool operator==(const ExecutionArn&, const ExecutionArn&) = default;
};
struct NewestExecution {
  std::string machine;  ///< Empty: of all state machines.
  friend bool operator==(const NewestExecution&, const NewestExecution&) = default;
};
struct NamedExecution {
  std::string machine;
  std::string name;
  friend bool operator==(const NamedExecution&, const NamedExecution&) = default;
};
using ExecutionName = std::variant<ExecutionArn, NewestExecution, NamedExecution>;

/// Without asking anybody.
Result<ExecutionName> parse_execution_name(std::string_view text);

Result<std::string> find_state_machine(Client& client, const std::string& text);
Result<std::string> find_execution(Client& client, const std::string& text);
Result<std::string> find_activity(Client& client, const std::string& text);
Result<std::string> find_function(Client& client, const std::string& text);
/// `/aws/lambda/NAME` is found as soon as there is such a function, though its group comes with the
/// first line that it logs.
Result<std::string> find_log_group(Client& client, const std::string& name);

/// Whether the text is written as an execution's name and not as that of anything else.
bool looks_like_execution(std::string_view text);

/// `MACHINE/EXECUTION` of an execution's ARN; another text is given back.
std::string short_execution_name(std::string_view arn);

/// ` --region eu-west-3` where that was asked for: a command that we suggest must mean the same.
std::string region_words(const Client& client);

/// One of several ARNs that a name could mean: the only one, or the refusal that lists them.
Result<std::string> only_one(std::string_view name, const std::vector<std::string>& arns);

}  // namespace sfn::sfnctl
