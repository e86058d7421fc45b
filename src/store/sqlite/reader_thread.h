// ReaderThread: owns a read-only connection and answers queries, each in a transaction of its own.
//
// Two kinds: a load is what a command waits for, a listing is what a person looks at. Loads go
// first. A listing that has run for 50 ms while a load or the writer waits gives way: it is ended
// and asked again behind the loads, with twice the time, so that it is answered in the end.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "store/sqlite/database.h"
#include "store/sqlite/queries.h"
#include "store/sqlite/read_gate.h"
#include "store/sqlite/threads.h"

namespace sfn::store {

class ReaderThread {
 public:
  /// What a query sees: prepared queries, and the connection for those that are made as they come.
  struct Session {
    const Database& database;
    Queries& queries;
  };
  using Answer = std::function<void()>;
  using Query = std::function<Answer(Session&)>;
  enum class Urgency { Load, Listing };

  /// The file must be there. Borrows the gate.
  ReaderThread(const Location& location, ReadGate& gate, Post post, Fatal fatal);

  /// Drops what has not been answered.
  ~ReaderThread();

  ReaderThread(const ReaderThread&) = delete;
  ReaderThread& operator=(const ReaderThread&) = delete;

  /// Runs the query on the thread and posts its answer. A query may be run more than once.
  void ask(Urgency urgency, Query query);

 private:
  struct Asked {
    Urgency urgency;
    Query query;
    std::chrono::milliseconds allowance;
  };

  std::optional<Asked> next();
  void run();
  void run_queries();
  std::optional<Answer> answer(const Asked& asked, Session& session);
  void ask_again(Asked asked);
  static int give_way(void* self);

  Database database_;
  ReadGate& gate_;
  Post post_;
  Fatal fatal_;

  std::mutex mutex_;
  std::condition_variable asked_;
  std::deque<Asked>
      loads_;  // Bounded by those who ask: one load an execution, one query a request.
  std::deque<Asked> listings_;
  std::atomic<bool> ending_ = false;
  std::atomic<bool> load_waits_ = false;

  // Of the listing that runs; nothing while a load does. Used on the thread alone.
  std::optional<std::chrono::steady_clock::time_point> gives_way_from_;

  std::thread thread_;  // Last: it uses what stands above.
};

}  // namespace sfn::store
