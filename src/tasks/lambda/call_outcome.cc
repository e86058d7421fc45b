#include "tasks/lambda/call_outcome.h"

#include <fmt/format.h>

#include <csignal>
#include <cstring>

#include "base/json.h"
#include "tasks/lambda/runtime_api.h"

namespace sfn::tasks {
namespace {

// An error of a sensible size is parsed for its name; a huge one is only passed on.
constexpr std::size_t kErrorBytesParsedMax = 256 * 1'024;

std::string error_payload(std::string_view type, std::string_view message) {
  return to_text(Json{{"errorType", type}, {"errorMessage", message}});
}

std::string type_in(const std::string& body) {
  if (body.size() > kErrorBytesParsedMax) return "";
  const auto error = parse_json(body);
  const Json* type = error ? find_member(*error, "errorType") : nullptr;
  return type != nullptr && type->is_string() ? type->get<std::string>() : "";
}

// As Go spells signals, and so Lambda.
std::string signal_name(int signal) {
  switch (signal) {
    case SIGHUP:
      return "hangup";
    case SIGINT:
      return "interrupt";
    case SIGQUIT:
      return "quit";
    case SIGILL:
      return "illegal instruction";
    case SIGTRAP:
      return "trace/breakpoint trap";
    case SIGABRT:
      return "aborted";
    case SIGBUS:
      return "bus error";
    case SIGFPE:
      return "floating point exception";
    case SIGKILL:
      return "killed";
    case SIGSEGV:
      return "segmentation fault";
    case SIGPIPE:
      return "broken pipe";
    case SIGTERM:
      return "terminated";
    default:
      return fmt::format("signal {}", signal);
  }
}

std::string how_it_exited(const loop::ExitStatus& status) {
  if (status.signal != 0) {
    return "Runtime exited with error: signal: " + signal_name(status.signal);
  }
  if (status.code == 0) return "Runtime exited without providing a reason";
  return fmt::format("Runtime exited with error: exit status {}", status.code);
}

}  // namespace

CallOutcome succeeded(std::string payload) { return {std::move(payload), false, "", "", ""}; }

CallOutcome reported_error(std::string body, const std::string& type) {
  std::string named = type_in(body);
  return {std::move(body), true, named.empty() ? type : std::move(named), "", ""};
}

CallOutcome runtime_failed(const std::string& request_id, const std::string& error_type,
                           std::string_view why) {
  const std::string message = fmt::format("RequestId: {} Error: {}", request_id, why);
  return {error_payload(error_type, message), true, error_type,
          fmt::format("{}\n{}", message, error_type), "error"};
}

CallOutcome not_loaded_in_time(const std::string& request_id, milliseconds time) {
  const std::chrono::duration<double> in_seconds = time;
  return runtime_failed(
      request_id, "Sandbox.Timedout",
      fmt::format("the function was not loaded within {:.2f} seconds", in_seconds.count()));
}

CallOutcome timed_out(const std::string& request_id, seconds timeout, Timestamp now) {
  const std::string what = fmt::format("Task timed out after {}.00 seconds", timeout.count());
  auto outcome = runtime_failed(request_id, "Sandbox.Timedout", what);
  outcome.log_line = fmt::format("{} {} {}", to_iso8601(now), request_id, what);
  outcome.status = "timeout";
  return outcome;
}

CallOutcome process_died(const std::string& request_id, const ChildEnd& end) {
  if (!end.not_started.empty()) {
    return runtime_failed(request_id, "Runtime.InvalidEntrypoint", "fork/exec " + end.not_started);
  }
  return runtime_failed(request_id, "Runtime.ExitError", how_it_exited(end.status));
}

CallOutcome response_too_large(std::size_t bytes) {
  constexpr std::string_view kType = "Function.ResponseSizeTooLarge";
  const std::string message = fmt::format(
      "Response payload size ({} bytes) exceeded maximum allowed payload size ({} bytes).", bytes,
      kFunctionResponseBytesMax);
  return {error_payload(kType, message), true, std::string(kType), message, "error"};
}

}  // namespace sfn::tasks
