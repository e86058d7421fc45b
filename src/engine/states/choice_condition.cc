#include "engine/states/choice_condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <compare>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include "base/overloaded.h"
#include "base/text.h"
#include "base/time.h"

namespace sfn::engine {
namespace {

// Strings are ordered by their UTF-16 code units, as in Java: code points past U+FFFF, which are
// surrogate pairs there, come before U+E000 to U+FFFF.
std::strong_ordering compare_utf16(std::string_view a, std::string_view b) {
  std::size_t i = 0;
  while (i < a.size() && i < b.size() && a[i] == b[i]) ++i;
  if (i == a.size() || i == b.size()) return a.size() <=> b.size();
  const auto x = static_cast<unsigned char>(a[i]);
  const auto y = static_cast<unsigned char>(b[i]);
  // The first bytes that differ are lead bytes or continuations of one lead; only leads of four
  // bytes (0xF0 and above) against 0xEE and 0xEF come out of order.
  const bool x_pair = x >= 0xF0;
  const bool y_pair = y >= 0xF0;
  if (x_pair != y_pair && (x_pair ? y : x) >= 0xEE) return y <=> x;
  return x <=> y;
}

bool relates(std::partial_ordering order, asl::Relation relation) {
  switch (relation) {
    case asl::Relation::Equals:
      return order == 0;
    case asl::Relation::LessThan:
      return order < 0;
    case asl::Relation::GreaterThan:
      return order > 0;
    case asl::Relation::LessThanEquals:
      return order <= 0;
    case asl::Relation::GreaterThanEquals:
      return order >= 0;
  }
  return false;
}

// Exact: a long double holds every integer of 64 bits and every double.
std::partial_ordering compare_numbers(const Json& a, const Json& b) {
  return a.get<long double>() <=> b.get<long double>();
}

// Finer than the milliseconds that the rest of the engine knows.
struct Moment {
  Timestamp time;
  std::string_view
      finer;  ///< Digits of the fraction past the millisecond, without zeros at the end.
  friend auto operator<=>(const Moment&, const Moment&) = default;
};

std::string_view digits_past_the_millisecond(std::string_view text) {
  const auto point = text.find('.');
  if (point == std::string_view::npos) return {};
  auto digits = text.substr(point + 1);
  digits = digits.substr(0, digits.find_first_not_of("0123456789"));
  while (ends_with(digits, "0")) digits.remove_suffix(1);
  return digits.substr(std::min<std::size_t>(3, digits.size()));
}

std::optional<Moment> moment(const Json& value) {
  if (!value.is_string()) return std::nullopt;
  const auto& text = value.get_ref<const std::string&>();
  const auto time = parse_iso8601(text);
  if (!time) return std::nullopt;
  return Moment{*time, digits_past_the_millisecond(text)};
}

// Values that are not of the comparand's type have no order.
std::partial_ordering order_of(const Json& a, const Json& b, asl::Comparand comparand) {
  switch (comparand) {
    case asl::Comparand::String:
      if (!a.is_string() || !b.is_string()) break;
      return compare_utf16(a.get_ref<const std::string&>(), b.get_ref<const std::string&>());
    case asl::Comparand::Numeric:
      if (!a.is_number() || !b.is_number()) break;
      return compare_numbers(a, b);
    case asl::Comparand::Boolean:
      if (!a.is_boolean() || !b.is_boolean()) break;
      return a.get<bool>() <=> b.get<bool>();
    case asl::Comparand::Timestamp: {
      const auto left = moment(a);
      const auto right = moment(b);
      if (left && right) return *left <=> *right;
      break;
    }
  }
  return std::partial_ordering::unordered;
}

Result<jsonpath::Match> value_at(const jsonpath::Path& path, Queries& queries) {
  auto found = queries.look(path);
  if (found) return found;
  return Error{"States.Runtime",
               fmt::format("Invalid path '{}': The choice state's condition path references an "
                           "invalid value.",
                           path.text())};
}

Result<bool> test(const asl::Compare& compare, Queries& queries) {
  const auto value = value_at(compare.variable, queries);
  if (!value) return value.error();
  if (const auto* constant = std::get_if<Json>(&compare.operand)) {
    return relates(order_of(value->value(), *constant, compare.comparand), compare.relation);
  }
  const auto other = value_at(std::get<jsonpath::Path>(compare.operand), queries);
  if (!other) return other.error();
  return relates(order_of(value->value(), other->value(), compare.comparand), compare.relation);
}

Result<bool> test(const asl::StringMatches& match, Queries& queries) {
  const auto value = value_at(match.variable, queries);
  if (!value) return value.error();
  if (!value->value().is_string()) return false;
  const auto& text = value->value().get_ref<const std::string&>();
  queries.charge_text(text.size() + match.pattern.size());
  return matches_pattern(match.pattern, text);
}

bool has_type(const Json& value, asl::TypeTest type) {
  switch (type) {
    case asl::TypeTest::IsNull:
      return value.is_null();
    case asl::TypeTest::IsPresent:
      return true;
    case asl::TypeTest::IsNumeric:
      return value.is_number();
    case asl::TypeTest::IsString:
      return value.is_string();
    case asl::TypeTest::IsBoolean:
      return value.is_boolean();
    case asl::TypeTest::IsTimestamp:
      return moment(value).has_value();
  }
  return false;
}

Result<bool> test(const asl::TestType& type_test, Queries& queries) {
  if (type_test.test == asl::TypeTest::IsPresent) {
    return queries.look(type_test.variable).has_value() == type_test.expected;
  }
  const auto value = value_at(type_test.variable, queries);
  if (!value) return value.error();
  return has_type(value->value(), type_test.test) == type_test.expected;
}

// The verdict is `decisive` as soon as one condition says so, else the opposite.
Result<bool> test_until(bool decisive, const std::vector<asl::Condition>& conditions,
                        Queries& queries) {
  for (const auto& condition : conditions) {
    const auto verdict = holds(condition, queries);
    if (!verdict || *verdict == decisive) return verdict;
  }
  return !decisive;
}

Result<bool> test(const asl::And& all, Queries& queries) {
  return test_until(false, all.conditions, queries);
}

Result<bool> test(const asl::Or& any, Queries& queries) {
  return test_until(true, any.conditions, queries);
}

Result<bool> test(const asl::Not& negated, Queries& queries) {
  const auto verdict = holds(negated.condition.front(), queries);
  if (!verdict) return verdict;
  return !*verdict;
}

// What stands between the stars, with its escapes resolved; one more than there are stars.
std::vector<std::string> literals_of(std::string_view pattern) {
  std::vector<std::string> literals(1);
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '*') {
      literals.emplace_back();
      continue;
    }
    const bool escapes = pattern[i] == '\\' && i + 1 < pattern.size();
    literals.back() += pattern[escapes ? ++i : i];
  }
  return literals;
}

std::optional<std::string_view> after_first(const std::string& literal, std::string_view text) {
  const void* found = memmem(text.data(), text.size(), literal.data(), literal.size());
  if (found == nullptr) return std::nullopt;
  const auto place = static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
  return text.substr(place + literal.size());
}

}  // namespace

Result<bool> holds(const asl::Condition& condition, Queries& queries) {
  return std::visit([&](const auto& known) { return test(known, queries); }, condition.test);
}

// A pattern of many stars is matched from left to right: what is found first is never worse than
// what is found later. With a search that does not go back the whole is linear.
bool matches_pattern(std::string_view pattern, std::string_view text) {
  const auto literals = literals_of(pattern);
  if (literals.size() == 1) return text == literals.front();
  if (!starts_with(text, literals.front())) return false;
  text.remove_prefix(literals.front().size());
  for (std::size_t i = 1; i + 1 < literals.size(); ++i) {
    const auto rest = after_first(literals[i], text);
    if (!rest) return false;
    text = *rest;
  }
  return ends_with(text, literals.back());
}

}  // namespace sfn::engine
