#include "sfnctl/history_text.h"

#include "base/text.h"
#include "sfnctl/members.h"

namespace sfn::sfnctl {
namespace {

std::string with_blank(std::string text, const std::string& more) {
  if (!text.empty() && !more.empty()) text += "  ";
  return text + more;
}

/// `TaskScheduled` shows parameters, `LambdaFunctionScheduled` input, all successes output.
std::string data_of(const Json& details) {
  for (const char* member : {"input", "output", "parameters"}) {
    if (has_text(details, member)) return text_at(details, member);
  }
  return "";
}

std::string subject_of(const Json& details) {
  auto name = text_at(details, "name");
  if (name.empty()) name = text_at(details, "state");
  if (find_member(details, "index") != nullptr) {
    name += fmt::format("[{}]", integer_at(details, "index"));
  }
  if (find_member(details, "length") != nullptr) {
    name += fmt::format("{} items", integer_at(details, "length"));
  }
  return name.empty() ? text_at(details, "resource") : name;
}

}  // namespace

const Json& details_of(const Json& event) {
  static const Json none = Json::object();
  if (!event.is_object()) return none;
  for (const auto& [name, value] : event.get_ref<const Json::object_t&>()) {
    if (ends_with(name, "EventDetails")) return value;
  }
  return none;
}

std::string error_and_cause(const Json& object) {
  const auto error = text_at(object, "error");
  const auto cause = text_at(object, "cause");
  if (error.empty() || cause.empty()) return error + cause;
  return error + ": " + cause;
}

std::string event_detail(const Json& event) {
  const auto& details = details_of(event);
  return with_blank(subject_of(details), with_blank(error_and_cause(details), data_of(details)));
}

Tone tone_of_event(const std::string& type) {
  for (const char* bad : {"Failed", "TimedOut", "Aborted"}) {
    if (ends_with(type, bad)) return Tone::Bad;
  }
  if (type == "ExecutionSucceeded") return Tone::Good;
  return ends_with(type, "StateEntered") ? Tone::Strong : Tone::Plain;
}

}  // namespace sfn::sfnctl
