// The parser's upper half: roots, steps and functions. See syntax.h for the grammar.
#include "jsonpath/parser.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "base/text.h"
#include "jsonpath/identifier.h"

namespace sfn::jsonpath {
namespace {

struct KnownFunction {
  std::string_view name;
  Function function;
  std::size_t arguments_min;
  std::size_t arguments_max;
};

constexpr std::size_t kArgumentsMax = 100;

constexpr std::array<KnownFunction, 13> kFunctions = {{
    {"length", Function::Length, 0, 1},
    {"size", Function::Length, 0, 1},
    {"keys", Function::Keys, 0, 0},
    {"min", Function::Min, 0, kArgumentsMax},
    {"max", Function::Max, 0, kArgumentsMax},
    {"avg", Function::Average, 0, kArgumentsMax},
    {"stddev", Function::StandardDeviation, 0, kArgumentsMax},
    {"sum", Function::Sum, 0, kArgumentsMax},
    {"concat", Function::Concat, 0, kArgumentsMax},
    {"append", Function::Append, 1, kArgumentsMax},
    {"first", Function::First, 0, 0},
    {"last", Function::Last, 0, 0},
    {"index", Function::Index, 1, 1},
}};

const KnownFunction& find_function(const Cursor& in, std::string_view name) {
  std::vector<std::string> names;
  for (const auto& known : kFunctions) {
    if (known.name == name) return known;
    names.emplace_back(known.name);
  }
  in.fail(
      fmt::format("the function '{}()' is not supported; those are {}", name, join(names, ", ")));
}

std::vector<Argument> parse_arguments(Cursor& in) {
  const Level level(in);
  std::vector<Argument> arguments;
  in.expect("(");
  in.skip_blanks();
  if (in.accept(")")) return arguments;
  do {
    in.skip_blanks();
    arguments.push_back({parse_operand(in, Surroundings::Argument)});
    in.skip_blanks();
  } while (in.accept(","));
  in.expect(")");
  return arguments;
}

FunctionCall parse_function(Cursor& in, std::string_view name) {
  const auto start = in.offset();
  const auto& known = find_function(in, name);
  FunctionCall call{known.function, parse_arguments(in)};
  const auto count = call.arguments.size();
  if (count >= known.arguments_min && count <= known.arguments_max) return call;
  Cursor::fail_at(start,
                  fmt::format("the function '{}()' does not take {} arguments", name, count));
}

std::string_view name_ends(Surroundings surroundings) {
  switch (surroundings) {
    case Surroundings::Path:
      return ".[]() \t'\"";
    case Surroundings::Filter:
      return ".[]() \t=<>!&|,~";
    case Surroundings::Argument:
      return ".[]() \t\r\n,'\"";
  }
  SFN_CHECK(!"surroundings out of range");
}

std::string_view parse_name(Cursor& in, Surroundings surroundings) {
  const auto start = in.offset();
  const auto name = in.take_until(name_ends(surroundings));
  if (name.empty()) in.fail(fmt::format("expected a name, found {}", in.found()));
  const bool blank = in.peek() == ' ' || in.peek() == '\t';
  if (blank && surroundings == Surroundings::Path) {
    Cursor::fail_at(start, fmt::format("a name with blanks needs brackets and quotes: ['{}{}']",
                                       name, in.rest()));
  }
  return name;
}

std::int64_t parse_index(Cursor& in) {
  const auto start = in.offset();
  const auto digits = in.take_until(",:] \t");
  const auto index = parse_integer(digits);
  if (!index) Cursor::fail_at(start, fmt::format("expected an array index, found '{}'", digits));
  in.skip_blanks();
  return *index;
}

decltype(Step::selector) parse_slice(Cursor& in, std::optional<std::int64_t> from) {
  Slice slice{from, {}};
  in.skip_blanks();
  if (in.peek() != ']') slice.to = parse_index(in);
  if (in.peek() == ':') in.fail("a slice has no step: [from:to]");
  return slice;
}

decltype(Step::selector) parse_indices(Cursor& in) {
  if (in.accept(":")) return parse_slice(in, {});
  Indices indices{{parse_index(in)}};
  if (in.accept(":")) return parse_slice(in, indices.indices.front());
  while (in.accept(",")) {
    in.skip_blanks();
    indices.indices.push_back(parse_index(in));
  }
  if (indices.indices.size() == 1) return Index{indices.indices.front()};
  return indices;
}

bool at_quote(const Cursor& in) { return in.peek() == '\'' || in.peek() == '"'; }

decltype(Step::selector) parse_names(Cursor& in) {
  Members members;
  do {
    in.skip_blanks();
    if (!at_quote(in)) in.fail(fmt::format("expected a quoted name, found {}", in.found()));
    members.names.push_back(parse_quoted(in));
    in.skip_blanks();
  } while (in.accept(","));
  if (members.names.size() == 1) return Member{std::move(members.names.front())};
  return members;
}

decltype(Step::selector) parse_filter(Cursor& in) {
  in.skip_blanks();
  in.expect("(");
  Filter filter;
  filter.predicate.push_back(parse_predicate(in));
  in.expect(")");
  return filter;
}

decltype(Step::selector) parse_bracketed(Cursor& in) {
  in.skip_blanks();
  if (in.accept("*")) return Wildcard{};
  if (in.accept("?")) return parse_filter(in);
  if (at_quote(in)) return parse_names(in);
  return parse_indices(in);
}

decltype(Step::selector) parse_brackets_opened(Cursor& in) {
  auto selector = parse_bracketed(in);
  in.skip_blanks();
  in.expect("]");
  return selector;
}

decltype(Step::selector) parse_brackets(Cursor& in) {
  in.expect("[");
  return parse_brackets_opened(in);
}

// What follows a dot: a name, a wildcard, or a function, which ends the query.
void parse_dotted(Cursor& in, Surroundings surroundings, bool descends, Query& query) {
  if (in.accept("*")) return query.steps.push_back({Wildcard{}, descends});
  const auto name = parse_name(in, surroundings);
  if (in.peek() != '(') return query.steps.push_back({Member{std::string(name)}, descends});
  if (descends) in.fail("a function cannot follow '..'");
  query.function = parse_function(in, name);
}

Path::Root parse_root(Cursor& in, std::string& variable) {
  in.expect("$");
  if (in.accept("$")) return Path::Root::Context;
  const auto length = identifier_length(in.rest());
  if (length == 0) return Path::Root::Data;
  variable = in.rest().substr(0, length);
  in.advance(length);
  return Path::Root::Variable;
}

Syntax parse_start(Cursor& in, Surroundings surroundings) {
  Syntax syntax;
  syntax.root = parse_root(in, syntax.variable);
  syntax.query = parse_query(in, surroundings);
  return syntax;
}

Syntax parse_whole(Cursor& in) {
  auto syntax = parse_start(in, Surroundings::Path);
  if (!in.done()) in.fail(fmt::format("unexpected {}", in.found()));
  return syntax;
}

}  // namespace

Level::Level(Cursor& in) : in_(in) {
  if (++in_.depth > kFilterDepthMax) {
    in_.fail(fmt::format("filters nest at most {} levels deep", kFilterDepthMax));
  }
}

Query parse_query(Cursor& in, Surroundings surroundings) {
  Query query;
  while (!query.function) {
    if (query.steps.size() > kPathStepsMax) {
      in.fail(fmt::format("a path has at most {} steps", kPathStepsMax));
    }
    if (in.accept("..")) {
      if (in.peek() == '[') {
        query.steps.push_back({parse_brackets(in), true});
      } else {
        parse_dotted(in, surroundings, true, query);
      }
    } else if (in.accept(".[")) {
      query.steps.push_back({parse_brackets_opened(in), false});
    } else if (in.accept(".")) {
      parse_dotted(in, surroundings, false, query);
    } else if (in.peek() == '[') {
      query.steps.push_back({parse_brackets(in), false});
    } else {
      break;
    }
  }
  return query;
}

std::string parse_quoted(Cursor& in) {
  const char quote = in.peek();
  const auto start = in.offset();
  in.advance(1);
  std::string text;
  while (!in.done()) {
    if (in.accept({&quote, 1})) return text;
    const auto next = in.rest().size() > 1 ? in.rest()[1] : '\0';
    if (in.peek() == '\\' && (next == quote || next == '\\')) in.advance(1);
    text += in.peek();
    in.advance(1);
  }
  Cursor::fail_at(start, fmt::format("the quote {} is not closed", quote));
}

std::variant<std::pair<Syntax, std::size_t>, SyntaxError> parse_front(std::string_view text) {
  Cursor in(text);
  try {
    auto syntax = parse_start(in, Surroundings::Argument);
    return std::pair(std::move(syntax), in.offset());
  } catch (const SyntaxError& error) {
    return error;
  }
}

Result<Syntax> parse_path(std::string_view text) {
  Cursor in(text);
  try {
    return parse_whole(in);
  } catch (const SyntaxError& error) {
    const auto column = utf8_length(text.substr(0, error.offset)) + 1;
    return Error{"InvalidPath", fmt::format("column {}: {}", column, error.message)};
  }
}

}  // namespace sfn::jsonpath
