// Leftovers: what a function has started and nobody ends any more.
//
// Its supervisor ends all of that, also when the daemon was killed. Only where the supervisor was
// killed as well (by whoever kills all, or the kernel when memory runs out) can something remain.
// Such processes are known by the environment that they inherited, which names the function's code
// and its log stream, and never by a number written down before: that may be another's by now.
// One that has replaced its environment is not found.
#pragma once

#include <filesystem>
#include <string>

namespace sfn::tasks {

/// Ends the processes of all functions whose code lies below `code_root`. For the start, before
/// anything is run: supervisors of the daemon's last life are given time to end theirs.
void end_leftovers_below(const std::filesystem::path& code_root);

/// Ends the processes of the function process that logs to this stream, whose supervisor is gone.
/// Waits for them to be gone: for the thread pool.
void end_leftovers_of(const std::string& log_stream);

}  // namespace sfn::tasks
