// json_item: a JSON text out of a file as an item.
#pragma once

#include <string>

#include "items/content/input.h"
#include "items/records/record_reader.h"

namespace sfn::items {

/// The value that `raw`, which begins on `line` of the input, holds, without its blanks.
Result<std::string> json_item(const std::string& raw, const Input& input, std::uint64_t line);

}  // namespace sfn::items
