#include "engine/limits.h"

namespace sfn::engine {

bool lets_pass(const Bounds& bounds, std::string_view limit, std::string_view who,
               std::int64_t amount) {
  if (bounds.policy == limits::Policy::Strict) return false;
  if (bounds.policy == limits::Policy::Warn && bounds.passed != nullptr) {
    bounds.passed->push_back({std::string(limit), std::string(who), amount});
  }
  return true;
}

std::size_t payload_reach(const Bounds& bounds) {
  if (bounds.policy == limits::Policy::Strict) return bounds.payload_bytes;
  return limits::kLoosePayloadBytesMax;
}

}  // namespace sfn::engine
