#include "tasks/lambda/function_pool.h"

#include <algorithm>
#include <utility>

#include "tasks/lambda/function_process.h"

namespace sfn::tasks {

class FunctionPool::State : public std::enable_shared_from_this<State> {
 public:
  State(loop::Loop& loop, FunctionPoolOptions options, Entropy entropy, LogSink log);

  Ticket invoke(std::shared_ptr<const FunctionSpec> spec, Invocation invocation, Done done,
                AskConsent ask);
  void cancel(Ticket ticket);
  void retire(const std::string& arn);
  void pause_reading();
  void resume_reading();
  std::size_t processes() const;
  std::size_t waiting() const;

 private:
  struct Waiting {
    Invocation invocation;
    AskConsent ask;
  };
  struct Function {
    std::shared_ptr<const FunctionSpec> spec;  // The newest that was invoked.
    std::map<Ticket, Waiting> waiting;         // Tickets rise: in order of arrival.
    // The one that was used last is at the back, and is used first, so that others become idle.
    std::vector<std::unique_ptr<FunctionProcess>> processes;
  };
  struct Call {
    Done done;
    std::string arn;
  };

  void take_over(Function& function, std::shared_ptr<const FunctionSpec> spec);
  void dispatch(Function& function);
  FunctionProcess* process_for_next(Function& function);
  FunctionProcess& start_process(Function& function);
  void on_free(FunctionProcess& process);
  void on_gone(FunctionProcess& process);
  void answer(Ticket ticket, Result<InvocationResult> result);

  std::map<Ticket, Call> calls_;
  std::uint64_t last_ticket_ = 0;
  ProcessContext context_;
  std::map<std::string, Function> functions_;  // By ARN. Last: processes use the context.
};

FunctionPool::State::State(loop::Loop& loop, FunctionPoolOptions options, Entropy entropy,
                           LogSink log)
    : context_{loop,
               options,
               std::move(entropy),
               std::move(log),
               Interpreters(loop, options.interpreters, options.path),
               loop::ThreadPool(loop)} {}

Ticket FunctionPool::State::invoke(std::shared_ptr<const FunctionSpec> spec, Invocation invocation,
                                   Done done, AskConsent ask) {
  const Ticket ticket{++last_ticket_};
  calls_.emplace(ticket, Call{std::move(done), spec->arn});
  Function& function = functions_[spec->arn];
  take_over(function, std::move(spec));
  if (function.waiting.size() >= context_.options.queue_max) {
    context_.loop.post([weak = weak_from_this(), ticket] {
      const auto self = weak.lock();
      if (self) self->answer(ticket, Error{"TooManyRequestsException", "Rate Exceeded."});
    });
    return ticket;
  }
  function.waiting.emplace(ticket, Waiting{std::move(invocation), std::move(ask)});
  dispatch(function);
  return ticket;
}

void FunctionPool::State::cancel(Ticket ticket) {
  const auto call = calls_.find(ticket);
  if (call == calls_.end()) return;
  const auto function = functions_.find(call->second.arn);
  if (function != functions_.end()) function->second.waiting.erase(ticket);
  calls_.erase(call);
}

void FunctionPool::State::retire(const std::string& arn) {
  const auto function = functions_.find(arn);
  if (function == functions_.end()) return;
  for (const auto& process : function->second.processes) process->retire();
}

void FunctionPool::State::take_over(Function& function, std::shared_ptr<const FunctionSpec> spec) {
  const bool changed = function.spec && function.spec->revision != spec->revision;
  function.spec = std::move(spec);
  if (!changed) return;
  for (const auto& process : function.processes) process->retire();
}

void FunctionPool::State::dispatch(Function& function) {
  while (!function.waiting.empty()) {
    FunctionProcess* process = process_for_next(function);
    if (process == nullptr) return;
    auto next = function.waiting.extract(function.waiting.begin());
    process->run(
        std::move(next.mapped().invocation),
        [weak = weak_from_this(), ticket = next.key()](InvocationResult result) {
          if (const auto self = weak.lock()) self->answer(ticket, std::move(result));
        },
        std::move(next.mapped().ask));
  }
}

FunctionProcess* FunctionPool::State::process_for_next(Function& function) {
  const auto found = std::find_if(function.processes.rbegin(), function.processes.rend(),
                                  [](const auto& process) { return process->is_free(); });
  if (found != function.processes.rend()) return found->get();
  // Processes that are ending count, since they still use the machine.
  if (function.processes.size() >= context_.options.concurrency) return nullptr;
  return &start_process(function);
}

FunctionProcess& FunctionPool::State::start_process(Function& function) {
  FunctionProcess::Hooks hooks{[this](FunctionProcess& process) { on_free(process); },
                               [this](FunctionProcess& process) { on_gone(process); }};
  function.processes.push_back(
      std::make_unique<FunctionProcess>(context_, function.spec, std::move(hooks)));
  return *function.processes.back();
}

void FunctionPool::State::on_free(FunctionProcess& process) {
  Function& function = functions_.at(process.spec().arn);
  const auto at = std::find_if(function.processes.begin(), function.processes.end(),
                               [&process](const auto& one) { return one.get() == &process; });
  std::rotate(at, at + 1, function.processes.end());
  dispatch(function);
}

void FunctionPool::State::on_gone(FunctionProcess& process) {
  const std::string arn = process.spec().arn;
  Function& function = functions_.at(arn);
  function.processes.erase(
      std::find_if(function.processes.begin(), function.processes.end(),
                   [&process](const auto& one) { return one.get() == &process; }));
  dispatch(function);
  if (function.processes.empty()) functions_.erase(arn);
}

void FunctionPool::State::answer(Ticket ticket, Result<InvocationResult> result) {
  auto call = calls_.extract(ticket);
  if (call.empty()) return;  // Cancelled: nobody wants to know.
  call.mapped().done(std::move(result));
}

void FunctionPool::State::pause_reading() {
  context_.reading = false;
  for (const auto& [arn, function] : functions_) {
    for (const auto& process : function.processes) process->pause_reading();
  }
}

void FunctionPool::State::resume_reading() {
  context_.reading = true;
  for (const auto& [arn, function] : functions_) {
    for (const auto& process : function.processes) process->resume_reading();
  }
}

std::size_t FunctionPool::State::processes() const {
  std::size_t count = 0;
  for (const auto& [arn, function] : functions_) count += function.processes.size();
  return count;
}

std::size_t FunctionPool::State::waiting() const {
  std::size_t count = 0;
  for (const auto& [arn, function] : functions_) count += function.waiting.size();
  return count;
}

FunctionPool::FunctionPool(loop::Loop& loop, FunctionPoolOptions options, Entropy entropy,
                           LogSink log)
    : state_(
          std::make_shared<State>(loop, std::move(options), std::move(entropy), std::move(log))) {}

FunctionPool::~FunctionPool() = default;

Ticket FunctionPool::invoke(std::shared_ptr<const FunctionSpec> spec, Invocation invocation,
                            Done done, AskConsent ask) {
  return state_->invoke(std::move(spec), std::move(invocation), std::move(done), std::move(ask));
}

void FunctionPool::cancel(Ticket ticket) { state_->cancel(ticket); }

void FunctionPool::retire(const std::string& arn) { state_->retire(arn); }

void FunctionPool::pause_reading() { state_->pause_reading(); }

void FunctionPool::resume_reading() { state_->resume_reading(); }

std::size_t FunctionPool::processes() const { return state_->processes(); }

std::size_t FunctionPool::waiting() const { return state_->waiting(); }

}  // namespace sfn::tasks
