#include "sfnctl/exit_code.h"

namespace sfn::sfnctl {

Error misused(std::string cause) { return {std::string(kMisused), std::move(cause)}; }

ExitCode exit_code_of(const Error& error) {
  if (error.name == kMisused) return ExitCode::Misused;
  if (error.name == kTimedOut) return ExitCode::TimedOut;
  if (error.name == kInterrupted) return ExitCode::Interrupted;
  return ExitCode::Refused;
}

}  // namespace sfn::sfnctl
