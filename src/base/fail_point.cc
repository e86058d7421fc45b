#include "base/fail_point.h"

#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <string>

#include "base/text.h"

namespace sfn {
namespace fail_point_internal {

// Written once, before there is a second thread.
bool armed = false;

namespace {
std::string armed_name;
std::atomic<std::int64_t> passes_left = 0;
}  // namespace

void pass(std::string_view name) {
  if (name != armed_name || --passes_left != 0) return;
  ::kill(::getpid(), SIGKILL);
  for (;;) ::pause();  // Whatever thread this is, it does nothing more.
}

}  // namespace fail_point_internal

bool arm_fail_point(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const auto count = parse_integer(text.substr(colon + 1));
  if (!count || *count < 1) return false;
  fail_point_internal::armed_name = text.substr(0, colon);
  fail_point_internal::passes_left = *count;
  fail_point_internal::armed = true;
  return true;
}

}  // namespace sfn
