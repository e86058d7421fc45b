#include "runtime/followers.h"

#include <utility>

namespace sfn::runtime {
namespace {

constexpr std::int64_t kAll = 0;  // Executions are numbered from 1.

}  // namespace

Followers::Subscription Followers::follow(ExecutionId execution, Tell tell) {
  return add(raw(execution), std::move(tell));
}

Followers::Subscription Followers::follow_all(Tell tell) { return add(kAll, std::move(tell)); }

Followers::Subscription Followers::add(std::int64_t group, Tell tell) {
  if (table_->size() >= kFollowersMax) return {};
  const Key key{group, ++last_};
  table_->emplace(key, std::make_shared<Tell>(std::move(tell)));
  return Subscription(
      std::shared_ptr<void>(nullptr, [table = std::weak_ptr<Table>(table_), key](void*) {
        if (const auto kept = table.lock()) kept->erase(key);
      }));
}

void Followers::tell(const ExecutionChange& change) {
  tell_group(raw(change.execution), change);
  tell_group(kAll, change);
}

// A follower may drop itself or others, and may add some; those wait for the next change.
void Followers::tell_group(std::int64_t group, const ExecutionChange& change) {
  const auto newest = last_;
  for (auto at = table_->lower_bound({group, 0});
       at != table_->end() && at->first.first == group && at->first.second <= newest;) {
    const auto key = at->first;
    const auto tell = at->second;
    (*tell)(change);
    at = table_->upper_bound(key);
  }
}

}  // namespace sfn::runtime
