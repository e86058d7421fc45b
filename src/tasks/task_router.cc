#include "tasks/task_router.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <utility>

#include "base/fail_point.h"
#include "base/limits.h"
#include "loop/thread_pool.h"
#include "tasks/lambda_task.h"

namespace sfn::tasks {
namespace {

history::TaskFailure not_served(const std::string& resource) {
  return {"States.Runtime",
          fmt::format("The resource '{}' is an integration that this version of sfn does not have. "
                      "It runs Lambda functions: the ARN of a function, "
                      "arn:aws:states:::lambda:invoke, or what sfnd --bind binds to one.",
                      resource)};
}

}  // namespace

class TaskRouter::State : public std::enable_shared_from_this<State> {
 public:
  State(loop::Loop& loop, TaskServices services)
      : loop_(loop), services_(std::move(services)), parsers_(loop) {}

  void start(TaskRequest request);
  void go_ahead(const TaskRequest& request);
  void cancel(ExecutionId execution, const history::WorkId& work);

 private:
  // The work that the attempt was started as: it stays the same when an offer becomes a task.
  using Key = std::pair<ExecutionId, history::WorkId>;
  struct Attempt {
    Target target;
    FunctionCall call;
  };
  // What is wanted of an attempt.
  struct Wanted {
    std::optional<Ticket> ticket = {};  // While it is in the pool.
    Consent consent = {};               // Of an offer that is starting: what it waits for.
    bool goes_ahead = false;
    std::optional<history::TaskOutcome> outcome = {};  // Of one that ended while it was starting.

    bool is_starting() const { return consent != nullptr && !goes_ahead; }
  };
  using AttemptMap = std::map<Key, Wanted>;

  static bool is_offer(const Key& key) { return key.second.kind == history::WorkKind::Offer; }

  void invoke_by_parameters(const Key& key, Result<FunctionCall> call, const Place& place);
  void invoke(const Key& key, Attempt attempt, const Place& place);
  void found(const Key& key, Attempt attempt, Result<FunctionSpecPtr> spec);
  void ask_to_hand_over(const Key& key, Attempt attempt, FunctionSpecPtr spec);
  void hand_over(const Key& key, Attempt attempt, FunctionSpecPtr spec);
  void ask(const Key& key, Consent consent);
  AttemptMap::iterator find(ExecutionId execution, const history::WorkId& work);
  void run(const Key& key, Attempt attempt, FunctionSpecPtr spec);
  void answered(const Key& key, const Attempt& attempt, Result<InvocationResult> result);
  void succeed(const Key& key, Attempt attempt, InvocationResult result);
  void report(const Key& key, history::TaskOutcome outcome);
  void report_soon(const Key& key, history::TaskOutcome outcome);

  // What a result means for the task; pure.
  static Payload output_of(const Attempt& attempt, const InvocationResult& result, Timestamp now);

  loop::Loop& loop_;
  TaskServices services_;
  AttemptMap attempts_;
  loop::ThreadPool parsers_;
};

void TaskRouter::State::start(TaskRequest request) {
  const Target target = target_of(request.task.resource);
  // Its workers give a token back; a function that stands for them has none.
  const bool has_token = !request.task.token.empty();
  if (target == Target::Activity && has_token) return services_.activities.start(request);
  const Key key{request.execution, request.work};
  attempts_[key] = {};
  const Place place{request.region, request.account};
  if (const auto bound = services_.bindings.find(request.task.resource)) {
    return invoke(key, {Target::Function, call_of_function(request, *bound)}, place);
  }
  if (target == Target::Unknown || target == Target::Activity) {
    return report_soon(key, not_served(request.task.resource));
  }
  if (target == Target::Function) {
    return invoke(key, {target, call_of_function(request, request.task.resource)}, place);
  }
  if (request.task.parameters.text().size() <= limits::kLoopJsonBytesMax) {
    return invoke_by_parameters(key, call_of_invoke(request), place);
  }
  parsers_.compute(
      [request = std::move(request)] {
        auto call = call_of_invoke(request);
        // The text alone is sent: made here, and the value freed here.
        if (call) {
          auto& payload = call->invocation.payload;
          payload = Payload::trusted(payload.text());
        }
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

// Under the name that it has now or the one that it was started with.
TaskRouter::State::AttemptMap::iterator TaskRouter::State::find(ExecutionId execution,
                                                                const history::WorkId& work) {
  const auto found = attempts_.find({execution, work});
  if (found != attempts_.end() || work.kind != history::WorkKind::Task) return found;
  return attempts_.find({execution, history::offer_of(work)});
}

void TaskRouter::State::cancel(ExecutionId execution, const history::WorkId& work) {
  const auto found = find(execution, work);
  if (found == attempts_.end()) return services_.activities.cancel(execution, work);
  const Wanted wanted = std::move(found->second);
  attempts_.erase(found);
  if (wanted.ticket) services_.functions.cancel(*wanted.ticket);
  if (wanted.is_starting()) wanted.consent(false);
}

// An offer is starting. It may have been withdrawn while its process began.
void TaskRouter::State::ask(const Key& key, Consent consent) {
  const auto found = attempts_.find(key);
  if (found == attempts_.end()) {
    return loop_.post([consent = std::move(consent)] { consent(false); });
  }
  found->second.consent = std::move(consent);
  loop_.post([weak = weak_from_this(), key] {
    const auto self = weak.lock();
    if (!self || !self->attempts_.contains(key)) return;
    fail_point("task-starting.before");
    self->services_.starting({.execution = key.first, .work = key.second});
    fail_point("task-starting.after");
  });
}

void TaskRouter::State::go_ahead(const TaskRequest& request) {
  if (request.work.kind == history::WorkKind::Callback) {
    return services_.activities.go_ahead(request);
  }
  const auto found = find(request.execution, request.work);
  if (found == attempts_.end() || !found->second.is_starting()) return;
  auto& wanted = found->second;
  wanted.goes_ahead = true;
  if (wanted.outcome) return report_soon(found->first, *std::exchange(wanted.outcome, {}));
  wanted.consent(true);
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
      if (is_offer(key)) return ask_to_hand_over(key, std::move(attempt), std::move(*spec));
      return hand_over(key, std::move(attempt), std::move(*spec));
    case InvocationType::DryRun:
      return report_soon(key, history::TaskSuccess{Payload(invoke_answer(
                                  attempt.call, (*spec)->version, nullptr, loop_.now()))});
  }
}

void TaskRouter::State::ask_to_hand_over(const Key& key, Attempt attempt, FunctionSpecPtr spec) {
  ask(key, [this, key, attempt = std::move(attempt), spec = std::move(spec)](bool given) {
    if (given) hand_over(key, attempt, spec);
  });
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
  AskConsent ask;
  if (is_offer(key)) {
    ask = [weak = weak_from_this(), key](Consent consent) {
      if (const auto self = weak.lock()) self->ask(key, std::move(consent));
    };
  }
  attempts_.at(key).ticket = services_.functions.invoke(
      std::move(spec), std::move(invocation),
      [weak = weak_from_this(), key,
       attempt = std::move(attempt)](Result<InvocationResult> result) {
        if (const auto self = weak.lock()) self->answered(key, attempt, std::move(result));
      },
      std::move(ask));
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
  const bool small = result.payload.size() <= limits::kLoopJsonBytesMax;
  if (small) {
    return report(key, history::TaskSuccess{output_of(attempt, result, loop_.now())});
  }
  attempts_.at(key).ticket.reset();  // Out of the pool's hands, but not reported yet.
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
  const auto found = attempts_.find(key);
  if (found == attempts_.end()) return;  // Cancelled meanwhile.
  if (found->second.is_starting()) {
    // Whether it ends as an offer or as a task is being decided.
    found->second.outcome = std::move(outcome);
    return;
  }
  const auto work = found->second.goes_ahead ? history::task_of(key.second) : key.second;
  attempts_.erase(found);
  services_.report(key.first, work, std::move(outcome));
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

void TaskRouter::go_ahead(TaskRequest request) { state_->go_ahead(request); }

void TaskRouter::cancel(ExecutionId execution, const history::WorkId& work) {
  state_->cancel(execution, work);
}

}  // namespace sfn::tasks
