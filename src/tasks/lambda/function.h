// What a function is to those who run it, one call of it, and how that call ended.
//
// The API and the catalogue know functions in AWS's full words; this is the part that a process
// needs. A spec never changes: an update is a new spec with a new revision.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/arn.h"
#include "base/payload.h"
#include "base/result.h"
#include "base/time.h"

namespace sfn::tasks {

struct FunctionSpec {
  std::string arn;  ///< Unqualified. What the pool knows functions by.
  std::string name;
  Place place;
  std::string version = "$LATEST";
  std::string runtime;  ///< Lambda's identifier: `python3.11`, `nodejs18.x`, `provided.al2023`.
  std::string handler;
  seconds timeout{3};
  int memory_mb = 128;  ///< Told to the function, not enforced.
  std::map<std::string, std::string> environment;
  std::string code_dir;                 ///< Absolute; the unpacked package, see CodeStore.
  std::shared_ptr<const void> package;  ///< What keeps `code_dir` there: a PackageHold.
  std::string revision;  ///< Processes of another revision are not used for this one.
};

/// Why a function is called, for its log: all empty for a call from outside.
struct InvocationOrigin {
  std::string execution_arn;
  std::string state;
  std::int64_t attempt = 0;
};

struct Invocation {
  std::string request_id;  ///< The same when a call is repeated after a crash.
  Payload payload;
  std::string qualifier;       ///< As the caller gave it; part of the context's ARN.
  std::string client_context;  ///< JSON text, or empty.
  InvocationOrigin origin;
  std::string trace_header = {};  ///< Of X-Ray, handed down; empty: the call gets one of its own.
};

/// The function as the caller named it: what its context says that was invoked.
inline std::string invoked_arn(const FunctionSpec& spec, const Invocation& invocation) {
  return invocation.qualifier.empty() ? spec.arn : spec.arn + ":" + invocation.qualifier;
}

struct InvocationResult {
  std::string payload;         ///< What the function answered, or the JSON of its error.
  std::string function_error;  ///< Empty on success, else Lambda's word: `Unhandled`.
  std::string error_type;      ///< The error's name, such as `ValueError`; empty on success.
  std::string log_tail;        ///< The last 4 KiB of what this invocation logged.
  std::string executed_version;

  bool failed() const { return !function_error.empty(); }
};

using FunctionSpecPtr = std::shared_ptr<const FunctionSpec>;

/// Finds a function by name, partial ARN or ARN, each with or without a qualifier, as seen from a
/// place, and hands it over, perhaps within the call. Error: `ResourceNotFoundException`, `Function
/// not found: ARN:QUALIFIER`.
using FunctionDirectory = std::function<void(const std::string& name, const Place& place,
                                             std::function<void(Result<FunctionSpecPtr>)> found)>;

}  // namespace sfn::tasks
