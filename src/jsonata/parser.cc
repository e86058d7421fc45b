#include "jsonata/parser.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "jsonata/characters.h"
#include "jsonata/error.h"
#include "jsonata/lexer.h"
#include "jsonata/number_text.h"

namespace sfn::jsonata {
namespace {

struct Strength {
  std::string_view text;
  int power;
};

// How strongly an operator holds on to what stands left of it.
constexpr auto kStrengths = std::to_array<Strength>({
    {".", 75},  {"[", 80},  {"{", 70},   {"(", 80},  {"@", 80},  {"#", 80},  {"?", 20},
    {"+", 50},  {"-", 50},  {"*", 60},   {"/", 60},  {"%", 60},  {"=", 40},  {"<", 40},
    {">", 40},  {"^", 40},  {":=", 10},  {"!=", 40}, {"<=", 40}, {">=", 40}, {"~>", 40},
    {"?:", 40}, {"??", 40}, {"and", 30}, {"or", 25}, {"in", 40}, {"&", 50},
});

constexpr int kBindPower = 10;
constexpr int kStepPower = 80;

struct OperatorName {
  std::string_view text;
  Operator op;
};
constexpr auto kBinary = std::to_array<OperatorName>({
    {"+", Operator::Add},
    {"-", Operator::Subtract},
    {"*", Operator::Multiply},
    {"/", Operator::Divide},
    {"%", Operator::Modulo},
    {"=", Operator::Equal},
    {"!=", Operator::NotEqual},
    {"<", Operator::Less},
    {"<=", Operator::LessOrEqual},
    {">", Operator::Greater},
    {">=", Operator::GreaterOrEqual},
    {"&", Operator::Concatenate},
    {"in", Operator::In},
    {"and", Operator::And},
    {"or", Operator::Or},
});

std::optional<Operator> binary_operator(std::string_view text) {
  for (const auto& [spelling, op] : kBinary) {
    if (spelling == text) return op;
  }
  return std::nullopt;
}

class Parser {
 public:
  Parser(Syntax& syntax, const Dialect& dialect)
      : syntax_(syntax), dialect_(dialect), lexer_(syntax.source) {}

  void parse() {
    advance(false);
    syntax_.root = &expression(0);
    if (current_.kind != TokenKind::End) fail_at_current("S0201");
  }

 private:
  // ---- Tokens ----

  bool is_operator(std::string_view text) const {
    return current_.kind == TokenKind::Operator && current_.text == text;
  }
  static std::string shown(const Token& token) {
    return token.kind == TokenKind::Number ? number_text(token.number) : token.text;
  }
  static bool is_literal(const Token& token) {
    return token.kind == TokenKind::Number || token.kind == TokenKind::Word;
  }

  [[noreturn]] void fail(std::string_view code, const Token& token) const {
    throw Failure(
        code,
        {.offset = token.offset, .token = shown(token), .token_is_literal = is_literal(token)});
  }
  [[noreturn]] void fail_at_current(std::string_view code) const { fail(code, current_); }

  void advance(bool behind_operand) {
    current_ = lexer_.next(behind_operand);
    if (is_operator("!") || is_operator("~")) fail_at_current("S0204");
    if (current_.kind == TokenKind::Operator && !dialect_.newer_operators &&
        is_newer_operator(current_.text)) {
      fail_at_current("S0204");
    }
  }

  // Moves past `text`, which must be there.
  void expect(std::string_view text, bool behind_operand = false) {
    if (!is_operator(text)) {
      const bool at_end = current_.kind == TokenKind::End;
      throw Failure(at_end ? "S0203" : "S0202", {.offset = current_.offset,
                                                 .token = shown(current_),
                                                 .token_is_literal = is_literal(current_),
                                                 .value = Value::string(text)});
    }
    advance(behind_operand);
  }

  int power() const {
    if (current_.kind != TokenKind::Operator) return 0;
    for (const auto& strength : kStrengths) {
      if (strength.text == current_.text) return strength.power;
    }
    return 0;
  }

  // ---- Nodes ----

  // Out of line, as are the leaves: what they need for a moment does not stand on the stack as
  // often as expressions nest.
  template <typename F>
  [[gnu::noinline]] Node& make(F form, const Token& token) {
    return syntax_.make(std::move(form), token.offset);
  }

  Node& above(Node& node, std::initializer_list<const Node*> children) {
    for (const Node* child : children) {
      if (child != nullptr) raise(node, *child);
    }
    return node;
  }
  void raise(Node& node, const Node& child) {
    node.height = std::max(node.height, child.height + 1);
    if (node.height > kSyntaxDepthMax) too_deep_here();
  }
  [[noreturn]] void too_deep_here() const {
    Error error;
    error.code = "U1001";
    error.message =
        fmt::format("The expression is nested too deeply: more than {} levels", kSyntaxDepthMax);
    error.offset = current_.offset;
    error.bound = Bound::Depth;
    throw Failure(std::move(error));
  }

  const std::string& keep(std::string text) { return syntax_.texts.emplace_back(std::move(text)); }

  Node& expression(int strength) {
    if (++depth_ > kSyntaxDepthMax) too_deep_here();
    const Token first = std::move(current_);
    advance(true);
    Node* left = &prefix(first);
    while (strength < power()) {
      const Token infix_token = std::move(current_);
      advance(false);
      left = &infix(infix_token, *left);
    }
    --depth_;
    return *left;
  }

  // ---- What begins an expression ----

  Node& prefix(const Token& token) {
    return token.kind == TokenKind::Operator ? prefix_operator(token) : leaf(token);
  }

  [[gnu::noinline]] Node& leaf(const Token& token) {
    switch (token.kind) {
      case TokenKind::End:
        return make(syntax::End{}, token);  // What is missing here may be told better later.
      case TokenKind::Name:
        return make(syntax::Name{token.text}, token);
      case TokenKind::Variable:
        if (token.text == "eval") syntax_.mentions_eval = true;
        return make(syntax::Variable{syntax_.symbol(token.text)}, token);
      case TokenKind::String: {
        const std::string& text = keep(token.text);
        return make(syntax::Literal{Value::string(text, jsonata::is_ascii(text) ? kAscii : 0)},
                    token);
      }
      case TokenKind::Number:
        return make(syntax::Literal{Value::number(token.number)}, token);
      case TokenKind::Word:
        return make(syntax::Literal{token.text == "null" ? Value::null()
                                                         : Value::boolean(token.text == "true")},
                    token);
      case TokenKind::Regex:
        return regular_expression(token);
      case TokenKind::Operator:
        break;
    }
    fail("S0205", token);
  }

  Node& regular_expression(const Token& token) {
    auto compiled = Regex::compile(token.text, token.flags);
    if (auto* const message = std::get_if<std::string>(&compiled)) {
      throw Failure("S0303", {.offset = token.offset,
                              .token = token.text,
                              .message = "/" + beginning(token.text) + "/: " + *message});
    }
    return make(syntax::RegexLiteral{std::get<Regex>(std::move(compiled))}, token);
  }

  // What follows a prefix operator was lexed as if behind an operand; where an operand must follow,
  // a slash there would have opened a regular expression.
  [[gnu::noinline]] Node& prefix_operator(const Token& token) {
    const std::string& text = token.text;
    if (text == "and" || text == "or" || text == "in") {
      return make(syntax::OperatorName{text}, token);
    }
    if (text == "*") return make(syntax::Wildcard{}, token);
    if (text == "**") return make(syntax::Descendants{}, token);
    if (text == "%") return make(syntax::Parent{}, token);
    if (text == "-") {
      Node& operand = expression(70);
      return above(make(syntax::Negate{&operand}, token), {&operand});
    }
    if (text == "(") return block(token);
    if (text == "[") return array(token);
    if (text == "{") {
      syntax::ObjectConstructor object;
      std::uint32_t height = 0;
      object.pairs = pairs(height);
      Node& node = make(std::move(object), token);
      node.height = height + 1;
      return node;
    }
    if (text == "|") return transform(token);
    fail("S0211", token);
  }

  Node& block(const Token& token) {
    Node& node = make(syntax::Block{}, token);
    while (!is_operator(")")) {
      Node& part = expression(0);
      raise(node, part);
      node.as<syntax::Block>()->expressions.push_back(&part);
      if (!is_operator(";")) break;
      advance(false);
    }
    expect(")", true);
    return node;
  }

  Node& array(const Token& token) {
    Node& node = make(syntax::ArrayConstructor{}, token);
    if (!is_operator("]")) {
      while (true) {
        Node* item = &expression(0);
        if (is_operator("..")) {
          const Token range = current_;
          advance(false);
          Node& last = expression(0);
          item = &above(make(syntax::Binary{Operator::Range, item, &last}, range), {item, &last});
        }
        raise(node, *item);
        node.as<syntax::ArrayConstructor>()->items.push_back(item);
        if (!is_operator(",")) break;
        advance(false);
      }
    }
    expect("]", true);
    return node;
  }

  std::vector<syntax::Pair> pairs(std::uint32_t& height) {
    std::vector<syntax::Pair> found;
    if (!is_operator("}")) {
      while (true) {
        Node& key = expression(0);
        expect(":");
        Node& value = expression(0);
        height = std::max({height, key.height, value.height});
        found.push_back({&key, &value});
        if (!is_operator(",")) break;
        advance(false);
      }
    }
    expect("}", true);
    return found;
  }

  Node& transform(const Token& token) {
    Node& pattern = expression(0);
    expect("|");
    Node& update = expression(0);
    Node* remove = nullptr;
    if (is_operator(",")) {
      advance(false);
      remove = &expression(0);
    }
    expect("|");
    return above(make(syntax::Transform{&pattern, &update, remove}, token),
                 {&pattern, &update, remove});
  }

  // ---- What goes on with one ----

  [[gnu::noinline]] Node& infix(const Token& token, Node& left) {
    const std::string& text = token.text;
    if (text == ".") {
      Node& right = expression(75);
      return above(make(syntax::Dot{&left, &right}, token), {&left, &right});
    }
    if (text == "(") return call(token, left);
    if (text == "[") return subscript(token, left);
    if (text == "{") {
      std::uint32_t height = 0;
      auto group = pairs(height);
      Node& node = above(make(syntax::GroupBy{&left, std::move(group)}, token), {&left});
      node.height = std::max(node.height, height + 1);
      return node;
    }
    if (text == "^") return order_by(token, left);
    if (text == ":=") return bind(token, left);
    if (text == "@" || text == "#") return bind_step(token, left);
    if (text == "?") return condition(token, left);
    if (text == "~>") {
      Node& right = expression(power_of("~>"));
      return above(make(syntax::Apply{&left, &right}, token), {&left, &right});
    }
    if (text == "?:") {
      Node& right = expression(0);
      return above(make(syntax::Default{&left, &right}, token), {&left, &right});
    }
    if (text == "??") {
      Node& right = expression(0);
      return above(make(syntax::Coalesce{&left, &right}, token), {&left, &right});
    }
    Node& right = expression(power_of(text));
    return above(make(syntax::Binary{*binary_operator(text), &left, &right}, token),
                 {&left, &right});
  }

  static int power_of(std::string_view text) {
    for (const auto& strength : kStrengths) {
      if (strength.text == text) return strength.power;
    }
    return 0;
  }

  Node& call(const Token& token, Node& left) {
    std::vector<Node*> arguments;
    bool is_partial = false;
    if (!is_operator(")")) {
      while (true) {
        if (is_operator("?")) {
          is_partial = true;
          arguments.push_back(&make(syntax::Placeholder{}, current_));
          advance(false);
        } else {
          arguments.push_back(&expression(0));
        }
        if (!is_operator(",")) break;
        advance(false);
      }
    }
    expect(")", true);
    const auto* const name = left.as<syntax::Name>();
    if (name != nullptr && (name->text == "function" || name->text == "λ")) {
      return lambda(token, arguments);
    }
    Node& node = is_partial ? make(syntax::Partial{&left, arguments}, token)
                            : make(syntax::Call{&left, arguments}, token);
    raise(node, left);
    for (const Node* argument : arguments) raise(node, *argument);
    return node;
  }

  Node& lambda(const Token& token, const std::vector<Node*>& arguments) {
    syntax::Lambda lambda{};
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const auto* const variable = arguments[i]->as<syntax::Variable>();
      if (variable == nullptr) {
        throw Failure("S0208", {.offset = arguments[i]->offset,
                                .token = source_text(*arguments[i]),
                                .value = Value::number(static_cast<double>(i + 1))});
      }
      lambda.parameters.push_back(variable->name);
    }
    if (is_operator("<")) lambda.signature = signature();
    expect("{");
    lambda.body = &expression(0);
    expect("}");
    const Node* const body = lambda.body;
    return above(make(std::move(lambda), token), {body});
  }

  Signature signature() {
    const std::size_t from = current_.offset;
    std::string text = "<";
    for (int depth = 1; depth > 0;) {
      advance(false);
      if (is_operator("{") || current_.kind == TokenKind::End) break;
      if (is_operator(">")) --depth;
      if (is_operator("<")) ++depth;
      text += current_.text;
    }
    expect(">");
    try {
      return Signature::parse(text);
    } catch (Failure& failure) {
      failure.set_offset(from + failure.offset());
      throw;
    }
  }

  std::string source_text(const Node& node) const {
    if (const auto* const name = node.as<syntax::Name>()) return name->text;
    if (const auto* const literal = node.as<syntax::Literal>()) {
      return literal->value.is_string() ? std::string(literal->value.text())
                                        : preview_of(literal->value);
    }
    return {};
  }
  static std::string preview_of(const Value& value);

  Node& subscript(const Token& token, Node& left) {
    if (is_operator("]")) {
      // An empty predicate keeps arrays of one item as arrays.
      Node* step = &left;
      while (auto* const inner = step->as<syntax::Subscript>()) step = inner->lhs;
      step->keep_array = true;
      expect("]", true);
      return left;
    }
    Node& predicate = expression(0);
    expect("]", true);
    return above(make(syntax::Subscript{&left, &predicate}, token), {&left, &predicate});
  }

  Node& order_by(const Token& token, Node& left) {
    expect("(");
    syntax::OrderBy order{&left, {}};
    std::uint32_t height = 0;
    while (true) {
      const bool descending = is_operator(">");
      if (descending || is_operator("<")) advance(false);
      Node& term = expression(0);
      height = std::max(height, term.height);
      order.terms.push_back({&term, descending});
      if (!is_operator(",")) break;
      advance(false);
    }
    expect(")");
    Node& node = above(make(std::move(order), token), {&left});
    node.height = std::max(node.height, height + 1);
    return node;
  }

  Node& bind(const Token& token, Node& left) {
    const auto* const variable = left.as<syntax::Variable>();
    if (variable == nullptr) {
      throw Failure("S0212", {.offset = left.offset, .token = source_text(left)});
    }
    const Symbol* const name = variable->name;
    Node& value = expression(kBindPower - 1);
    return above(make(syntax::Bind{name, &value}, token), {&value});
  }

  Node& bind_step(const Token& token, Node& left) {
    Node& right = expression(kStepPower);
    const auto* const variable = right.as<syntax::Variable>();
    if (variable == nullptr) throw Failure("S0214", {.offset = right.offset, .token = token.text});
    if (token.text == "@") {
      return above(make(syntax::BindFocus{&left, variable->name}, token), {&left});
    }
    return above(make(syntax::BindIndex{&left, variable->name}, token), {&left});
  }

  Node& condition(const Token& token, Node& left) {
    Node& then = expression(0);
    Node* otherwise = nullptr;
    if (is_operator(":")) {
      advance(false);
      otherwise = &expression(0);
    }
    return above(make(syntax::Condition{&left, &then, otherwise}, token),
                 {&left, &then, otherwise});
  }

  Syntax& syntax_;
  Dialect dialect_;
  Lexer lexer_;
  Token current_;
  std::uint32_t depth_ = 0;
};

std::string Parser::preview_of(const Value& value) {
  if (value.is_boolean()) return value.truth() ? "true" : "false";
  return value.is_null() ? "null" : number_text(value.number());
}

}  // namespace

void parse_into(Syntax& syntax, std::string_view source, const Dialect& dialect) {
  syntax.source = source;
  Parser(syntax, dialect).parse();
}

}  // namespace sfn::jsonata
