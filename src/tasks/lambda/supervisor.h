// The supervisor: a small process between the daemon and a function, so that nothing of a function
// outlives either.
//
//   daemon ══lifeline══▶ supervisor ──▶ function ──▶ whatever it starts
//
// The daemon holds the write end of the lifeline. When it closes, on purpose or because the daemon
// was killed, the supervisor ends every descendant and then itself. It is the subreaper of them
// all: what a function starts, in sessions of its own or orphaned, comes back to it.
#pragma once

namespace sfn::tasks {

/// Descriptors that the daemon hands to the supervisor; 0 to 2 are the function's.
inline constexpr int kLifelineFd = 3;
inline constexpr int kReportFd = 4;

// What the supervisor writes to the report, a word, a space and a value on each line:
inline constexpr char kReportPid[] = "pid";            // The function's, once it runs.
inline constexpr char kReportNotStarted[] = "failed";  // Why it could not be run.
inline constexpr char kReportPeakKib[] = "peak";       // Its largest resident size, at its end.

/// Runs `program` (null-terminated, a path first) with our environment and directory until it ends
/// or the lifeline does, then ends what is left of its descendants. Returns the program's exit code
/// or dies of the signal that ended it. For a process of its own, before any thread is started.
int supervise(char** program);

}  // namespace sfn::tasks
