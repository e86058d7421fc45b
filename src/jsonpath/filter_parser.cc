// The parser's lower half: the conditions of filters.
//
//   predicate = term { "||" term }       term  = factor { "&&" factor }
//   factor    = "!" factor | "(" predicate ")" | operand [ operator operand ] | operand "=~"
//   pattern operand   = "@" path | "$" path | text | number | "true" | "false" | "null" | "["
//   operands "]"
//               | a JSON object
//   pattern   = "/" regular expression "/" flags
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
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

Json parse_constant(Cursor& in) {
  auto operand = parse_operand(in, Surroundings::Filter);
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

// The text from an opening brace to the one that closes it, outside of quotes.
std::string_view take_object(Cursor& in) {
  const auto text = in.rest();
  int open = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_string = !in_string;
    } else if (!in_string && text[i] == '{') {
      ++open;
    } else if (!in_string && text[i] == '}' && --open == 0) {
      in.advance(i + 1);
      return text.substr(0, i + 1);
    }
  }
  in.fail("the brace { is not closed");
}

Json parse_object(Cursor& in) {
  const auto start = in.offset();
  const auto text = take_object(in);
  auto value = parse_json(text, {.depth = kFilterDepthMax});
  if (value) return std::move(*value);
  Cursor::fail_at(start, fmt::format("'{}' is no JSON object", utf8_prefix(text, 60)));
}

RegularExpression::Options parse_options(Cursor& in) {
  RegularExpression::Options options;
  for (;; in.advance(1)) {
    switch (in.peek()) {
      case 'i':
        options.ignore_case = true;
        break;
      case 'm':
        options.multiline = true;
        break;
      case 's':
        options.dot_all = true;
        break;
      case 'x':
        options.extended = true;
        break;
      case 'd':  // Java's flags for line ends and Unicode: what they ask for is so anyway.
      case 'u':
      case 'U':
        break;
      default:
        return options;
    }
  }
}

// `/…/flags`: a slash within it is escaped.
RegularExpression parse_pattern(Cursor& in) {
  const auto start = in.offset();
  in.expect("/");
  std::string pattern;
  while (!in.accept("/")) {
    if (in.done()) Cursor::fail_at(start, "the regular expression is not closed");
    if (in.accept("\\/")) {
      pattern += '/';
      continue;
    }
    const auto length = in.peek() == '\\' ? std::min<std::size_t>(2, in.rest().size()) : 1;
    pattern += in.rest().substr(0, length);
    in.advance(length);
  }
  auto compiled = RegularExpression::compile(pattern, parse_options(in));
  if (compiled) return std::move(*compiled);
  Cursor::fail_at(start, compiled.error().cause);
}

std::optional<Operator> parse_operator(Cursor& in) {
  for (const auto& [spelling, op] : kOperators) {
    if (!starts_with(to_lower(in.rest().substr(0, spelling.size())), spelling)) continue;
    in.advance(spelling.size());
    return op;
  }
  return std::nullopt;
}

Predicate parse_relation(Cursor& in) {
  auto left = parse_operand(in, Surroundings::Filter);
  in.skip_blanks();
  if (in.accept("=~")) {
    in.skip_blanks();
    return {PatternMatch{std::move(left), parse_pattern(in)}};
  }
  if (const auto op = parse_operator(in)) {
    in.skip_blanks();
    return {Comparison{std::move(left), *op, parse_operand(in, Surroundings::Filter)}};
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

Operand parse_operand(Cursor& in, Surroundings surroundings) {
  if (in.accept("@")) return FilterPath{false, parse_query(in, surroundings)};
  if (in.accept("$")) return FilterPath{true, parse_query(in, surroundings)};
  if (in.peek() == '\'' || in.peek() == '"') return Json(parse_quoted(in));
  if (in.peek() == '[') return parse_list(in);
  if (in.peek() == '{') return parse_object(in);
  return parse_word(in);
}

Predicate parse_predicate(Cursor& in) {
  Disjunction any;
  do {
    any.predicates.push_back(parse_term(in));
  } while (in.accept("||"));
  return any.predicates.size() == 1 ? std::move(any.predicates.front()) : Predicate{std::move(any)};
}

}  // namespace sfn::jsonpath
