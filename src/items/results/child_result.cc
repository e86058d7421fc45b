#include "items/results/child_result.h"

#include <fmt/format.h>

#include "base/json.h"

namespace sfn::items {
namespace {

void put_text(Json& record, const char* name, const std::optional<std::string>& text) {
  if (text) record[name] = *text;
}

void put_time(Json& record, const char* name, const std::optional<Timestamp>& time) {
  if (time) record[name] = to_iso8601(*time);
}

Json included() {
  Json details = Json::object();
  details["Included"] = true;
  return details;
}

std::string redrive_reason(const ChildResult& child) {
  if (!child.redrive_status_reason.empty() || child.redrive_status == "REDRIVABLE") {
    return child.redrive_status_reason;
  }
  return fmt::format("Execution is {} and cannot be redriven", to_word(child.status));
}

}  // namespace

std::string_view to_word(ChildStatus status) {
  switch (status) {
    case ChildStatus::Succeeded:
      return "SUCCEEDED";
    case ChildStatus::Failed:
      return "FAILED";
    case ChildStatus::TimedOut:
      return "TIMED_OUT";
    case ChildStatus::Aborted:
      return "ABORTED";
    case ChildStatus::Pending:
      return "PENDING";
  }
  SFN_CHECK(!"a status has a word");
}

// DescribeExecution's members with a capital, in the order of the alphabet, as `.sync` gives them.
std::string record_of(const ChildResult& child) {
  Json record = Json::object();
  put_text(record, "Cause", child.cause);
  put_text(record, "Error", child.error);
  record["ExecutionArn"] = child.execution_arn;
  record["Input"] = child.input;
  record["InputDetails"] = included();
  record["Name"] = child.name;
  put_text(record, "Output", child.output);
  if (child.output) record["OutputDetails"] = included();
  record["RedriveCount"] = child.redrive_count;
  record["RedriveStatus"] = child.redrive_status;
  const auto reason = redrive_reason(child);
  if (!reason.empty()) record["RedriveStatusReason"] = reason;
  put_time(record, "StartDate", child.started);
  record["StateMachineArn"] = child.state_machine_arn;
  record["Status"] = std::string(to_word(child.status));
  put_time(record, "StopDate", child.stopped);
  return to_text(record);
}

void transformed(const ChildResult& child, WriterTransformation transformation,
                 const std::function<void(std::string_view)>& put) {
  const bool has_output = child.status == ChildStatus::Succeeded && child.output;
  if (!has_output || transformation == WriterTransformation::None) {
    put(record_of(child));
    return;
  }
  // As it left the child it may have blanks, and line breaks among them, that JSON Lines cannot
  // have.
  const auto output = parse_json(*child.output);
  if (!output) return put(*child.output);
  if (transformation == WriterTransformation::Flatten && output->is_array()) {
    for (const auto& element : *output) put(to_text(element));
    return;
  }
  put(to_text(*output));
}

}  // namespace sfn::items
