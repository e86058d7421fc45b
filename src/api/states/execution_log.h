// ExecutionLog: writes what happens in executions to the log groups that their state machines
// name.
//
// It follows all executions and reads, of those that log, what a commit has added to the history:
// so nothing is logged that is not durable, or of an EXPRESS execution has not happened. What was
// durable and not logged yet when the process ended is not logged any more: as on AWS a log is no
// promise, the history is. An execution logs as its state machine says now. The group is made where
// it is missing; each state machine has a stream of its own in it, a new one for each day and each
// process.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "api/states/logging.h"
#include "base/entropy.h"
#include "runtime/followers.h"
#include "runtime/lifetime.h"
#include "runtime/runtime.h"

namespace sfn::api {

class ExecutionLog {
 public:
  using Append = std::function<void(logs::LogEvent)>;

  /// State machines whose configurations are known without reading them again.
  static constexpr std::size_t kMachinesMax = 10'000;

  /// `runtime` must outlive this.
  ExecutionLog(runtime::Runtime& runtime, Entropy entropy, Append append);

 private:
  /// As a state machine asks for it now.
  struct Machine {
    runtime::StateMachinePtr machine;  ///< Of which this was read.
    std::optional<Logging> logging;
    logs::StreamName stream = {};
    Timestamp opened = {};  ///< The stream.
  };
  /// An execution whose history is being read.
  struct Reading {
    store::MachineId machine{0};
    std::string arn;
    EventId next{0};    ///< To be logged.
    EventId newest{0};  ///< Known of.
  };
  struct Line {
    Timestamp time;
    std::string text;
  };

  void heard(const runtime::ExecutionChange& change);
  /// Null where it does not log.
  Machine* logging_machine(store::MachineId id);
  void read(ExecutionId id);
  void take(ExecutionId id, const store::HistoryRange& asked, std::vector<store::JournalRow> rows);
  void write(store::MachineId id, std::vector<Line> lines);
  void renew_stream(Machine& machine, Timestamp now);

  runtime::Runtime& runtime_;
  Entropy entropy_;
  Append append_;
  std::map<store::MachineId, Machine> machines_;
  std::map<ExecutionId, Reading> reading_;
  runtime::Followers::Subscription followed_;
  runtime::Lifetime lifetime_;
};

}  // namespace sfn::api
