// The environment of a function process: Lambda's variables and the function's own, and nothing of
// the daemon's. AWS Lambda developer guide, "Defined runtime environment variables".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tasks/lambda/function.h"

namespace sfn::tasks {

/// What depends on the process and on this machine.
struct ProcessPlace {
  std::string log_stream;
  std::string runtime_api;  ///< `127.0.0.1:PORT`.
  std::string runtime_dir;
  std::string interpreter_dir;  ///< In front of the PATH; empty for a custom runtime.
  std::string endpoint_url;     ///< The daemon, for SDKs; empty: they are told nothing.
};

/// Each as NAME=value.
std::vector<std::string> function_environment(const FunctionSpec& spec, const ProcessPlace& place);

/// Whether Lambda sets the variable itself and refuses to have it configured.
bool is_reserved_variable(std::string_view name);

}  // namespace sfn::tasks
