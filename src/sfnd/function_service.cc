#include "sfnd/function_service.h"

#include <cstdlib>
#include <filesystem>
#include <set>
#include <utility>

#include "api/lambda/function_name.h"
#include "api/lambda/function_spec.h"
#include "tasks/lambda/leftovers.h"
#include "tasks/lambda/runtime_clients.h"
#include "tasks/lambda_task.h"

namespace sfn::sfnd {
namespace {

namespace fs = std::filesystem;
namespace field = telemetry::field;

tasks::FunctionPoolOptions pool_options(const Config& config, const std::string& endpoint_url) {
  tasks::FunctionPoolOptions options;
  options.runtime_dir = fs::absolute(config.data_dir) / "runtime";
  options.endpoint_url = endpoint_url;
  options.interpreters = config.interpreters;
  const char* path = std::getenv("PATH");
  options.path = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  options.concurrency = config.function_concurrency;
  options.idle_timeout = seconds(config.function_idle_seconds);
  return options;
}

}  // namespace

FunctionService::FunctionService(loop::Loop& loop, const Config& config,
                                 const std::string& endpoint_url, logs::LogStore& logs,
                                 telemetry::Logger& logger, GetRuntime runtime)
    : logger_(logger),
      bindings_(config.bindings),
      runtime_(std::move(runtime)),
      packages_(loop, tasks::CodeStore(fs::absolute(config.data_dir) / "code"),
                [this](const std::string& package, std::function<void(bool)> answer) {
                  is_wanted(package, std::move(answer));
                }),
      pool_(loop, pool_options(config, endpoint_url), system_entropy(),
            [&logs](logs::LogEvent event) { logs.append(std::move(event)); }) {
  tasks::end_leftovers_below(fs::absolute(config.data_dir) / "code");
  tasks::install_runtime_clients(fs::absolute(config.data_dir) / "runtime");
}

void FunctionService::sweep_packages(const std::vector<store::FunctionRow>& functions) const {
  std::set<std::string> used;
  for (const auto& function : functions) used.insert(api::code_key(function));
  packages_.code().keep_only(used);
}

void FunctionService::is_wanted(const std::string& package, std::function<void(bool)> answer) {
  auto& runtime = runtime_();
  runtime.commits().reply_after(
      runtime.catalogue().any_function(
          [&package](const store::FunctionRow& row) { return api::code_key(row) == package; }),
      std::move(answer));
}

tasks::FunctionSpecPtr FunctionService::spec_of(const store::FunctionRow& row) {
  return api::function_spec(row, packages_.code(), packages_.hold(api::code_key(row)));
}

void FunctionService::find(const std::string& name, const Place& place,
                           std::function<void(Result<tasks::FunctionSpecPtr>)> found) {
  auto parsed = api::parse_function_name(name, place);
  if (!parsed) return found(parsed.error());
  if (parsed->qualifier.empty()) parsed->qualifier = "$LATEST";
  auto& runtime = runtime_();
  runtime.commits().reply_after(
      runtime.catalogue().resolve_function(parsed->arn()),
      [this, name = *parsed, found](const runtime::FunctionMatch& match) {
        if (!match.function || !name.is_latest()) return found(api::function_not_found(name));
        if (!match.exact) {
          logger_.warn("function found in another region or account",
                       {{field::kFunction, match.function->arn}, {field::kRequest, name.arn()}});
        }
        found(spec_of(*match.function));
      });
}

tasks::TaskServices FunctionService::task_services(tasks::ActivityQueue& activities) {
  return {
      .functions = pool_,
      .activities = activities,
      .bindings = bindings_,
      .directory =
          [this](const std::string& name, const Place& place,
                 std::function<void(Result<tasks::FunctionSpecPtr>)> found) {
            find(name, place, std::move(found));
          },
      .accept_event =
          [this](const tasks::FunctionSpecPtr& spec, const tasks::Invocation& invocation,
                 std::function<void(Result<void>)> accepted) {
            runtime_().invoke({.request_id = invocation.request_id,
                               .function_arn = tasks::invoked_arn(*spec, invocation),
                               .payload = invocation.payload.text(),
                               .origin = invocation.origin},
                              [accepted](const Result<runtime::Accepted>& taken) {
                                accepted(taken ? Result<void>() : Result<void>(taken.error()));
                              });
          },
      .report =
          [this](ExecutionId execution, history::WorkId work, history::TaskOutcome outcome) {
            runtime_().task_ended(execution, work, std::move(outcome));
          },
      .starting =
          [this](tasks::TaskStarting starting) { runtime_().task_starting(std::move(starting)); }};
}

void FunctionService::attempt(const store::InvocationRow& row, std::function<void(bool)> done) {
  const auto name = api::parse_function_name(row.function_arn, {});
  const tasks::Invocation invocation{.request_id = row.request_id,
                                     .payload = Payload::trusted(row.payload),
                                     .qualifier = name ? name->qualifier : "",
                                     .client_context = {},
                                     .origin = {row.execution_arn, row.state, row.state_attempt}};
  find(row.function_arn, {}, [this, invocation, done](Result<tasks::FunctionSpecPtr> spec) {
    // A function that was deleted meanwhile will not come back: the attempt counts, and the next
    // ones too.
    if (!spec) return done(false);
    pool_.invoke(std::move(*spec), invocation,
                 [done](const Result<tasks::InvocationResult>& result) {
                   done(result && !result->failed());
                 });
  });
}

engine::AtMostOnce FunctionService::at_most_once(const runtime::Catalogue& catalogue) const {
  auto once = catalogue.once_functions();
  if (once->empty()) return {};
  return [once = std::move(once), this](const engine::TaskCall& call) {
    const auto named = tasks::called_function(call.resource, call.parameters, bindings_);
    const auto caller = Arn::parse(call.execution_arn);
    if (!named || !caller) return false;
    const auto name = api::parse_function_name(*named, {caller->region, caller->account});
    return name && once->contains(name->arn(), name->name);
  };
}

engine::Services FunctionService::services() const {
  return [this](const std::string& resource) {
    return bindings_.find(resource) ? engine::Service() : engine::usual_service(resource);
  };
}

api::LambdaParts FunctionService::lambda_parts() {
  return {.spec = [this](const store::FunctionRow& row) { return spec_of(row); },
          .put_code =
              [this](std::string zip, std::function<void(Result<tasks::StoredCode>)> done) {
                packages_.put(std::move(zip), std::move(done));
              },
          .read_code =
              [this](const std::string& package, std::function<void(Result<std::string>)> done) {
                packages_.read(package, std::move(done));
              },
          .invoke =
              [this](std::shared_ptr<const tasks::FunctionSpec> spec, tasks::Invocation invocation,
                     std::function<void(Result<tasks::InvocationResult>)> done) {
                pool_.invoke(std::move(spec), std::move(invocation), std::move(done));
              },
          .retire =
              [this](const store::FunctionRow& was) {
                pool_.retire(was.arn);
                packages_.let_go(api::code_key(was));
              }};
}

}  // namespace sfn::sfnd
