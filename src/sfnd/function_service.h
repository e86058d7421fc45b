// FunctionService: running functions, as the API and the task router need it: the pool of
// processes, the packages on disk, and the catalogue in which functions are found.
#pragma once

#include <string>

#include "api/lambda/functions.h"
#include "logs/log_store.h"
#include "loop/loop.h"
#include "runtime/runtime.h"
#include "sfnd/config.h"
#include "tasks/lambda/function_pool.h"
#include "tasks/lambda/packages.h"
#include "tasks/task_router.h"
#include "telemetry/log.h"

namespace sfn::sfnd {

class FunctionService {
 public:
  using GetRuntime = std::function<runtime::Runtime&()>;

  /// Ends what functions of the daemon's last life have left, and writes the runtime clients into
  /// the data directory. All must outlive this, but for the runtime, which is asked for when it is
  /// first needed.
  FunctionService(loop::Loop& loop, const Config& config, const std::string& endpoint_url,
                  logs::LogStore& logs, telemetry::Logger& logger, GetRuntime runtime);

  /// Removes the packages that no function of the catalogue has.
  void sweep_packages(const std::vector<store::FunctionRow>& functions) const;

  tasks::FunctionPool& pool() { return pool_; }

  /// What the task router needs.
  tasks::TaskServices task_services(tasks::ActivityQueue& activities);

  /// One attempt of an asynchronous invocation.
  void attempt(const store::InvocationRow& invocation, std::function<void(bool succeeded)> done);

  /// Whether what a task calls is a function that is tagged to be called at most once, going by the
  /// catalogue of this moment. Absent where no function is.
  engine::AtMostOnce at_most_once(const runtime::Catalogue& catalogue) const;

  /// What there is for tasks to call: what sfn has, and what the configuration binds to functions.
  engine::Services services() const;

  api::LambdaParts lambda_parts();

 private:
  void find(const std::string& name, const Place& place,
            std::function<void(Result<tasks::FunctionSpecPtr>)> found);
  tasks::FunctionSpecPtr spec_of(const store::FunctionRow& row);
  void is_wanted(const std::string& package, std::function<void(bool)> answer);

  telemetry::Logger& logger_;
  const tasks::Bindings& bindings_;
  GetRuntime runtime_;
  tasks::Packages packages_;
  tasks::FunctionPool pool_;
};

}  // namespace sfn::sfnd
