#include "support/embedded_runtime.h"

#include <cstdio>
#include <cstdlib>

#include "base/entropy.h"

namespace sfn::bench {
namespace {

const Place kPlace{"us-east-1", "123456789012"};

store::SqliteEventStore::Options store_options(const EmbeddedRuntime::Options& options,
                                               loop::Loop& loop) {
  return {.path = options.directory / "sfn.db",
          .durability = options.durability,
          .post = [&loop](std::function<void()> task) { loop.post(std::move(task)); },
          .fatal =
              [](const std::string& message) {
                std::fprintf(stderr, "%s\n", message.c_str());
                std::_Exit(2);
              }};
}

}  // namespace

class EmbeddedRuntime::Host : public tasks::TaskHost {
 public:
  Host(EmbeddedRuntime& owner, Answer answer) : owner_(owner), answer_(std::move(answer)) {}

  // A function's answer is text that must be parsed; the parsing is part of what is measured.
  void start(tasks::TaskRequest request) override {
    owner_.loop_.post([this, request = std::move(request)] {
      owner_.runtime_->task_ended(request.execution, request.work,
                                  history::TaskSuccess{Payload::parse(answer_(request)).value()});
    });
  }

  void go_ahead(tasks::TaskRequest) override {}  // Nothing is offered here.
  void cancel(ExecutionId, const history::WorkId&) override {}

 private:
  EmbeddedRuntime& owner_;
  Answer answer_;
};

EmbeddedRuntime::EmbeddedRuntime(Options options)
    : clock_(loop_),
      threads_(loop_),
      store_(store_options(options, loop_)),
      host_(std::make_unique<Host>(*this, options.answer)),
      runtime_(std::make_unique<runtime::Runtime>(
          runtime::RuntimeOptions{.cache_bytes = options.cache_bytes},
          runtime::RuntimeSeams{
              .store = store_,
              .tasks = *host_,
              .clock = clock_,
              .entropy = system_entropy(),
              .post = [this](std::function<void()> task) { loop_.post(std::move(task)); },
              .invoke = [](const store::InvocationRow&, const std::function<void(bool)>&) {},
              .offload = [this](std::function<void()> work,
                                std::function<void()> done) { threads_.run(work, done); }},
          store_.load_catalogue())) {}

std::string EmbeddedRuntime::deploy(const std::string& name, const std::string& definition) {
  auto machine =
      runtime_->catalogue().put_machine({.place = kPlace,
                                         .name = name,
                                         .definition = definition,
                                         .role_arn = "arn:aws:iam::123456789012:role/bench",
                                         .revision_id = "",
                                         .created = clock_.now(),
                                         .updated = clock_.now()});
  std::string arn;
  runtime_->commits().reply_after(
      std::move(machine), [&arn](const runtime::StateMachinePtr& made) { arn = made->row.arn; });
  loop_.run_until([&arn] { return !arn.empty(); });
  return arn;
}

}  // namespace sfn::bench
