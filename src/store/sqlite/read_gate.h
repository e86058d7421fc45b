// ReadGate: lets the writer hold the reader back for a moment, since the write-ahead log can only
// be truncated while nobody reads in it.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>

namespace sfn::store {

class ReadGate {
 public:
  /// One query of the reader: waits while the gate is closed, and keeps it from closing.
  class Pass {
   public:
    explicit Pass(ReadGate& gate);
    ~Pass();
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

   private:
    ReadGate& gate_;
  };

  /// Runs `action` while no query runs.
  void close_during(const std::function<void()>& action);

  /// Whether the writer waits: a long query should give way.
  bool is_closing() const { return closing_; }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::atomic<bool> closing_ = false;
  bool reading_ = false;
};

}  // namespace sfn::store
