#include "jsonata/syntax.h"

#include "base/overloaded.h"

namespace sfn::jsonata {

std::string_view operator_text(Operator op) {
  switch (op) {
    case Operator::Add:
      return "+";
    case Operator::Subtract:
      return "-";
    case Operator::Multiply:
      return "*";
    case Operator::Divide:
      return "/";
    case Operator::Modulo:
      return "%";
    case Operator::Equal:
      return "=";
    case Operator::NotEqual:
      return "!=";
    case Operator::Less:
      return "<";
    case Operator::LessOrEqual:
      return "<=";
    case Operator::Greater:
      return ">";
    case Operator::GreaterOrEqual:
      return ">=";
    case Operator::Concatenate:
      return "&";
    case Operator::Range:
      return "..";
    case Operator::In:
      return "in";
    case Operator::And:
      return "and";
    case Operator::Or:
      return "or";
  }
  return {};
}

const Symbol* Syntax::symbol(std::string_view text) {
  if (const auto found = symbols_by_text.find(text); found != symbols_by_text.end()) {
    return found->second;
  }
  symbols.push_back({std::string(text), hash_of(text)});
  symbols_by_text.emplace(symbols.back().text, &symbols.back());
  return &symbols.back();
}

Node& Syntax::make(Form form, std::size_t offset) {
  Node& node = nodes.emplace_back();
  node.form = std::move(form);
  node.offset = static_cast<std::uint32_t>(offset);
  node.number = static_cast<std::uint32_t>(nodes.size() - 1);
  return node;
}

namespace {

using Visit = std::function<void(const Node&)>;

struct Children {
  const Visit& visit;

  void one(const Node* node) const {
    if (node != nullptr) visit(*node);
  }
  void all(const std::vector<Node*>& nodes) const {
    for (const Node* node : nodes) one(node);
  }
  void pairs(const std::vector<syntax::Pair>& pairs) const {
    for (const auto& pair : pairs) {
      one(pair.key);
      one(pair.value);
    }
  }
  void terms(const std::vector<syntax::SortTerm>& terms) const {
    for (const auto& term : terms) one(term.expression);
  }
  void stages(const std::vector<Stage>& stages) const {
    for (const auto& stage : stages) one(stage.filter);
  }
};

}  // namespace

void for_each_child(const Node& node, const Visit& visit) {
  const Children children{visit};
  std::visit(overloaded{
                 [](const syntax::Literal&) {},
                 [](const syntax::Name&) {},
                 [](const syntax::Variable&) {},
                 [](const syntax::Wildcard&) {},
                 [](const syntax::Descendants&) {},
                 [](const syntax::Parent&) {},
                 [](const syntax::RegexLiteral&) {},
                 [](const syntax::Placeholder&) {},
                 [](const syntax::End&) {},
                 [](const syntax::OperatorName&) {},
                 [&](const syntax::Binary& n) {
                   children.all({n.lhs, n.rhs});
                 },
                 [&](const syntax::Negate& n) { children.one(n.operand); },
                 [&](const syntax::ArrayConstructor& n) { children.all(n.items); },
                 [&](const syntax::ObjectConstructor& n) { children.pairs(n.pairs); },
                 [&](const syntax::Block& n) { children.all(n.expressions); },
                 [&](const syntax::Bind& n) { children.one(n.value); },
                 [&](const syntax::Condition& n) {
                   children.all({n.condition, n.then, n.otherwise});
                 },
                 [&](const syntax::Default& n) {
                   children.all({n.lhs, n.rhs});
                 },
                 [&](const syntax::Coalesce& n) {
                   children.all({n.lhs, n.rhs});
                 },
                 [&](const syntax::Call& n) {
                   children.one(n.procedure);
                   children.all(n.arguments);
                 },
                 [&](const syntax::Partial& n) {
                   children.one(n.procedure);
                   children.all(n.arguments);
                 },
                 [&](const syntax::Lambda& n) { children.one(n.body); },
                 [&](const syntax::Apply& n) {
                   children.all({n.lhs, n.rhs});
                 },
                 [&](const syntax::Transform& n) {
                   children.all({n.pattern, n.update, n.remove});
                 },
                 [&](const syntax::Sort& n) { children.terms(n.terms); },
                 [&](const syntax::Path& n) { children.all(n.steps); },
                 [&](const syntax::Dot& n) {
                   children.all({n.lhs, n.rhs});
                 },
                 [&](const syntax::Subscript& n) {
                   children.all({n.lhs, n.predicate});
                 },
                 [&](const syntax::GroupBy& n) {
                   children.one(n.lhs);
                   children.pairs(n.pairs);
                 },
                 [&](const syntax::OrderBy& n) {
                   children.one(n.lhs);
                   children.terms(n.terms);
                 },
                 [&](const syntax::BindFocus& n) { children.one(n.lhs); },
                 [&](const syntax::BindIndex& n) { children.one(n.lhs); },
             },
             node.form);
  children.stages(node.predicates);
  children.stages(node.stages);
  if (node.group) children.pairs(node.group->pairs);
}

}  // namespace sfn::jsonata
