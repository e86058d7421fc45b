// FunctionPool: the processes of all functions, and the calls that wait for one.
//
// As on Lambda, a process serves one call at a time, is started when a call finds none free, and
// stays warm. A function has at most so many processes; what comes beyond waits in order. An
// update of a function is a new revision: its calls get new processes, and the old ones end once
// they are free.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/entropy.h"
#include "base/result.h"
#include "base/time.h"
#include "loop/loop.h"
#include "tasks/lambda/function.h"
#include "tasks/lambda/function_log.h"

namespace sfn::tasks {

struct FunctionPoolOptions {
  /// The command that runs supervise(): the daemon itself with `--supervise`.
  std::vector<std::string> supervisor{"/proc/self/exe", "--supervise"};
  std::string runtime_dir;   ///< Absolute; where install_runtime_clients() wrote.
  std::string endpoint_url;  ///< The daemon, for the SDKs in functions: `http://127.0.0.1:8083`.
  std::map<std::string, std::string> interpreters;  ///< `--runtime python3.11=PATH`.
  std::string path;  ///< Directories to find interpreters in, separated by colons.

  std::size_t concurrency = 10;     ///< Processes of one function at a time.
  std::size_t queue_max = 100'000;  ///< Calls of one function that wait for a process.
  milliseconds idle_timeout{5 * 60'000};
  milliseconds init_timeout{60'000};  ///< From a process's start to its first request for work.
};

/// The answer to whether a call may reach its function.
using Consent = std::function<void(bool given)>;
/// Asks for it, once, when a process of the function is ready for the call: both wait until the
/// answer comes, which must not be within the question. A call that is refused is forgotten: its
/// `done` does not run, and the process serves the next.
using AskConsent = std::function<void(Consent)>;

/// Names a call from invoke() on.
enum class Ticket : std::uint64_t {};

/// Lives on the loop. Destroying it ends every process with all that it started; no `done` runs
/// after that.
class FunctionPool {
 public:
  /// A function's error is a result, not an Error. `TooManyRequestsException`: the queue is full.
  using Done = std::function<void(Result<InvocationResult>)>;

  FunctionPool(loop::Loop& loop, FunctionPoolOptions options, Entropy entropy, LogSink log);
  ~FunctionPool();

  /// Calls `done` once, never from within. A call that waits runs by the newest revision that was
  /// invoked, not necessarily its own.
  /// With `ask` it does not reach the function before that was answered.
  Ticket invoke(std::shared_ptr<const FunctionSpec> spec, Invocation invocation, Done done,
                AskConsent ask = {});

  /// `done` will not run. A call that waits is taken back; one that runs goes on to its end or its
  /// time-out, as on Lambda; one that waits for consent still needs its answer. A ticket that is
  /// unknown or over is no error.
  void cancel(Ticket ticket);

  /// Ends the processes of a function that has been updated or deleted, once they are free.
  void retire(const std::string& arn);

  /// Back-pressure: while paused, what functions answer stays in their sockets, and no answer
  /// counts as late because of that.
  void pause_reading();
  void resume_reading();

  std::size_t processes() const;  ///< Alive, of all functions.
  std::size_t waiting() const;    ///< Calls without a process yet.

 private:
  class State;
  std::shared_ptr<State> state_;  // Watched by answers that are on their way.
};

}  // namespace sfn::tasks
