// OrderClient: a client that keeps so many executions of a daemon in flight, over HTTP alone. It
// learns of their ends from the daemon's stream of changes, as a console would.
//
// One thread that waits for all its connections at once: the daemon is to be measured, and not the
// scheduling of its clients.
#pragma once

#include <poll.h>

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "support/http_connection.h"
#include "support/samples.h"
#include "support/stopwatch.h"

namespace sfn::bench {

struct OrderClientResult {
  std::int64_t orders = 0;
  double seconds = 0;
  Samples milliseconds;  ///< From sending the start to reading of the end.

  double per_second() const { return static_cast<double>(orders) / seconds; }
};

class OrderClient {
 public:
  OrderClient(std::uint16_t port, std::string machine_arn, std::int64_t in_flight);

  /// Starts executions for so long, with names from `first_number` on, and waits for all to end.
  /// One that does not succeed ends the bench.
  OrderClientResult run(const std::string& input, double seconds, std::int64_t first_number);

 private:
  /// A connection and the one execution that it has under way.
  struct Slot {
    HttpConnection connection;
    std::int64_t number = 0;
    SteadyClock::time_point begun{};
    bool is_unanswered = false;
    bool is_running = false;
  };

  void start_next(Slot& slot);
  void wait();
  void take_answer(Slot& slot);
  void take_changes();
  void take_change(const Json& execution);
  bool is_resting() const;

  std::string machine_arn_;
  HttpConnection stream_;
  std::vector<Slot> slots_;
  std::vector<pollfd> polled_;

  // Of the run.
  std::string input_;
  double seconds_ = 0;
  std::int64_t next_ = 0;
  Stopwatch watch_;
  std::unordered_map<std::int64_t, std::size_t> slot_of_;  // By number.
  OrderClientResult result_;
};

}  // namespace sfn::bench
