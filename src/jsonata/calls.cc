// Calls, tail calls, partial application and `~>`. JSONata, "Function application" and "Tail call
// optimization".
#include <algorithm>
#include <cmath>

#include "base/overloaded.h"
#include "jsonata/characters.h"
#include "jsonata/evaluator.h"

namespace sfn::jsonata {
namespace {

// Arguments: most calls have few, which then need no memory of their own.
class Arguments {
 public:
  void push(const Value& value) {
    if (size_ < kInline) {
      inline_[size_++] = value;
      return;
    }
    if (size_ == kInline) more_.assign(inline_.begin(), inline_.end());
    more_.push_back(value);
    ++size_;
  }
  std::span<const Value> span() const {
    if (size_ <= kInline) return {inline_.data(), size_};
    return more_;
  }
  void clear() {
    size_ = 0;
    more_.clear();
  }

 private:
  static constexpr std::size_t kInline = 4;
  std::array<Value, kInline> inline_;
  std::size_t size_ = 0;
  std::vector<Value> more_;
};

// The name that errors give to what is called.
std::string_view name_of(const Node& procedure) {
  if (const auto* const variable = procedure.as<syntax::Variable>()) return variable->name->text;
  if (const auto* const path = procedure.as<syntax::Path>()) return name_of(*path->steps.front());
  if (const auto* const name = procedure.as<syntax::Name>()) return name->text;
  if (const auto* const literal = procedure.as<syntax::Literal>()) {
    return literal->value.is_string() ? literal->value.text() : std::string_view();
  }
  if (procedure.is<syntax::Wildcard>()) return "*";
  if (procedure.is<syntax::Descendants>()) return "**";
  const bool is_in_parentheses = procedure.is<syntax::Block>() || procedure.is<syntax::Call>() ||
                                 procedure.is<syntax::Partial>();
  return is_in_parentheses ? "(" : std::string_view();
}

}  // namespace

// The call that a function ended with instead of a result.
struct Evaluator::TailCall {
  bool is_pending = false;
  Value function;
  Arguments arguments;
  const Node* node = nullptr;
};

// The function to call. Who forgot the dollar sign of a function that exists is told so.
Value Evaluator::procedure_of(const Node& procedure, const Value& input, Frame& frame,
                              std::string_view code, const Node& call) {
  const Value function = evaluate(procedure, input, frame);
  if (!function.is_nothing() || !procedure.is<syntax::Path>()) return function;
  const std::string_view name = name_of(procedure);
  const Symbol symbol{std::string(name), hash_of(name)};
  if (!name.empty() &&
      (lookup(frame, symbol) != nullptr || find_builtin(name, dialect_) != nullptr)) {
    throw Failure(code, {.offset = call.offset, .token = symbol.text});
  }
  return function;
}

Value Evaluator::call(const Node& node, const syntax::Call& call, const Value& input, Frame& frame,
                      const Value* first_argument) {
  if (depth_ >= environment_.bounds.depth) {
    ++depth_;
    fail_too_deep();
  }
  // A function of the library, called by its name, is not made a value first.
  const Builtin* builtin = nullptr;
  Value function;
  if (const auto* const variable = call.procedure->as<syntax::Variable>();
      variable != nullptr && variable->builtin != nullptr && call.procedure->is_bare) {
    const Value* const found = lookup(frame, *variable->name);
    if (found != nullptr) {
      function = *found;
    } else {
      builtin = variable->builtin;
    }
  } else {
    function = procedure_of(*call.procedure, input, frame, "T1005", node);
  }
  Arguments arguments;
  if (first_argument != nullptr) arguments.push(*first_argument);
  for (const Node* argument : call.arguments) arguments.push(evaluate(*argument, input, frame));
  try {
    if (builtin != nullptr) return run_native(*builtin, arguments.span(), input, frame);
    return apply(function, arguments.span(), input, frame);
  } catch (Failure& failure) {
    failure.add_offset(node.offset);
    failure.add_token(name_of(*call.procedure));
    throw;
  }
}

Value Evaluator::apply(const Value& function, std::span<const Value> arguments, const Value& input,
                       Frame& frame) {
  Value callee = function;
  TailCall tail;
  Arguments current;
  const Node* named = nullptr;
  // Functions that call functions by way of the library are no nested evaluations where they do so
  // in tail position; the stack has to bear them all the same.
  if (++calls_ > Bounds::kDepthMax) throw Failure(too_deep(calls_, Bounds::kDepthMax));
  while (true) {
    if (!callee.is_function()) throw Failure("T1006");
    charge(1);
    Value result;
    tail.is_pending = false;
    try {
      result = std::visit(
          overloaded{
              [&](const function::Native& f) {
                return run_native(*f.builtin, arguments, input, frame);
              },
              [&](const function::Closure& f) { return run_closure(f, arguments, input, tail); },
              [&](const function::Partial& f) { return run_partial(f, arguments, input, frame); },
              [&](const function::Composition& f) {
                if (++depth_ > environment_.bounds.depth || depth_ > Bounds::kDepthMax) {
                  fail_too_deep();
                }
                const std::size_t given = std::min<std::size_t>(1, arguments.size());
                Value middle = apply(f.first, arguments.first(given), Value::null(), frame);
                if (middle.is_sequence()) middle = normalized(middle);
                // The second is called in the place of the whole, and so in its context.
                const Value last = apply(f.second, {&middle, 1}, input, frame);
                --depth_;
                return last;
              },
              [&](const function::Transformer& f) {
                Value object = arguments.empty() ? Value() : arguments[0];
                if (!object.is_nothing() && !object.is_object() && !object.is_list()) {
                  throw Failure("T0410", {.value = object, .index = 1});
                }
                return run_transform(f, object, frame);
              },
              [&](const function::Matcher& f) { return run_matcher(*f.regex, arguments); },
              [&](const function::NextMatch& f) {
                if (f.from.bytes >= f.text.size()) return Value();
                const auto match = search(*f.regex, f.text.text(), f.from.bytes);
                if (!match) return Value();
                if ((*match)[0].begin == (*match)[0].end) {
                  throw Failure("D1004", {.value = Value::string(f.regex->pattern())});
                }
                return match_object(*f.regex, f.text, *match, f.from);
              },
          },
          callee.function().form);
    } catch (Failure& failure) {
      if (named != nullptr) {
        failure.add_offset(named->offset);
        failure.add_token(name_of(*named->as<syntax::Call>()->procedure));
      }
      throw;
    }
    if (!tail.is_pending) {
      --calls_;
      return result;
    }
    callee = tail.function;
    current = std::move(tail.arguments);
    tail.arguments.clear();
    arguments = current.span();
    named = tail.node;
  }
}

// To look at the types of a list's items takes time, too.
void Evaluator::charge_checked(std::span<const Value> arguments) {
  for (const Value& argument : arguments) {
    if (argument.is_list() && argument.size() > 64) charge_items(argument.size() / 4);
  }
}

Value Evaluator::run_native(const Builtin& builtin, std::span<const Value> arguments,
                            const Value& input, Frame& frame) {
  if (builtin.signature.checks_items()) charge_checked(arguments);
  std::vector<Value> checked;
  if (builtin.signature.check(arguments, input, arena_, checked)) arguments = checked;
  Invocation invocation{*this, arguments, input, frame};
  const Value result = builtin.run(invocation);
  return result;
}

// A closure's body is walked down to the call that it ends with, if it ends with one: that call is
// left to apply(), so that tail calls need no stack.
Value Evaluator::run_closure(const function::Closure& closure, std::span<const Value> arguments,
                             const Value& input, TailCall& next) {
  const syntax::Lambda& lambda = *closure.lambda;
  const Signature* const signature =
      lambda.signature && !closure.is_partial ? &*lambda.signature : nullptr;
  if (signature != nullptr) charge(signature->effort(arguments.size()));
  if (signature != nullptr && signature->checks_items()) charge_checked(arguments);
  std::vector<Value> checked;
  if (signature != nullptr && signature->check(arguments, input, arena_, checked)) {
    arguments = checked;
  }
  Frame& frame = new_frame(*closure.frame);
  for (std::size_t i = 0; i < lambda.parameters.size(); ++i) {
    bind(frame, *lambda.parameters[i], i < arguments.size() ? arguments[i] : Value());
  }
  const Value result = tail(*lambda.body, closure.input, frame, next);
  release(frame);
  return result;
}

Value Evaluator::tail(const Node& body, const Value& input, Frame& frame, TailCall& next) {
  const Node* node = &body;
  Frame* inner = &frame;
  std::vector<Frame*> opened;
  const int depth = depth_;
  Value result;
  while (true) {
    if (const auto* const call = node->as<syntax::Call>(); call != nullptr && call->tail) {
      charge(1);
      // Nothing of the body is left to come back to.
      if (depth_ >= environment_.bounds.depth) {
        ++depth_;
        fail_too_deep();
      }
      depth_ = depth;
      next.arguments.clear();
      const Value function = evaluate(*call->procedure, input, *inner);
      for (const Node* argument : call->arguments) {
        next.arguments.push(evaluate(*argument, input, *inner));
      }
      next.function = function;
      next.node = node;
      next.is_pending = true;
      break;
    }
    const auto* const condition = node->as<syntax::Condition>();
    const auto* const block = node->as<syntax::Block>();
    if (!node->is_bare ||
        (condition == nullptr && (block == nullptr || block->expressions.empty()))) {
      result = evaluate(*node, input, *inner);
      break;
    }
    charge(1);
    if (++depth_ > environment_.bounds.depth || depth_ > Bounds::kDepthMax) fail_too_deep();
    if (condition != nullptr) {
      node = truth(evaluate(*condition->condition, input, *inner)) ? condition->then
                                                                   : condition->otherwise;
      if (node == nullptr) break;
      continue;
    }
    if (block->binds || !evaluated_.empty()) {
      inner = &new_frame(*inner);
      opened.push_back(inner);
    }
    for (std::size_t i = 0; i + 1 < block->expressions.size(); ++i) {
      evaluate(*block->expressions[i], input, *inner);
    }
    node = block->expressions.back();
  }
  depth_ = depth;
  while (!opened.empty()) {
    release(*opened.back());
    opened.pop_back();
  }
  return result;
}

Value Evaluator::lambda(const syntax::Lambda& lambda, const Value& input, Frame& frame) {
  keep(&frame);
  return function({function::Closure{&lambda, &frame, input}});
}

Value Evaluator::apply_operator(const Node& node, const syntax::Apply& op, const Value& input,
                                Frame& frame) {
  const Value left = evaluate(*op.lhs, input, frame);
  if (const auto* const invocation = op.rhs->as<syntax::Call>()) {
    const Value result = call(*op.rhs, *invocation, input, frame, &left);
    // The call stands for itself here: what follows it applies to the result of the whole.
    return result;
  }
  const Value right = evaluate(*op.rhs, input, frame);
  if (!right.is_function()) {
    throw Failure("T2006", {.offset = node.offset, .token = "~>", .value = right});
  }
  if (left.is_function()) return function({function::Composition{left, right}});
  try {
    return apply(right, {&left, 1}, Value::null(), frame);
  } catch (Failure& failure) {
    failure.add_offset(node.offset);
    failure.add_token(name_of(*op.rhs));
    throw;
  }
}

Value Evaluator::partial(const Node& node, const syntax::Partial& partial, const Value& input,
                         Frame& frame) {
  const std::size_t count = partial.arguments.size();
  auto* const given = arena_.allocate_array<Value>(count);
  auto* const open = arena_.allocate_array<bool>(count);
  for (std::size_t i = 0; i < count; ++i) {
    open[i] = partial.arguments[i]->is<syntax::Placeholder>();
    given[i] = open[i] ? Value() : evaluate(*partial.arguments[i], input, frame);
  }
  Value of = procedure_of(*partial.procedure, input, frame, "T1007", node);
  if (!of.is_function()) {
    throw Failure("T1008",
                  {.offset = node.offset, .token = std::string(name_of(*partial.procedure))});
  }
  if (const auto* const closure = std::get_if<function::Closure>(&of.function().form)) {
    function::Closure unchecked = *closure;
    unchecked.is_partial = true;
    of = function({unchecked});
  }
  return function({function::Partial{of, {given, count}, {open, count}}});
}

Value Evaluator::run_partial(const function::Partial& partial, std::span<const Value> arguments,
                             const Value& input, Frame& frame) {
  Arguments all;
  std::size_t next = 0;
  for (std::size_t i = 0; i < partial.given.size(); ++i) {
    if (!partial.is_open[i]) {
      all.push(partial.given[i]);
    } else {
      all.push(next < arguments.size() ? arguments[next] : Value());
      ++next;
    }
  }
  if (++depth_ > environment_.bounds.depth || depth_ > Bounds::kDepthMax) fail_too_deep();
  // No context stands in for what is missing here, and no signature of a closure is asked.
  Value result;
  if (const auto* const native = std::get_if<function::Native>(&partial.of.function().form)) {
    const Builtin& builtin = *native->builtin;
    if (builtin.signature.checks_items()) charge_checked(all.span());
    const std::vector<Value> settled = builtin.signature.settle(all.span(), arena_);
    Invocation invocation{*this, settled, input, frame};
    result = builtin.run(invocation);
  } else {
    result = apply(partial.of, all.span(), input, frame);
  }
  --depth_;
  return result;
}

// ---- Regular expressions as functions

std::optional<RegexMatch> Evaluator::search(const Regex& regex, std::string_view subject,
                                            std::size_t from) {
  RegexMatch match;
  const bool found = regex.search(subject, from, steps_, match);
  if (steps_ < 0) throw Failure(too_many_steps());
  if (!found) return std::nullopt;
  return match;
}

// A text, and how many units of it to pass over; the library hands items and their places on.
Value Evaluator::run_matcher(const Regex& regex, std::span<const Value> arguments) {
  Value text = arguments.empty() ? Value() : arguments[0];
  if (text.is_number() || text.is_boolean() || text.is_null()) text = to_string_value(*this, text);
  if (!text.is_string()) throw Failure("T0410", {.value = text, .index = 1});
  const bool is_placed = arguments.size() > 1 && arguments[1].is_number();
  const double passed = is_placed ? arguments[1].number() : 0;
  std::size_t from = 0;
  if (passed > 0) {
    charge_characters(text.size());
    if (passed > static_cast<double>(count_units(text.text()))) return {};
    from = bytes_of_units(text.text(), passed);
  }
  const auto match = search(regex, text.text(), from);
  if (!match) return {};
  return match_object(regex, text, *match, place_from({}, text, from));
}

Value Evaluator::match_object(const Regex& regex, const Value& subject, const RegexMatch& match,
                              const TextPlace& before) {
  const auto part_of = [&](const RegexSpan& span) {
    return span.begin == std::string_view::npos ? Value() : part(subject, span.begin, span.end);
  };
  charge_bytes(match[0].end - before.bytes);
  const TextPlace begin = place_from(before, subject, match[0].begin);
  const TextPlace end = place_from(begin, subject, match[0].end);
  const auto units = [](const TextPlace& place) {
    return Value::number(static_cast<double>(place.units));
  };
  ListBuilder groups(*this);
  for (std::size_t i = 1; i < match.size(); ++i) groups.push(part_of(match[i]));
  Object* const object = arena_.make<Object>();
  object->set("match", part_of(match[0]), arena_);
  object->set("start", units(begin), arena_);
  object->set("end", units(end), arena_);
  object->set("groups", groups.array(), arena_);
  object->set("next", function({function::NextMatch{&regex, subject, end}}), arena_);
  return Value::object(object);
}

}  // namespace sfn::jsonata
