#include "tasks/lambda_task.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "base/arn.h"
#include "base/limits.h"
#include "base/text.h"
#include "http/date.h"
#include "tasks/sdk_metadata.h"
#include "tasks/task_parameters.h"

namespace sfn::tasks {
namespace {

constexpr std::array<std::string_view, 5> kParameters{"FunctionName", "Payload", "Qualifier",
                                                      "InvocationType", "ClientContext"};

Invocation invocation_of(const TaskRequest& request, Payload payload) {
  return {.request_id = request.task.request_id,
          .payload = std::move(payload),
          .qualifier = "",
          .client_context = "",
          .origin = {request.execution_arn, request.task.state, request.work.attempt},
          .trace_header = request.trace_header};
}

// `NAME:QUALIFIER`, or the same behind a partial ARN or an ARN: `…function:NAME:QUALIFIER`.
std::string qualifier_of(const std::string& function) {
  const auto parts = split(function, ':');
  const auto word = std::find(parts.begin(), parts.end(), "function");
  const auto name = word == parts.end() ? parts.begin() : word + 1;
  return parts.end() - name == 2 ? std::string(name[1]) : "";
}

// Reads the parameters of Invoke.
class InvokeParameters {
 public:
  explicit InvokeParameters(const Json& parameters) : given_(parameters, kParameters) {}

  std::string function_name() { return given_.required_text("FunctionName"); }

  std::optional<std::string> text(std::string_view name) { return given_.text(name); }

  InvocationType type() {
    const std::string word = given_.text("InvocationType").value_or("RequestResponse");
    if (word == "Event") return InvocationType::Event;
    if (word == "DryRun") return InvocationType::DryRun;
    if (word != "RequestResponse") {
      given_.complain(
          fmt::format("The field \"InvocationType\" must be one of RequestResponse, Event, "
                      "DryRun, got \"{}\"",
                      word));
    }
    return InvocationType::RequestResponse;
  }

  // Base64 as in Lambda's API, or the JSON itself.
  std::string client_context() {
    const auto given = given_.text("ClientContext");
    if (!given) return "";
    const auto decoded = base64_decode(*given);
    for (const std::string& json : {decoded.value_or(""), *given}) {
      if (parse_json(json)) return replace_all(json, "\n", " ");
    }
    given_.complain("The field \"ClientContext\" must be JSON, or JSON in Base64");
    return "";
  }

  // Lambda gets no body for null, and gives the function an empty object. A string goes to it as
  // it is, so one that holds JSON is that JSON; any other is sent as a JSON string.
  Payload payload() const {
    const Json* value = given_.find("Payload");
    if (value == nullptr) return Payload();
    if (value->is_string()) {
      if (auto json = Payload::parse(value->get<std::string>())) return std::move(*json);
    }
    return Payload(*value);
  }

  std::optional<Error> error() const { return given_.error(); }

 private:
  TaskParameters given_;
};

int status_code(InvocationType type) {
  switch (type) {
    case InvocationType::RequestResponse:
      return 200;
    case InvocationType::Event:
      return 202;
    case InvocationType::DryRun:
      return 204;
  }
  return 200;
}

// What the headers of Lambda's HTTP answer would be.
Json http_metadata(const FunctionCall& call, const std::string& version, std::size_t body_bytes,
                   Timestamp now) {
  return sdk_http_metadata({{"X-Amz-Executed-Version", version},
                            {"x-amzn-Remapped-Content-Length", "0"},
                            {"Connection", "keep-alive"},
                            {"x-amzn-RequestId", call.invocation.request_id},
                            {"Content-Length", std::to_string(body_bytes)},
                            {"Date", http::http_date(now)},
                            {"Content-Type", "application/json"}},
                           status_code(call.type));
}

int http_status_of(const std::string& error) {
  if (error == "ResourceNotFoundException") return 404;
  if (error == "TooManyRequestsException") return 429;
  if (error == "ServiceException") return 500;
  return 400;
}

}  // namespace

Target target_of(const std::string& resource) {
  const auto arn = Arn::parse(resource);
  if (!arn) return Target::Unknown;
  if (arn->service == "lambda" && starts_with(arn->resource, "function:")) return Target::Function;
  if (arn->service != "states") return Target::Unknown;
  if (starts_with(arn->resource, "activity:")) return Target::Activity;
  // What the call answers is the same with a token; what waits for that is not called here.
  if (arn->resource == "lambda:invoke" || arn->resource == "lambda:invoke.waitForTaskToken") {
    return Target::LambdaInvoke;
  }
  return Target::Unknown;
}

std::optional<std::string> called_function(const std::string& resource, const Payload& parameters,
                                           const Bindings& bindings) {
  if (auto bound = bindings.find(resource)) return bound;
  const Target target = target_of(resource);
  if (target == Target::Function) return resource;
  if (target != Target::LambdaInvoke || !parameters.value().is_object()) return std::nullopt;
  InvokeParameters invoke(parameters.value());
  if (invoke.type() == InvocationType::DryRun) return std::nullopt;
  return invoke.text("FunctionName");
}

FunctionCall call_of_function(const TaskRequest& request, const std::string& function) {
  FunctionCall call{function, InvocationType::RequestResponse,
                    invocation_of(request, request.task.parameters)};
  call.invocation.qualifier = qualifier_of(call.function);
  return call;
}

Result<FunctionCall> call_of_invoke(const TaskRequest& request) {
  InvokeParameters parameters(request.task.parameters.value());
  FunctionCall call{parameters.function_name(), parameters.type(),
                    invocation_of(request, parameters.payload())};
  call.invocation.client_context = parameters.client_context();
  const auto apart = parameters.text("Qualifier").value_or("");
  if (const auto error = parameters.error()) return *error;
  if (!apart.empty()) call.function += ":" + apart;
  call.invocation.qualifier = qualifier_of(call.function);
  return call;
}

Json function_value(const std::string& payload) {
  auto value = parse_json(payload);
  return value ? std::move(*value) : Json(payload);
}

Json invoke_answer(const FunctionCall& call, const std::string& executed_version,
                   const std::string* payload, Timestamp now) {
  Json answer = Json::object();
  answer["ExecutedVersion"] = executed_version;
  if (payload != nullptr) answer["Payload"] = function_value(*payload);
  const std::size_t bytes = payload != nullptr ? payload->size() : 0;
  answer["SdkHttpMetadata"] = http_metadata(call, executed_version, bytes, now);
  answer["SdkResponseMetadata"] = sdk_response_metadata(call.invocation.request_id);
  answer["StatusCode"] = status_code(call.type);
  return answer;
}

history::TaskFailure function_failure(const InvocationResult& result) {
  // What a function fails with need not name an error; Lambda's word for that is Unknown.
  return {result.error_type.empty() ? "Lambda.Unknown" : result.error_type, result.payload};
}

history::TaskFailure service_failure(const Error& error, const std::string& request_id) {
  return {"Lambda." + error.name,
          fmt::format("{} (Service: AWSLambda; Status Code: {}; Error Code: {}; Request ID: {}; "
                      "Proxy: null)",
                      error.cause, http_status_of(error.name), error.name, request_id)};
}

}  // namespace sfn::tasks
