// What the API asks of the runtime, and the answers. Errors are named in AWS's words.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/payload.h"
#include "base/result.h"
#include "base/time.h"
#include "engine/execution.h"
#include "history/event.h"
#include "store/records.h"
#include "tasks/lambda/function.h"

namespace sfn::runtime {

/// Called once with the answer, when all that it rests on is durable; never within the call that
/// asked.
template <typename T>
using Reply = std::function<void(Result<T>)>;

/// A question to an execution that too many wait for already.
inline const Error kTooManyWait{"ThrottlingException",
                                "Rate exceeded: too many requests wait for this execution"};

struct StartRequest {
  std::string machine_arn;
  std::optional<std::string> name;  ///< Nothing: a new UUID.
  Payload input;
  /// Of an unnamed start that an SDK may repeat: invocation id and digest of the body. For 15
  /// minutes, restarts included, a repetition gets the first one's answer.
  std::optional<std::string> idempotency_key;
  std::optional<std::string> trace_header = {};
  std::optional<history::ParentLink> parent = {};  ///< Of a child.
  /// Whoever asks waits for the end, which he can do where the type is this one alone.
  std::optional<std::string> only_type = {};
};
/// Errors: StateMachineDoesNotExist, StateMachineTypeNotSupported, ExecutionAlreadyExists,
/// ThrottlingException.
struct Started {
  std::string arn;
  Timestamp started;
  ExecutionId execution{0};  ///< Of an EXPRESS state machine's.
};

/// An action that is not for state machines of the type.
inline const Error kTypeNotSupported{
    "StateMachineTypeNotSupported",
    "This operation is not supported by this type of state machine"};

struct StopRequest {
  std::string execution_arn;
  history::Failure failure;
};
/// Errors: ExecutionDoesNotExist, ThrottlingException. Stopping what has ended is no error.
struct Stopped {
  Timestamp stopped;
};

/// Of the return of a task token and of its heartbeat. Errors: InvalidToken (no such token was ever
/// given out), TaskTimedOut (its task is over), TaskDoesNotExist (its execution is gone).
inline const Error kInvalidToken{"InvalidToken", "Invalid Token: 'Invalid token'"};
inline const Error kTaskTimedOut{"TaskTimedOut",
                                 "Task Timed Out: 'Provided task does not exist anymore'"};
inline const Error kTaskDoesNotExist{"TaskDoesNotExist",
                                     "Task Does Not Exist: 'Provided task does not exist'"};

/// An execution that runs, as of its newest commit. Errors: ExecutionDoesNotExist.
struct Inspected {
  ExecutionId id{0};
  engine::Execution value;  ///< Its `outstanding` is what it waits for.
  /// When heartbeats are missed if none comes any more, as far as this process knows.
  std::map<history::WorkId, Timestamp> heartbeats = {};
};

/// An asynchronous invocation of a function (`Event`). Errors: ThrottlingException.
struct InvokeRequest {
  std::string request_id;
  std::string function_arn;
  std::string payload;
  tasks::InvocationOrigin origin = {};
};
struct Accepted {};

/// Makes one attempt of an asynchronous invocation and says whether it succeeded; never within the
/// call.
using InvokeFunction =
    std::function<void(const store::InvocationRow&, std::function<void(bool succeeded)> done)>;

/// What a start found to do.
struct RecoveryReport {
  std::int64_t begun_again = 0;  ///< Tasks, children that are awaited, steps put off.
};

}  // namespace sfn::runtime
