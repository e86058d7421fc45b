#include "sfnd/daemon.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <optional>
#include <utility>

#include "api/gateway.h"
#include "api/states/execution_log.h"
#include "base/text.h"
#include "http/server.h"
#include "logs/log_store.h"
#include "loop/loop.h"
#include "loop/loop_clock.h"
#include "loop/signal.h"
#include "loop/thread_pool.h"
#include "loop/timer.h"
#include "runtime/runtime.h"
#include "sfnd/function_service.h"
#include "sfnd/objects.h"
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

const std::vector<loop::Address> kLoopbacks{{"127.0.0.1", 8083}, {"::1", 8083}};

// A turn of the loop that is told of in the log: what people begin to notice.
constexpr milliseconds kLongTurn{50};

// What is in memory is ahead of the disk: the only way on is a new process that reads the disk.
[[noreturn]] void die(telemetry::Logger& logger, const std::string& message) {
  logger.error("sfnd stops; what was acknowledged is kept and the next start goes on from it",
               {{field::kError, message}});
  std::_Exit(1);
}

const char* to_word(limits::Policy policy) {
  switch (policy) {
    case limits::Policy::Strict:
      return "strict";
    case limits::Policy::Warn:
      return "warn";
    case limits::Policy::Off:
      return "off";
  }
  return "";
}

class Daemon {
 public:
  /// `objects` may be null.
  Daemon(const Config& config, telemetry::Logger& logger,
         std::unique_ptr<items::ObjectStore> objects)
      : config_(config),
        logger_(logger),
        objects_(std::move(objects)),
        clock_(loop_),
        threads_(loop_),
        store_({.path = store_path(config),
                .durability = config.relaxed_durability ? store::Durability::Relaxed
                                                        : store::Durability::Full,
                .post = post_as("answer of the store"),
                .fatal = [&logger](const std::string& message) { die(logger, message); }}),
        logs_({.path = fs::path(config.data_dir) / "logs.db",
               .post = post_as("answer of the logs"),
               .now = [this] { return loop_.now(); }},
              logger, metrics_) {}

  int run();

 private:
  /// The URLs, of which the first is the one that functions are told.
  Result<std::vector<std::string>> listen();
  void build(const std::string& endpoint);
  http::ServerOptions server_options() const;
  std::vector<std::string> own_names() const;
  void tell_of_space(const runtime::SpaceReport& report);
  std::function<void(std::function<void()>)> post_as(std::string_view kind);
  void name_request(const http::Request& request);
  void tell_of_turn(const loop::LongTurn& turn);
  std::string render_metrics();
  void show_callbacks();
  void show_turns(const std::string& since, const loop::LongestTurn& longest);
  void end_on(int signal);
  void end();

  const Config& config_;
  telemetry::Logger& logger_;
  std::unique_ptr<items::ObjectStore> objects_;
  telemetry::Metrics metrics_;
  Entropy entropy_ = system_entropy();
  loop::Loop loop_;
  loop::LoopClock clock_;
  loop::ThreadPool threads_;  // For long decisions, parsing and rendering.
  store::SqliteEventStore store_;
  logs::LogStore logs_;

  // Made once the port is known, since functions are told of it; in the order of their needs.
  std::optional<FunctionService> functions_;
  std::optional<loop::LoopClock> poll_clock_;
  std::optional<tasks::ActivityQueue> activities_;
  std::optional<tasks::TaskRouter> router_;
  std::optional<runtime::Runtime> runtime_;
  std::optional<api::States> states_api_;
  std::optional<api::ExecutionLog> execution_log_;
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

std::vector<std::string> Daemon::own_names() const {
  std::vector<std::string> names;
  for (const auto& address : config_.listen) names.push_back(to_lower(address.host));
  return names;
}

http::ServerOptions Daemon::server_options() const {
  http::ServerOptions options;
  options.body_limit = &api::Gateway::body_limit;
  options.reword_refusal = [this](const http::Request& so_far, http::Response plain) {
    return gateway_->reword_refusal(so_far, std::move(plain));
  };
  return options;
}

Result<std::vector<std::string>> Daemon::listen() {
  server_.emplace(loop_, server_options(),
                  [this](http::Request request, http::Responder responder) {
                    name_request(request);
                    gateway_->handle(std::move(request), std::move(responder));
                  });
  const bool as_it_comes = config_.listen.empty();
  std::vector<std::string> endpoints;
  for (const auto& address : as_it_comes ? kLoopbacks : config_.listen) {
    const auto port = server_->listen(address);
    // A machine without IPv6 has one loopback.
    if (!port && as_it_comes && port.error().name == "AddressNotAvailable" && !endpoints.empty()) {
      continue;
    }
    if (!port) {
      const auto holder = port.error().name == "AddressInUse" ? port_holder(address.port) : "";
      return Error{port.error().name, holder.empty() ? port.error().cause
                                                     : fmt::format("{}: {} listens there",
                                                                   port.error().cause, holder)};
    }
    endpoints.push_back("http://" + loop::to_text({address.host, *port}));
  }
  return endpoints;
}

void Daemon::build(const std::string& endpoint) {
  const auto catalogue = store_.load_catalogue();
  functions_.emplace(loop_, config_, endpoint, logs_, logger_,
                     [this]() -> runtime::Runtime& { return *runtime_; });
  functions_->sweep_packages(catalogue.functions);
  poll_clock_.emplace(loop_);
  activities_.emplace(
      post_as("activity queue"), *poll_clock_,
      [this](tasks::TaskStarting starting) { runtime_->task_starting(std::move(starting)); });
  router_.emplace(loop_, functions_->task_services(*activities_));
  runtime_.emplace(
      runtime::RuntimeOptions{.cache_bytes = config_.cache_mib << 20,
                              .bounds = {.policy = config_.policy},
                              .min_free_bytes = config_.min_free_mib << 20,
                              .volatiles = {.kept = config_.keep_express},
                              .retain = std::chrono::hours(24 * config_.retain_days)},
      runtime::RuntimeSeams{
          .store = store_,
          .tasks = *router_,
          .clock = clock_,
          .entropy = entropy_,
          .post = post_as("runtime"),
          .invoke =
              [this](const store::InvocationRow& row, std::function<void(bool)> done) {
                functions_->attempt(row, std::move(done));
              },
          .at_most_once = [this] { return functions_->at_most_once(runtime_->catalogue()); },
          .services = functions_->services(),
          .space_changed = [this](const auto& report) { tell_of_space(report); },
          .offload =
              [this](std::function<void()> work, std::function<void()> done) {
                threads_.run(std::move(work), std::move(done));
              },
          .objects = objects_.get()},
      catalogue);
  runtime_->commits().on_overload([this](bool overloaded) {
    overloaded ? server_->pause_reading() : server_->resume_reading();
    overloaded ? functions_->pool().pause_reading() : functions_->pool().resume_reading();
  });
  states_api_.emplace(*runtime_, *activities_, config_.policy);
  execution_log_.emplace(*runtime_, entropy_,
                         [this](logs::LogEvent event) { logs_.append(std::move(event)); });
  functions_api_.emplace(*runtime_, functions_->lambda_parts());
  logs_api_.emplace(logs_, runtime_->offload());
  iam_api_.emplace(runtime_->catalogue(), runtime_->commits());
  own_api_.emplace(loop_, *runtime_, logs_,
                   api::OwnApiOptions{.version = kVersion,
                                      .account = config_.account,
                                      .region = config_.region,
                                      .limits = to_word(config_.policy),
                                      .data_dir = fs::absolute(config_.data_dir),
                                      .started_at = loop_.now()});
  gateway_.emplace(api::GatewayOptions{.place = {config_.region, config_.account},
                                       .entropy = entropy_,
                                       .now = [this] { return loop_.now(); },
                                       .metrics = [this] { return render_metrics(); },
                                       .own_names = own_names(),
                                       .offload = runtime_->offload()},
                   api::Services{.states = *states_api_,
                                 .functions = *functions_api_,
                                 .logs = *logs_api_,
                                 .iam = *iam_api_,
                                 .sts = sts_api_,
                                 .own = *own_api_});
}

void Daemon::tell_of_space(const runtime::SpaceReport& report) {
  switch (report.space) {
    case runtime::Space::Enough:
      return logger_.info("the disk has room again: all work is taken");
    case runtime::Space::Scarce:
      return logger_.warn("the disk has too little room", {{field::kError, report.why}});
    case runtime::Space::None:
      return logger_.error("the disk has no room", {{field::kError, report.why}});
  }
}

std::function<void(std::function<void()>)> Daemon::post_as(std::string_view kind) {
  return [this, kind](std::function<void()> task) { loop_.post(std::move(task), kind); };
}

// AWS's JSON APIs have one path for all and name the action in a header.
void Daemon::name_request(const http::Request& request) {
  const auto target = request.headers.get("X-Amz-Target");
  loop_.about(target.empty() ? std::string_view(request.path) : target);
}

void Daemon::tell_of_turn(const loop::LongTurn& turn) {
  const auto ms = [](std::chrono::nanoseconds time) {
    return std::chrono::duration<double, std::milli>(time).count();
  };
  const auto& about = turn.longest.about;
  const auto longest = about.empty() ? std::string(turn.longest.kind)
                                     : fmt::format("{} of {}", turn.longest.kind, about);
  logger_.warn("the loop was busy for long, and everybody else waited",
               {{field::kDurationMs, ms(turn.took.wall)},
                {field::kProcessorMs, ms(turn.took.cpu)},
                {field::kCallbacks, turn.callbacks},
                {field::kLongest, longest},
                {field::kLongestMs, ms(turn.longest.took)}});
}

std::string Daemon::render_metrics() {
  show_statistics(runtime_->statistics(), metrics_);
  show_turns("start", loop_.longest_turn());
  show_turns("recent", loop_.longest_turn_of_late());
  show_callbacks();
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

void Daemon::show_callbacks() {
  for (const auto& [kind, took] : loop_.longest_callbacks()) {
    metrics_
        .gauge({"sfn_loop_longest_callback_microseconds",
                "Longest callback of the loop by its kind, by the wall clock, since the start",
                {{"callback", std::string(kind)}}})
        .set(std::chrono::floor<std::chrono::microseconds>(took).count());
  }
}

void Daemon::end_on(int signal) {
  signals_.emplace_back(loop_, signal, [this, signal] {
    logger_.info("ending on a signal", {{field::kSignal, signal}});
    end();
  });
}

// What is in flight is resumed by the next start. Only calls that may not be made again and
// requests are waited for, and not for ever: calls first, while the API that functions may use is
// there. Workers that wait for a task are sent away.
void Daemon::end() {
  if (std::exchange(ending_, true)) return loop_.stop();
  grace_.emplace(loop_);
  grace_->start(seconds(config_.grace_seconds), [this] { loop_.stop(); });
  runtime_->drain([this] {
    activities_->close();
    server_->stop([this] { loop_.stop(); });
  });
}

int Daemon::run() {
  const auto endpoints = listen();
  if (!endpoints) {
    logger_.error("cannot listen", {{field::kError, endpoints.error().cause}});
    return 1;
  }
  build(endpoints->front());
  loop_.on_long_turn(kLongTurn, [this](const loop::LongTurn& turn) { tell_of_turn(turn); });
  end_on(SIGTERM);
  end_on(SIGINT);
  runtime_->recover([this](const runtime::RecoveryReport& report) {
    logger_.info("outstanding work begun again", {{field::kCount, report.begun_again}});
  });
  logger_.info(
      "listening on " + join(*endpoints, " and "),
      {{field::kVersion, kVersion}, {field::kPath, config_.data_dir}, {field::kPid, getpid()}});
  loop_.run();
  server_.reset();
  logger_.info("ended");
  return 0;
}

Result<store::DirectoryLock> lock_directory(const std::string& directory) {
  std::error_code failure;
  fs::create_directories(directory, failure);
  if (failure) {
    return Error{"DirectoryNotUsable",
                 fmt::format("cannot make {}: {}", directory, failure.message())};
  }
  return store::DirectoryLock::take(directory);
}

}  // namespace

std::string store_path(const Config& config) { return fs::path(config.data_dir) / "sfn.db"; }

int run_daemon(const Config& config, telemetry::Logger& logger) {
  loop::ignore_sigpipe();
  // A limit of `ulimit -f` is then met by a write that fails and says so.
  std::signal(SIGXFSZ, SIG_IGN);
  const auto lock = lock_directory(config.data_dir);
  if (!lock) {
    logger.error("the data directory cannot be used", {{field::kError, lock.error().cause}});
    return 1;
  }
  auto objects = open_objects(config);
  if (!objects) {
    logger.error(config.s3_endpoint.empty() ? "the directory of --s3-dir cannot be used"
                                            : "the endpoint of --s3-endpoint cannot be used",
                 {{field::kError, objects.error().cause}});
    return 1;
  }
  return Daemon(config, logger, std::move(*objects)).run();
}

}  // namespace sfn::sfnd
