// The syntax tree of an expression.
//
// The parser builds it as it is written; resolve.h turns chains of `.`, `[…]`, `{…}`, `^(…)`, `@`
// and `#` into paths of steps and finds what each `%` refers to, after which the forms under
// "as written" no longer occur. Then the tree is never changed again, and any number of threads may
// evaluate it.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "jsonata/regex.h"
#include "jsonata/signature.h"
#include "jsonata/value.h"

namespace sfn::jsonata {

/// The name of a variable, without the dollar sign. One object for each name in a tree, so that
/// comparing pointers is enough there; across trees ($eval) the text decides.
struct Symbol {
  std::string text;
  std::uint32_t hash = 0;
};

struct Builtin;
struct Node;

enum class Operator : std::uint8_t {
  Add,
  Subtract,
  Multiply,
  Divide,
  Modulo,
  Equal,
  NotEqual,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual,
  Concatenate,
  Range,
  In,
  And,
  Or,
};
std::string_view operator_text(Operator op);

/// What `%` refers to: the context of a step so many levels up, which that step binds to `label`.
struct ParentSlot {
  const Symbol* label = nullptr;
  int level = 1;
  Node* parent = nullptr;  ///< The `%` itself.
};

namespace syntax {

struct Literal {
  Value value;
};
struct Name {
  std::string text;
};
struct Variable {
  const Symbol* name;
  const Builtin* builtin = nullptr;
};  ///< `$` has an empty name.
struct Wildcard {};
struct Descendants {};
struct Parent {
  ParentSlot* slot = nullptr;
};
struct RegexLiteral {
  Regex regex;
};
struct Binary {
  Operator op;
  Node* lhs;
  Node* rhs;
};
struct Negate {
  Node* operand;
};
struct ArrayConstructor {
  std::vector<Node*> items;
};
struct Pair {
  Node* key;
  Node* value;
};
struct ObjectConstructor {
  std::vector<Pair> pairs;
};
struct Block {
  std::vector<Node*> expressions;
  bool binds = false;
};
struct Bind {
  const Symbol* name;
  Node* value;
};
struct Condition {
  Node* condition;
  Node* then;
  Node* otherwise;
};
struct Default {
  Node* lhs;
  Node* rhs;
};  ///< `?:`
struct Coalesce {
  Node* lhs;
  Node* rhs;
};  ///< `??`
struct Call {
  Node* procedure;
  std::vector<Node*> arguments;
  bool tail = false;
};
struct Partial {
  Node* procedure;
  std::vector<Node*> arguments;
};
struct Placeholder {};  ///< `?` as an argument.
struct Lambda {
  std::vector<const Symbol*> parameters;
  std::optional<Signature> signature;
  Node* body;
};
struct Apply {
  Node* lhs;
  Node* rhs;
};
struct Transform {
  Node* pattern;
  Node* update;
  Node* remove;
};
struct SortTerm {
  Node* expression;
  bool descending;
};
struct Sort {
  std::vector<SortTerm> terms;
};
struct Path {
  std::vector<Node*> steps;
  bool only_names = false;
};

// As written.
struct End {};
struct OperatorName {
  std::string text;
};  ///< `and`, `or` or `in` where a name may be meant.
struct Dot {
  Node* lhs;
  Node* rhs;
};
struct Subscript {
  Node* lhs;
  Node* predicate;
};
struct GroupBy {
  Node* lhs;
  std::vector<Pair> pairs;
};
struct OrderBy {
  Node* lhs;
  std::vector<SortTerm> terms;
};
struct BindFocus {
  Node* lhs;
  const Symbol* name;
};
struct BindIndex {
  Node* lhs;
  const Symbol* name;
};

}  // namespace syntax

using Form =
    std::variant<syntax::Literal, syntax::Name, syntax::Variable, syntax::Wildcard,
                 syntax::Descendants, syntax::Parent, syntax::RegexLiteral, syntax::Binary,
                 syntax::Negate, syntax::ArrayConstructor, syntax::ObjectConstructor, syntax::Block,
                 syntax::Bind, syntax::Condition, syntax::Default, syntax::Coalesce, syntax::Call,
                 syntax::Partial, syntax::Placeholder, syntax::Lambda, syntax::Apply,
                 syntax::Transform, syntax::Sort, syntax::Path, syntax::End, syntax::OperatorName,
                 syntax::Dot, syntax::Subscript, syntax::GroupBy, syntax::OrderBy,
                 syntax::BindFocus, syntax::BindIndex>;

/// What follows a step: a filter, or the binding of a place in the stream so far.
struct Stage {
  Node* filter = nullptr;
  const Symbol* index = nullptr;
};

struct Group {
  std::vector<syntax::Pair> pairs;
  std::uint32_t offset = 0;
};

struct Node {
  Form form;
  std::uint32_t offset = 0;  ///< Bytes of the source before the end of the node's token.
  std::uint32_t height = 1;
  std::uint32_t number = 0;  ///< Of this node in its tree.

  bool keep_array = false;      ///< `[]` follows.
  bool keep_singleton = false;  ///< Of a path: some step has keep_array.
  bool constructs = false;      ///< An array constructor whose array is not flattened.
  bool is_bare = false;         ///< Neither predicates nor (but for a path) a group follow.
  bool is_tuple = false;        ///< As a step, yields bindings as well as values.
  const Symbol* focus = nullptr;
  const Symbol* index = nullptr;
  ParentSlot* ancestor = nullptr;
  std::vector<Stage> predicates;  ///< Of what is no step.
  std::vector<Stage> stages;      ///< Of a step.
  std::optional<Group> group;
  std::vector<ParentSlot*> seeking;  ///< Used while resolving.

  template <typename T>
  T* as() {
    return std::get_if<T>(&form);
  }
  template <typename T>
  const T* as() const {
    return std::get_if<T>(&form);
  }
  template <typename T>
  bool is() const {
    return std::holds_alternative<T>(form);
  }
};

/// Deeper trees are refused, so that walking one by recursion is safe.
inline constexpr std::uint32_t kSyntaxDepthMax = 1'000;

/// A tree with all that it refers to.
struct Syntax {
  std::string source;
  std::deque<Node> nodes;
  std::deque<std::string> texts;
  std::deque<Symbol> symbols;
  std::unordered_map<std::string_view, const Symbol*> symbols_by_text;
  std::deque<ParentSlot> slots;
  Node* root = nullptr;
  bool mentions_eval = false;

  const Symbol* symbol(std::string_view text);
  Node& make(Form form, std::size_t offset);
};

/// Direct children, in the order of evaluation, for walks that look at everything.
void for_each_child(const Node& node, const std::function<void(const Node&)>& visit);

}  // namespace sfn::jsonata
