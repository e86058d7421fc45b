// What an expression refers to, found without evaluating it.
#include <algorithm>
#include <utility>

#include "base/overloaded.h"
#include "jsonata/expression.h"
#include "jsonata/syntax.h"

namespace sfn::jsonata {
namespace {

using Names = std::vector<const Symbol*>;

class Finder {
 public:
  References find(const Node& root) {
    Names bound;
    walk(root, bound, true);
    return std::move(found_);
  }

 private:
  void variable(const syntax::Variable& variable, std::size_t offset, const Names& bound,
                bool at_top) {
    const std::string& name = variable.name->text;
    if (name.empty()) {
      if (at_top) found_.context.push_back({"$", offset});
      return;
    }
    if (name == "$") {
      found_.context.push_back({"$$", offset});
      return;
    }
    if (variable.builtin != nullptr || name[0] == '!') return;
    if (std::find(bound.begin(), bound.end(), variable.name) != bound.end()) return;
    auto& names = found_.variables;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    found_.uses.push_back({name, std::string(std::exchange(member_, {}))});
  }

  void pairs(const std::vector<syntax::Pair>& pairs, Names& bound, bool at_top) {
    for (const auto& pair : pairs) {
      walk(*pair.key, bound, at_top);
      walk(*pair.value, bound, at_top);
    }
  }

  // Of a path that begins with a variable, the name behind it.
  static std::string_view member_meant(const syntax::Path& path) {
    const bool may_be = path.steps.size() > 1 && path.steps[0]->is<syntax::Variable>() &&
                        path.steps[0]->predicates.empty() && path.steps[0]->stages.empty();
    const auto* const name = may_be ? path.steps[1]->as<syntax::Name>() : nullptr;
    return name == nullptr ? std::string_view() : std::string_view(name->text);
  }

  // Steps behind the first are evaluated against what the path has found.
  void path(const Node& node, const syntax::Path& path, Names& bound, bool at_top) {
    const std::size_t outside = bound.size();
    for (std::size_t i = 0; i < path.steps.size(); ++i) {
      const Node& step = *path.steps[i];
      if (i == 0) member_ = member_meant(path);
      walk(step, bound, at_top && i == 0);
      member_ = {};
      if (step.focus != nullptr) bound.push_back(step.focus);
      if (step.index != nullptr) bound.push_back(step.index);
      for (const Stage& stage : step.stages) {
        if (stage.index != nullptr) bound.push_back(stage.index);
        if (stage.filter != nullptr) walk(*stage.filter, bound, false);
      }
    }
    if (node.group) pairs(node.group->pairs, bound, false);
    bound.resize(outside);
  }

  // `bound` are the variables that are bound here; `at_top` says whether the context is that of the
  // whole expression.
  void walk(const Node& node, Names& bound, bool at_top) {
    const auto all = [&](std::initializer_list<const Node*> nodes) {
      for (const Node* child : nodes) {
        if (child != nullptr) walk(*child, bound, at_top);
      }
    };
    const auto list = [&](const std::vector<Node*>& nodes) {
      for (const Node* child : nodes) walk(*child, bound, at_top);
    };
    const auto context = [&](std::string_view name) {
      if (at_top) found_.context.push_back({std::string(name), node.offset});
    };
    std::visit(overloaded{
                   [](const syntax::Literal&) {},
                   [](const syntax::RegexLiteral&) {},
                   [](const syntax::Placeholder&) {},
                   [](const syntax::End&) {},
                   [&](const syntax::Name& n) { context(n.text); },
                   [&](const syntax::OperatorName& n) { context(n.text); },
                   [&](const syntax::Wildcard&) { context("*"); },
                   [&](const syntax::Descendants&) { context("**"); },
                   [&](const syntax::Parent&) { context("%"); },
                   [&](const syntax::Variable& n) { variable(n, node.offset, bound, at_top); },
                   [&](const syntax::Path& n) { path(node, n, bound, at_top); },
                   [&](const syntax::Binary& n) {
                     all({n.lhs, n.rhs});
                   },
                   [&](const syntax::Negate& n) { all({n.operand}); },
                   [&](const syntax::ArrayConstructor& n) { list(n.items); },
                   [&](const syntax::ObjectConstructor& n) { pairs(n.pairs, bound, at_top); },
                   [&](const syntax::Condition& n) {
                     all({n.condition, n.then, n.otherwise});
                   },
                   [&](const syntax::Default& n) {
                     all({n.lhs, n.rhs});
                   },
                   [&](const syntax::Coalesce& n) {
                     all({n.lhs, n.rhs});
                   },
                   [&](const syntax::Call& n) {
                     all({n.procedure});
                     list(n.arguments);
                   },
                   [&](const syntax::Partial& n) {
                     all({n.procedure});
                     list(n.arguments);
                   },
                   [&](const syntax::Apply& n) {
                     all({n.lhs, n.rhs});
                   },
                   [&](const syntax::Block& n) {
                     const std::size_t outside = bound.size();
                     list(n.expressions);
                     bound.resize(outside);
                   },
                   [&](const syntax::Bind& n) {
                     // A function may call itself by the name that it is about to get.
                     const bool is_function = n.value->is<syntax::Lambda>();
                     if (is_function) bound.push_back(n.name);
                     all({n.value});
                     if (!is_function) bound.push_back(n.name);
                   },
                   [&](const syntax::Lambda& n) {
                     const std::size_t outside = bound.size();
                     bound.insert(bound.end(), n.parameters.begin(), n.parameters.end());
                     all({n.body});
                     bound.resize(outside);
                   },
                   [&](const syntax::Transform& n) {
                     for (const Node* child : {n.pattern, n.update, n.remove}) {
                       if (child != nullptr) walk(*child, bound, false);
                     }
                   },
                   [&](const syntax::Sort& n) {
                     for (const auto& term : n.terms) walk(*term.expression, bound, false);
                   },
                   [&](const syntax::Dot& n) {
                     all({n.lhs, n.rhs});
                   },
                   [&](const syntax::Subscript& n) {
                     all({n.lhs, n.predicate});
                   },
                   [&](const syntax::GroupBy& n) { all({n.lhs}); },
                   [&](const syntax::OrderBy& n) { all({n.lhs}); },
                   [&](const syntax::BindFocus& n) { all({n.lhs}); },
                   [&](const syntax::BindIndex& n) { all({n.lhs}); },
               },
               node.form);
    for (const Stage& predicate : node.predicates) walk(*predicate.filter, bound, false);
    if (node.group && !node.is<syntax::Path>()) pairs(node.group->pairs, bound, false);
  }

  References found_;
  std::string_view member_;  // Of the variable that is about to be walked.
};

}  // namespace

References Expression::references() const { return Finder().find(*syntax_->root); }

}  // namespace sfn::jsonata
