// The version of sfnctl, as CMakeLists.txt has it; that of the daemon may differ and is told by the
// daemon.
#pragma once

#include <string_view>

namespace sfn::sfnctl {

inline constexpr std::string_view kVersion = SFN_VERSION;

}  // namespace sfn::sfnctl
