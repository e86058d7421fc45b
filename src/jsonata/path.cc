// Paths: steps that map, filters, wildcards, and the tuples of paths that bind variables.
// JSONata, "Path operators" and "Sequences".
#include <array>
#include <cmath>

#include "jsonata/evaluator.h"

namespace sfn::jsonata {
namespace {

std::size_t hint_slots(const Node& node) { return node.number & 63; }

// The place that an index means in a list, or npos. Negative ones count from the end.
std::size_t place_of_index(double index, std::size_t size) {
  double place = std::floor(index);
  if (place < 0) place += static_cast<double>(size);
  if (!(place >= 0) || place >= static_cast<double>(size)) return std::string_view::npos;
  return static_cast<std::size_t>(place);
}

bool is_plain_list(const Value& value) { return value.is_list() && !value.has(kConstructed); }

bool all_numbers(const Value& list) {
  for (const Value& item : list.items()) {
    if (!is_numeric(item)) return false;
  }
  return true;
}

}  // namespace

Value Evaluator::find_member(const Value& value, const Node& name_node, std::string_view name) {
  if (value.is_object()) {
    charge_key(name);
    const Value* const found = value.object().find(name, hints_[hint_slots(name_node)]);
    return found == nullptr ? Value() : *found;
  }
  return value.is_list() ? find_in_list(value, name_node, name) : Value();
}

Value Evaluator::find_in_list(const Value& list, const Node& name_node, std::string_view name) {
  if (++depth_ > Bounds::kDepthMax) fail_too_deep();
  ListBuilder found(*this);
  for (const Value& item : list.items()) {
    const Value member = find_member(item, name_node, name);
    if (member.is_nothing()) continue;
    if (member.is_list()) {
      found.push_all(member.items());
    } else {
      found.push(member);
    }
  }
  --depth_;
  charge_items(list.size() * 4);
  return found.sequence();
}

// What a path is at between two steps: a list of items, or one item that is no list of its own.
struct Evaluator::Stream {
  Value value;
  bool is_one = false;

  std::span<const Value> items() const {
    if (is_one) return {&value, 1};
    return value.items();
  }
  bool is_empty() const { return !is_one && value.size() == 0; }
};

// A path of names alone, the most frequent by far: no frames, no tuples, no evaluation of steps.
Value Evaluator::names_path(const Node& node, const syntax::Path& path, const Value& input) {
  Value current = input;  // One item, or a list of items.
  bool is_list = input.is_list();
  const std::size_t last = path.steps.size() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    const Node& step = *path.steps[i];
    const std::string& name = std::get_if<syntax::Name>(&step.form)->text;
    const auto member_of = [&](const Value& item) {
      const Value member = find_member(item, step, name);
      if (!member.is_sequence()) return member;
      return normalized(step.keep_array ? member.with(kKeepSingleton) : member);
    };
    if (--steps_ < 0) throw Failure(too_many_steps());
    if (!is_list) {
      current = member_of(current);
      if (current.is_nothing()) return {};
      is_list = is_plain_list(current);
      if (is_list && !(i == last && current.kind() == Kind::Array)) current = current.as_sequence();
      continue;
    }
    ListBuilder found(*this);
    Value only;
    std::size_t count = 0;
    const auto items = current.items();
    charge(static_cast<std::int64_t>(items.size()));
    for (const Value& item : items) {
      const Value member = member_of(item);
      if (member.is_nothing()) continue;
      only = member;
      ++count;
      if (is_plain_list(member)) {
        found.push_all(member.items());
      } else {
        found.push(member);
      }
    }
    if (i == last && count == 1 && only.kind() == Kind::Array) {
      current = only;
    } else if (found.size() == 1) {
      // A sequence of one is its item, unless the item is a list, which may not be taken apart.
      current = found[0];
      is_list = false;
      if (current.is_list() || node.keep_singleton) {
        current = found.sequence();
        is_list = true;
      }
    } else {
      if (found.size() == 0) return {};
      current = found.sequence();
    }
  }
  if (node.keep_singleton) {
    if (!is_list && !current.is_list()) {
      current = Value::sequence({arena_.make<Value>(current), 1});
    } else if (current.has(kConstructed) && !current.is_sequence()) {
      current = Value::sequence({arena_.make<Value>(current), 1});
    }
    current = current.with(kKeepSingleton);
  }
  return current;
}

Value Evaluator::path(const Node& node, const syntax::Path& path, const Value& input,
                      Frame& frame) {
  if (path.only_names && !node.group && depth_ < environment_.bounds.depth) {
    return names_path(node, path, input);
  }
  Stream stream{input, true};
  if (input.is_list() && !path.steps.front()->is<syntax::Variable>()) stream.is_one = false;

  Value tuples;
  bool binds = false;
  const std::size_t last = path.steps.size() - 1;
  for (std::size_t i = 0; i <= last; ++i) {
    const Node& next = *path.steps[i];
    if (next.is_tuple) binds = true;
    Value result;
    if (i == 0 && next.constructs) {
      // An array constructor in front is evaluated once, not for each item of the context.
      const Value context = stream.is_one ? Value::sequence({arena_.make<Value>(input), 1}) : input;
      result = evaluate(next, context, frame);
      if (!result.is_list()) {
        if (result.is_nothing()) return {};
        result = Value::sequence({arena_.make<Value>(result), 1});
      }
      stream = {result, false};
      if (stream.is_empty() && !binds) break;
      continue;
    }
    if (binds) {
      tuples = tuple_step(next, stream.items(), tuples, frame);
      continue;
    }
    result = step(next, stream.items(), i == last, frame);
    stream = {result, false};
    if (stream.is_empty()) break;
  }

  Value result = stream.value;
  if (stream.is_one) result = Value::sequence({arena_.make<Value>(stream.value), 1});
  if (binds) {
    if (node.is_tuple) {
      result = tuples;
    } else {
      ListBuilder items(*this);
      for (const Tuple* tuple : tuples.tuples()) items.push(tuple->at);
      result = items.sequence();
    }
  }
  if (node.keep_singleton && result.is_list()) {
    if (result.has(kConstructed) && !result.is_sequence()) {
      result = Value::sequence({arena_.make<Value>(result), 1});
    }
    result = result.with(kKeepSingleton);
  }
  if (node.group) {
    result = group(node.group->pairs, node.group->offset, binds ? tuples : result, frame);
  }
  return result;
}

// One step for all items so far. A sequence, or the array that is the last step's only result.
Value Evaluator::step(const Node& node, std::span<const Value> items, bool is_last, Frame& frame) {
  if (const auto* const order = node.as<syntax::Sort>()) {
    return apply_stages(node, sort(node, *order, items, frame), frame);
  }
  ListBuilder found(*this);
  Value only;
  std::size_t count = 0;
  for (const Value& item : items) {
    Value result = evaluate(node, item, frame);
    for (const Stage& stage : node.stages) {
      if (stage.filter != nullptr) result = filter(*stage.filter, result, frame);
    }
    if (result.is_tuples()) {
      for (const Tuple* tuple : result.tuples()) found.push(tuple->at);
      count += result.size();
      continue;
    }
    if (result.is_nothing()) continue;
    only = result;
    ++count;
    if (items.size() == 1) break;  // Nothing to join: its items are the sequence.
    if (is_plain_list(result)) {
      charge_items(result.size());
      found.push_all(result.items());
    } else {
      found.push(result);
    }
  }
  if (is_last && count == 1 && only.kind() == Kind::Array) return only;
  if (items.size() == 1 && count == 1 && found.size() == 0) {
    if (is_plain_list(only)) return only.as_sequence();
    found.push(only);
  }
  return found.sequence();
}

Value Evaluator::apply_stages(const Node& step, Value value, Frame& frame) {
  for (const Stage& stage : step.stages) {
    if (stage.filter != nullptr) value = filter(*stage.filter, value, frame);
  }
  return value;
}

Value Evaluator::filter(const Node& predicate, const Value& input, Frame& frame) {
  if (input.is_tuples()) return filter_tuples(predicate, input, frame);
  const Value one = input;
  const std::span<const Value> items = input.is_list() ? input.items() : std::span(&one, 1);
  const auto* const literal = predicate.as<syntax::Literal>();
  if (literal != nullptr && literal->value.is_number() && predicate.is_bare) {
    const std::size_t place = place_of_index(literal->value.number(), items.size());
    if (place == std::string_view::npos || items[place].is_nothing()) return Value::sequence({});
    if (items[place].is_list()) return items[place];
    return Value::sequence({arena_.make<Value>(items[place]), 1});
  }
  ListBuilder kept(*this);
  for (std::size_t i = 0; i < items.size(); ++i) {
    const Value result = evaluate(predicate, items[i], frame);
    if (result.is_number() && is_numeric(result)) {
      if (place_of_index(result.number(), items.size()) == i) kept.push(items[i]);
    } else if (result.is_list() && all_numbers(result)) {
      charge_items(result.size());
      for (const Value& index : result.items()) {
        if (place_of_index(index.number(), items.size()) == i) kept.push(items[i]);
      }
    } else if (truth(result)) {
      kept.push(items[i]);
    }
  }
  return kept.sequence();
}

// ---- Tuples -------------------------------------------------------------------------------------

Frame& Evaluator::tuple_frame(const Tuple& tuple, Frame& parent) {
  Frame& frame = new_frame(parent);
  frame.bindings = const_cast<BoundValue*>(tuple.bindings.data());
  frame.size = static_cast<std::uint32_t>(tuple.bindings.size());
  frame.capacity = frame.size;
  frame.is_shared = true;
  return frame;
}

namespace {

// The bindings of `base` with some more, which win over those of the same name.
std::span<const BoundValue> with_bindings(Arena& arena, std::span<const BoundValue> base,
                                          std::span<const BoundValue> more) {
  if (more.empty()) return base;
  auto* const joined = arena.allocate_array<BoundValue>(base.size() + more.size());
  std::size_t size = base.size();
  std::copy(base.begin(), base.end(), joined);
  for (const BoundValue& bound : more) {
    std::size_t place = 0;
    while (place < size && joined[place].name->text != bound.name->text) ++place;
    joined[place] = bound;
    if (place == size) ++size;
  }
  return {joined, size};
}

class TupleList {
 public:
  explicit TupleList(Arena& arena) : arena_(arena) {}
  void add(const Value& at, std::span<const BoundValue> bindings) {
    tuples_.push_back(arena_.make<Tuple>(at, bindings));
  }
  void add(const Tuple* tuple) { tuples_.push_back(tuple); }
  Value finish() {
    auto* const copy = arena_.allocate_array<const Tuple*>(tuples_.size());
    std::copy(tuples_.begin(), tuples_.end(), copy);
    return Value::tuples({copy, tuples_.size()});
  }

 private:
  Arena& arena_;
  std::vector<const Tuple*> tuples_;
};

}  // namespace

Value Evaluator::tuple_step(const Node& node, std::span<const Value> items, const Value& tuples,
                            Frame& frame) {
  TupleList made(arena_);
  if (const auto* const order = node.as<syntax::Sort>()) {
    if (!tuples.is_nothing()) {
      return tuple_stages(node, sort_tuples(node, *order, tuples, frame), frame);
    }
    const Value sorted = sort(node, *order, items, frame);
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      BoundValue place{node.index, Value::number(static_cast<double>(i))};
      made.add(sorted.item(i), node.index == nullptr ? std::span<const BoundValue>()
                                                     : with_bindings(arena_, {}, {&place, 1}));
    }
    return tuple_stages(node, made.finish(), frame);
  }

  const auto one = [&](const Value& at, std::span<const BoundValue> bindings, Frame& context) {
    Value result = evaluate(node, at, context);
    if (result.is_nothing()) return;
    if (result.is_tuples()) {
      for (const Tuple* tuple : result.tuples()) {
        charge(1);
        made.add(tuple->at, with_bindings(arena_, bindings, tuple->bindings));
      }
      return;
    }
    const std::span<const Value> results =
        result.is_list() ? result.items() : std::span(&result, 1);
    for (std::size_t i = 0; i < results.size(); ++i) {
      charge(1);
      std::array<BoundValue, 3> more{};
      std::size_t count = 0;
      if (node.focus != nullptr) more[count++] = {node.focus, results[i]};
      if (node.index != nullptr)
        more[count++] = {node.index, Value::number(static_cast<double>(i))};
      if (node.ancestor != nullptr) more[count++] = {node.ancestor->label, at};
      made.add(node.focus != nullptr ? at : results[i],
               with_bindings(arena_, bindings, std::span(more).first(count)));
    }
  };
  if (tuples.is_nothing()) {
    for (const Value& item : items) one(item, {}, frame);
  } else {
    for (const Tuple* tuple : tuples.tuples()) {
      Frame& inner = tuple_frame(*tuple, frame);
      one(tuple->at, tuple->bindings, inner);
      release(inner);
    }
  }
  return tuple_stages(node, made.finish(), frame);
}

Value Evaluator::tuple_stages(const Node& step, Value tuples, Frame& frame) {
  for (const Stage& stage : step.stages) {
    if (stage.filter != nullptr) {
      tuples = filter_tuples(*stage.filter, tuples, frame);
      continue;
    }
    TupleList numbered(arena_);
    for (std::size_t i = 0; i < tuples.size(); ++i) {
      const Tuple& tuple = *tuples.tuples()[i];
      const BoundValue place{stage.index, Value::number(static_cast<double>(i))};
      numbered.add(tuple.at, with_bindings(arena_, tuple.bindings, {&place, 1}));
    }
    tuples = numbered.finish();
  }
  return tuples;
}

Value Evaluator::filter_tuples(const Node& predicate, const Value& tuples, Frame& frame) {
  TupleList kept(arena_);
  const auto all = tuples.tuples();
  const auto* const literal = predicate.as<syntax::Literal>();
  if (literal != nullptr && literal->value.is_number()) {
    const std::size_t place = place_of_index(literal->value.number(), all.size());
    if (place != std::string_view::npos) kept.add(all[place]);
    return kept.finish();
  }
  for (std::size_t i = 0; i < all.size(); ++i) {
    Frame& inner = tuple_frame(*all[i], frame);
    const Value result = evaluate(predicate, all[i]->at, inner);
    release(inner);
    if (result.is_number() && is_numeric(result)) {
      if (place_of_index(result.number(), all.size()) == i) kept.add(all[i]);
    } else if (result.is_list() && all_numbers(result)) {
      charge_items(result.size());
      for (const Value& index : result.items()) {
        if (place_of_index(index.number(), all.size()) == i) kept.add(all[i]);
      }
    } else if (truth(result)) {
      kept.add(all[i]);
    }
  }
  return kept.finish();
}

// ---- Wildcards

void Evaluator::flatten(const Value& value, ListBuilder& out, int depth) {
  charge(1);
  if (!value.is_list()) return out.push(value);
  if (depth > kNestingMax) throw Failure(too_deep(depth, kNestingMax));
  for (const Value& item : value.items()) flatten(item, out, depth + 1);
}

void Evaluator::collect(const Value& value, ListBuilder& out, int depth) {
  charge(1);
  if (depth > kNestingMax) throw Failure(too_deep(depth, kNestingMax));
  if (value.is_list()) {
    for (const Value& item : value.items()) collect(item, out, depth + 1);
    return;
  }
  out.push(value);
  if (!value.is_object()) return;
  for (const Member& member : value.object().all()) collect(member.value, out, depth + 1);
}

Value Evaluator::wildcard(const Value& input) {
  Value value = input;
  if (value.has(kOuterWrapper) && value.size() > 0) value = value.item(0);
  ListBuilder found(*this);
  bool joined = false;  // Joining lists makes an array of the sequence.
  const auto add = [&](const Value& member) {
    if (member.is_list()) joined = true;
    flatten(member, found, 0);
  };
  if (value.is_object()) {
    for (const Member& member : value.object().all()) add(member.value);
  } else if (value.is_list()) {
    for (const Value& item : value.items()) add(item);
  }
  return joined ? found.array() : found.sequence();
}

Value Evaluator::descendants(const Value& input) {
  if (input.is_nothing()) return {};
  ListBuilder found(*this);
  collect(input, found, 0);
  return found.size() == 1 ? found[0] : found.sequence();
}

}  // namespace sfn::jsonata
