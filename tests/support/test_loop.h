// TestLoop: stands for the loop where a test drives it. Other threads post, the test runs what was
// posted, on its own thread.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

namespace sfn::support {

class TestLoop {
 public:
  void post(std::function<void()> turn);

  /// Runs what has been posted, and what that posts, until there is nothing left.
  void run();

  /// Runs what is posted until the condition holds. Says whether it came to hold: it gives up when
  /// nothing was posted for a minute.
  bool run_until(const std::function<bool()>& condition);

  /// Forgets what has been posted and not run, as a crash would.
  void forget();

 private:
  bool wait();
  bool run_one();

  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<std::function<void()>> turns_;
};

}  // namespace sfn::support
