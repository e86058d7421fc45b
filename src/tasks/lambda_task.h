// Tasks that call a function: what a Task state asks for, in Lambda's words, and Lambda's answer,
// in the words of a task. Pure; the router does the calling.
//
// Two forms. With a function's ARN as resource the parameters are the event and the function's
// result is the task's. With `arn:aws:states:::lambda:invoke` the parameters are those of Lambda's
// Invoke and the result is that API's answer, metadata included.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "history/work.h"
#include "tasks/bindings.h"
#include "tasks/lambda/function.h"
#include "tasks/task_host.h"

namespace sfn::tasks {

/// What a resource leads to.
enum class Target { Function, LambdaInvoke, Activity, Unknown };
Target target_of(const std::string& resource);

/// Name, partial ARN or ARN of the function that a task would call with these parameters; nothing
/// where it would call none.
std::optional<std::string> called_function(const std::string& resource, const Payload& parameters,
                                           const Bindings& bindings);

enum class InvocationType { RequestResponse, Event, DryRun };

/// A call as a task asks for it, before the function is looked up.
struct FunctionCall {
  std::string function;  ///< Name, partial ARN or ARN, with a qualifier if there is one.
  InvocationType type = InvocationType::RequestResponse;
  Invocation invocation;
};

/// For a task whose resource is a function's ARN, or is bound to a function: its parameters are the
/// event.
FunctionCall call_of_function(const TaskRequest& request, const std::string& function);

/// For `lambda:invoke`. Error: `States.Runtime`, naming every parameter that is wrong.
Result<FunctionCall> call_of_invoke(const TaskRequest& request);

/// The JSON value that a function answered. A text that is not JSON is taken as a string.
Json function_value(const std::string& payload);

/// Lambda's answer to an accepted invocation, with `payload` unless it was not waited for.
Json invoke_answer(const FunctionCall& call, const std::string& executed_version,
                   const std::string* payload, Timestamp now);

/// For a function that ended with an error.
history::TaskFailure function_failure(const InvocationResult& result);

/// For a call that Lambda refused, in the words of a service integration.
history::TaskFailure service_failure(const Error& error, const std::string& request_id);

}  // namespace sfn::tasks
