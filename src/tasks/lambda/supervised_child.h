// SupervisedChild: a program below a supervisor, and what it prints. See tasks/lambda/supervisor.h.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "loop/fd.h"
#include "loop/loop.h"
#include "loop/pipe.h"
#include "loop/process.h"
#include "tasks/lambda/function_log.h"

namespace sfn::tasks {

struct ChildOptions {
  std::vector<std::string> supervisor;  // The command that runs supervise().
  std::vector<std::string> argv;        // The program, by its path.
  std::vector<std::string> environment;
  std::string directory;
};

struct ChildEnd {
  loop::ExitStatus status;
  std::string not_started;  // Why the program could not be run; empty if it could.
  bool supervised = true;   // Up to the end; if not, what the program started may still be there.
};

/// Destroying it ends the program with all that it started; neither function runs after that.
class SupervisedChild {
 public:
  using Printed = std::function<void(FunctionLog::Output, std::string_view)>;
  /// Runs once, when nothing of the program is left, everything it printed was handed on, and all
  /// that it sent to our sockets has been handled. May destroy the child.
  using Ended = std::function<void(ChildEnd)>;

  /// Fails where the supervisor itself cannot be run.
  static Result<std::unique_ptr<SupervisedChild>> start(loop::Loop& loop,
                                                        const ChildOptions& options,
                                                        Printed printed, Ended ended);

  /// Hands on what was printed before this moment.
  void drain();

  /// Ends the program and its descendants; `ended` follows.
  void end();

  /// The program's largest resident size so far, in MiB.
  int peak_mib();

 private:
  SupervisedChild(loop::Loop& loop, Printed printed, Ended ended);
  Result<void> spawn(const ChildOptions& options);
  void read_output(loop::PipeReader& reader, FunctionLog::Output output);
  void read_report();
  void settle(loop::ExitStatus status, int turns);

  loop::Loop& loop_;
  Printed printed_;
  Ended ended_;
  loop::Fd lifeline_;
  std::unique_ptr<loop::PipeReader> output_[2];  // By FunctionLog::Output.
  std::unique_ptr<loop::PipeReader> report_;
  std::unique_ptr<loop::Process> supervisor_;
  std::string program_pid_;
  std::string not_started_;
  int peak_mib_ = 0;
  bool supervised_ = false;  // The supervisor has done all that it is for.
  std::shared_ptr<int> alive_ = std::make_shared<int>();  // Watched by what was posted.
};

}  // namespace sfn::tasks
