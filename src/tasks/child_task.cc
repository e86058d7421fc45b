#include "tasks/child_task.h"

#include <fmt/format.h>

#include <array>

#include "base/billing.h"
#include "base/json.h"
#include "base/json_error.h"
#include "base/states_names.h"
#include "base/text.h"
#include "http/date.h"
#include "tasks/sdk_metadata.h"
#include "tasks/task_parameters.h"

namespace sfn::tasks {
namespace {

constexpr std::array<std::string_view, 4> kParameters{"StateMachineArn", "Input", "Name",
                                                      "TraceHeader"};

bool is_of_sdk(const std::string& resource) {
  return resource.find(":aws-sdk:") != std::string::npos;
}

// A string is the input's text itself, and the service reads it; all else is made text of.
Result<Payload> input_of(const TaskParameters& parameters) {
  const Json* input = parameters.find("Input");
  if (input == nullptr) return Payload();
  if (!input->is_string()) return Payload(*input);
  const auto& text = input->get_ref<const std::string&>();
  auto read = Payload::parse(text);
  if (read) return read;
  return Error{"InvalidExecutionInput",
               fmt::format("Invalid State Machine Execution Input: '{}'", why_no_json(text))};
}

// What the service has answered, before the SDK has read it.
std::size_t answer_bytes(const StartedChild& child) {
  const Json answer = {{"executionArn", child.arn}, {"startDate", to_epoch_seconds(child.started)}};
  return to_text(answer).size();
}

Json http_metadata(const history::TaskWork& task, const StartedChild& child, Timestamp now) {
  return sdk_http_metadata({{"x-amzn-RequestId", task.request_id},
                            {"connection", "keep-alive"},
                            {"Content-Length", std::to_string(answer_bytes(child))},
                            {"Date", http::http_date(now)},
                            {"Content-Type", "application/x-amz-json-1.0"}},
                           200);
}

std::string exception_name(const std::string& error) {
  return ends_with(error, "Exception") ? error : error + "Exception";
}

// Writes an object around documents whose text is there already, and may be long.
class ObjectText {
 public:
  void add(std::string_view name, const std::string& json) {
    text_ += text_.empty() ? '{' : ',';
    text_ += to_text(Json(std::string(name)));
    text_ += ':';
    text_ += json;
  }
  void add_text(std::string_view name, const std::string& text) { add(name, to_text(Json(text))); }

  std::string finish() && { return std::move(text_) + '}'; }

 private:
  std::string text_;
};

constexpr const char* kIncluded = R"({"Included":true})";

// DescribeExecution's answer, its members in the order of their names. The second version of the
// pattern reads the documents, the first leaves them text.
std::string described(const EndedExecution& child, bool documents_read) {
  const auto document = [&](const Payload& payload) {
    return documents_read ? payload.text() : to_text(Json(payload.text()));
  };
  ObjectText answer;
  if (child.failure.cause) answer.add_text("Cause", *child.failure.cause);
  if (child.failure.error) answer.add_text("Error", *child.failure.error);
  answer.add_text("ExecutionArn", child.arn);
  answer.add("Input", document(child.input));
  answer.add("InputDetails", kIncluded);
  answer.add_text("Name", child.name);
  if (child.output) {
    answer.add("Output", document(*child.output));
    answer.add("OutputDetails", kIncluded);
  }
  answer.add("StartDate", std::to_string(to_epoch_ms(child.started)));
  answer.add_text("StateMachineArn", child.machine_arn);
  answer.add_text("Status", child.status);
  answer.add("StopDate", std::to_string(to_epoch_ms(child.stopped)));
  if (child.trace_header) answer.add_text("TraceHeader", *child.trace_header);
  return std::move(answer).finish();
}

// StartSyncExecution's, likewise. The details of an output are there even where there is none.
std::string described_to_sdk(const EndedExecution& child) {
  ObjectText answer;
  answer.add("BillingDetails",
             fmt::format(R"({{"BilledDurationInMilliseconds":{},"BilledMemoryUsedInMB":{}}})",
                         billed_ms(child.stopped - child.started), kBilledMiB));
  if (child.failure.cause) answer.add_text("Cause", *child.failure.cause);
  if (child.failure.error) answer.add_text("Error", *child.failure.error);
  answer.add_text("ExecutionArn", child.arn);
  answer.add_text("Input", child.input.text());
  answer.add("InputDetails", kIncluded);
  answer.add_text("Name", child.name);
  if (child.output) answer.add_text("Output", child.output->text());
  answer.add("OutputDetails", kIncluded);
  answer.add_text("StartDate", to_iso8601(child.started));
  answer.add_text("StateMachineArn", child.machine_arn);
  answer.add_text("Status", child.status);
  answer.add_text("StopDate", to_iso8601(child.stopped));
  if (child.trace_header) answer.add_text("TraceHeader", *child.trace_header);
  return std::move(answer).finish();
}

}  // namespace

Result<ChildStart> child_start(const Payload& parameters) {
  TaskParameters given(parameters.value(), kParameters);
  ChildStart start{.machine_arn = given.required_text("StateMachineArn"),
                   .name = given.text("Name"),
                   .input = {},
                   .trace_header = given.text("TraceHeader")};
  if (const auto error = given.error()) return *error;
  if (const auto arn = check_unlabelled_machine_arn(start.machine_arn); !arn) return arn.error();
  if (start.name) {
    if (const auto name = check_name(*start.name); !name) return name.error();
  }
  auto input = input_of(given);
  if (!input) return input.error();
  start.input = std::move(*input);
  return start;
}

Payload start_answer(const history::TaskWork& task, const StartedChild& child, Timestamp now) {
  Json answer = Json::object();
  answer["ExecutionArn"] = child.arn;
  if (is_of_sdk(task.resource)) {
    answer["StartDate"] = to_iso8601(child.started);
    return Payload(std::move(answer));
  }
  answer["SdkHttpMetadata"] = http_metadata(task, child, now);
  answer["SdkResponseMetadata"] = sdk_response_metadata(task.request_id);
  answer["StartDate"] = to_epoch_ms(child.started);
  return Payload(std::move(answer));
}

history::TaskFailure start_failure(const history::TaskWork& task, const Error& error) {
  if (starts_with(error.name, "States.")) return {error.name, error.cause};
  if (is_of_sdk(task.resource)) {
    return {"Sfn." + exception_name(error.name),
            fmt::format("{} (Service: Sfn, Status Code: 400, Request ID: {})", error.cause,
                        task.request_id)};
  }
  return {"StepFunctions." + exception_name(error.name),
          fmt::format("{} (Service: AWSStepFunctions; Status Code: 400; Error Code: {}; Request "
                      "ID: {}; Proxy: null)",
                      error.cause, error.name, task.request_id)};
}

history::TaskOutcome child_outcome(const std::string& resource, const EndedExecution& child) {
  auto answer = described(child, ends_with(resource, ".sync:2"));
  if (child.output) return history::TaskSuccess{Payload::trusted(std::move(answer))};
  return history::TaskFailure{"States.TaskFailed", std::move(answer)};
}

bool is_synchronous(const history::TaskWork& task) {
  return ends_with(task.resource, ":aws-sdk:sfn:startSyncExecution");
}

Payload sync_answer(const EndedExecution& child) {
  return Payload::trusted(described_to_sdk(child));
}

history::TaskFailure child_is_gone(const std::string& arn) {
  return {"States.TaskFailed",
          fmt::format("The execution '{}' is not there any more: how it ended is not known.", arn)};
}

}  // namespace sfn::tasks
