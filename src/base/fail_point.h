// fail_point: places at which a test has this process killed, to see what the next start makes of
// it.
//
// SFN_FAIL_POINT=commit.after:7 in the environment sends SIGKILL to the process when it passes the
// point of that name for the seventh time. It is for tests alone; without the variable a point is
// one comparison. The variable's value is the process's, hence no part of any object: a point can
// stand anywhere without being handed anything.
#pragma once

#include <string_view>

namespace sfn {

/// Arms the point that `text`, NAME:COUNT, names. Before there is a second thread. False where that
/// is not what it says; nothing is armed then.
bool arm_fail_point(std::string_view text);

namespace fail_point_internal {
extern bool armed;
void pass(std::string_view name);
}  // namespace fail_point_internal

/// A place named `name`, WHAT.WHEN. Any thread may pass it.
inline void fail_point(std::string_view name) {
  if (fail_point_internal::armed) fail_point_internal::pass(name);
}

}  // namespace sfn
