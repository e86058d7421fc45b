// The rules of a Choice. ASL specification, "Choice State".
#include <fmt/format.h>

#include <array>
#include <utility>

#include "asl/parse/parts.h"
#include "base/text.h"
#include "base/time.h"

namespace sfn::asl {
namespace {

constexpr std::array<std::pair<std::string_view, Comparand>, 4> kComparands = {{
    {"String", Comparand::String},
    {"Numeric", Comparand::Numeric},
    {"Boolean", Comparand::Boolean},
    {"Timestamp", Comparand::Timestamp},
}};

constexpr std::array<std::pair<std::string_view, Relation>, 5> kRelations = {{
    {"Equals", Relation::Equals},
    {"LessThan", Relation::LessThan},
    {"GreaterThan", Relation::GreaterThan},
    {"LessThanEquals", Relation::LessThanEquals},
    {"GreaterThanEquals", Relation::GreaterThanEquals},
}};

constexpr std::array<std::pair<std::string_view, TypeTest>, 6> kTypeTests = {{
    {"IsNull", TypeTest::IsNull},
    {"IsPresent", TypeTest::IsPresent},
    {"IsNumeric", TypeTest::IsNumeric},
    {"IsString", TypeTest::IsString},
    {"IsBoolean", TypeTest::IsBoolean},
    {"IsTimestamp", TypeTest::IsTimestamp},
}};

/// A comparison operator taken apart: `NumericLessThanPath`.
struct Comparison {
  Comparand comparand;
  Relation relation;
  bool with_path;
};

template <typename Table>
auto look_up(const Table& table, std::string_view name) {
  using Value = decltype(table.front().second);
  for (const auto& [known, value] : table) {
    if (known == name) return std::optional<Value>(value);
  }
  return std::optional<Value>();
}

std::optional<Comparison> parse_comparison(std::string_view name) {
  for (const auto& [prefix, comparand] : kComparands) {
    if (!starts_with(name, prefix)) continue;
    const bool with_path = ends_with(name, "Path");
    const auto relation = look_up(
        kRelations, name.substr(prefix.size(), name.size() - prefix.size() - (with_path ? 4 : 0)));
    if (!relation) return std::nullopt;
    if (comparand == Comparand::Boolean && *relation != Relation::Equals) return std::nullopt;
    return Comparison{comparand, *relation, with_path};
  }
  return std::nullopt;
}

bool is_test(std::string_view name) {
  return name == "StringMatches" || look_up(kTypeTests, name) || parse_comparison(name);
}

// Reads one rule's condition, and those within it.
class ConditionReader {
 public:
  explicit ConditionReader(Report& report) : report_(report) {}

  Condition read(Fields& fields) {
    const auto kind = fields.exactly_one({"Variable", "And", "Or", "Not"});
    if (!kind) return take_tests(fields);
    if (*kind == "Variable") return read_test(fields);
    if (depth_ == kNestingMax) return refuse_depth(fields, *kind);
    ++depth_;
    auto condition = *kind == "Not" ? read_not(fields) : read_junction(fields, *kind);
    --depth_;
    return condition;
  }

 private:
  Condition read_nested(const Node& node) {
    auto fields = read_fields(node, report_);
    if (!fields) return {};
    auto condition = read(*fields);
    fields->text("Comment");
    fields->refuse_others();
    return condition;
  }

  Condition read_not(Fields& fields) { return {Not{{read_nested(*fields.take("Not"))}}}; }

  Condition read_junction(Fields& fields, std::string_view kind) {
    std::vector<Condition> conditions;
    if (const auto node = fields.array(kind)) {
      for (std::size_t i = 0; i < node->value->size(); ++i) {
        conditions.push_back(read_nested(report_.element(*node, i)));
      }
    }
    if (kind == "And") return {And{std::move(conditions)}};
    return {Or{std::move(conditions)}};
  }

  Condition read_test(Fields& fields) {
    const auto variable = read_reference_path(fields, "Variable").value_or(jsonpath::Path());
    const auto tests = fields.names_where(is_test);
    if (tests.size() != 1) {
      fields.error(tests.empty()
                       ? std::string("A rule with 'Variable' requires a comparison operator")
                       : fmt::format("Only one of these fields is allowed: {}", listed(tests)));
      return take_tests(fields);
    }
    return read_test(fields, tests.front(), variable);
  }

  Condition read_test(Fields& fields, std::string_view name, const jsonpath::Path& variable) {
    if (name == "StringMatches") {
      return {StringMatches{variable, fields.text(name).value_or("")}};
    }
    if (const auto test = look_up(kTypeTests, name)) {
      return {TestType{variable, *test, fields.flag(name)}};
    }
    const auto comparison = *parse_comparison(name);
    Compare compare{variable, comparison.comparand, comparison.relation, Json()};
    if (comparison.with_path) {
      compare.operand = read_reference_path(fields, name).value_or(jsonpath::Path());
    } else {
      compare.operand = read_constant(*fields.take(name), comparison.comparand);
    }
    return {std::move(compare)};
  }

  Json read_constant(const Node& node, Comparand comparand) {
    switch (comparand) {
      case Comparand::String:
        warn_of_path(node, report_);
        read_text(node, report_);
        break;
      case Comparand::Timestamp:
        read_timestamp(node, report_);
        break;
      case Comparand::Numeric:
        if (!node.value->is_number()) {
          report_.error(*node.place, "Expected value of type [NUMBER]");
        }
        break;
      case Comparand::Boolean:
        if (!node.value->is_boolean()) {
          report_.error(*node.place, "Expected value of type [BOOLEAN]");
        }
        break;
    }
    return *node.value;
  }

  // The operators of a rule that is wrong as a whole are not unknown fields on top.
  static Condition take_tests(Fields& fields) {
    for (const auto name : fields.names_where(is_test)) fields.take(name);
    return {};
  }

  Condition refuse_depth(Fields& fields, std::string_view kind) {
    report_.error("TOO_DEEPLY_NESTED", *fields.take(kind)->place,
                  fmt::format("Conditions nest at most {} levels deep", kNestingMax));
    return {};
  }

  Report& report_;
  int depth_ = 0;
};

// The fields of a rule that JSONPath alone has, operators included.
bool is_of_jsonpath(std::string_view name) {
  return name == "Variable" || name == "And" || name == "Or" || name == "Not" || is_test(name);
}

void refuse_rest(Fields& fields, const StateDraft& draft) {
  if (!draft.is_jsonata()) return refuse_others(draft, fields, {{"Condition", "Output"}, {}});
  for (const auto name : fields.names_where(is_of_jsonpath)) {
    fields.take(name);
    fields.error(of_the_other_language(name, QueryLanguage::Jsonata));
  }
  fields.refuse_others();
}

// `Condition`: true, false, or an expression that gives one of them.
void keep_condition(Fields& fields, StateDraft& draft) {
  if (!fields.require("Condition") || keep_expression(fields, "Condition", draft)) return;
  const auto condition = keep_value(fields, "Condition", draft);
  if (condition->value->is_boolean()) return;
  draft.report().error(*condition->place, "Expected value of type [BOOLEAN]");
}

}  // namespace

std::optional<ChoiceRule> read_choice_rule(const Node& node, StateDraft& draft) {
  auto fields = read_fields(node, draft.report());
  if (!fields) return std::nullopt;
  ChoiceRule rule;
  if (draft.is_jsonata()) {
    keep_condition(*fields, draft);
  } else {
    rule.condition = ConditionReader(draft.report()).read(*fields);
  }
  rule.next = read_required_next(*fields, draft);
  rule.assign = read_assign(*fields, draft);
  keep_value(*fields, "Output", draft);
  fields->text("Comment");
  refuse_rest(*fields, draft);
  return rule;
}

}  // namespace sfn::asl
