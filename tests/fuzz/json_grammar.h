// A second reading of JSON, from the standard alone: it says only whether a text is JSON and how
// large it is, so it can be short enough to be seen to be right. RFC 8259; RFC 3629 for UTF-8.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace sfn::fuzz {

struct JsonSize {
  std::size_t depth = 0;   ///< Nested arrays and objects.
  std::size_t values = 0;  ///< Of any kind, members and elements included.
};

/// The size of the document that `text` holds; nothing where it holds none, where it nests deeper
/// than `depth_max`, or where a number or a surrogate in it is out of range.
std::optional<JsonSize> json_size(std::string_view text, std::size_t depth_max);

bool is_utf8(std::string_view text);

}  // namespace sfn::fuzz
