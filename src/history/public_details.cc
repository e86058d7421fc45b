#include "history/public_details.h"

#include "base/arn.h"
#include "base/text.h"

namespace sfn::history {
namespace {

// An integration's resource `arn:aws:states:::lambda:invoke.waitForTaskToken` is shown as the
// service `lambda` and its action `invoke.waitForTaskToken`. The SDK integrations put two words
// before the action: `aws-sdk:s3` and `getObject`.
struct Integration {
  std::string service;
  std::string action;
};
Integration integration_of(const std::string& resource) {
  const auto arn = Arn::parse(resource);
  const auto name = arn ? arn->resource : resource;
  constexpr std::string_view kSdk = "aws-sdk:";
  const auto colon = name.find(':', starts_with(name, kSdk) ? kSdk.size() : 0);
  if (colon == std::string::npos) return {name, ""};
  return {name.substr(0, colon), name.substr(colon + 1)};
}

void add_integration(Json& to, const std::string& resource) {
  auto [service, action] = integration_of(resource);
  to["resourceType"] = std::move(service);
  to["resource"] = std::move(action);
}

template <typename T>
void add(Json& to, const char* name, const std::optional<T>& value) {
  if (value) to[name] = *value;
}

Json not_truncated() { return {{"truncated", false}}; }

void add_failure(Json& to, const Failure& failure) {
  add(to, "error", failure.error);
  add(to, "cause", failure.cause);
}

Json failure_details(const Failure& failure) {
  auto details = Json::object();
  add_failure(details, failure);
  return details;
}

Json iteration_details(const std::string& map, std::int64_t index) {
  return {{"name", map}, {"index", index}};
}

void add_assigned(Json& to, const std::map<std::string, Payload>& assigned) {
  if (assigned.empty()) return;
  auto& texts = to["assignedVariables"] = Json::object();
  for (const auto& [name, value] : assigned) texts[name] = value.text();
  to["assignedVariablesDetails"] = not_truncated();
}

void add_credentials(Json& to, const std::optional<Payload>& credentials) {
  if (!credentials) return;
  const Json* role = find_member(credentials->value(), "RoleArn");
  if (role != nullptr) to["taskCredentials"] = {{"roleArn", *role}};
}

// One overload for each event; `nullopt` is a type that AWS gives no details.
struct Describe {
  using Details = std::optional<Json>;

  Details operator()(const ExecutionStarted& e) const {
    auto details = input(e.input);
    details["roleArn"] = e.role_arn;
    return details;
  }
  Details operator()(const ExecutionSucceeded& e) const { return output(e.output); }
  Details operator()(const ExecutionFailed& e) const { return failure_details(e.failure); }
  Details operator()(const ExecutionTimedOut& e) const { return failure_details(e.failure); }
  Details operator()(const ExecutionAborted& e) const { return failure_details(e.failure); }

  Details operator()(const StateEntered& e) const {
    Json details = {{"name", e.name}};
    add_data(details, "input", e.input);
    return details;
  }
  Details operator()(const StateExited& e) const {
    Json details = {{"name", e.name}};
    add_data(details, "output", e.output);
    add_assigned(details, e.assigned);
    return details;
  }
  Details operator()(const StateAborted&) const { return std::nullopt; }
  Details operator()(const EvaluationFailed& e) const {
    auto details = failure_details(e.failure);
    if (!e.location.empty()) details["location"] = e.location;
    details["state"] = e.name;
    return details;
  }
  Details operator()(const ScopeFailed&) const { return std::nullopt; }
  Details operator()(const RetryScheduled&) const { return std::nullopt; }
  Details operator()(const WaitStarted&) const { return std::nullopt; }
  Details operator()(const StepsPutOff&) const { return std::nullopt; }
  Details operator()(const LimitPassed&) const { return std::nullopt; }

  Details operator()(const TaskScheduled& e) const {
    auto details = Json::object();
    if (e.kind == TaskKind::Integration) {
      add_integration(details, e.resource);
      details["region"] = e.region;
      details["parameters"] = e.parameters.text();
    } else {
      details["resource"] = e.resource;
      add_data(details, "input", e.parameters);
    }
    add(details, "timeoutInSeconds", e.timeout_seconds);
    // AWS's structures differ: no heartbeat for functions, no credentials for activities.
    if (e.kind != TaskKind::LambdaFunction) add(details, "heartbeatInSeconds", e.heartbeat_seconds);
    if (e.kind != TaskKind::Activity) add_credentials(details, e.credentials);
    return details;
  }
  Details operator()(const TaskStarted& e) const {
    if (e.kind == TaskKind::LambdaFunction) return std::nullopt;
    auto details = of_task(e);
    if (!e.worker.empty()) details["workerName"] = e.worker;
    return details;
  }
  Details operator()(const TaskSubmitted& e) const {
    auto details = Json::object();
    add_integration(details, e.resource);
    add_data(details, "output", e.output);
    return details;
  }
  Details operator()(const TaskSubmitFailed& e) const {
    auto details = Json::object();
    add_integration(details, e.resource);
    add_failure(details, e.failure);
    return details;
  }
  Details operator()(const TaskSucceeded& e) const {
    auto details = of_task(e);
    add_data(details, "output", e.output);
    return details;
  }
  Details operator()(const TaskFailed& e) const { return task_failure(e); }
  Details operator()(const TaskTimedOut& e) const { return task_failure(e); }
  Details operator()(const ChildStopped&) const { return std::nullopt; }

  Details operator()(const ParallelStarted&) const { return std::nullopt; }
  Details operator()(const ParallelSucceeded&) const { return std::nullopt; }
  Details operator()(const ParallelFailed&) const { return std::nullopt; }

  Details operator()(const MapStarted& e) const { return Json{{"length", e.length}}; }
  Details operator()(const MapIterationStarted& e) const {
    return iteration_details(e.name, e.index);
  }
  Details operator()(const MapIterationEnded& e) const {
    return iteration_details(e.name, e.index);
  }
  Details operator()(const MapSucceeded&) const { return std::nullopt; }
  Details operator()(const MapFailed&) const { return std::nullopt; }

  Details operator()(const MapRunStarted& e) const { return Json{{"mapRunArn", e.map_run_arn}}; }
  Details operator()(const MapRunSucceeded&) const { return std::nullopt; }
  Details operator()(const MapRunFailed& e) const { return failure_details(e.failure); }
  Details operator()(const MapRunAborted&) const { return std::nullopt; }
  Details operator()(const MapRunConfigured&) const { return std::nullopt; }
  Details operator()(const ItemsWanted&) const { return std::nullopt; }
  Details operator()(const ChildrenStarted&) const { return std::nullopt; }
  Details operator()(const MapChildEnded&) const { return std::nullopt; }
  Details operator()(const MapRunUpdated&) const { return std::nullopt; }
  Details operator()(const ResultsWanted&) const { return std::nullopt; }
  Details operator()(const ChildrenCounted&) const { return std::nullopt; }

  bool include_execution_data;

 private:
  void add_data(Json& to, const std::string& name, const Payload& data) const {
    if (!include_execution_data) return;
    to[name] = data.text();
    to[name + "Details"] = not_truncated();
  }
  Json input(const Payload& data) const {
    auto details = Json::object();
    add_data(details, "input", data);
    return details;
  }
  Json output(const Payload& data) const {
    auto details = Json::object();
    add_data(details, "output", data);
    return details;
  }
  template <typename Event>
  static Json of_task(const Event& e) {
    auto details = Json::object();
    if (e.kind == TaskKind::Integration) add_integration(details, e.resource);
    return details;
  }
  template <typename Event>
  static Json task_failure(const Event& e) {
    auto details = of_task(e);
    add_failure(details, e.failure);
    return details;
  }
};

}  // namespace

std::optional<Json> public_details(const Event& event, bool include_execution_data) {
  return std::visit(Describe{include_execution_data}, event);
}

}  // namespace sfn::history
