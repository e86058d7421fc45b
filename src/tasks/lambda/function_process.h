// FunctionProcess: one process of one function, which serves one call after another.
//
//   Fresh ──run──▶ Starting ──asks for work──▶ Working ──answers──▶ Answered ──asks──▶ Free
//                     │                           ▲ │                  │               │ │
//                     │                           └─┼──────────────run─┼───────────────┘ │
//                     └── fails ── times out ───────┴─────── hangs ────┴── idle, retired ┴─▶ Ending
//
// A call that needs consent is Held where it would be Working, until that is given; a refusal makes
// the process Free.
//
// Whatever ends a process goes the same way: the supervisor ends it, and when nothing of it is left
// the call that it served fails with the reason.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/entropy.h"
#include "loop/loop.h"
#include "loop/thread_pool.h"
#include "loop/timer.h"
#include "tasks/lambda/call_outcome.h"
#include "tasks/lambda/function.h"
#include "tasks/lambda/function_log.h"
#include "tasks/lambda/function_pool.h"
#include "tasks/lambda/interpreter_candidates.h"
#include "tasks/lambda/interpreters.h"
#include "tasks/lambda/runtime_api.h"
#include "tasks/lambda/supervised_child.h"

namespace sfn::tasks {

/// What the processes of a pool share.
struct ProcessContext {
  loop::Loop& loop;
  FunctionPoolOptions options;
  Entropy entropy;
  LogSink log;
  Interpreters interpreters;
  loop::ThreadPool sweeps;  // For what supervisors that were killed have left.
  bool reading = true;      // Whether the runtimes are heard.
};

/// Destroying it ends the process with all that it started.
class FunctionProcess {
 public:
  struct Hooks {
    std::function<void(FunctionProcess&)> free;  // It may be given another call.
    std::function<void(FunctionProcess&)> gone;  // Nothing is left of it: destroy it.
  };
  /// Runs once for each call, in a turn of its own.
  using Done = std::function<void(InvocationResult)>;

  FunctionProcess(ProcessContext& context, std::shared_ptr<const FunctionSpec> spec, Hooks hooks);

  const FunctionSpec& spec() const { return *spec_; }

  /// Neither serving a call nor about to end.
  bool is_free() const { return phase_ == Phase::Free; }

  /// Serves a call, with consent if it needs one; the first one starts the process. It must be
  /// fresh or free.
  void run(Invocation invocation, Done done, AskConsent ask);

  /// Takes no further call, and ends once it is free.
  void retire();

  /// Follow ProcessContext::reading.
  void pause_reading() { api_.pause_reading(); }
  void resume_reading();

 private:
  enum class Phase { Fresh, Starting, Free, Held, Working, Answered, Ending };
  using Moment = std::chrono::steady_clock::time_point;

  struct Call {
    Invocation invocation;
    Done done;
    AskConsent ask;               // Until it is asked.
    std::optional<Moment> begun;  // When the runtime got it.
  };

  void start();
  void launch_interpreter(const Result<Interpreter>& interpreter, Language language);
  void launch(std::vector<std::string> argv, const std::string& interpreter_dir);
  void on_call(RuntimeCall call);
  void on_ready();
  void on_ended(const ChildEnd& end);
  void nothing_is_left(const ChildEnd& end);
  void serve();
  void hold();
  void deliver();
  void take_back();
  void answered(CallOutcome outcome);
  void on_late();
  void become_free();
  void fail_start(const std::string& error_type, std::string_view why);
  void fail_and_end(CallOutcome outcome);
  void end();

  void finish(CallOutcome outcome);
  void log_start();
  void log_end(const CallOutcome& outcome);
  const std::string& request_id() const { return call_->invocation.request_id; }

  ProcessContext& context_;
  const std::shared_ptr<const FunctionSpec> spec_;
  Hooks hooks_;
  Phase phase_ = Phase::Fresh;
  bool retiring_ = false;
  bool late_unheard_ = false;  // Time ran out while the runtime was not heard.
  std::optional<Call> call_;
  std::optional<CallOutcome> outcome_;  // Of the call: known, but not told yet.
  FunctionLog log_;
  Moment started_{};
  std::optional<double> init_ms_;  // Until it is reported.
  RuntimeApi api_;
  std::unique_ptr<SupervisedChild> child_;
  loop::Timer timer_;  // For the end of the start, of the call, or of idleness.
  std::shared_ptr<int> alive_ = std::make_shared<int>();  // Watched by what was posted.
};

}  // namespace sfn::tasks
