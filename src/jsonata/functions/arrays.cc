// Array functions. JSONata, "Array functions".
#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <string>
#include <unordered_set>

#include "jsonata/functions/library.h"
#include "jsonata/merge_sort.h"

namespace sfn::jsonata::functions {
namespace {

Value append(Invocation& call) { return call.run.append(call[0], call[1]); }

Value reverse(Invocation& call) {
  if (call[0].is_nothing() || call[0].size() <= 1) return call[0];
  const auto items = call[0].items();
  auto* const reversed = call.run.arena().allocate_array<Value>(items.size());
  std::reverse_copy(items.begin(), items.end(), reversed);
  call.run.charge_items(items.size());
  return Value::array({reversed, items.size()});
}

Value shuffle(Invocation& call) {
  if (call[0].is_nothing() || call[0].size() <= 1) return call[0];
  const auto items = call[0].items();
  auto* const shuffled = call.run.arena().allocate_array<Value>(items.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    const auto j = static_cast<std::size_t>(call.run.random_bits() % (i + 1));
    shuffled[i] = shuffled[j];
    shuffled[j] = items[i];
  }
  call.run.charge(static_cast<std::int64_t>(items.size()));
  return Value::array({shuffled, items.size()});
}

// A key for values that are equal only where their keys are; empty for lists and objects, whose
// members must be compared.
std::string simple_key(const Value& value) {
  switch (value.kind()) {
    case Kind::Number: {
      const double number = value.number() == 0 ? 0 : value.number();
      std::string key = "n";
      key.append(reinterpret_cast<const char*>(&number), sizeof number);
      return key;
    }
    case Kind::String:
      return "s" + std::string(value.text());
    case Kind::Boolean:
      return value.truth() ? "t" : "f";
    case Kind::Null:
      return "0";
    default:
      return {};
  }
}

Value distinct(Invocation& call) {
  const Value& list = call[0];
  if (!list.is_list() || list.size() <= 1) return list;
  std::unordered_set<std::string> seen;
  ListBuilder kept(call.run);
  std::vector<const Value*> compared;
  for (const Value& item : list.items()) {
    call.run.charge(1);
    if (item.is_string()) call.run.charge_characters(item.size());
    const std::string key = simple_key(item);
    if (!key.empty()) {
      if (seen.insert(key).second) kept.push(item);
      continue;
    }
    const bool is_known = std::any_of(compared.begin(), compared.end(), [&](const Value* other) {
      call.run.charge(1);
      return call.run.equal(item, *other);
    });
    if (is_known) continue;
    compared.push_back(&item);
    kept.push(item);
  }
  return list.is_sequence() ? kept.sequence() : kept.array();
}

// As JavaScript judges what a comparator returns.
bool is_truthy(const Value& value) {
  switch (value.kind()) {
    case Kind::Nothing:
    case Kind::Null:
      return false;
    case Kind::Boolean:
      return value.truth();
    case Kind::Number:
      return value.number() != 0 && !std::isnan(value.number());
    case Kind::String:
      return value.size() > 0;
    default:
      return true;
  }
}

Value sort(Invocation& call) {
  const Value& list = call[0];
  if (list.is_nothing() || list.size() <= 1) return list;
  const auto items = list.items();
  call.run.charge_items(items.size());
  std::vector<std::uint32_t> order;
  if (call[1].is_function()) {
    order = sorted_places(items.size(), [&](std::size_t a, std::size_t b) {
      const std::array<Value, 2> pair{items[a], items[b]};
      return is_truthy(call.run.apply(call[1], pair, Value::null(), call.frame));
    });
  } else if (std::all_of(items.begin(), items.end(), is_numeric)) {
    order = sorted_places(items.size(), [&](std::size_t a, std::size_t b) {
      call.run.charge(1);
      return items[a].number() > items[b].number();
    });
  } else if (std::all_of(items.begin(), items.end(),
                         [](const Value& v) { return v.is_string(); })) {
    order = sorted_places(items.size(), [&](std::size_t a, std::size_t b) {
      call.run.charge(1);
      return call.run.order_of_texts(items[a].text(), items[b].text()) > 0;
    });
  } else {
    throw Failure("D3070", {.index = 1});
  }
  ListBuilder sorted(call.run);
  for (const std::uint32_t place : order) sorted.push(items[place]);
  return sorted.array();
}

Value zip(Invocation& call) {
  std::size_t length = call.arguments.empty() ? 0 : SIZE_MAX;
  for (const Value& list : call.arguments) {
    length = std::min(length, list.is_list() ? list.size() : 0);
  }
  ListBuilder rows(call.run);
  for (std::size_t i = 0; i < length; ++i) {
    auto* const row = call.run.arena().allocate_array<Value>(call.arguments.size());
    for (std::size_t j = 0; j < call.arguments.size(); ++j) row[j] = call.arguments[j].item(i);
    call.run.charge_items(call.arguments.size() + 4);
    rows.push(Value::array({row, call.arguments.size()}));
  }
  return rows.array();
}

constexpr auto kArrays = std::to_array<Declaration>({
    {"append", "<xx:a>", 2, append},
    {"reverse", "<a:a>", 1, reverse},
    {"shuffle", "<a:a>", 1, shuffle},
    {"distinct", "<x:x>", 1, distinct},
    {"sort", "<af?:a>", 2, sort},
    {"zip", "<a+>", 0, zip},
});

}  // namespace

std::span<const Declaration> arrays() { return kArrays; }

}  // namespace sfn::jsonata::functions
