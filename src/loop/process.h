// Process: a child process, and word of its end.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "loop/loop.h"

namespace sfn::loop {

struct ProcessOptions {
  std::vector<std::string> argv{};         // Not empty; argv[0] is looked up on the child's PATH.
  std::vector<std::string> environment{};  // All of it, as NAME=value.
  std::string directory{};                 // Empty: ours.
  /// The child's descriptor i becomes a copy of ours, inherit[i]; we keep ours. -1, or an index
  /// past the end, is /dev/null below 3 and closed above. Nothing else is inherited.
  std::vector<int> inherit{};
  bool new_session = false;  // setsid(): signals to our terminal or group do not reach it.
};

struct ExitStatus {
  int code = 0;    // Meaningful when signal is 0.
  int signal = 0;  // What ended it, else 0.
  friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

/// Destroying it forgets the child without ending it: no callback, but it is still reaped while the
/// loop turns.
class Process {
 public:
  /// Fails with a cause that names the program, e.g. when it is not there or may not be executed.
  /// The child starts with default signal dispositions. `on_exit` runs once and may destroy the
  /// Process.
  static Result<Process> spawn(Loop& loop, const ProcessOptions& options,
                               std::function<void(ExitStatus)> on_exit);

  int pid() const;
  bool running() const;  // Until on_exit runs.

  /// Sends a signal; false when the child has already ended.
  bool kill(int signal);

 private:
  struct Handle;
  struct Forget {
    void operator()(Handle* handle) const;
  };
  explicit Process(std::unique_ptr<Handle, Forget> handle);

  std::unique_ptr<Handle, Forget> handle_;
};

}  // namespace sfn::loop
