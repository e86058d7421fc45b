// Wait: goes on at a due time.
#include "asl/parse/parts.h"
#include "asl/parse/states.h"
#include "base/limits.h"

namespace sfn::asl {
namespace {

std::optional<std::string_view> the_field(StateDraft& draft) {
  auto& fields = draft.fields;
  if (draft.is_jsonata()) return fields.exactly_one({"Seconds", "Timestamp"});
  return fields.exactly_one({"Seconds", "SecondsPath", "Timestamp", "TimestampPath"});
}

decltype(WaitState::until) read_until(StateDraft& draft) {
  auto& fields = draft.fields;
  const auto field = the_field(draft);
  if (!field || keep_expression(fields, *field, draft)) return WaitSeconds{0};
  if (*field == "Seconds") {
    return WaitSeconds{fields.integer(*field, {0, limits::kTimeoutSecondsMax}).value_or(0)};
  }
  if (*field == "Timestamp") {
    return WaitTimestamp{
        read_timestamp(*fields.take(*field), draft.report()).value_or(Timestamp())};
  }
  const auto path = read_reference_path(fields, *field).value_or(jsonpath::Path());
  if (*field == "SecondsPath") return WaitSecondsPath{path};
  return WaitTimestampPath{path};
}

}  // namespace

WaitState read_wait(StateDraft& draft) {
  WaitState wait;
  wait.until = read_until(draft);
  wait.transition = read_transition(draft);
  return wait;
}

}  // namespace sfn::asl
