// Task: work done by a function, an activity or a service.
#include "asl/parse/parts.h"
#include "asl/parse/states.h"
#include "base/limits.h"
#include "base/overloaded.h"

namespace sfn::asl {
namespace {

// What an Express workflow cannot wait for. The blank at the end of the third is AWS's.
std::optional<std::string> fault_in_express(const Resource& resource) {
  if (std::holds_alternative<ActivityResource>(resource)) {
    return "Express state machine does not support Activity ARN";
  }
  const auto* integration = std::get_if<Integration>(&resource);
  if (integration == nullptr || integration->pattern == Integration::Pattern::RequestResponse) {
    return std::nullopt;
  }
  if (integration->pattern == Integration::Pattern::WaitForTaskToken) {
    return "Express state machine does not support '.waitForTaskToken' service integration ";
  }
  return "Express state machine does not support '.sync' service integration";
}

void read_resource(StateDraft& draft, TaskState& task) {
  const auto node = draft.fields.require("Resource");
  if (!node) return;
  const auto text = read_text(*node, draft.report());
  if (!text) return;
  const auto resource = parse_resource(*text);
  if (!resource) {
    draft.report().error(*node->place, "Value is not a valid resource ARN");
    return;
  }
  task.resource_text = *text;
  task.resource = *resource;
  if (draft.reading.type != MachineType::Express) return;
  if (const auto fault = fault_in_express(*resource)) draft.report().error(*node->place, *fault);
}

void read_time_limits(StateDraft& draft, TaskState& task) {
  constexpr Range kSeconds{1, limits::kTimeoutSecondsMax};
  task.timeout_seconds = read_number(draft.fields, "TimeoutSeconds", kSeconds, draft);
  task.heartbeat_seconds = read_number(draft.fields, "HeartbeatSeconds", kSeconds, draft);
  if (!task.timeout_seconds || !task.heartbeat_seconds) return;
  const auto* timeout = std::get_if<std::int64_t>(&*task.timeout_seconds);
  const auto* heartbeat = std::get_if<std::int64_t>(&*task.heartbeat_seconds);
  if (timeout == nullptr || heartbeat == nullptr || *heartbeat < *timeout) return;
  draft.fields.error("'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'");
}

std::optional<PayloadTemplate> read_credentials(StateDraft& draft) {
  const auto node = draft.fields.take("Credentials");
  if (!node || keep_expression(draft.fields, "Credentials", draft)) return std::nullopt;
  auto fields = read_fields(*node, draft.report());
  if (!fields) return std::nullopt;
  const auto role = fields->take("RoleArn");
  if (role && !role->value->is_string()) {
    // The task fails by itself, and a machine that was stored with it can be read.
    draft.report().past_limit(*role->place, "Expected value of type [STRING]");
  }
  if (!fields->has("RoleArn") && (draft.is_jsonata() || !fields->has("RoleArn.$"))) {
    fields->error("The field 'RoleArn' is required but was missing");
  }
  return read_value(draft.fields, "Credentials", draft);
}

// An object, or one expression that makes it.
std::optional<PayloadTemplate> read_arguments(StateDraft& draft) {
  const auto node = draft.fields.take("Arguments");
  if (!node || keep_expression(draft.fields, "Arguments", draft)) return std::nullopt;
  if (!read_fields(*node, draft.report())) return std::nullopt;
  return read_value(draft.fields, "Arguments", draft);
}

void check_service_parameters(StateDraft& draft, const Resource& resource) {
  const auto* integration = std::get_if<Integration>(&resource);
  const auto node = draft.fields.take(draft.is_jsonata() ? "Arguments" : "Parameters");
  if (integration != nullptr && node) check_parameters(draft, *integration, *node);
}

}  // namespace

TaskState read_task(StateDraft& draft) {
  TaskState task;
  read_resource(draft, task);
  check_service_parameters(draft, task.resource);
  if (draft.is_jsonata()) {
    task.parameters = read_arguments(draft);
  } else {
    task.parameters = read_template(draft.fields, "Parameters");
    task.result_selector = read_template(draft.fields, "ResultSelector");
    task.result_path = read_result_path(draft.fields);
  }
  read_time_limits(draft, task);
  task.credentials = read_credentials(draft);
  task.retry = read_retry(draft);
  task.catchers = read_catch(draft);
  task.transition = read_transition(draft);
  return task;
}

}  // namespace sfn::asl
