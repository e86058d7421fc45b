#include "support/end_watch.h"

#include <string_view>
#include <utility>

#include "base/text.h"

namespace sfn::bench {

EndWatch::EndWatch(std::uint16_t port, std::int64_t executions) : stream_(port) {
  stream_.open_stream("/_sfn/v1/stream?types=execution");
  while (stream_.receive_lines().find("text/event-stream") == std::string::npos) {
  }
  thread_ = std::jthread([this, executions] { watch(executions); });
}

EndWatch::Moments EndWatch::wait() {
  thread_.join();
  return std::move(seen_);
}

void EndWatch::watch(std::int64_t executions) {
  while (static_cast<std::int64_t>(seen_.size()) < executions) {
    for (const auto& line : split(stream_.receive_lines(), '\n')) look_at(line);
  }
}

void EndWatch::look_at(const std::string& line) {
  constexpr std::string_view kData = "data: ";
  if (!line.starts_with(kData)) return;
  const auto change = parse_json(std::string_view(line).substr(kData.size())).value();
  const auto* status = find_member(change, "status");
  if (status == nullptr || *status == "RUNNING") return;
  seen_.emplace(change.at("name").get<std::string>(), std::chrono::system_clock::now());
}

}  // namespace sfn::bench
