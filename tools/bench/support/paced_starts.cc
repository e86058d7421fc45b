#include "support/paced_starts.h"

#include <thread>
#include <vector>

#include "support/closed_loop.h"
#include "support/http_connection.h"
#include "support/stopwatch.h"

namespace sfn::bench {
namespace {

// Every n-th start is a connection's; it is due at its place in the whole row.
void start_every(const PacedStarts& starts, std::int64_t first, SteadyClock::time_point begin) {
  HttpConnection connection(starts.port);
  Json start = Json::object();
  start["stateMachineArn"] = starts.machine_arn;
  start["input"] = starts.input;
  const auto interval = Seconds(starts.over_seconds / static_cast<double>(starts.executions));
  for (auto number = first; number < starts.executions; number += starts.connections) {
    std::this_thread::sleep_until(begin + interval * static_cast<double>(number));
    start["name"] = numbered_name(number);
    connection.call("StartExecution", start);
  }
}

}  // namespace

double start_paced(const PacedStarts& starts) {
  const Stopwatch watch;
  const auto begin = SteadyClock::now();
  std::vector<std::jthread> threads;
  for (int i = 0; i < starts.connections; ++i) {
    threads.emplace_back([&starts, i, begin] { start_every(starts, i, begin); });
  }
  threads.clear();
  return watch.seconds();
}

}  // namespace sfn::bench
