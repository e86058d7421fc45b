#include "tasks/task_router.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>

#include "base/arn.h"
#include "base/text.h"
#include "loop/thread_pool.h"
#include "tasks/lambda_task.h"

namespace sfn::tasks {
namespace {

// Larger parameters and results are worked through off the loop.
constexpr std::size_t kLoopBytesMax = 32 * 1'024;

enum class Target { Function, LambdaInvoke, Unknown };

Target target_of(const std::string& resource) {
  const auto arn = Arn::parse(resource);
  if (!arn) return Target::Unknown;
  if (arn->service == "lambda" && starts_with(arn->resource, "function:")) return Target::Function;
  if (arn->service == "states" && arn->resource == "lambda:invoke") return Target::LambdaInvoke;
  return Target::Unknown;
}

history::TaskFailure not_served(const std::string& resource) {
  return {"States.Runtime",
          fmt::format("The resource '{}' is an integration that this version of sfn does not have. "
                      "It runs Lambda functions: the ARN of a function, or "
                      "arn:aws:states:::lambda:invoke.",
                      resource)};
}

}  // namespace

class TaskRouter::State : public std::enable_shared_from_this<State> {
 public:
  State(loop::Loop& loop, TaskServices services)
      : loop_(loop), services_(std::move(services)), parsers_(loop) {}

  void start(TaskRequest request);
  void cancel(ExecutionId execution, const history::WorkId& work);

 private:
  using Key = std::pair<ExecutionId, history::WorkId>;
  struct Attempt {
    Target target;
    FunctionCall call;
  };

  void invoke_by_parameters(const Key& key, Result<FunctionCall> call, const Place& place);
  void invoke(const Key& key, Attempt attempt, const Place& place);
  void found(const Key& key, Attempt attempt, Result<FunctionSpecPtr> spec);
  void hand_over(const Key& key, Attempt attempt, FunctionSpecPtr spec);
  void run(const Key& key, Attempt attempt, FunctionSpecPtr spec);
  void answered(const Key& key, const Attempt& attempt, Result<InvocationResult> result);
  void succeed(const Key& key, Attempt attempt, InvocationResult result);
  void report(const Key& key, history::TaskOutcome outcome);
  void report_soon(const Key& key, history::TaskOutcome outcome);

  // What a result means for the task; pure.
  static Payload output_of(const Attempt& attempt, const InvocationResult& result, Timestamp now);

  loop::Loop& loop_;
  TaskServices services_;
  std::map<Key, std::optional<Ticket>> attempts_;  // Wanted; with a ticket while in the pool.
  loop::ThreadPool parsers_;
};

void TaskRouter::State::start(TaskRequest request) {
  const Key key{request.execution, request.work};
  attempts_[key] = std::nullopt;
  const Place place{request.region, request.account};
  const Target target = target_of(request.task.resource);
  if (target == Target::Unknown) return report_soon(key, not_served(request.task.resource));
  if (target == Target::Function) {
    return invoke(key, {target, call_of_function(request)}, place);
  }
  if (request.task.parameters.text().size() <= kLoopBytesMax) {
    return invoke_by_parameters(key, call_of_invoke(request), place);
  }
  parsers_.compute(
      [request = std::move(request)] {
        auto call = call_of_invoke(request);
        if (call) (void)call->invocation.payload.text();  // Made here, since it is asked for next.
        return call;
      },
      [this, key, place](Result<FunctionCall> call) {
        if (attempts_.contains(key)) invoke_by_parameters(key, std::move(call), place);
      });
}

void TaskRouter::State::invoke_by_parameters(const Key& key, Result<FunctionCall> call,
                                             const Place& place) {
  if (!call) {
    return report_soon(key, history::TaskFailure{call.error().name, call.error().cause});
  }
  invoke(key, {Target::LambdaInvoke, std::move(*call)}, place);
}

void TaskRouter::State::cancel(ExecutionId execution, const history::WorkId& work) {
  const auto attempt = attempts_.extract(Key{execution, work});
  if (!attempt.empty() && attempt.mapped()) services_.functions.cancel(*attempt.mapped());
}

void TaskRouter::State::invoke(const Key& key, Attempt attempt, const Place& place) {
  const std::string function = attempt.call.function;
  services_.directory(function, place,
                      [weak = weak_from_this(), key,
                       attempt = std::move(attempt)](Result<FunctionSpecPtr> spec) mutable {
                        const auto self = weak.lock();
                        if (self) self->found(key, std::move(attempt), std::move(spec));
                      });
}

void TaskRouter::State::found(const Key& key, Attempt attempt, Result<FunctionSpecPtr> spec) {
  if (!attempts_.contains(key)) return;  // Cancelled meanwhile.
  if (!spec) {
    return report_soon(key, service_failure(spec.error(), attempt.call.invocation.request_id));
  }
  switch (attempt.call.type) {
    case InvocationType::RequestResponse:
      return run(key, std::move(attempt), std::move(*spec));
    case InvocationType::Event:
      return hand_over(key, std::move(attempt), std::move(*spec));
    case InvocationType::DryRun:
      return report_soon(key, history::TaskSuccess{Payload(invoke_answer(
                                  attempt.call, (*spec)->version, nullptr, loop_.now()))});
  }
}

void TaskRouter::State::hand_over(const Key& key, Attempt attempt, FunctionSpecPtr spec) {
  auto accepted = [weak = weak_from_this(), key, call = attempt.call,
                   version = spec->version](const Result<void>& result) {
    const auto self = weak.lock();
    if (!self) return;
    if (!result) {
      return self->report_soon(key, service_failure(result.error(), call.invocation.request_id));
    }
    self->report_soon(key, history::TaskSuccess{
                               Payload(invoke_answer(call, version, nullptr, self->loop_.now()))});
  };
  services_.accept_event(std::move(spec), std::move(attempt.call.invocation), std::move(accepted));
}

void TaskRouter::State::run(const Key& key, Attempt attempt, FunctionSpecPtr spec) {
  Invocation invocation = attempt.call.invocation;
  attempts_[key] =
      services_.functions.invoke(std::move(spec), std::move(invocation),
                                 [weak = weak_from_this(), key,
                                  attempt = std::move(attempt)](Result<InvocationResult> result) {
                                   if (const auto self = weak.lock())
                                     self->answered(key, attempt, std::move(result));
                                 });
}

void TaskRouter::State::answered(const Key& key, const Attempt& attempt,
                                 Result<InvocationResult> result) {
  if (!result) {
    return report(key, service_failure(result.error(), attempt.call.invocation.request_id));
  }
  if (result->failed()) return report(key, function_failure(*result));
  succeed(key, attempt, std::move(*result));
}

void TaskRouter::State::succeed(const Key& key, Attempt attempt, InvocationResult result) {
  const bool small = result.payload.size() <= kLoopBytesMax;
  if (small) {
    return report(key, history::TaskSuccess{output_of(attempt, result, loop_.now())});
  }
  attempts_[key] = std::nullopt;  // Out of the pool's hands, but not reported yet.
  parsers_.compute(
      [attempt = std::move(attempt), result = std::move(result), now = loop_.now()] {
        auto output = output_of(attempt, result, now);
        (void)output.text();  // Made here, since it is asked for next.
        return output;
      },
      [this, key](Payload output) { report(key, history::TaskSuccess{std::move(output)}); });
}

Payload TaskRouter::State::output_of(const Attempt& attempt, const InvocationResult& result,
                                     Timestamp now) {
  if (attempt.target == Target::Function) return Payload(function_value(result.payload));
  return Payload(invoke_answer(attempt.call, result.executed_version, &result.payload, now));
}

void TaskRouter::State::report(const Key& key, history::TaskOutcome outcome) {
  if (attempts_.erase(key) == 0) return;  // Cancelled meanwhile.
  services_.report(key.first, key.second, std::move(outcome));
}

void TaskRouter::State::report_soon(const Key& key, history::TaskOutcome outcome) {
  loop_.post([weak = weak_from_this(), key, outcome = std::move(outcome)]() mutable {
    if (const auto self = weak.lock()) self->report(key, std::move(outcome));
  });
}

TaskRouter::TaskRouter(loop::Loop& loop, TaskServices services)
    : state_(std::make_shared<State>(loop, std::move(services))) {}

TaskRouter::~TaskRouter() = default;

void TaskRouter::start(TaskRequest request) { state_->start(std::move(request)); }

void TaskRouter::cancel(ExecutionId execution, const history::WorkId& work) {
  state_->cancel(execution, work);
}

}  // namespace sfn::tasks
