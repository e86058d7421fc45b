// Ending all that a process has started, when the process is the subreaper of it all.
#pragma once

#include <sys/types.h>

#include <functional>

struct rusage;

namespace sfn::tasks {

/// Gets each child that was reaped, with what waitpid() and its resource usage say.
using Reaped = std::function<void(pid_t child, int status, const rusage& usage)>;

/// Reaps the children that have ended, without waiting. False when there is no child left at all.
bool reap_ended(const Reaped& reaped);

/// Kills the calling process's children, and theirs as they become its own, until none is left.
/// Waits for each to be gone. For a subreaper that starts nothing meanwhile.
void end_descendants(const Reaped& reaped);

}  // namespace sfn::tasks
