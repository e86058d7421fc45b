// Patterns in which `*` stands for any characters, none included.
#pragma once

#include <string_view>

namespace sfn::logs {

/// Whether the whole text fits. Takes time in proportion to both lengths at worst.
bool matches_wildcard(std::string_view text, std::string_view pattern);

}  // namespace sfn::logs
