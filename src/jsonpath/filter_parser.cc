// The parser's lower half: the conditions of filters.
//
//   predicate = term { "||" term }       term  = factor { "&&" factor }
//   factor    = "!" factor | "(" predicate ")" | operand [ operator operand ]
//   operand   = "@" path | "$" path | text | number | "true" | "false" | "null" | "[" operands "]"
#include <fmt/format.h>

#include <array>
#include <utility>

#include "jsonpath/parser.h"

namespace sfn::jsonpath {
namespace {

// Longer spellings stand before those that they begin with.
constexpr std::array<std::pair<std::string_view, Operator>, 16> kOperators = {{
    {"===", Operator::SameTypeEqual},
    {"!==", Operator::SameTypeNotEqual},
    {"==", Operator::Equal},
    {"!=", Operator::NotEqual},
    {"<=", Operator::LessOrEqual},
    {">=", Operator::GreaterOrEqual},
    {"<", Operator::Less},
    {">", Operator::Greater},
    {"in", Operator::In},
    {"nin", Operator::NotIn},
    {"subsetof", Operator::SubsetOf},
    {"anyof", Operator::AnyOf},
    {"noneof", Operator::NoneOf},
    {"contains", Operator::Contains},
    {"size", Operator::Size},
    {"empty", Operator::Empty},
}};

// Counts a level of nesting for as long as it lives, so that recursion stays bounded.
class Level {
 public:
  explicit Level(Cursor& in) : in_(in) {
    if (++in_.depth > kFilterDepthMax) {
      in_.fail(fmt::format("filters nest at most {} levels deep", kFilterDepthMax));
    }
  }
  ~Level() { --in_.depth; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;

 private:
  Cursor& in_;
};

Operand parse_operand(Cursor& in);

Json parse_constant(Cursor& in) {
  auto operand = parse_operand(in);
  if (auto* constant = std::get_if<Json>(&operand)) return std::move(*constant);
  in.fail("expected a constant, found a path");
}

Json parse_list(Cursor& in) {
  const Level level(in);
  in.expect("[");
  Json list = Json::array();
  in.skip_blanks();
  if (in.accept("]")) return list;
  do {
    in.skip_blanks();
    list.push_back(parse_constant(in));
    in.skip_blanks();
  } while (in.accept(","));
  in.expect("]");
  return list;
}

Json parse_word(Cursor& in) {
  const auto start = in.offset();
  const auto word = in.take_until(" \t)]=<>!&|,~");
  auto value = parse_json(word);
  if (value && !value->is_structured()) return std::move(*value);
  Cursor::fail_at(start, word.empty() ? fmt::format("expected a value, found {}", in.found())
                                      : fmt::format("'{}' is no value", word));
}

Operand parse_operand(Cursor& in) {
  if (in.accept("@")) return FilterPath{false, parse_query(in, Surroundings::Filter)};
  if (in.accept("$")) return FilterPath{true, parse_query(in, Surroundings::Filter)};
  if (in.peek() == '\'' || in.peek() == '"') return Json(parse_quoted(in));
  if (in.peek() == '[') return parse_list(in);
  if (in.peek() == '/') in.fail("regular expressions are not supported");
  if (in.peek() == '{') in.fail("objects are not supported as constants of a filter");
  return parse_word(in);
}

std::optional<Operator> parse_operator(Cursor& in) {
  for (const auto& [spelling, op] : kOperators) {
    if (in.accept(spelling)) return op;
  }
  return std::nullopt;
}

Predicate parse_relation(Cursor& in) {
  auto left = parse_operand(in);
  in.skip_blanks();
  if (in.rest().substr(0, 2) == "=~") in.fail("regular expressions (=~) are not supported");
  if (const auto op = parse_operator(in)) {
    in.skip_blanks();
    return {Comparison{std::move(left), *op, parse_operand(in)}};
  }
  if (auto* path = std::get_if<FilterPath>(&left)) return {Existence{std::move(*path)}};
  in.fail(fmt::format("expected an operator, found {}", in.found()));
}

Predicate parse_factor(Cursor& in) {
  const Level level(in);
  in.skip_blanks();
  if (in.accept("!")) return {Negation{{parse_factor(in)}}};
  if (!in.accept("(")) return parse_relation(in);
  auto predicate = parse_predicate(in);
  in.expect(")");
  return predicate;
}

Predicate parse_term(Cursor& in) {
  Conjunction all;
  do {
    all.predicates.push_back(parse_factor(in));
    in.skip_blanks();
  } while (in.accept("&&"));
  return all.predicates.size() == 1 ? std::move(all.predicates.front()) : Predicate{std::move(all)};
}

}  // namespace

Predicate parse_predicate(Cursor& in) {
  Disjunction any;
  do {
    any.predicates.push_back(parse_term(in));
  } while (in.accept("||"));
  return any.predicates.size() == 1 ? std::move(any.predicates.front()) : Predicate{std::move(any)};
}

}  // namespace sfn::jsonpath
