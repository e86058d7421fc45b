// CommitQueue: turns decisions into commits, and holds back all that follows from them.
//
// Decisions add rows to the open batch. When the writer is idle the batch is handed to the store,
// at the end of the turn, so that all that one turn decides travels together; while it is being
// written the next batch fills: natural group commit. How long a batch may wait for more is weighed
// against what a commit costs on this disk. When the store reports it durable, its replies run,
// then its effects, then its followers, each in the order they were registered; where they are
// many, over several turns.
//
// A failed append never returns (the store ends the process), so nothing is ever undone here.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "runtime/durable.h"
#include "runtime/lifetime.h"
#include "runtime/open_batch.h"
#include "runtime/post.h"
#include "runtime/statistics.h"
#include "store/event_store.h"

namespace sfn::runtime {

/// Bytes that are decided and not durable.
struct CommitMarks {
  std::size_t soft = std::size_t{32} << 20;  ///< Above it new work is refused.
  std::size_t hard = std::size_t{64} << 20;  ///< Above it sockets and timers rest until a commit.
};

/// What runs after a commit, in this order.
enum class Stage { Reply, Effect, Follow };

class CommitQueue {
 public:
  /// Replies, effects and followers that one turn of the loop runs.
  static constexpr std::size_t kFollowingPerTurn = 8;
  /// What running one of them takes with the decision that it leads to, roughly.
  static constexpr std::chrono::microseconds kFollowingCost{40};

  /// `last` is the newest commit in the store.
  CommitQueue(store::EventStore& store, Post post, CommitId last, Statistics& statistics,
              CommitMarks marks = {});

  /// Adds what one decision changes, atomically, and names the commit that will hold it. The id in
  /// `rows` is ignored.
  CommitId add(store::Batch rows);

  /// Runs `reply` with the value when its commit is durable; never within this call.
  template <typename T, typename F>
  void reply_after(Durable<T> durable, F reply) {
    const auto commit = durable.commit_;
    after(commit, Stage::Reply,
          shareable([value = std::move(durable.value_), reply = std::move(reply)]() mutable {
            reply(std::move(value));
          }));
  }

  /// Runs `reply` when the commit is durable; never within this call.
  void reply_after(CommitId commit, std::function<void()> reply) {
    after(commit, Stage::Reply, std::move(reply));
  }

  /// As reply_after, for any stage. `commit` must be one that add() or the store has given.
  void after(CommitId commit, Stage stage, std::function<void()> run);

  bool is_durable(CommitId commit) const { return commit <= durable_; }

  /// The newest commit that has been begun: what rests on everything decided so far waits for it.
  CommitId newest() const;

  /// Whether new work (starts, invocations, creations) is admitted. Completions, timers and stops
  /// always are. Refusals: ThrottlingException, or what refuse_new_work was given.
  Result<void> admit() const;

  /// Whether admit() would admit it.
  bool has_room() const { return !refusal_ && bytes() <= marks_.soft; }

  /// Refuses new work with this error until called with nothing: when the disk is nearly full.
  void refuse_new_work(std::optional<Error> why) { refusal_ = std::move(why); }
  /// Called when new work was refused so, and a turn later: who refuses may look again.
  void on_refusal(std::function<void()> listener) { on_refusal_ = std::move(listener); }

  /// Writes nothing until release(): what is decided meanwhile gathers in the open batch.
  void hold() { held_ = true; }
  void release();
  bool is_held() const { return held_; }

  /// Called after each commit with the bytes that it held.
  void on_committed(std::function<void(std::size_t)> listener) {
    on_committed_ = std::move(listener);
  }

  /// Whether the hard mark is passed: sockets are not read and timers not popped.
  bool is_overloaded() const { return overloaded_; }

  /// Called with true when the hard mark is passed, with false when a commit has brought the queue
  /// below it. Several may listen; they must outlive the queue's last commit.
  void on_overload(std::function<void(bool)> listener);

  /// Nothing is open and the writer rests.
  bool is_idle() const { return open_.empty() && !writing_; }

 private:
  struct Hooks {
    std::vector<std::function<void()>> stages[3];
  };

  /// std::function wants what can be copied; values and replies may be move-only.
  template <typename F>
  static std::function<void()> shareable(F run) {
    return [held = std::make_shared<F>(std::move(run))] { (*held)(); };
  }

  void flush_at_end_of_turn();
  void flush();
  void committed(CommitId commit);
  bool waits_for_more() const;
  void tell_some();
  std::size_t bytes() const { return open_.bytes() + writing_bytes_; }
  void watch_overload();

  store::EventStore& store_;
  Post post_;
  Statistics& statistics_;
  CommitMarks marks_;
  CommitId durable_;
  OpenBatch open_;
  std::map<CommitId, Hooks> hooks_;  ///< Of the commit being written and of the open one.
  std::vector<std::function<void(bool)>> overload_listeners_;
  std::optional<Error> refusal_;
  std::function<void()> on_refusal_;
  std::function<void(std::size_t)> on_committed_;
  std::size_t writing_bytes_ = 0;
  bool writing_ = false;
  std::deque<std::function<void()>> following_;  ///< From commits, and not run yet.
  std::int64_t told_ = 0;  ///< Of them, how many have run since the last batch left.
  bool telling_ = false;   ///< A turn that runs more of them has been asked for.
  bool flush_posted_ = false;
  bool overloaded_ = false;
  bool held_ = false;
  Lifetime lifetime_;
};

}  // namespace sfn::runtime
