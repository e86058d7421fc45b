// Functions that make arrays and look into them.
#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "intrinsics/function.h"

namespace sfn::intrinsics {
namespace {

constexpr std::int64_t kRangeElementsMax = 1'000;

// Values that are the same to same_json, and only those, have the same key.
void append_key(const Json& value, std::string& key) {
  if (value.is_object()) {
    std::vector<std::string> members;
    for (const auto& member : value.items()) {
      auto& text = members.emplace_back(to_text(member.key()) + ":");
      append_key(member.value(), text);
    }
    std::sort(members.begin(), members.end());
    key += fmt::format("{{{}}}", fmt::join(members, ","));
  } else if (value.is_array()) {
    key += '[';
    for (const auto& element : value) {
      append_key(element, key);
      key += ',';
    }
    key += ']';
  } else if (value.is_number_float()) {
    const double number = value.get<double>();
    const bool is_integer = number >= -9.0e18 && number <= 9.0e18 &&
                            number == static_cast<double>(static_cast<std::int64_t>(number));
    key += to_text(is_integer ? Json(static_cast<std::int64_t>(number)) : value);
  } else {
    key += to_text(value);
  }
}

}  // namespace

Json array(const Invocation& call) {
  Json made = Json::array();
  for (std::size_t i = 0; i < call.count(); ++i) {
    call.charge(call.value(i));
    made.push_back(call.value(i));
  }
  return made;
}

Json array_partition(const Invocation& call) {
  const Json& whole = call.array(0);
  const auto size = call.integer(1);
  if (size <= 0) call.fail(fmt::format("the chunk size must be greater than 0, but is {}", size));
  call.charge(whole);
  Json chunks = Json::array();
  for (const auto& element : whole) {
    const bool is_full = chunks.empty() || chunks.back().size() == static_cast<std::size_t>(size);
    if (is_full) chunks.push_back(Json::array());
    chunks.back().push_back(element);
  }
  return chunks;
}

Json array_contains(const Invocation& call) {
  const Json& whole = call.array(0);
  const Json& wanted = call.value(1);
  call.charge(whole);
  return std::any_of(whole.begin(), whole.end(),
                     [&](const Json& element) { return same_json(element, wanted); });
}

Json array_range(const Invocation& call) {
  const auto first = call.integer(0);
  const auto last = call.integer(1);
  const auto step = call.integer(2);
  if (step == 0) call.fail("the increment must not be 0");
  const bool leads_there = step > 0 ? first <= last : first >= last;
  const auto count = leads_there ? (last - first) / step + 1 : 0;
  if (count > kRangeElementsMax) {
    call.fail(fmt::format("the array must have at most {} elements, but would have {}",
                          kRangeElementsMax, count));
  }
  Json range = Json::array();
  for (std::int64_t i = 0; i < count; ++i) range.push_back(first + i * step);
  call.charge(range);
  return range;
}

Json array_get_item(const Invocation& call) {
  const Json& whole = call.array(0);
  const auto index = call.integer(1);
  if (index < 0 || static_cast<std::size_t>(index) >= whole.size()) {
    call.fail(fmt::format("the index {} is out of range: the array has {} elements", index,
                          whole.size()));
  }
  const Json& item = whole[static_cast<std::size_t>(index)];
  call.charge(item);
  return item;
}

Json array_length(const Invocation& call) { return call.array(0).size(); }

// The first of each stays where it is.
Json array_unique(const Invocation& call) {
  const Json& whole = call.array(0);
  call.charge(2 * rough_size(whole));  // For the keys, and for the copies.
  std::unordered_set<std::string> seen;
  Json unique = Json::array();
  for (const auto& element : whole) {
    std::string key;
    append_key(element, key);
    if (seen.insert(std::move(key)).second) unique.push_back(element);
  }
  return unique;
}

}  // namespace sfn::intrinsics
