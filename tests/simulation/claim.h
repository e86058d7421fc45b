// Claim: what the daemon has told its users, each with what they had asked.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "history/task_token.h"
#include "runtime/followers.h"
#include "runtime/history_tail.h"
#include "runtime/requests.h"
#include "store/event_store.h"

namespace sfn::simulation {

/// An execution that was asked for, and which one of that name was durable then: it must be found.
struct Whereabouts {
  std::string arn;
  std::optional<ExecutionId> durable = {};
};

struct StartAnswer {
  runtime::StartRequest asked;
  Result<runtime::Started> answer;
};
struct StopAnswer {
  Whereabouts asked;
  Result<runtime::Stopped> answer;
};
struct InspectAnswer {
  Whereabouts asked;
  Result<runtime::Inspected> answer;
};
struct FindAnswer {
  Whereabouts asked;
  Result<store::ExecutionRecord> answer;
};
struct ListAnswer {
  std::vector<store::ExecutionRow> rows;
};
struct TokenAnswer {
  history::TaskToken token;
  Result<void> answer;
};
struct HeartbeatAnswer {
  history::TaskToken token;
  Timestamp sent;  ///< By the daemon's clock, at the earliest.
  Result<void> answer;
};
struct InvokeAnswer {
  std::string request_id;
  Result<runtime::Accepted> answer;
};
struct MachineAnswer {  ///< Created, updated or removed.
  std::string arn;
  bool is_there = false;
};
struct PurgeAnswer {
  Result<std::int64_t> answer;
};
/// A page of a followed history.
struct HistoryAnswer {
  ExecutionId execution{0};
  EventId after{0};  ///< What the reader had seen before.
  runtime::HistoryPage page;
};
struct UpdateAnswer {  ///< Of the limits of a map run.
  Whereabouts asked;
  Result<void> answer;
};
/// Somebody waits for the end of an execution of an EXPRESS machine, and is told of it.
struct ExpressAwaited {
  std::int64_t who = 0;
};
struct ExpressEnded {
  std::int64_t who = 0;
  runtime::StartRequest asked;
  Result<store::ExecutionRecord> answer;
};
/// A signal that nobody asked for singly.
struct ChangeTold {
  runtime::ExecutionChange change;
};

using Claim = std::variant<StartAnswer, StopAnswer, InspectAnswer, FindAnswer, ListAnswer,
                           TokenAnswer, HeartbeatAnswer, InvokeAnswer, MachineAnswer, PurgeAnswer,
                           HistoryAnswer, UpdateAnswer, ExpressAwaited, ExpressEnded, ChangeTold>;

/// Whether it is about an execution of an EXPRESS machine. A list may hold some, too.
bool is_of_express(const Claim& claim);

/// A line for the trace.
std::string to_line(const Claim& claim);

}  // namespace sfn::simulation
