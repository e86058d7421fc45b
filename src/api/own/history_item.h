// A history event as the stream tells of it: with the execution that it belongs to.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/json.h"
#include "runtime/history_tail.h"
#include "store/records.h"

namespace sfn::api {

/// `{"executionArn": …, "event": …}` with the event as GetExecutionHistory has it. The event must
/// be one that AWS shows.
Json show_history_event(const std::string& execution_arn, const runtime::TimedEvent& event);

/// The number of an event that AWS shows.
EventId id_of(const runtime::TimedEvent& event);

/// The public events `first` to `last` of the rows.
std::deque<runtime::TimedEvent> public_events(const std::vector<store::JournalRow>& rows,
                                              EventId first, EventId last);

}  // namespace sfn::api
