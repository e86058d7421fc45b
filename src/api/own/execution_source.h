// ExecutionSource: one execution from its first event on, or from where a reader left off: its
// status, its history and its log lines, as far as they are durable, and then as they come.
//
// The ids are places in the stored history and log, `12` or `12.345`: the last event, and where
// there were log lines the number of the last. So a stream is resumed without loss or repetition,
// also after a restart of the daemon. The status has no place: every stream begins with it, unless
// the execution is over; then it comes after the last event.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "api/own/source.h"
#include "api/own/stream_wants.h"
#include "base/ids.h"
#include "logs/log_store.h"
#include "runtime/runtime.h"

namespace sfn::api {

/// What a reader has seen.
struct ExecutionPlace {
  EventId event{0};
  std::int64_t line = 0;  ///< logs::Position::number.
  friend bool operator==(const ExecutionPlace&, const ExecutionPlace&) = default;
};

std::string to_text(const ExecutionPlace& place);
/// The beginning for the empty text; nothing for what is no place.
std::optional<ExecutionPlace> parse_execution_place(std::string_view text);

class ExecutionSource : public Source {
 public:
  struct Subject {
    ExecutionId id{0};
    std::string arn;
    StreamWants wants;
    ExecutionPlace after;
  };

  /// Both must outlive the source.
  ExecutionSource(runtime::Runtime& runtime, logs::LogStore& logs, Subject subject,
                  const Wake& wake);
  ~ExecutionSource() override;

  std::optional<std::string> take() override;

 private:
  class StatusLane;
  class HistoryLane;
  class LogLane;

  ExecutionPlace place_;
  std::unique_ptr<StatusLane> status_;  // Null: not asked for.
  std::unique_ptr<HistoryLane> history_;
  std::unique_ptr<LogLane> logs_;
};

}  // namespace sfn::api
