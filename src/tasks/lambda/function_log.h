// FunctionLog: the log stream of one function process. It makes lines of what the process prints,
// says which call each belongs to, and keeps the end of the current call's log for LogType=Tail.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "logs/log_records.h"
#include "tasks/lambda/function.h"

namespace sfn::tasks {

/// Where log events go. Must not call back into what logs.
using LogSink = std::function<void(logs::LogEvent)>;

/// Longer lines are cut into several events: what CloudWatch Logs takes, less its overhead.
inline constexpr std::size_t kLogLineBytesMax = 256 * 1'024 - 26;
inline constexpr std::size_t kLogTailBytesMax = 4 * 1'024;

class FunctionLog {
 public:
  FunctionLog(LogSink sink, std::function<Timestamp()> now, logs::StreamName stream);

  const logs::StreamName& stream() const { return stream_; }

  /// From now on what is logged belongs to this call, and the tail is empty.
  void begin(const Invocation& invocation);
  /// From now on what is logged belongs to no call.
  void end();

  /// A whole event; the line break is added.
  void line(std::string_view text);

  /// Pieces of what is printed, cut anywhere; only whole lines are logged. The two outputs of a
  /// process do not mix within a line.
  enum class Output { Stdout, Stderr };
  void print(Output output, std::string_view bytes);
  /// Logs what was printed without a line break so far.
  void flush();

  const std::string& tail() const { return tail_; }

 private:
  void log(std::string message);

  LogSink sink_;
  std::function<Timestamp()> now_;
  logs::StreamName stream_;
  logs::Cause cause_;
  std::string unfinished_[2];  // By Output.
  std::string tail_;
};

/// The name of a new stream: `2026/11/22/[$LATEST]` and 32 hexadecimal digits.
std::string log_stream_name(Timestamp now, std::string_view version, std::string_view hex);

}  // namespace sfn::tasks
