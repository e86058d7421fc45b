// Followers: who wants to know when executions change. They are told after the commit, never
// before.
//
// A follower is told that something happened and how far the history reaches; it holds its own
// place (execution, event id) and reads what it has not seen from the store. So nothing is
// buffered for slow ones, a signal may be skipped for a later one, and a follower that comes back
// goes on where it was. history_tail.h does this for one execution.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "base/ids.h"
#include "history/event.h"
#include "store/records.h"

namespace sfn::runtime {

/// What a commit did to one execution.
struct ExecutionChange {
  ExecutionId execution{0};
  store::MachineId machine{0};
  std::string arn;
  store::ExecutionStatus status = store::ExecutionStatus::Running;
  bool started = false;     ///< Within this commit.
  bool ended = false;       ///< Within this commit.
  EventId first_public{1};  ///< The first event that AWS shows within this commit.
  EventId last_public{0};   ///< The newest; the one before `first_public` where it has none.
  std::optional<history::ParentLink> parent = {};  ///< Of a child.
};

class Followers {
 public:
  using Tell = std::function<void(const ExecutionChange&)>;

  /// At most this many follow at once.
  static constexpr std::size_t kFollowersMax = 10'000;

  /// As long as this is kept, the follower is told. May be dropped at any time, also while being
  /// told, and after the Followers are gone.
  class Subscription {
   public:
    Subscription() = default;
    explicit operator bool() const { return handle_.use_count() > 0; }

   private:
    friend class Followers;
    explicit Subscription(std::shared_ptr<void> handle) : handle_(std::move(handle)) {}
    std::shared_ptr<void> handle_;
  };

  /// Changes of one execution. Empty where there are too many followers already.
  Subscription follow(ExecutionId execution, Tell tell);
  /// Changes of all executions.
  Subscription follow_all(Tell tell);

  /// For the dispatcher: the commit that did this is durable.
  void tell(const ExecutionChange& change);

 private:
  using Key = std::pair<std::int64_t, std::uint64_t>;  ///< Execution, or 0 for all; then arrival.
  using Table = std::map<Key, std::shared_ptr<Tell>>;

  Subscription add(std::int64_t group, Tell tell);
  void tell_group(std::int64_t group, const ExecutionChange& change);

  std::shared_ptr<Table> table_ = std::make_shared<Table>();
  std::uint64_t last_ = 0;
};

}  // namespace sfn::runtime
