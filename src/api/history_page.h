// A page of an execution's public history, from any event on, in either direction.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/ids.h"
#include "base/json.h"
#include "base/result.h"
#include "runtime/runtime.h"

namespace sfn::api {

struct HistoryPageQuery {
  std::optional<EventId>
      from;  ///< The first event of the page; absent: the first or, in reverse, the last.
  bool reverse = false;
  bool include_execution_data = true;
  std::int64_t limit = 100;
};

struct HistoryPage {
  Json events;  ///< As AWS shows them.
  /// A MiB at most, and one event more; hence fewer than were asked for where they are large.
  std::optional<EventId> next;  ///< Where the next page begins; absent where there is none yet.
  store::ExecutionStatus status;
};

/// Reads durable events alone. Errors: ExecutionDoesNotExist.
void read_history_page(runtime::Runtime& runtime, const std::string& execution_arn,
                       const HistoryPageQuery& query,
                       std::function<void(Result<HistoryPage>)> done);

}  // namespace sfn::api
