// EndWatch: notes when a client of the daemon reads that executions have ended, from the daemon's
// stream of changes. The daemon tells of an end when it is durable, so what is noted is never
// before the commit.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <thread>

#include "support/http_connection.h"

namespace sfn::bench {

class EndWatch {
 public:
  using Moments = std::map<std::string, std::chrono::system_clock::time_point>;

  /// Watches until so many have ended.
  EndWatch(std::uint16_t port, std::int64_t executions);

  /// Waits for the last of them; when each was read of, by name.
  Moments wait();

 private:
  void watch(std::int64_t executions);
  void look_at(const std::string& line);

  HttpConnection stream_;
  Moments seen_;         // The thread's, until it has ended.
  std::jthread thread_;  // Last: it uses what stands above.
};

}  // namespace sfn::bench
