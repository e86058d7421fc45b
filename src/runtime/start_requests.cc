#include "runtime/start_requests.h"

#include <algorithm>

namespace sfn::runtime {

StartRequests::StartRequests(std::vector<store::StartRequestRow> loaded) {
  std::sort(loaded.begin(), loaded.end(),
            [](const auto& a, const auto& b) { return a.started < b.started; });
  for (const auto& row : loaded) add(row, CommitId{0});
}

std::optional<Durable<Result<Started>>> StartRequests::find(const std::string& key,
                                                            Timestamp now) const {
  const auto found = firsts_.find(key);
  if (found == firsts_.end()) return std::nullopt;
  const auto& first = found->second;
  if (first.answer.started + store::kStartRequestLife < now) return std::nullopt;
  return Durable<Result<Started>>(first.commit, first.answer);
}

void StartRequests::add(const store::StartRequestRow& row, CommitId commit) {
  const auto is_over = [&](Timestamp started) {
    return started + store::kStartRequestLife < row.started;
  };
  while (!order_.empty() && (is_over(order_.front().first) || order_.size() >= kRequestsMax)) {
    const auto found = firsts_.find(order_.front().second);
    // A key that came back after its time has a newer entry, which stays.
    if (found != firsts_.end() && found->second.answer.started == order_.front().first) {
      firsts_.erase(found);
    }
    order_.pop_front();
  }
  firsts_.insert_or_assign(row.key, First{commit, {row.execution_arn, row.started}});
  order_.emplace_back(row.started, row.key);
}

}  // namespace sfn::runtime
