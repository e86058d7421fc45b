// Definitions for tests, and the words in which the engine tells of failures.
#pragma once

#include <fmt/format.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"

namespace sfn::engine {

inline constexpr std::string_view kFunctionArn = "arn:aws:lambda:eu-west-3:123456789012:function:F";

inline constexpr std::string_view kActivityArn = "arn:aws:states:eu-west-3:123456789012:activity:A";
inline constexpr std::string_view kCallback = "arn:aws:states:::lambda:invoke.waitForTaskToken";

/// The text with FUNCTION, ACTIVITY and CALLBACK replaced by the resource of one.
inline std::string with_function(std::string_view text) {
  return replace_all(
      replace_all(replace_all(text, "FUNCTION", kFunctionArn), "ACTIVITY", kActivityArn),
      "CALLBACK", kCallback);
}

/// A machine whose first state S has these fields; the further states follow.
inline std::string machine_of(std::string_view fields, std::string_view further = "") {
  return with_function(fmt::format(R"({{"StartAt":"S","States":{{"S":{{{}}}{}{}}}}})", fields,
                                   further.empty() ? "" : ",", further));
}

/// `"T":{…}`, or nothing where the fields do not lead there: no state may be out of reach.
inline std::string where_named(std::string_view name, std::string_view state,
                               std::string_view fields) {
  const bool named = fields.find(fmt::format(R"("Next":"{}")", name)) != std::string_view::npos;
  return named ? fmt::format(R"("{}":{{{}}})", name, state) : "";
}

/// The states side by side, those that are not empty.
inline std::string join_states(std::vector<std::string> states) {
  std::erase(states, "");
  return join(states, ",");
}

/// A failure in state `state`, entered at event `event`, as an outcome of World.
inline std::string failure_in(std::string_view state, int event, std::string_view cause,
                              std::string_view error = "States.Runtime") {
  return fmt::format(
      "{}: An error occurred while executing the state '{}' (entered at the event id #{}). {}",
      error, state, event, cause);
}

/// One in the first state, S.
inline std::string failure(std::string_view cause, std::string_view error = "States.Runtime") {
  return failure_in("S", 2, cause, error);
}

}  // namespace sfn::engine
