#include "tasks/lambda/function_log.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace sfn::tasks {

FunctionLog::FunctionLog(LogSink sink, std::function<Timestamp()> now, logs::StreamName stream)
    : sink_(std::move(sink)), now_(std::move(now)), stream_(std::move(stream)) {}

void FunctionLog::begin(const Invocation& invocation) {
  cause_ = {invocation.request_id, invocation.origin.execution_arn, invocation.origin.state,
            invocation.origin.attempt};
  tail_.clear();
}

void FunctionLog::end() { cause_ = {}; }

void FunctionLog::line(std::string_view text) { log(std::string(text) + "\n"); }

void FunctionLog::print(Output output, std::string_view bytes) {
  std::string& unfinished = unfinished_[static_cast<int>(output)];
  while (!bytes.empty()) {
    const auto line_end = bytes.find('\n');
    const auto wanted = line_end == std::string_view::npos ? bytes.size() : line_end + 1;
    const auto taken = std::min(wanted, kLogLineBytesMax - unfinished.size());
    unfinished += bytes.substr(0, taken);
    bytes.remove_prefix(taken);
    if (unfinished.back() == '\n') {
      log(std::exchange(unfinished, {}));
    } else if (unfinished.size() == kLogLineBytesMax) {
      unfinished += '\n';
      log(std::exchange(unfinished, {}));
    }
  }
}

void FunctionLog::flush() {
  for (std::string& unfinished : unfinished_) {
    if (!unfinished.empty()) line(std::exchange(unfinished, {}));
  }
}

void FunctionLog::log(std::string message) {
  tail_ += message;
  if (tail_.size() > kLogTailBytesMax) tail_.erase(0, tail_.size() - kLogTailBytesMax);
  sink_({stream_, now_(), std::move(message), cause_});
}

std::string log_stream_name(Timestamp now, std::string_view version, std::string_view hex) {
  const std::string date = to_iso8601(now).substr(0, 10);
  return fmt::format("{}/[{}]{}", replace_all(date, "-", "/"), version, hex);
}

}  // namespace sfn::tasks
