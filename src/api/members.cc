#include "api/members.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"

namespace sfn::api {
namespace {

// A value that is longer, such as a definition beyond its limit, is not told back to its sender.
constexpr std::size_t kShownBytesMax = 4'096;

// The words of the service's own parser for the kind of a value.
std::string_view kind_word(const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      return "START_OBJECT";
    case Json::value_t::array:
      return "START_ARRAY";
    case Json::value_t::string:
      return "STRING_VALUE";
    case Json::value_t::boolean:
      return value.get<bool>() ? "TRUE_VALUE" : "FALSE_VALUE";
    case Json::value_t::number_float:
      return "DECIMAL_VALUE";
    default:
      return "NUMBER_VALUE";
  }
}

// `Value 'x'`, `Value null`, or `Value` where it is too long to be shown.
std::string shown(const Json* value) {
  if (value == nullptr) return "Value null";
  const std::string text = value->is_string() ? value->get<std::string>() : to_text(*value);
  return text.size() > kShownBytesMax ? "Value" : fmt::format("Value '{}'", text);
}

// Numbers beyond 63 bits are as good as the largest: past every range.
std::int64_t whole(const Json& number) {
  if (!number.is_number_unsigned()) return number.get<std::int64_t>();
  const auto value = number.get<std::uint64_t>();
  return static_cast<std::int64_t>(std::min<std::uint64_t>(value, INT64_MAX));
}

}  // namespace

const Json* Members::find(std::string_view name) const {
  const Json* value = find_member(params_, name);
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::string Members::place_of(std::string_view name) const {
  std::string spelt(name);
  if (spelling_ == Spelling::LowerCamel) spelt[0] = to_lower(name.substr(0, 1))[0];
  return path_ + spelt;
}

void Members::object_to(std::string_view name, std::string_view constraint) {
  violation(find(name), name, constraint);
}

template <typename Test>
const Json* Members::typed(std::string_view name, Test test, std::string_view expected) {
  const Json* value = find(name);
  if (value == nullptr || test(*value)) return value;
  if (!wrong_type_) {
    wrong_type_ = fmt::format("{} can not be converted to {} at '{}'", kind_word(*value), expected,
                              place_of(name));
  }
  return nullptr;
}

void Members::violation(const Json* value, std::string_view name, std::string_view constraint) {
  auto said = fmt::format("{} at '{}' failed to satisfy constraint: Member must {}", shown(value),
                          place_of(name), constraint);
  // A member that is read twice is wrong once.
  if (std::find(violations_.begin(), violations_.end(), said) != violations_.end()) return;
  violations_.push_back(std::move(said));
}

void Members::check_length(const Json& value, std::string_view name, Range length) {
  const auto size = static_cast<std::int64_t>(utf8_length(value.get_ref<const std::string&>()));
  if (size < length.min) {
    violation(&value, name, fmt::format("have length greater than or equal to {}", length.min));
  } else if (size > length.max) {
    violation(&value, name, fmt::format("have length less than or equal to {}", length.max));
  }
}

std::string Members::required_text(std::string_view name, Range length) {
  const bool given = find(name) != nullptr;
  if (!given) violation(nullptr, name, "not be null");
  return text(name, length).value_or("");
}

std::optional<std::string> Members::text(std::string_view name, Range length) {
  const Json* value = typed(
      name, [](const Json& v) { return v.is_string(); }, "String");
  if (value == nullptr) return std::nullopt;
  check_length(*value, name, length);
  return value->get<std::string>();
}

std::optional<std::string> Members::word(std::string_view name,
                                         const std::vector<std::string>& values) {
  const Json* value = typed(
      name, [](const Json& v) { return v.is_string(); }, "String");
  if (value == nullptr) return std::nullopt;
  auto given = value->get<std::string>();
  if (std::find(values.begin(), values.end(), given) == values.end()) {
    violation(value, name, fmt::format("satisfy enum value set: [{}]", join(values, ", ")));
  }
  return given;
}

std::optional<std::int64_t> Members::integer(std::string_view name, Range range) {
  const Json* value = typed(
      name, [](const Json& v) { return v.is_number_integer(); }, "Integer");
  if (value == nullptr) return std::nullopt;
  const auto number = whole(*value);
  if (number < range.min) {
    violation(value, name, fmt::format("have value greater than or equal to {}", range.min));
  } else if (number > range.max) {
    violation(value, name, fmt::format("have value less than or equal to {}", range.max));
  }
  return number;
}

std::optional<double> Members::number(std::string_view name, Range range) {
  const Json* value = typed(
      name, [](const Json& v) { return v.is_number(); }, "Float");
  if (value == nullptr) return std::nullopt;
  const auto number = value->get<double>();
  if (number < static_cast<double>(range.min)) {
    violation(value, name, fmt::format("have value greater than or equal to {}", range.min));
  } else if (number > static_cast<double>(range.max)) {
    violation(value, name, fmt::format("have value less than or equal to {}", range.max));
  }
  return number;
}

std::optional<bool> Members::boolean(std::string_view name) {
  const Json* value = typed(
      name, [](const Json& v) { return v.is_boolean(); }, "Boolean");
  return value == nullptr ? std::nullopt : std::optional(value->get<bool>());
}

const Json* Members::object(std::string_view name) {
  return typed(
      name, [](const Json& v) { return v.is_object(); }, "Structure");
}

const Json* Members::array(std::string_view name) {
  return typed(
      name, [](const Json& v) { return v.is_array(); }, "List");
}

Result<void> Members::verdict() const {
  if (wrong_type_) return Error{"SerializationException", *wrong_type_};
  if (violations_.empty()) return {};
  return Error{"ValidationException",
               fmt::format("{} validation error{} detected: {}", violations_.size(),
                           violations_.size() == 1 ? "" : "s", join(violations_, "; "))};
}

}  // namespace sfn::api
