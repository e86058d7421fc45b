// World: a runtime over the three simulated seams, with a test as the outside.
//
// What is asked is answered into an Asked, so that a test can see that an answer has not come yet.
// A crash destroys the runtime, forgets what was not committed and starts anew on the same disk.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/runtime.h"
#include "support/simulated_clock.h"
#include "support/simulated_event_store.h"
#include "support/simulated_task_host.h"
#include "support/test_loop.h"

namespace sfn::runtime {

inline const Place kPlace{"us-east-1", "123456789012"};

// Definitions of one state each.
inline const std::string kPass = R"({"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}})";
inline const std::string kTask =
    R"({"StartAt":"T","States":{"T":{"Type":"Task",)"
    R"("Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}})";
inline const std::string kTaskInTime =
    R"({"StartAt":"T","States":{"T":{"Type":"Task","TimeoutSeconds":10,)"
    R"("Resource":"arn:aws:lambda:us-east-1:123456789012:function:f","End":true}}})";
/// Waits as many seconds as its input's `s`.
inline const std::string kWait =
    R"({"StartAt":"W","States":{"W":{"Type":"Wait","SecondsPath":"$.s","End":true}}})";

/// A question and its answer, once it has come.
template <typename T>
struct Asked {
  std::shared_ptr<std::vector<Result<T>>> answers = std::make_shared<std::vector<Result<T>>>();

  bool is_answered() const { return !answers->empty(); }
  decltype(auto) value() const { return answers->at(0).value(); }
  std::string error() const { return answers->at(0).error().name; }
  std::string cause() const { return answers->at(0).error().cause; }
  Reply<T> reply() const {
    return [answers = answers](Result<T> answer) { answers->push_back(std::move(answer)); };
  }
};

class World {
 public:
  explicit World(RuntimeOptions options = {});

  /// Runs every turn there is, and wake-ups that are due.
  void settle();
  /// Moves the clock by `by`, wake-up by wake-up.
  void advance(milliseconds by);

  /// The process dies and starts again.
  void crash();
  /// As crash, up to the moment before recovery.
  void crash_without_recovery();
  void recover();

  /// A state machine of this name; returns its ARN once it is durable.
  std::string deploy(const std::string& name, const std::string& definition,
                     const std::string& type = "STANDARD");

  // Nothing is settled by these.
  Asked<Started> start(const std::string& machine_arn, std::optional<std::string> name = {},
                       const std::string& input = "{}", std::optional<std::string> key = {});
  Asked<Stopped> stop(const std::string& execution_arn);

  /// Starts and settles; the ARN.
  std::string started(const std::string& machine_arn, const std::string& input = "{}");

  // What the disk knows.
  store::ExecutionRecord record(const std::string& execution_arn) const;
  store::ExecutionStatus status(const std::string& execution_arn) const {
    return record(execution_arn).row.status;
  }
  std::vector<store::JournalRow> journal(const std::string& execution_arn) const;
  std::vector<store::PendingRow> pending() const;
  std::size_t executions() const;
  const support::SimulatedDisk& disk() const { return files_.at("sfn.db"); }
  support::SimulatedDisk& disk() { return files_.at("sfn.db"); }

  Runtime& runtime() { return *runtime_; }
  support::SimulatedEventStore& store() { return *store_; }
  support::SimulatedTaskHost& host() { return *host_; }
  support::SimulatedClock clock;
  RecoveryReport recovered;
  bool once = false;  ///< What tasks call from now on is called at most once.

  /// From now on long work waits for release_threads().
  void hold_threads() { threads_held_ = true; }
  void release_threads();

  /// Attempts of asynchronous invocations, with what reports their ends.
  std::vector<std::pair<store::InvocationRow, std::function<void(bool)>>> invocations;

 private:
  using Job = std::pair<std::function<void()>, std::function<void()>>;  // Work, and what follows.

  void boot();
  void run_away_from_the_loop(Job job);

  RuntimeOptions options_;
  support::SimulatedFiles files_;
  support::TestLoop loop_;
  std::uint64_t entropy_ = 0;
  std::unique_ptr<support::SimulatedEventStore> store_;
  std::unique_ptr<support::SimulatedTaskHost> host_;
  std::unique_ptr<Runtime> runtime_;
  std::vector<Job> jobs_;  // Those that are held.
  bool threads_held_ = false;
};

}  // namespace sfn::runtime
