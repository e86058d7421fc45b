// Invocations: asynchronous calls of functions (Lambda's `Event`), which outlive the process.
//
// An invocation is a row before its caller is told 202; then it is attempted until it succeeds, at
// most three times (again after one and after two minutes) and for six hours at most. The request
// id is the same for each attempt. Developer guide of Lambda, "Asynchronous invocation".
//
// An attempt that was running when the daemon died is made again, unless its function may be called
// at most once for an attempt: such an attempt is counted, durably, before it is made.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "runtime/alarms.h"
#include "runtime/commit_queue.h"
#include "runtime/requests.h"
#include "runtime/statistics.h"
#include "store/records.h"

namespace sfn::runtime {

class Invocations {
 public:
  static constexpr std::size_t kBytesMax = std::size_t{64} << 20;  ///< Of waiting payloads; above
                                                                   ///< it new ones are refused.
  static constexpr std::int64_t kAttemptsMax = 3;
  static constexpr std::chrono::hours kAgeMax{6};

  /// Whether the function of this ARN may be called at most once for an attempt.
  using IsOnce = std::function<bool(const std::string& function_arn)>;

  Invocations(CommitQueue& commits, Alarms& alarms, InvokeFunction invoke, IsOnce is_once,
              Statistics& statistics, const std::vector<store::InvocationRow>& loaded);

  /// Makes those due that the last process left.
  void recover();

  /// A request id that is there already is the same invocation.
  void accept(InvokeRequest request, Reply<Accepted> reply);

 private:
  using Due = std::pair<Timestamp, std::string>;

  void arm();
  void make_due_attempts();
  void attempt(const std::string& request_id);
  void count(store::InvocationRow& row);
  static bool may_retry(const store::InvocationRow& row);
  void make_attempt(const std::string& request_id, bool counted);
  void attempted(const std::string& request_id, bool succeeded);
  void finish(const std::string& request_id);

  CommitQueue& commits_;
  Alarms& alarms_;
  Alarms::Alarm alarm_;
  InvokeFunction invoke_;
  IsOnce is_once_;
  Statistics& statistics_;
  std::map<std::string, store::InvocationRow> rows_;  ///< Not over, by request id.
  std::set<Due> due_;                                 ///< Those that wait for an attempt.
  std::map<std::string, bool> running_;  ///< Those that are being attempted: whether it is counted.
  std::size_t bytes_ = 0;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
