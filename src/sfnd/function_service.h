// FunctionService: running functions, as the API and the task router need it: the pool of
// processes, the packages on disk, and the catalogue in which functions are found.
#pragma once

#include <string>

#include "api/lambda/functions.h"
#include "logs/log_store.h"
#include "loop/loop.h"
#include "loop/thread_pool.h"
#include "runtime/runtime.h"
#include "sfnd/config.h"
#include "tasks/lambda/code_store.h"
#include "tasks/lambda/function_pool.h"
#include "tasks/task_router.h"
#include "telemetry/log.h"

namespace sfn::sfnd {

class FunctionService {
 public:
  /// Ends what functions of the daemon's last life have left, and writes the runtime clients into
  /// the data directory. All must outlive this.
  FunctionService(loop::Loop& loop, const Config& config, const std::string& endpoint_url,
                  logs::LogStore& logs, telemetry::Logger& logger);

  /// Removes the packages that no function of the catalogue has.
  void sweep_packages(const std::vector<store::FunctionRow>& functions) const;

  tasks::FunctionPool& pool() { return pool_; }

  /// What the task router needs. `runtime` is asked for when the first task is there.
  tasks::TaskServices task_services(std::function<runtime::Runtime&()> runtime);

  /// One attempt of an asynchronous invocation.
  void attempt(runtime::Runtime& runtime, const store::InvocationRow& invocation,
               std::function<void(bool succeeded)> done);

  /// Whether what a task calls is a function that is tagged to be called at most once, going by the
  /// catalogue of this moment. Absent where no function is.
  static engine::AtMostOnce at_most_once(const runtime::Catalogue& catalogue);

  api::LambdaParts lambda_parts();

 private:
  void find(runtime::Runtime& runtime, const std::string& name, const Place& place,
            std::function<void(Result<tasks::FunctionSpecPtr>)> found);

  telemetry::Logger& logger_;
  tasks::CodeStore code_;
  tasks::FunctionPool pool_;
  loop::ThreadPool packages_;
};

}  // namespace sfn::sfnd
