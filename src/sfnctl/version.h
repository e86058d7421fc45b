// The version of sfnctl; that of the daemon may differ and is told by the daemon.
#pragma once

#include <string_view>

namespace sfn::sfnctl {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace sfn::sfnctl
