// SFN_CHECK: an invariant of ours. On in release builds too; nobody handles its failure.
#pragma once

namespace sfn {

/// Prints the broken condition with its place to stderr and aborts.
[[noreturn]] void check_failed(const char* condition, const char* file, int line);

}  // namespace sfn

#define SFN_CHECK(condition) \
  (static_cast<bool>(condition) ? void(0) : ::sfn::check_failed(#condition, __FILE__, __LINE__))
