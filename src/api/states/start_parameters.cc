#include "api/states/start_parameters.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "api/fingerprint.h"
#include "api/states/limit_notes.h"
#include "api/states/names.h"
#include "base/json_error.h"

namespace sfn::api {
namespace {

Result<Payload> read_input(std::optional<std::string> text, limits::Policy policy) {
  if (!text) return Payload();
  if (policy == limits::Policy::Strict && text->size() > limits::kPayloadBytesMax) {
    return Error{
        "InvalidExecutionInput",
        fmt::format("Invalid State Machine Execution Input: 'The input has {} bytes; at most {} "
                    "are allowed'",
                    text->size(), limits::kPayloadBytesMax)};
  }
  auto input = Payload::parse(*text);
  if (input) return input;
  return Error{"InvalidExecutionInput",
               fmt::format("Invalid State Machine Execution Input: '{}'", why_no_json(*text))};
}

void check_trace_header(Members& members, const std::optional<std::string>& header) {
  const auto is_ascii = [](char c) { return static_cast<unsigned char>(c) < 0x80; };
  if (!header || std::all_of(header->begin(), header->end(), is_ascii)) return;
  members.object_to("traceHeader", "satisfy regular expression pattern: \\p{ASCII}*");
}

// What an SDK repeats has the same invocation id and asks for the same.
std::optional<std::string> repetition_key(const std::string& invocation_id,
                                          const StartParameters& parameters) {
  const auto& request = parameters.request;
  if (request.name || invocation_id.empty()) return std::nullopt;
  const auto asked = fingerprint(parameters.input.value_or(""), fingerprint(request.machine_arn));
  return fmt::format("{}:{:016x}", invocation_id, asked);
}

}  // namespace

Result<StartParameters> read_start(Members& members, limits::Policy policy) {
  StartParameters parameters;
  auto& request = parameters.request;
  request.machine_arn = members.required_text("stateMachineArn", kArnLength);
  request.name = members.text("name", name_length(policy));
  parameters.input = members.text("input");
  request.trace_header = members.text("traceHeader", {0, 256});
  check_trace_header(members, request.trace_header);
  if (const auto verdict = members.verdict(); !verdict) return verdict.error();
  if (const auto checked = check_unlabelled_machine_arn(request.machine_arn); !checked) {
    return checked.error();
  }
  if (request.name) {
    const auto arn = request.machine_arn + ":" + *request.name;
    if (const auto named = check_name_under(policy, *request.name, arn); !named) {
      return named.error();
    }
  }
  return parameters;
}

Result<runtime::StartRequest> with_input(StartParameters parameters,
                                         const std::string& invocation_id, limits::Policy policy) {
  parameters.request.idempotency_key = repetition_key(invocation_id, parameters);
  auto input = read_input(std::move(parameters.input), policy);
  if (!input) return input.error();
  parameters.request.input = std::move(*input);
  return std::move(parameters.request);
}

}  // namespace sfn::api
