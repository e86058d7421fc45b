// StartRequests: unnamed starts that an SDK may repeat, by key.
//
// An SDK that has lost the answer sends the request again with the same invocation id; within 15
// minutes that is the same start, also after a restart.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/time.h"
#include "runtime/durable.h"
#include "runtime/requests.h"
#include "store/records.h"

namespace sfn::runtime {

class StartRequests {
 public:
  /// Of more than these the oldest are forgotten before their time: SDKs repeat within seconds.
  static constexpr std::size_t kRequestsMax = 100'000;

  explicit StartRequests(std::vector<store::StartRequestRow> loaded);

  /// The first one's answer; nothing where the key is new or its time is over.
  std::optional<Durable<Result<Started>>> find(const std::string& key, Timestamp now) const;

  /// `commit` holds the row.
  void add(const store::StartRequestRow& row, CommitId commit);

 private:
  struct First {
    CommitId commit;
    Started answer;
  };

  std::unordered_map<std::string, First> firsts_;
  std::deque<std::pair<Timestamp, std::string>> order_;  ///< Of arrival.
};

}  // namespace sfn::runtime
