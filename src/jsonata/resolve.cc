#include "jsonata/resolve.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/overloaded.h"
#include "jsonata/error.h"

namespace sfn::jsonata {
namespace {

class Resolver {
 public:
  explicit Resolver(Syntax& syntax) : syntax_(syntax) {}

  void run() {
    syntax_.root = process(syntax_.root);
    const Node& root = *syntax_.root;
    if (root.is<syntax::Parent>() || !root.seeking.empty()) {
      throw Failure("S0217", {.offset = root.offset, .token = std::string(kind_of(root))});
    }
  }

 private:
  // The reference's words for kinds of nodes, which S0217 shows.
  static std::string_view kind_of(const Node& node) {
    if (node.is<syntax::Parent>()) return "parent";
    if (node.is<syntax::Path>()) return "path";
    if (node.is<syntax::Call>()) return "function";
    if (node.is<syntax::Partial>()) return "partial";
    if (node.is<syntax::Variable>()) return "variable";
    if (node.is<syntax::Block>()) return "block";
    if (node.is<syntax::Binary>()) return "binary";
    if (node.is<syntax::Condition>()) return "condition";
    if (node.is<syntax::Bind>()) return "bind";
    if (node.is<syntax::Sort>()) return "sort";
    if (node.is<syntax::Lambda>()) return "lambda";
    if (node.is<syntax::Apply>()) return "apply";
    if (node.is<syntax::Descendants>()) return "descendant";
    if (const auto* const literal = node.as<syntax::Literal>()) {
      return literal->value.is_string()   ? "string"
             : literal->value.is_number() ? "number"
                                          : "value";
    }
    return "unary";
  }

  [[noreturn]] static void fail(std::string_view code, const Node& node) {
    throw Failure(code, {.offset = node.offset});
  }

  Node* process(Node* node) {
    if (node == nullptr) return nullptr;
    Node* const result = std::visit(
        overloaded{
            [&](syntax::Dot&) { return dot(node); },
            [&](syntax::Subscript&) { return subscript(node); },
            [&](syntax::GroupBy&) { return group_by(node); },
            [&](syntax::OrderBy&) { return order_by(node); },
            [&](syntax::BindFocus&) { return bind_focus(node); },
            [&](syntax::BindIndex&) { return bind_index(node); },
            [&](syntax::Bind& n) {
              n.value = process(n.value);
              push_ancestry(*node, *n.value);
              return node;
            },
            [&](syntax::Apply& n) {
              n.lhs = process(n.lhs);
              n.rhs = process(n.rhs);
              node->keep_array = node->keep_array || n.lhs->keep_array || n.rhs->keep_array;
              return node;
            },
            [&](syntax::Binary& n) {
              n.lhs = process_part(*node, n.lhs);
              n.rhs = process_part(*node, n.rhs);
              return node;
            },
            [&](syntax::Negate&) { return negate(node); },
            [&](syntax::ArrayConstructor& n) {
              for (Node*& item : n.items) item = process_part(*node, item);
              return node;
            },
            [&](syntax::ObjectConstructor& n) {
              for (syntax::Pair& pair : n.pairs) {
                pair.key = process_part(*node, pair.key);
                pair.value = process_part(*node, pair.value);
              }
              return node;
            },
            [&](syntax::Call& n) {
              for (Node*& argument : n.arguments) argument = process_part(*node, argument);
              n.procedure = process(n.procedure);
              return node;
            },
            [&](syntax::Partial& n) {
              for (Node*& argument : n.arguments) argument = process_part(*node, argument);
              n.procedure = process(n.procedure);
              return node;
            },
            [&](syntax::Lambda& n) {
              n.body = process(n.body);
              mark_tail(*n.body);
              return node;
            },
            [&](syntax::Condition& n) {
              n.condition = process_part(*node, n.condition);
              n.then = process_part(*node, n.then);
              n.otherwise = process_part(*node, n.otherwise);
              return node;
            },
            [&](syntax::Default& n) {
              n.lhs = process_part(*node, n.lhs);
              n.rhs = process_part(*node, n.rhs);
              return node;
            },
            [&](syntax::Coalesce& n) {
              n.lhs = process_part(*node, n.lhs);
              n.rhs = process_part(*node, n.rhs);
              return node;
            },
            [&](syntax::Transform& n) {
              n.pattern = process(n.pattern);
              n.update = process(n.update);
              n.remove = process(n.remove);
              return node;
            },
            [&](syntax::Block&) { return block(node); },
            [&](syntax::Name&) { return name(node); },
            [&](syntax::OperatorName& n) {
              node->form = syntax::Name{n.text};
              return name(node);
            },
            [&](syntax::Parent& n) {
              n.slot = &syntax_.slots.emplace_back();
              n.slot->label = syntax_.symbol(fmt::format("!{}", labels_++));
              n.slot->parent = node;
              return node;
            },
            [&](syntax::End&) -> Node* {
              throw Failure("S0207", {.offset = node->offset, .token = "(end)"});
            },
            [&](syntax::Literal&) { return node; },
            [&](syntax::Variable&) { return node; },
            [&](syntax::Wildcard&) { return node; },
            [&](syntax::Descendants&) { return node; },
            [&](syntax::RegexLiteral&) { return node; },
            [&](syntax::Placeholder&) { return node; },
            [&](syntax::Sort&) { return node; },
            [&](syntax::Path&) { return node; },
        },
        node->form);
    if (node->keep_array) result->keep_array = true;
    return result;
  }

  Node* process_part(Node& whole, Node* part) {
    Node* const processed = process(part);
    if (processed != nullptr) push_ancestry(whole, *processed);
    return processed;
  }

  Node& new_path(Node* step) {
    Node& path = syntax_.make(syntax::Path{{step}}, step->offset);
    return path;
  }

  Node* name(Node* node) {
    Node& path = new_path(node);
    if (node->keep_array) path.keep_singleton = true;
    return &path;
  }

  Node* negate(Node* node) {
    Node* const operand = process(node->as<syntax::Negate>()->operand);
    const auto* const literal = operand->as<syntax::Literal>();
    if (literal != nullptr && literal->value.is_number()) {
      operand->form = syntax::Literal{Value::number(-literal->value.number())};
      return operand;
    }
    node->as<syntax::Negate>()->operand = operand;
    push_ancestry(*node, *operand);
    return node;
  }

  Node* block(Node* node) {
    auto& block = *node->as<syntax::Block>();
    for (Node*& part : block.expressions) {
      part = process_part(*node, part);
      const auto* const path = part->as<syntax::Path>();
      if (part->constructs || (path != nullptr && path->steps.front()->constructs)) {
        node->constructs = true;
      }
      if (part->is<syntax::Bind>()) block.binds = true;
    }
    return node;
  }

  Node* dot(Node* node) {
    Node* const left = process(node->as<syntax::Dot>()->lhs);
    Node* const result = left->is<syntax::Path>() ? left : &new_path(left);
    if (const auto* const parent = left->as<syntax::Parent>()) result->seeking = {parent->slot};

    Node* const rest = process(node->as<syntax::Dot>()->rhs);
    auto& steps = result->as<syntax::Path>()->steps;
    if (const auto* const path = rest->as<syntax::Path>()) {
      steps.insert(steps.end(), path->steps.begin(), path->steps.end());
    } else {
      if (!rest->predicates.empty()) rest->stages = std::exchange(rest->predicates, {});
      steps.push_back(rest);
    }
    for (Node* step : steps) {
      const auto* const literal = step->as<syntax::Literal>();
      if (literal == nullptr) continue;
      if (!literal->value.is_string()) {
        throw Failure("S0213", {.offset = step->offset, .value = literal->value});
      }
      step->form = syntax::Name{std::string(literal->value.text())};
    }
    for (const Node* step : steps) {
      if (step->keep_array) result->keep_singleton = true;
    }
    if (steps.front()->is<syntax::ArrayConstructor>()) steps.front()->constructs = true;
    if (steps.back()->is<syntax::ArrayConstructor>()) steps.back()->constructs = true;
    resolve_ancestry(*result);
    return result;
  }

  Node* subscript(Node* node) {
    Node* const result = process(node->as<syntax::Subscript>()->lhs);
    auto* const path = result->as<syntax::Path>();
    Node* const step = path != nullptr ? path->steps.back() : result;
    if (step->group) fail("S0209", *node);
    Node* const predicate = process(node->as<syntax::Subscript>()->predicate);
    if (!predicate->seeking.empty()) {
      for (ParentSlot* slot : predicate->seeking) {
        if (slot->level == 1) {
          seek_parent(*step, *slot);
        } else {
          --slot->level;
        }
      }
      push_ancestry(*step, *predicate);
    }
    (path != nullptr ? step->stages : step->predicates).push_back({.filter = predicate});
    return result;
  }

  Node* group_by(Node* node) {
    Node* const result = process(node->as<syntax::GroupBy>()->lhs);
    if (result->group) fail("S0210", *node);
    result->group.emplace();
    result->group->offset = node->offset;
    for (const syntax::Pair& pair : node->as<syntax::GroupBy>()->pairs) {
      Node* const key = process(pair.key);
      result->group->pairs.push_back({key, process(pair.value)});
    }
    return result;
  }

  Node* order_by(Node* node) {
    Node* result = process(node->as<syntax::OrderBy>()->lhs);
    if (!result->is<syntax::Path>()) result = &new_path(result);
    Node& step = syntax_.make(syntax::Sort{}, node->offset);
    for (const syntax::SortTerm& term : node->as<syntax::OrderBy>()->terms) {
      Node* const expression = process_part(step, term.expression);
      step.as<syntax::Sort>()->terms.push_back({expression, term.descending});
    }
    result->as<syntax::Path>()->steps.push_back(&step);
    resolve_ancestry(*result);
    return result;
  }

  Node* bind_focus(Node* node) {
    Node* const result = process(node->as<syntax::BindFocus>()->lhs);
    auto* const path = result->as<syntax::Path>();
    Node* const step = path != nullptr ? path->steps.back() : result;
    if (!step->stages.empty() || !step->predicates.empty()) fail("S0215", *node);
    if (step->is<syntax::Sort>()) fail("S0216", *node);
    if (node->keep_array) step->keep_array = true;
    step->focus = node->as<syntax::BindFocus>()->name;
    step->is_tuple = true;
    return result;
  }

  Node* bind_index(Node* node) {
    Node* result = process(node->as<syntax::BindIndex>()->lhs);
    Node* step = result;
    if (auto* const path = result->as<syntax::Path>()) {
      step = path->steps.back();
    } else {
      result = &new_path(step);
      if (!step->predicates.empty()) step->stages = std::exchange(step->predicates, {});
    }
    const Symbol* const name = node->as<syntax::BindIndex>()->name;
    if (step->stages.empty()) {
      step->index = name;
    } else {
      step->stages.push_back({.index = name});
    }
    step->is_tuple = true;
    return result;
  }

  // ---- Parents ----

  // The step that `slot` is looking for may be `node`, or lie within or before it.
  void seek_parent(Node& node, ParentSlot& slot) {
    if (node.is<syntax::Name>() || node.is<syntax::Wildcard>()) {
      if (--slot.level > 0) return;
      if (node.ancestor == nullptr) {
        node.ancestor = &slot;
      } else {
        slot.label = node.ancestor->label;
        node.ancestor = &slot;
      }
      node.is_tuple = true;
    } else if (node.is<syntax::Parent>()) {
      ++slot.level;
    } else if (auto* const block = node.as<syntax::Block>()) {
      if (block->expressions.empty()) return;
      node.is_tuple = true;
      seek_parent(*block->expressions.back(), slot);
    } else if (auto* const path = node.as<syntax::Path>()) {
      node.is_tuple = true;
      auto step = path->steps.rbegin();
      seek_parent(**step, slot);
      for (++step; slot.level > 0 && step != path->steps.rend(); ++step) seek_parent(**step, slot);
    } else {
      throw Failure("S0217", {.offset = node.offset, .token = std::string(kind_of(node))});
    }
  }

  static void push_ancestry(Node& whole, const Node& part) {
    whole.seeking.insert(whole.seeking.end(), part.seeking.begin(), part.seeking.end());
    if (const auto* const parent = part.as<syntax::Parent>()) whole.seeking.push_back(parent->slot);
  }

  void resolve_ancestry(Node& path) {
    const auto& steps = path.as<syntax::Path>()->steps;
    Node& last = *steps.back();
    std::vector<ParentSlot*> slots = last.seeking;
    if (const auto* const parent = last.as<syntax::Parent>()) slots.push_back(parent->slot);
    for (ParentSlot* slot : slots) {
      auto index = static_cast<std::ptrdiff_t>(steps.size()) - 2;
      while (slot->level > 0) {
        if (index < 0) {
          path.seeking.push_back(slot);
          break;
        }
        Node* step = steps[static_cast<std::size_t>(index--)];
        // Steps that bind the focus do not move the context: a row of them counts as one.
        while (index >= 0 && step->focus != nullptr &&
               steps[static_cast<std::size_t>(index)]->focus != nullptr) {
          step = steps[static_cast<std::size_t>(index--)];
        }
        seek_parent(*step, *slot);
      }
    }
  }

  // ---- Tail calls ----

  static void mark_tail(Node& node) {
    if (!node.predicates.empty() || node.group) return;
    if (auto* const call = node.as<syntax::Call>()) {
      call->tail = true;
    } else if (auto* const condition = node.as<syntax::Condition>()) {
      mark_tail(*condition->then);
      if (condition->otherwise != nullptr) mark_tail(*condition->otherwise);
    } else if (auto* const block = node.as<syntax::Block>()) {
      if (!block->expressions.empty()) mark_tail(*block->expressions.back());
    }
  }

  Syntax& syntax_;
  int labels_ = 0;
};

bool is_plain_name(const Node& step) {
  return step.is<syntax::Name>() && step.stages.empty() && !step.is_tuple &&
         step.focus == nullptr && step.index == nullptr && step.ancestor == nullptr &&
         step.predicates.empty();
}

}  // namespace

void resolve(Syntax& syntax) {
  Resolver(syntax).run();
  for (Node& node : syntax.nodes) {
    node.is_bare = node.predicates.empty() && (!node.group || node.is<syntax::Path>());
    if (auto* const path = node.as<syntax::Path>()) {
      path->only_names = std::all_of(path->steps.begin(), path->steps.end(),
                                     [](const Node* step) { return is_plain_name(*step); });
    }
  }
}

}  // namespace sfn::jsonata
