// WriterThread: owns the writing connection and makes batches durable, one after the other.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "store/event_store.h"
#include "store/sqlite/checkpointer.h"
#include "store/sqlite/database.h"
#include "store/sqlite/read_gate.h"
#include "store/sqlite/threads.h"

namespace sfn::store {

class WriterThread {
 public:
  /// Takes the connection over. Borrows the gate.
  WriterThread(Database database, ReadGate& gate, CheckpointMarks marks, Post post, Fatal fatal);

  /// Carries out what was asked for before, then ends.
  ~WriterThread();

  WriterThread(const WriterThread&) = delete;
  WriterThread& operator=(const WriterThread&) = delete;

  void append(Batch batch, std::function<void()> done);
  /// See EventStore.
  std::chrono::nanoseconds commit_cost() const { return commit_cost_; }
  void purge(PurgeRequest request, std::function<void(std::int64_t)> done);
  void probe(std::function<void(Result<void>)> done);

 private:
  class Worker;
  using Job = std::function<void(Worker&)>;

  void ask(Job job);
  std::optional<Job> next_job();
  void run(const Database& database);
  void run_jobs(const Database& database);

  ReadGate& gate_;
  CheckpointMarks marks_;
  Post post_;
  Fatal fatal_;

  std::atomic<std::chrono::nanoseconds> commit_cost_{};

  std::mutex mutex_;
  std::condition_variable asked_;
  std::deque<Job> jobs_;  // Bounded by those who ask: the commit queue waits for each append.
  bool ending_ = false;

  std::thread thread_;  // Last: it uses what stands above.
};

}  // namespace sfn::store
