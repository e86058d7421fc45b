// The version of sfn, as CMakeLists.txt has it.
#pragma once

namespace sfn::sfnd {

inline constexpr const char* kVersion = SFN_VERSION;

}  // namespace sfn::sfnd
