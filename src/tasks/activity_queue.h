// ActivityQueue: where the tasks of activities and the workers that poll for them meet.
//
//   offer ──▶ waits ─ a worker polls ─▶ starting ─ go_ahead ─▶ answered ─ written ─▶ handed on
//              ▲ ▲                         │                      │
//              │ └─ the worker has gone ───┘                      │
//              └─ the answer was not written: its start stays ────┘
//
// Tasks are handed out first in, first out, and workers served in the order of their polls. That a
// task starts is decided for a worker that is there at that moment; one whose answer got lost is
// back at its place, and the next worker gets it with the same token and no second start. A poll
// without a task ends after 55 seconds. Nothing is asked again: offers and polls wake each other.
//
// A task that waits has no documents here, only its name: its input comes with its start.
//
// AWS Step Functions developer guide, "Activities"; API reference, GetActivityTask.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/payload.h"
#include "base/result.h"
#include "tasks/task_host.h"

namespace sfn::tasks {

/// What a worker gets.
struct ActivityTask {
  std::string token;
  Payload input;
};

/// Who polls.
struct Poller {
  std::string worker;  ///< Its name, or empty.
  std::function<bool()> is_there;
  /// Called once: with a task, or with none where the poll is over. `written` is to be told whether
  /// the worker has the whole answer; for a task it must be.
  std::function<void(std::optional<ActivityTask>, std::function<void(bool)> written)> answer;
};

class ActivityQueue {
 public:
  static constexpr std::size_t kPollersMax = 1'000;  ///< Of one activity.
  static constexpr seconds kPollTime{55};
  static constexpr std::size_t kMatchesPerTurn = 16;

  using PollId = std::int64_t;
  using Post = std::function<void(std::function<void()>)>;

  /// `clock` is for the queue alone.
  ActivityQueue(Post post, Clock& clock, TaskStartingReport starting);
  ~ActivityQueue();

  // ---- for the task host
  void start(const TaskRequest& offer);
  void go_ahead(const TaskRequest& request);
  void cancel(ExecutionId execution, const history::WorkId& work);

  // ---- for workers
  /// Errors: ActivityWorkerLimitExceeded. May answer at once when the queue is closed.
  Result<PollId> poll(const std::string& activity_arn, Poller poller);
  /// The poller has gone.
  void hang_up(PollId poll);

  /// From now on polls are answered at once, with no task: those that wait too.
  void close();

  std::size_t waiting_pollers() const { return polls_.size(); }

 private:
  using Key = std::pair<ExecutionId, history::WorkId>;  ///< The work is the offer.
  struct Poll {
    std::string activity;
    Poller poller;
    Timestamp due;
  };
  struct Task {
    std::string activity;
    std::int64_t place;                                 ///< In line: it keeps it.
    std::optional<ActivityTask> ready = {};             ///< Its start is recorded.
    std::optional<std::pair<PollId, Poll>> taker = {};  ///< Who is to get it.
  };
  struct Line {
    std::map<std::int64_t, Key> tasks;  ///< That wait, by place.
    std::set<PollId> polls;             ///< That wait, in order.
    bool match_posted = false;
  };

  void tidy(const std::string& activity);
  void match_soon(const std::string& activity);
  void match(const std::string& activity);
  void report_start(const Key& key, PollId poll);
  bool is_still_wanted(const Key& key, PollId poll);
  void hand_on(const Key& key, Task& task);
  void written(const Key& key, bool whole);
  void wait_in_line(const Key& key, Task& task);
  void wait_in_line(PollId id, Poll poll);
  Poll take_poll(PollId id);
  void end_polls();
  void arm();

  Post post_;
  Clock& clock_;
  TaskStartingReport starting_;
  std::map<Key, Task> tasks_;
  std::map<PollId, Poll> polls_;  ///< That wait.
  std::set<std::pair<Timestamp, PollId>> ends_;
  std::map<std::string, Line> lines_;  ///< By activity; none that is empty.
  std::int64_t last_place_ = 0;
  PollId last_poll_ = 0;
  bool closed_ = false;
  std::shared_ptr<const char> alive_ = std::make_shared<const char>();  ///< Watched by callbacks.
};

}  // namespace sfn::tasks
