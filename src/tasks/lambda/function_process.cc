#include "tasks/lambda/function_process.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "base/check.h"
#include "base/fail_point.h"
#include "base/overloaded.h"
#include "tasks/lambda/environment.h"
#include "tasks/lambda/interpreter_candidates.h"
#include "tasks/lambda/leftovers.h"
#include "tasks/lambda/runtime_clients.h"

namespace sfn::tasks {
namespace {

// For what a runtime said in time, while it was not heard, to be read.
constexpr seconds kHearingTime{1};

constexpr char kInvalidEntrypoint[] = "Runtime.InvalidEntrypoint";

double milliseconds_since(std::chrono::steady_clock::time_point moment) {
  const std::chrono::duration<double, std::milli> passed =
      std::chrono::steady_clock::now() - moment;
  return passed.count();
}

// In the form of X-Ray, which nothing here samples.
std::string make_trace_id(const Entropy& entropy, Timestamp now) {
  const std::string bits = make_hex128(entropy);
  return fmt::format("Root=1-{:08x}-{};Parent={:016x};Sampled=0", to_epoch_ms(now) / 1'000,
                     bits.substr(0, 24), entropy());
}

logs::StreamName new_stream(const ProcessContext& context, const FunctionSpec& spec) {
  return {{spec.place, function_log_group(spec.name)},
          log_stream_name(context.loop.now(), spec.version, make_hex128(context.entropy))};
}

// What was handed down may be any ASCII; what is no header of HTTP is not passed on.
std::string trace_id_of(const Invocation& invocation, const ProcessContext& context,
                        Timestamp now) {
  const auto& given = invocation.trace_header;
  const bool fits =
      std::all_of(given.begin(), given.end(), [](char c) { return c >= ' ' && c <= '~'; });
  return given.empty() || !fits ? make_trace_id(context.entropy, now) : given;
}

RuntimeWork work_of(const FunctionSpec& spec, const Invocation& invocation,
                    const ProcessContext& context) {
  const Timestamp now = context.loop.now();
  return {.request_id = invocation.request_id,
          .payload = invocation.payload,
          .deadline = now + spec.timeout,
          .function_arn = invoked_arn(spec, invocation),
          .trace_id = trace_id_of(invocation, context, now),
          .client_context = invocation.client_context};
}

}  // namespace

FunctionProcess::FunctionProcess(ProcessContext& context, std::shared_ptr<const FunctionSpec> spec,
                                 Hooks hooks)
    : context_(context),
      spec_(std::move(spec)),
      hooks_(std::move(hooks)),
      log_(
          context.log, [&loop = context.loop] { return loop.now(); }, new_stream(context, *spec_)),
      api_(context.loop, [this](RuntimeCall call) { on_call(std::move(call)); }),
      timer_(context.loop) {}

void FunctionProcess::run(Invocation invocation, Done done, AskConsent ask) {
  SFN_CHECK(!call_ && (phase_ == Phase::Fresh || phase_ == Phase::Free));
  call_.emplace(Call{std::move(invocation), std::move(done), std::move(ask), std::nullopt});
  log_.begin(call_->invocation);
  if (phase_ == Phase::Free) return serve();

  phase_ = Phase::Starting;
  // In a turn of its own, since a start can fail at once and `done` must not run in here.
  context_.loop.post([this, alive = std::weak_ptr<int>(alive_)] {
    if (!alive.expired()) start();
  });
}

void FunctionProcess::retire() {
  retiring_ = true;
  if (phase_ == Phase::Free) end();
}

void FunctionProcess::start() {
  const auto runtime = parse_runtime(spec_->runtime);
  if (!runtime) return fail_start(kInvalidEntrypoint, runtime.error().cause);
  if (runtime->language == Language::Custom) {
    const std::string bootstrap = spec_->code_dir + "/bootstrap";
    if (::access(bootstrap.c_str(), F_OK) == 0) return launch({bootstrap}, "");
    return fail_start(kInvalidEntrypoint,
                      fmt::format("Couldn't find valid bootstrap(s): [{}]", bootstrap));
  }
  context_.interpreters.find(
      spec_->runtime, [this, alive = std::weak_ptr<int>(alive_),
                       language = runtime->language](const Result<Interpreter>& interpreter) {
        if (!alive.expired()) launch_interpreter(interpreter, language);
      });
}

void FunctionProcess::launch_interpreter(const Result<Interpreter>& interpreter,
                                         Language language) {
  if (!interpreter) return fail_start(kInvalidEntrypoint, interpreter.error().cause);
  if (!interpreter->note.empty()) log_.line(interpreter->note);
  const auto client = language == Language::Python ? kPythonClientFile : kNodeClientFile;
  launch({interpreter->path, fmt::format("{}/{}", context_.options.runtime_dir, client)},
         std::filesystem::path(interpreter->path).parent_path());
}

void FunctionProcess::launch(std::vector<std::string> argv, const std::string& interpreter_dir) {
  const auto address = api_.listen();
  if (!address) return fail_start(kInvalidEntrypoint, address.error().cause);
  if (!context_.reading) api_.pause_reading();

  ChildOptions options;
  options.supervisor = context_.options.supervisor;
  options.argv = std::move(argv);
  options.directory = spec_->code_dir;
  options.environment =
      function_environment(*spec_, {.log_stream = log_.stream().name,
                                    .runtime_api = *address,
                                    .runtime_dir = context_.options.runtime_dir,
                                    .interpreter_dir = interpreter_dir,
                                    .endpoint_url = context_.options.endpoint_url});
  started_ = std::chrono::steady_clock::now();
  auto child = SupervisedChild::start(
      context_.loop, options,
      [this](FunctionLog::Output output, std::string_view bytes) { log_.print(output, bytes); },
      [this](const ChildEnd& end) { on_ended(end); });
  if (!child) return fail_start(kInvalidEntrypoint, child.error().cause);
  child_ = std::move(*child);
  timer_.start(context_.options.init_timeout, [this] { on_late(); });
}

// Nothing runs yet, so nothing has to be ended.
void FunctionProcess::fail_start(const std::string& error_type, std::string_view why) {
  phase_ = Phase::Ending;
  finish(runtime_failed(request_id(), error_type, why));
  hooks_.gone(*this);
}

void FunctionProcess::on_call(RuntimeCall call) {
  if (phase_ == Phase::Ending) return;  // Its fate is sealed; what it says now is too late.
  std::visit(
      overloaded{
          [this](RuntimeReady) { on_ready(); },
          [this](RuntimeResponse& response) { answered(succeeded(std::move(response.body))); },
          [this](RuntimeFailure& failure) {
            answered(reported_error(std::move(failure.body), failure.type));
          },
          [this](RuntimeResponseTooLarge large) { answered(response_too_large(large.bytes)); },
          [this](RuntimeInitFailure& failure) {
            fail_and_end(reported_error(std::move(failure.body), failure.type));
          }},
      call);
}

void FunctionProcess::on_ready() {
  if (phase_ != Phase::Starting) {
    finish(*std::exchange(outcome_, {}));
    return become_free();
  }
  init_ms_ = milliseconds_since(started_);
  serve();
}

void FunctionProcess::serve() { call_->ask ? hold() : deliver(); }

// No time runs meanwhile: neither the function nor its runtime is late.
void FunctionProcess::hold() {
  phase_ = Phase::Held;
  timer_.stop();
  const auto ask = std::exchange(call_->ask, {});
  ask([this, alive = std::weak_ptr<int>(alive_)](bool given) {
    // The process may have died over it, which has ended the call.
    if (alive.expired() || phase_ != Phase::Held) return;
    given ? deliver() : take_back();
  });
}

void FunctionProcess::take_back() {
  log_.end();
  call_.reset();
  become_free();
}

void FunctionProcess::deliver() {
  phase_ = Phase::Working;
  log_start();
  timer_.start(spec_->timeout, [this] { on_late(); });
  fail_point("call.before");
  api_.deliver(work_of(*spec_, call_->invocation, context_));
  fail_point("call.after");
}

// The answer is told when the runtime is done with it: then the process can serve whoever calls on.
void FunctionProcess::answered(CallOutcome outcome) {
  fail_point("answer.before");
  phase_ = Phase::Answered;
  outcome_ = std::move(outcome);
}

void FunctionProcess::on_late() {
  if (!context_.reading) {
    late_unheard_ = true;
    return;
  }
  // A runtime that has answered and never asks again is of no use, but its answer counts.
  if (phase_ == Phase::Answered) return end();
  if (phase_ == Phase::Starting) {
    return fail_and_end(not_loaded_in_time(request_id(), context_.options.init_timeout));
  }
  fail_and_end(timed_out(request_id(), spec_->timeout, context_.loop.now()));
}

void FunctionProcess::resume_reading() {
  api_.resume_reading();
  if (!std::exchange(late_unheard_, false)) return;
  timer_.start(kHearingTime, [this] { on_late(); });
}

void FunctionProcess::become_free() {
  if (retiring_) return end();
  phase_ = Phase::Free;
  timer_.start(context_.options.idle_timeout, [this] { end(); });
  hooks_.free(*this);
}

void FunctionProcess::fail_and_end(CallOutcome outcome) {
  outcome_ = std::move(outcome);
  end();
}

void FunctionProcess::end() {
  phase_ = Phase::Ending;
  timer_.stop();
  child_->peak_mib();  // Remembered for the report; soon there is nothing left to measure.
  child_->end();
}

void FunctionProcess::on_ended(const ChildEnd& end) {
  phase_ = Phase::Ending;
  timer_.stop();
  if (end.supervised) return nothing_is_left(end);
  context_.sweeps.run([stream = log_.stream().name] { end_leftovers_of(stream); },
                      [this, end, alive = std::weak_ptr<int>(alive_)] {
                        if (!alive.expired()) nothing_is_left(end);
                      });
}

void FunctionProcess::nothing_is_left(const ChildEnd& end) {
  if (call_) finish(outcome_ ? std::move(*outcome_) : process_died(request_id(), end));
  hooks_.gone(*this);
}

void FunctionProcess::finish(CallOutcome outcome) {
  if (child_) child_->drain();
  log_.flush();
  log_end(outcome);
  InvocationResult result{.payload = std::move(outcome.payload),
                          .function_error = outcome.failed ? "Unhandled" : "",
                          .error_type = std::move(outcome.error_type),
                          .log_tail = log_.tail(),
                          .executed_version = spec_->version};
  log_.end();
  fail_point("answer.after");
  context_.loop.post([done = std::move(call_->done), result = std::move(result)]() mutable {
    done(std::move(result));
  });
  call_.reset();
}

void FunctionProcess::log_start() {
  call_->begun = std::chrono::steady_clock::now();
  log_.line(fmt::format("START RequestId: {} Version: {}", request_id(), spec_->version));
}

void FunctionProcess::log_end(const CallOutcome& outcome) {
  if (!call_->begun) log_start();  // It failed before the runtime asked for it.
  if (!outcome.log_line.empty()) log_.line(outcome.log_line);
  log_.line(fmt::format("END RequestId: {}", request_id()));

  const double duration = milliseconds_since(*call_->begun);
  std::string report = fmt::format(
      "REPORT RequestId: {}\tDuration: {:.2f} ms\tBilled Duration: {} ms\tMemory Size: {} MB\t"
      "Max Memory Used: {} MB",
      request_id(), duration, static_cast<std::int64_t>(std::ceil(duration)), spec_->memory_mb,
      child_ ? child_->peak_mib() : 0);
  if (init_ms_) report += fmt::format("\tInit Duration: {:.2f} ms", *std::exchange(init_ms_, {}));
  if (!outcome.status.empty()) report += "\tStatus: " + outcome.status;
  if (outcome.status == "error") report += "\tError Type: " + outcome.error_type;
  log_.line(report);
}

}  // namespace sfn::tasks
