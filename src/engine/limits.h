// What becomes of a value that is past one of the service's limits: an error, as on AWS, or, as the
// daemon's policy is, nothing but a note in the history.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "engine/decide.h"

namespace sfn::engine {

/// What the limits are called that the policy is about.
namespace limit_name {
inline constexpr std::string_view kName = "name characters";
inline constexpr std::string_view kPayload = "payload bytes";
inline constexpr std::string_view kVariables = "variable bytes";
inline constexpr std::string_view kWait = "wait seconds";
inline constexpr std::string_view kTimeout = "time-out seconds";
inline constexpr std::string_view kEvents = "history events";
}  // namespace limit_name

/// Whether `amount`, which is more than `limit` allows, is let pass, and noted where the policy is
/// to warn. `who`: the name of a state, the ARN of a function, a service; empty: the execution.
bool lets_pass(const Bounds& bounds, std::string_view limit, std::string_view who,
               std::int64_t amount);

/// How large a payload may be at all: past the service's limit, one that is let pass is still held
/// in memory.
std::size_t payload_reach(const Bounds& bounds);

}  // namespace sfn::engine
