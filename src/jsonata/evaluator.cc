#include "jsonata/evaluator.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/overloaded.h"
#include "jsonata/characters.h"
#include "jsonata/json_text.h"
#include "jsonata/number_text.h"

namespace sfn::jsonata {
namespace {

// The place of an alternative, so that evaluating a node is one jump.
template <typename T, std::size_t I = 0>
constexpr std::size_t place_of() {
  if constexpr (std::is_same_v<std::variant_alternative_t<I, Form>, T>) {
    return I;
  } else {
    return place_of<T, I + 1>();
  }
}

template <typename T>
const T& form_of(const Node& node) {
  return *std::get_if<T>(&node.form);
}

constexpr std::uint64_t splitmix(std::uint64_t& state) {
  std::uint64_t z = (state += 0x9E3779B97F4A7C15U);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9U;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBU;
  return z ^ (z >> 31);
}

}  // namespace

Evaluator::Evaluator(const Dialect& dialect, const Environment& environment, Arena& arena,
                     std::vector<std::unique_ptr<const Syntax>>& evaluated)
    : dialect_(dialect),
      environment_(environment),
      arena_(arena),
      evaluated_(evaluated),
      steps_(environment.bounds.steps),
      random_state_(static_cast<std::uint64_t>(to_epoch_ms(environment.now))) {
  root_name_.hash = hash_of(root_name_.text);
  root_frame_.is_kept = true;
  root_frame_.bindings = root_frame_.own;
  root_frame_.capacity = Frame::kInline;
  variable_names_.reserve(environment.variables.size());
  for (const Variable& variable : environment.variables) {
    variable_names_.push_back({std::string(variable.name), hash_of(variable.name)});
    bind(root_frame_, variable_names_.back(), variable.value);
  }
}

Value Evaluator::run(const Node& root, const Value& input) {
  Value context = input;
  if (input.kind() == Kind::Array) {
    context = Value::sequence({arena_.make<Value>(input), 1}, kOuterWrapper);
  }
  bind(root_frame_, root_name_, input);
  return evaluate(root, context, root_frame_);
}

void Evaluator::fail_too_deep() const {
  throw Failure(too_deep(depth_, std::min(environment_.bounds.depth, Bounds::kDepthMax)));
}

Value Evaluator::evaluate(const Node& node, const Value& input, Frame& frame) {
  if (--steps_ < 0) throw Failure(too_many_steps());
  if (++depth_ > environment_.bounds.depth || depth_ > Bounds::kDepthMax) fail_too_deep();
  Value result = evaluate_form(node, input, frame);
  if (!node.is_bare) {
    for (const Stage& predicate : node.predicates)
      result = filter(*predicate.filter, result, frame);
    if (node.group && !node.is<syntax::Path>()) {
      result = group(node.group->pairs, node.group->offset, result, frame);
    }
  }
  --depth_;
  if (result.is_sequence()) {
    if (node.keep_array) result = result.with(kKeepSingleton);
    return normalized(result);
  }
  return result;
}

Value Evaluator::evaluate_form(const Node& node, const Value& input, Frame& frame) {
  switch (node.form.index()) {
    case place_of<syntax::Literal>():
      return form_of<syntax::Literal>(node).value;
    case place_of<syntax::Name>():
      return find_member(input, node, form_of<syntax::Name>(node).text);
    case place_of<syntax::Variable>(): {
      const auto& variable = form_of<syntax::Variable>(node);
      if (variable.name->text.empty()) return input.has(kOuterWrapper) ? input.item(0) : input;
      if (const Value* const found = lookup(frame, *variable.name)) return *found;
      return variable.builtin != nullptr ? function({function::Native{variable.builtin}}) : Value();
    }
    case place_of<syntax::Path>():
      return path(node, form_of<syntax::Path>(node), input, frame);
    case place_of<syntax::Binary>():
      return binary(node, form_of<syntax::Binary>(node), input, frame);
    case place_of<syntax::Call>():
      return call(node, form_of<syntax::Call>(node), input, frame, nullptr);
    case place_of<syntax::Negate>():
      return negate(node, form_of<syntax::Negate>(node), input, frame);
    case place_of<syntax::ArrayConstructor>(): {
      ListBuilder items(*this);
      for (const Node* item : form_of<syntax::ArrayConstructor>(node).items) {
        const Value value = evaluate(*item, input, frame);
        if (value.is_nothing()) continue;
        const auto& all = form_of<syntax::ArrayConstructor>(node).items;
        if (all.size() == 1 && value.is_list() && !item->is<syntax::ArrayConstructor>()) {
          const Value whole = value.as_array();
          return node.constructs ? whole.with(kConstructed) : whole;
        }
        if (value.is_list() && !item->is<syntax::ArrayConstructor>()) {
          charge_items(value.size());
          items.push_all(value.items());
        } else {
          items.push(value);
        }
      }
      const Value made = items.array();
      return node.constructs ? made.with(kConstructed) : made;
    }
    case place_of<syntax::ObjectConstructor>():
      return group(form_of<syntax::ObjectConstructor>(node).pairs, node.offset, input, frame);
    case place_of<syntax::Condition>(): {
      const auto& condition = form_of<syntax::Condition>(node);
      if (truth(evaluate(*condition.condition, input, frame))) {
        return evaluate(*condition.then, input, frame);
      }
      return condition.otherwise == nullptr ? Value()
                                            : evaluate(*condition.otherwise, input, frame);
    }
    case place_of<syntax::Default>(): {
      const auto& either = form_of<syntax::Default>(node);
      const Value left = evaluate(*either.lhs, input, frame);
      return truth(left) ? left : evaluate(*either.rhs, input, frame);
    }
    case place_of<syntax::Coalesce>(): {
      const auto& either = form_of<syntax::Coalesce>(node);
      const Value left = evaluate(*either.lhs, input, frame);
      return left.is_nothing() ? evaluate(*either.rhs, input, frame) : left;
    }
    case place_of<syntax::Block>(): {
      const auto& block = form_of<syntax::Block>(node);
      Value last;
      if (!block.binds && evaluated_.empty()) {
        for (const Node* part : block.expressions) last = evaluate(*part, input, frame);
        return last;
      }
      Frame& inner = new_frame(frame);
      for (const Node* part : block.expressions) last = evaluate(*part, input, inner);
      release(inner);
      return last;
    }
    case place_of<syntax::Bind>(): {
      const auto& binding = form_of<syntax::Bind>(node);
      const Value value = evaluate(*binding.value, input, frame);
      bind(frame, *binding.name, value);
      return value;
    }
    case place_of<syntax::Lambda>():
      return lambda(form_of<syntax::Lambda>(node), input, frame);
    case place_of<syntax::Partial>():
      return partial(node, form_of<syntax::Partial>(node), input, frame);
    case place_of<syntax::Apply>():
      return apply_operator(node, form_of<syntax::Apply>(node), input, frame);
    case place_of<syntax::Transform>():
      keep(&frame);
      return function({function::Transformer{&node, &frame}});
    case place_of<syntax::RegexLiteral>():
      return function({function::Matcher{&form_of<syntax::RegexLiteral>(node).regex}});
    case place_of<syntax::Wildcard>():
      return wildcard(input);
    case place_of<syntax::Descendants>():
      return descendants(input);
    case place_of<syntax::Parent>(): {
      const Value* const found = lookup(frame, *form_of<syntax::Parent>(node).slot->label);
      return found == nullptr ? Value() : *found;
    }
    default:
      return {};  // Placeholders have no value; what the resolver removes does not occur.
  }
}

// ---- Frames -------------------------------------------------------------------------------------

Frame& Evaluator::new_frame(Frame& parent) {
  Frame* frame = nullptr;
  if (free_frames_.empty()) {
    frame = static_cast<Frame*>(arena_.allocate(sizeof(Frame)));
    new (frame) Frame;
  } else {
    frame = free_frames_.back();
    free_frames_.pop_back();
  }
  frame->parent = &parent;
  frame->bindings = frame->own;
  frame->capacity = Frame::kInline;
  frame->size = 0;
  frame->is_kept = false;
  frame->is_shared = false;
  return *frame;
}

void Evaluator::release(Frame& frame) {
  if (!frame.is_kept) free_frames_.push_back(&frame);
}

void Evaluator::keep(Frame* frame) {
  while (frame != nullptr && !frame->is_kept) {
    frame->is_kept = true;
    frame = frame->parent;
  }
}

void Evaluator::bind(Frame& frame, const Symbol& name, const Value& value) {
  if (frame.is_shared || frame.size == frame.capacity) {
    const std::uint32_t capacity = std::max<std::uint32_t>(8, frame.size * 2);
    auto* const grown = arena_.allocate_array<BoundValue>(capacity);
    std::copy_n(frame.bindings, frame.size, grown);
    frame.bindings = grown;
    frame.capacity = capacity;
    frame.is_shared = false;
  }
  charge_bindings(frame);
  for (std::uint32_t i = 0; i < frame.size; ++i) {
    BoundValue& bound = frame.bindings[i];
    if (bound.name == &name || (bound.name->hash == name.hash && bound.name->text == name.text)) {
      bound.value = value;
      return;
    }
  }
  frame.bindings[frame.size++] = {&name, value};
}

const Value* Evaluator::lookup(const Frame& frame, const Symbol& name) {
  for (const Frame* f = &frame; f != nullptr; f = f->parent) {
    charge_bindings(*f);
    for (std::uint32_t i = 0; i < f->size; ++i) {
      const BoundValue& bound = f->bindings[i];
      if (bound.name == &name) return &bound.value;
      if (bound.name->hash == name.hash && bound.name->text == name.text) return &bound.value;
    }
  }
  return nullptr;
}

// ---- Making values

void ValueStack::reserve(std::size_t capacity) {
  auto* const grown = static_cast<Value*>(std::malloc(capacity * sizeof(Value)));
  if (grown == nullptr) throw std::bad_alloc();
  std::memcpy(static_cast<void*>(grown), data_, size_ * sizeof(Value));
  if (data_ != own()) std::free(data_);
  data_ = grown;
  capacity_ = capacity;
}

std::span<const Value> ListBuilder::copied() {
  const std::size_t count = size();
  Value* const copy = run_.arena_.allocate_array<Value>(count);
  std::copy_n(run_.stack_.data() + base_, count, copy);
  run_.charge_items(count);
  return {copy, count};
}

void ListBuilder::grow() {
  const std::size_t capacity = std::max<std::size_t>(64, run_.stack_.capacity() * 2);
  if (capacity * sizeof(Value) / 2 > run_.memory_bytes_max()) throw Failure(too_much_memory());
  run_.stack_.reserve(capacity);
}

Value Evaluator::text(std::string_view text) {
  // Halves of pairs that came to stand side by side are one character.
  std::string joined;
  if (has_lone_surrogate(text)) {
    joined = with_pairs_joined(text);
    text = joined;
  }
  char* const copy = arena_.allocate_text(text.size());
  if (!text.empty()) std::memcpy(copy, text.data(), text.size());
  charge_bytes(text.size());
  return Value::string({copy, text.size()}, is_ascii(text) ? kAscii : 0);
}

int Evaluator::order_of_texts(std::string_view a, std::string_view b) {
  charge_bytes(std::min(a.size(), b.size()));
  return compare_texts(a, b);
}

Value Evaluator::concatenate(const Value& a, const Value& b) {
  if (b.size() == 0) return a;
  if (a.size() == 0) return b;
  if (a.size() + b.size() > UINT32_MAX) throw Failure(too_much_memory());
  charge_bytes(b.size());
  const auto flags = static_cast<std::uint8_t>(a.flags() & b.flags() & kAscii);
  const std::string_view left = a.text();
  char* joined = const_cast<char*>(left.data());
  if (arena_.extend_text(left.data() + left.size(), b.size())) {
    std::memcpy(joined + left.size(), b.text().data(), b.size());
  } else {
    charge_bytes(a.size());
    joined = arena_.allocate_text(a.size() + b.size());
    std::memcpy(joined, left.data(), left.size());
    std::memcpy(joined + left.size(), b.text().data(), b.size());
  }
  const Value whole = Value::string({joined, a.size() + b.size()}, flags);
  if (flags == 0 && has_lone_surrogate(b.text())) return text(with_pairs_joined(whole.text()));
  return whole;
}

Value Evaluator::array(std::initializer_list<Value> items) {
  Value* const copy = arena_.allocate_array<Value>(items.size());
  std::copy(items.begin(), items.end(), copy);
  return Value::array({copy, items.size()});
}

namespace {

// Stands before the items of a growing array.
struct GrowthRoom {
  std::uint64_t used;
  std::uint64_t capacity;
};
static_assert(sizeof(GrowthRoom) == sizeof(Value));

}  // namespace

// JSONata's append: lists are joined, single values count as lists of one. An array that was made
// by appending has room behind it, so that a loop that appends does not copy it each time; whoever
// holds the shorter array does not see what lies behind its end.
Value Evaluator::append(const Value& list, const Value& more) {
  if (list.is_nothing()) return more;
  if (more.is_nothing()) return list;
  const std::span<const Value> first = list.is_list() ? list.items() : std::span(&list, 1);
  const std::span<const Value> second = more.is_list() ? more.items() : std::span(&more, 1);
  const std::size_t size = first.size() + second.size();
  charge_items(second.size() + 7);
  if (list.has(kGrowing) && list.is_list() && !first.empty()) {
    auto* const room = reinterpret_cast<GrowthRoom*>(const_cast<Value*>(first.data() - 1));
    if (room->used == first.size() && room->capacity >= size) {
      std::copy(second.begin(), second.end(), const_cast<Value*>(first.data()) + first.size());
      room->used = size;
      return Value::array({first.data(), size}, kGrowing);
    }
  }
  charge_items(first.size());
  const std::size_t capacity = size < 4 ? size : size * 2;
  Value* const block = arena_.allocate_array<Value>(capacity + 1);
  new (block) GrowthRoom{size, capacity};
  Value* const joined = block + 1;
  std::copy(first.begin(), first.end(), joined);
  std::copy(second.begin(), second.end(), joined + first.size());
  return Value::array({joined, size}, kGrowing);
}

Value Evaluator::function(FunctionForm form) {
  static_assert(std::is_trivially_destructible_v<FunctionForm>);
  return Value::function(arena_.make<FunctionBody>(std::move(form)));
}

std::uint64_t Evaluator::random_bits() {
  return environment_.entropy ? environment_.entropy() : splitmix(random_state_);
}

int arity_of(const Value& value) {
  if (!value.is_function()) return 0;
  return std::visit(
      overloaded{
          [](const function::Native& f) { return f.builtin->arity; },
          [](const function::Closure& f) { return static_cast<int>(f.lambda->parameters.size()); },
          [](const function::Partial& f) {
            return static_cast<int>(std::count(f.is_open.begin(), f.is_open.end(), true));
          },
          [](const function::Composition&) { return 1; },
          [](const function::Transformer&) { return 1; },
          [](const function::Matcher&) { return 2; },
          [](const function::NextMatch&) { return 0; },
      },
      value.function().form);
}

bool is_numeric(const Value& value) {
  if (!value.is_number() || std::isnan(value.number())) return false;
  if (std::isinf(value.number())) throw Failure("D1001", {.value = value});
  return true;
}

bool Evaluator::truth_of_list(const Value& list, int depth) {
  if (depth > kNestingMax) throw Failure(too_deep(depth, kNestingMax));
  for (const Value& item : list.items()) {
    charge(1);
    if (item.is_list() ? truth_of_list(item, depth + 1) : truth(item)) return true;
  }
  return false;
}

bool Evaluator::truth(const Value& value) {
  switch (value.kind()) {
    case Kind::Nothing:
    case Kind::Null:
    case Kind::Function:
      return false;
    case Kind::Boolean:
      return value.truth();
    case Kind::Number:
      return is_numeric(value) && value.number() != 0;
    case Kind::String:
    case Kind::Tuples:
      return value.size() > 0;
    case Kind::Array:
    case Kind::Sequence:
      return truth_of_list(value, 0);
    case Kind::Object:
      return value.object().size > 0;
  }
  return false;
}

Value to_string_value(Evaluator& run, const Value& value, bool pretty) {
  switch (value.kind()) {
    case Kind::Nothing:
    case Kind::String:
      return value;
    case Kind::Function:
      return Value::string("", kAscii);
    case Kind::Number:
      if (!std::isfinite(value.number())) throw Failure("D3001", {.value = value});
      break;
    default:
      break;
  }
  std::string out;
  const Value& shown =
      value.has(kOuterWrapper) && value.is_list() && value.size() > 0 ? value.item(0) : value;
  append_json(out, shown, {.pretty = pretty, .as_string = true}, run.json_budget());
  return run.text(out);
}

}  // namespace sfn::jsonata
