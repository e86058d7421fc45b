// Watch: wait for the end of an execution, tell on stderr what happens, and print its outcome.
// What `start --wait` and `wait` share.
#pragma once

#include <optional>
#include <string>

#include "sfnctl/client.h"
#include "sfnctl/output.h"

namespace sfn::sfnctl {

/// The outcome: Done where the execution succeeded (its output is printed), Failed where it ended
/// otherwise, TimedOut where `timeout` ran out first.
ExitCode watch(Client& client, Output& out, const std::string& execution_arn,
               std::optional<milliseconds> timeout);

/// Tells that the daemon was lost and that it is looked for.
void tell_lost(Output& out, const Error& error);

/// Prints why following an execution ended early, and that the execution goes on.
ExitCode still_running(const Client& client, Output& out, const std::string& execution_arn,
                       const Error& error);

}  // namespace sfn::sfnctl
