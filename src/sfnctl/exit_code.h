// What sfnctl tells the shell, and the errors of its own that lead there.
//
// Scripts build on these numbers. An Error whose name is none of those below is an answer of the
// daemon's, and its name is the daemon's error code.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace sfn::sfnctl {

enum class ExitCode {
  Done = 0,
  Failed = 1,         ///< What was asked about failed: the execution, the function, the definition.
  Misused = 2,        ///< The command line, or what it names, is wrong.
  Refused = 3,        ///< The daemon was not reached, or refused.
  TimedOut = 4,       ///< --timeout ran out; the execution goes on.
  Interrupted = 130,  ///< Ctrl-C; the execution goes on.
};

inline constexpr std::string_view kMisused = "Misused";
inline constexpr std::string_view kUnreachable = "Unreachable";
inline constexpr std::string_view kTimedOut = "TimedOut";
inline constexpr std::string_view kInterrupted = "Interrupted";

Error misused(std::string cause);

ExitCode exit_code_of(const Error& error);

}  // namespace sfn::sfnctl
