#include "asl/parse/fields.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"

namespace sfn::asl {
namespace {

constexpr std::size_t kShownCharactersMax = 60;

std::string describe(Range range) {
  if (range.max == std::numeric_limits<std::int64_t>::max()) {
    return fmt::format("an integer of at least {}", range.min);
  }
  return fmt::format("an integer from {} to {}", range.min, range.max);
}

std::string describe(Bounds bounds) {
  if (bounds.max == std::numeric_limits<double>::infinity()) {
    return fmt::format("a number of at least {:.1f}", bounds.min);
  }
  return fmt::format("a number from {} to {}", bounds.min, bounds.max);
}

bool is_within(const Json& value, Range range) {
  if (!value.is_number_integer()) return false;
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > INT64_MAX) return false;
  const auto number = value.get<std::int64_t>();
  return number >= range.min && number <= range.max;
}

bool contains(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::optional<Node> Fields::take(std::string_view name) {
  const auto& members = node_.value->get_ref<const Json::object_t&>();
  const auto it = members.find(name);
  if (it == members.end()) return std::nullopt;
  taken_.push_back(it->first);
  return report_.member(node_, static_cast<std::size_t>(it - members.begin()));
}

std::optional<Node> Fields::require(std::string_view name) {
  auto node = take(name);
  if (!node) error(fmt::format("The field '{}' is required but was missing", name));
  return node;
}

std::vector<std::string_view> Fields::names_where(bool (*is_wanted)(std::string_view)) const {
  std::vector<std::string_view> names;
  for (const auto& member : node_.value->get_ref<const Json::object_t&>()) {
    if (is_wanted(member.first)) names.push_back(member.first);
  }
  return names;
}

std::optional<std::string> Fields::text(std::string_view name) {
  const auto node = take(name);
  return node ? read_text(*node, report_) : std::nullopt;
}

std::optional<std::int64_t> Fields::integer(std::string_view name, Range range) {
  const auto node = take(name);
  if (!node) return std::nullopt;
  if (is_within(*node->value, range)) return node->value->get<std::int64_t>();
  auto message = fmt::format("Value must be {}, got {}", describe(range), shown(*node->value));
  // Every upper bound is a limit of AWS's.
  if (is_within(*node->value, {range.min, limits::kLooseSecondsMax})) {
    report_.past_limit(*node->place, std::move(message));
    return node->value->get<std::int64_t>();
  }
  report_.error(*node->place, std::move(message));
  return std::nullopt;
}

std::optional<double> Fields::number(std::string_view name, Bounds bounds) {
  const auto node = take(name);
  if (!node) return std::nullopt;
  const auto number = node->value->is_number() ? node->value->get<double>()
                                               : std::numeric_limits<double>::quiet_NaN();
  if (number >= bounds.min && number <= bounds.max) return number;
  report_.error(*node->place,
                fmt::format("Value must be {}, got {}", describe(bounds), shown(*node->value)));
  return std::nullopt;
}

bool Fields::flag(std::string_view name) {
  const auto node = take(name);
  if (!node) return false;
  if (node->value->is_boolean()) return node->value->get<bool>();
  report_.error(*node->place, "Expected value of type [BOOLEAN]");
  return false;
}

std::optional<std::string> Fields::one_of(std::string_view name,
                                          std::initializer_list<std::string_view> values) {
  const auto node = take(name);
  if (!node) return std::nullopt;
  auto value = read_text(*node, report_);
  if (!value || contains(values, *value)) return value;
  report_.error(*node->place,
                fmt::format("Value should be one of the following: {}", listed(values)));
  return std::nullopt;
}

std::optional<Node> Fields::array(std::string_view name) {
  const auto node = require(name);
  if (!node) return std::nullopt;
  if (!node->value->is_array()) {
    report_.error(*node->place, "Expected value of type [ARRAY]");
    return std::nullopt;
  }
  if (node->value->empty()) {
    report_.error(*node->place, "Value cannot be empty");
    return std::nullopt;
  }
  return node;
}

void Fields::at_most_one(std::initializer_list<std::string_view> names) {
  const auto present =
      std::count_if(names.begin(), names.end(), [this](auto name) { return has(name); });
  if (present > 1) error(fmt::format("Only one of these fields is allowed: {}", listed(names)));
}

std::optional<std::string_view> Fields::exactly_one(std::initializer_list<std::string_view> names) {
  std::vector<std::string_view> present;
  for (const auto name : names) {
    if (has(name)) present.push_back(name);
  }
  if (present.size() == 1) return present.front();
  error(fmt::format("Exactly one of these fields is required: {}", listed(names)));
  for (const auto name : present) take(name);
  return std::nullopt;
}

void Fields::refuse_others(QueryLanguage language,
                           std::initializer_list<std::string_view> of_the_other) {
  for (const auto& member : node_.value->get_ref<const Json::object_t&>()) {
    const std::string_view name = member.first;
    if (std::find(taken_.begin(), taken_.end(), name) != taken_.end()) continue;
    if (contains(of_the_other, name)) {
      error(of_the_other_language(name, language));
    } else {
      error(fmt::format("Field '{}' is not supported", name));
    }
  }
}

std::string of_the_other_language(std::string_view name, QueryLanguage language) {
  const bool jsonpath = language == QueryLanguage::JsonPath;
  return fmt::format(
      "The QueryLanguage is set to '{}', but field '{}' is only supported for the "
      "'{}' QueryLanguage",
      jsonpath ? "JSONPath" : "JSONata", name, jsonpath ? "JSONata" : "JSONPath");
}

std::optional<Fields> read_fields(const Node& node, Report& report) {
  if (node.value->is_object()) return Fields(node, report);
  report.error(*node.place, "Expected value of type [OBJECT]");
  return std::nullopt;
}

void require_all(Fields& fields, std::initializer_list<std::string_view> names) {
  std::vector<std::string_view> missing;
  for (const auto name : names) {
    if (!fields.has(name)) missing.push_back(name);
  }
  if (missing.empty()) return;
  fields.error(fmt::format("These fields are required: {}", listed(missing)));
}

std::optional<std::string> read_text(const Node& node, Report& report) {
  if (node.value->is_string()) return node.value->get<std::string>();
  report.error(*node.place, "Expected value of type [STRING]");
  return std::nullopt;
}

std::string listed(const std::vector<std::string_view>& names) {
  return fmt::format("[{}]", fmt::join(names, ", "));
}

std::string shown(const Json& value) {
  if (value.is_structured()) return fmt::format("an {}", value.type_name());
  const auto text = to_text(value);
  const auto start = utf8_prefix(text, kShownCharactersMax);
  return start.size() < text.size() ? fmt::format("{}…", start) : text;
}

}  // namespace sfn::asl
