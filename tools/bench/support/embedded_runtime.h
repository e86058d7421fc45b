// EmbeddedRuntime: the production runtime over the production store, in this process and without
// HTTP. Tasks are answered by the bench, on the loop, in the turn after they were started.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "loop/loop.h"
#include "loop/loop_clock.h"
#include "loop/thread_pool.h"
#include "runtime/runtime.h"
#include "store/sqlite/sqlite_event_store.h"
#include "tasks/task_host.h"

namespace sfn::bench {

class EmbeddedRuntime {
 public:
  /// A task's result, as JSON text.
  using Answer = std::function<std::string(const tasks::TaskRequest&)>;

  struct Options {
    std::filesystem::path directory;  ///< There; holds or gets `sfn.db`, as the daemon's does.
    store::Durability durability = store::Durability::Full;
    Answer answer = {};
    std::size_t cache_bytes = runtime::RuntimeOptions().cache_bytes;
  };

  explicit EmbeddedRuntime(Options options);

  loop::Loop& loop() { return loop_; }
  runtime::Runtime& runtime() { return *runtime_; }
  store::SqliteEventStore& store() { return store_; }

  /// Creates a state machine in the daemon's default place and waits until it is durable; returns
  /// its ARN.
  std::string deploy(const std::string& name, const std::string& definition);

 private:
  class Host;

  loop::Loop loop_;
  loop::LoopClock clock_;
  loop::ThreadPool threads_;
  store::SqliteEventStore store_;
  std::unique_ptr<tasks::TaskHost> host_;
  std::unique_ptr<runtime::Runtime> runtime_;
};

}  // namespace sfn::bench
