// A history event as the stream tells of it: with the execution that it belongs to.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/ids.h"
#include "runtime/history_tail.h"

namespace sfn::api {

/// `{"executionArn": …, "event": …}` with the event as GetExecutionHistory has it, as text.
struct HistoryItem {
  EventId id{0};
  std::string data;
};
using HistoryItems = std::deque<HistoryItem>;

/// The events must be such as AWS shows. To show large ones takes long.
HistoryItems show_history(const std::string& execution_arn,
                          const std::vector<runtime::TimedEvent>& events);

}  // namespace sfn::api
