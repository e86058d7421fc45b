#include "sfnd/daemon.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>

#include "api/gateway.h"
#include "http/server.h"
#include "logs/log_store.h"
#include "loop/loop.h"
#include "loop/loop_clock.h"
#include "loop/signal.h"
#include "loop/thread_pool.h"
#include "loop/timer.h"
#include "runtime/runtime.h"
#include "sfnd/function_service.h"
#include "sfnd/port_holder.h"
#include "sfnd/statistics_metrics.h"
#include "sfnd/version.h"
#include "store/directory_lock.h"
#include "store/sqlite/sqlite_event_store.h"
#include "tasks/task_router.h"
#include "telemetry/metrics.h"

namespace sfn::sfnd {
namespace {

namespace fs = std::filesystem;
namespace field = telemetry::field;

// What is in memory is ahead of the disk: the only way on is a new process that reads the disk.
[[noreturn]] void die(telemetry::Logger& logger, const std::string& message) {
  logger.error("the event store cannot be written; the next start recovers",
               {{field::kError, message}});
  std::_Exit(1);
}

class Daemon {
 public:
  Daemon(const Config& config, telemetry::Logger& logger)
      : config_(config),
        logger_(logger),
        clock_(loop_),
        threads_(loop_),
        store_({.path = fs::path(config.data_dir) / "sfn.db",
                .durability = config.relaxed_durability ? store::Durability::Relaxed
                                                        : store::Durability::Full,
                .post = [this](std::function<void()> task) { loop_.post(std::move(task)); },
                .fatal = [&logger](const std::string& message) { die(logger, message); }}),
        logs_({.path = fs::path(config.data_dir) / "logs.db",
               .post = [this](std::function<void()> task) { loop_.post(std::move(task)); },
               .now = [this] { return loop_.now(); }},
              logger, metrics_) {}

  int run();

 private:
  Result<std::string> listen();
  void build(const std::string& endpoint);
  http::ServerOptions server_options() const;
  std::string render_metrics();
  void show_turns(const std::string& since, const loop::LongestTurn& longest);
  void end_on(int signal);
  void end();

  const Config& config_;
  telemetry::Logger& logger_;
  telemetry::Metrics metrics_;
  Entropy entropy_ = system_entropy();
  loop::Loop loop_;
  loop::LoopClock clock_;
  loop::ThreadPool threads_;  // For long decisions, parsing and rendering.
  store::SqliteEventStore store_;
  logs::LogStore logs_;

  // Made once the port is known, since functions are told of it; in the order of their needs.
  std::optional<FunctionService> functions_;
  std::optional<tasks::TaskRouter> router_;
  std::optional<runtime::Runtime> runtime_;
  std::optional<api::States> states_api_;
  std::optional<api::Functions> functions_api_;
  std::optional<api::CloudWatchLogs> logs_api_;
  std::optional<api::Iam> iam_api_;
  api::Sts sts_api_;
  std::optional<api::OwnApi> own_api_;
  std::optional<api::Gateway> gateway_;
  std::optional<http::Server> server_;
  std::vector<loop::SignalHandler> signals_;
  std::optional<loop::Timer> grace_;
  bool ending_ = false;
};

http::ServerOptions Daemon::server_options() const {
  http::ServerOptions options;
  options.body_limit = &api::Gateway::body_limit;
  return options;
}

// The first address is the one that functions and people are told.
Result<std::string> Daemon::listen() {
  server_.emplace(loop_, server_options(),
                  [this](http::Request request, http::Responder responder) {
                    gateway_->handle(std::move(request), std::move(responder));
                  });
  std::string endpoint;
  for (const auto& address : config_.listen) {
    const auto port = server_->listen(address);
    // A machine without IPv6 has one loopback.
    if (!port && port.error().name == "AddressNotAvailable" && !endpoint.empty()) continue;
    if (!port) {
      const auto holder = port.error().name == "AddressInUse" ? port_holder(address.port) : "";
      return Error{port.error().name, holder.empty() ? port.error().cause
                                                     : fmt::format("{}: {} listens there",
                                                                   port.error().cause, holder)};
    }
    const auto url = "http://" + loop::to_text({address.host, *port});
    if (endpoint.empty()) endpoint = url;
  }
  return endpoint;
}

void Daemon::build(const std::string& endpoint) {
  const auto catalogue = store_.load_catalogue();
  functions_.emplace(loop_, config_, endpoint, logs_, logger_);
  functions_->sweep_packages(catalogue.functions);
  router_.emplace(loop_,
                  functions_->task_services([this]() -> runtime::Runtime& { return *runtime_; }));
  runtime_.emplace(runtime::RuntimeOptions{.cache_bytes = config_.cache_mib << 20,
                                           .retain = std::chrono::hours(24 * config_.retain_days)},
                   runtime::RuntimeSeams{
                       .store = store_,
                       .tasks = *router_,
                       .clock = clock_,
                       .entropy = entropy_,
                       .post = [this](std::function<void()> task) { loop_.post(std::move(task)); },
                       .invoke =
                           [this](const store::InvocationRow& row, std::function<void(bool)> done) {
                             functions_->attempt(*runtime_, row, std::move(done));
                           },
                       .offload =
                           [this](std::function<void()> work, std::function<void()> done) {
                             threads_.run(std::move(work), std::move(done));
                           }},
                   catalogue);
  runtime_->commits().on_overload([this](bool overloaded) {
    overloaded ? server_->pause_reading() : server_->resume_reading();
    overloaded ? functions_->pool().pause_reading() : functions_->pool().resume_reading();
  });
  states_api_.emplace(*runtime_);
  functions_api_.emplace(*runtime_, functions_->lambda_parts());
  logs_api_.emplace(logs_);
  iam_api_.emplace(runtime_->catalogue(), runtime_->commits());
  own_api_.emplace(loop_, *runtime_, logs_,
                   api::OwnApiOptions{.version = kVersion,
                                      .account = config_.account,
                                      .region = config_.region,
                                      .data_dir = fs::absolute(config_.data_dir),
                                      .started_at = loop_.now()});
  gateway_.emplace(api::GatewayOptions{.place = {config_.region, config_.account},
                                       .entropy = entropy_,
                                       .now = [this] { return loop_.now(); },
                                       .metrics = [this] { return render_metrics(); }},
                   api::Services{.states = *states_api_,
                                 .functions = *functions_api_,
                                 .logs = *logs_api_,
                                 .iam = *iam_api_,
                                 .sts = sts_api_,
                                 .own = *own_api_});
}

std::string Daemon::render_metrics() {
  show_statistics(runtime_->statistics(), metrics_);
  show_turns("start", loop_.longest_turn());
  show_turns("recent", loop_.longest_turn_of_late());
  metrics_.gauge({"sfn_function_processes", "Function processes that are alive"})
      .set(static_cast<std::int64_t>(functions_->pool().processes()));
  metrics_.gauge({"sfn_function_calls_waiting", "Calls that wait for a function process"})
      .set(static_cast<std::int64_t>(functions_->pool().waiting()));
  return metrics_.render();
}

void Daemon::show_turns(const std::string& since, const loop::LongestTurn& longest) {
  const auto show = [&](const std::string& clock, std::chrono::nanoseconds time) {
    metrics_
        .gauge({"sfn_loop_longest_turn_microseconds",
                "Longest turn of the loop, by the wall clock and by the processor time it took; "
                "recent: of the last minute or two",
                {{"clock", clock}, {"since", since}}})
        .set(std::chrono::floor<std::chrono::microseconds>(time).count());
  };
  show("wall", longest.wall);
  show("cpu", longest.cpu);
}

void Daemon::end_on(int signal) {
  signals_.emplace_back(loop_, signal, [this, signal] {
    logger_.info("ending on a signal", {{field::kSignal, signal}});
    end();
  });
}

// What is in flight is resumed by the next start; only requests are waited for, and not for ever.
void Daemon::end() {
  if (std::exchange(ending_, true)) return loop_.stop();
  grace_.emplace(loop_);
  grace_->start(seconds(config_.grace_seconds), [this] { loop_.stop(); });
  server_->stop([this] { loop_.stop(); });
}

int Daemon::run() {
  const auto endpoint = listen();
  if (!endpoint) {
    logger_.error("cannot listen", {{field::kError, endpoint.error().cause}});
    return 1;
  }
  build(*endpoint);
  end_on(SIGTERM);
  end_on(SIGINT);
  runtime_->recover([this](const runtime::RecoveryReport& report) {
    logger_.info("outstanding work begun again", {{field::kCount, report.begun_again}});
  });
  logger_.info(
      "listening on " + *endpoint,
      {{field::kVersion, kVersion}, {field::kPath, config_.data_dir}, {field::kPid, getpid()}});
  loop_.run();
  server_.reset();
  logger_.info("ended");
  return 0;
}

}  // namespace

int run_daemon(const Config& config, telemetry::Logger& logger) {
  loop::ignore_sigpipe();
  fs::create_directories(config.data_dir);
  const auto lock = store::DirectoryLock::take(config.data_dir);
  if (!lock) {
    logger.error("the data directory cannot be used", {{field::kError, lock.error().cause}});
    return 1;
  }
  return Daemon(config, logger).run();
}

}  // namespace sfn::sfnd
