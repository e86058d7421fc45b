// Fields whose value is one of a few words. Private to the module.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "asl/parse/fields.h"

namespace sfn::asl {

template <typename Value, std::size_t kCount>
using Words = std::array<std::pair<std::string_view, Value>, kCount>;

/// What the field's word stands for; nothing where it is absent or, reported, another one.
template <typename Value, std::size_t kCount>
std::optional<Value> read_word(Fields& fields, std::string_view name,
                               const Words<Value, kCount>& words) {
  const auto node = fields.take(name);
  if (!node) return std::nullopt;
  const auto text = read_text(*node, fields.report());
  if (!text) return std::nullopt;
  std::vector<std::string_view> known;
  for (const auto& [word, value] : words) {
    if (word == *text) return value;
    known.push_back(word);
  }
  fields.report().error(*node->place, "Value should be one of the following: " + listed(known));
  return std::nullopt;
}

}  // namespace sfn::asl
