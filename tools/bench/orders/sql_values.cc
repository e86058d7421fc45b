#include "orders/sql_values.h"

#include <cctype>

#include "base/check.h"
#include "base/text.h"

namespace sfn::bench {
namespace {

bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const auto digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

// `'it''s'`: quotes within are doubled.
std::string take_text(std::string_view& expanded) {
  std::string text;
  expanded.remove_prefix(1);
  while (expanded[0] != '\'' || expanded.substr(0, 2) == "''") {
    text += expanded[0];
    expanded.remove_prefix(expanded[0] == '\'' ? 2 : 1);
  }
  expanded.remove_prefix(1);
  return text;
}

SqlValue take_literal(std::string_view& expanded) {
  constexpr std::string_view kNull = "NULL";
  if (expanded.front() == '\'') return take_text(expanded);
  if (expanded.starts_with(kNull)) {
    expanded.remove_prefix(kNull.size());
    return std::monostate();
  }
  const bool negative = expanded.front() == '-';
  if (negative) expanded.remove_prefix(1);
  const auto number = parse_integer(take_digits(expanded));
  SFN_CHECK(number);
  return negative ? -*number : *number;
}

}  // namespace

std::vector<SqlValue> bound_values(std::string_view sql, std::string_view expanded) {
  std::vector<SqlValue> values;
  while (!sql.empty()) {
    const bool is_parameter = sql.front() == '?';
    sql.remove_prefix(1);
    if (!is_parameter) {
      expanded.remove_prefix(1);
      continue;
    }
    const auto place = parse_integer(take_digits(sql));
    const auto number = place ? static_cast<std::size_t>(*place) : values.size() + 1;
    if (values.size() < number) values.resize(number);
    values[number - 1] = take_literal(expanded);
  }
  return values;
}

}  // namespace sfn::bench
