// Object constructors and the group-by operator, `{…}`: items by key, then a value for each key.
// JSONata, "Sorting, grouping and aggregation".
#include "jsonata/evaluator.h"

namespace sfn::jsonata {
namespace {

// What a key has gathered so far.
struct Gathered {
  std::string_view key = {};
  std::size_t pair = 0;
  Value data = {};                // Of one item; Nothing once there are more.
  std::vector<Value> items = {};  // Joined as $append joins them.
  std::vector<const Tuple*> tuples = {};
  std::size_t count = 0;

  void add(const Value& item, Evaluator& run) {
    if (count++ == 0) {
      data = item;
      return;
    }
    if (count == 2) join(data, run);
    join(item, run);
  }
  void join(const Value& item, Evaluator& run) {
    if (item.is_nothing()) return;
    if (item.is_list()) run.charge_items(item.size());
    if (items.size() * sizeof(Value) > run.memory_bytes_max()) throw Failure(too_much_memory());
    if (item.is_list()) {
      items.insert(items.end(), item.items().begin(), item.items().end());
    } else {
      items.push_back(item);
    }
  }
};

class Groups {
 public:
  explicit Groups(Evaluator& run) : run_(run) {}

  Gathered& at(std::string_view key, std::size_t pair, std::uint32_t offset) {
    run_.charge_key(key);
    if (const Value* const place = places_.find(key)) {
      Gathered& found = all_[static_cast<std::size_t>(place->number())];
      if (found.pair != pair)
        throw Failure("D1009", {.offset = offset, .value = Value::string(key)});
      return found;
    }
    run_.set_member(places_, key, Value::number(static_cast<double>(all_.size())));
    all_.push_back({.key = key, .pair = pair});
    return all_.back();
  }
  std::vector<Gathered>& all() { return all_; }

 private:
  Evaluator& run_;
  Object places_;
  std::vector<Gathered> all_;
};

std::string_view key_text(const Value& key, std::uint32_t offset) {
  if (!key.is_string()) throw Failure("T1003", {.offset = offset, .value = key});
  return key.text();
}

}  // namespace

// What an object constructor nearly always is given: one item, all keys different.
Value Evaluator::object_of_one(const std::vector<syntax::Pair>& pairs, std::uint32_t offset,
                               const Value& input, Frame& frame) {
  Object* const object = arena_.make<Object>();
  object->capacity = static_cast<std::uint32_t>(pairs.size());
  object->members = arena_.allocate_array<Member>(pairs.size());
  ListBuilder keys(*this);
  for (const syntax::Pair& pair : pairs) {
    const Value key = evaluate(*pair.key, input, frame);
    if (!key.is_nothing()) key_text(key, offset);
    keys.push(key);
  }
  // A key that occurs twice is an error even where one of its values is Nothing.
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (keys[i].is_nothing()) continue;
    const std::string_view key = keys[i].text();
    charge_key(key);
    if (object->find(key) != nullptr) throw Failure("D1009", {.offset = offset, .value = keys[i]});
    set_member(*object, key, Value());
  }
  std::size_t missing = 0;
  std::uint32_t member = 0;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (keys[i].is_nothing()) continue;
    const Value value = evaluate(*pairs[i].value, input, frame);
    if (value.is_nothing()) ++missing;
    object->members[member++].value = value;
  }
  if (missing == 0) return Value::object(object);
  Object* const filled = arena_.make<Object>();
  for (const Member& m : object->all()) {
    if (!m.value.is_nothing()) set_member(*filled, m.key(), m.value);
  }
  return Value::object(filled);
}

Value Evaluator::group(const std::vector<syntax::Pair>& pairs, std::uint32_t offset,
                       const Value& input, Frame& frame) {
  if (!input.is_tuples()) {
    if (!input.is_list()) return object_of_one(pairs, offset, input, frame);
    if (input.size() == 0) return object_of_one(pairs, offset, Value(), frame);
    if (input.size() == 1) return object_of_one(pairs, offset, input.item(0), frame);
  }
  Groups groups(*this);
  const std::size_t count = input.size();
  for (std::size_t i = 0; i < count; ++i) {
    const Tuple* const tuple = input.is_tuples() ? input.tuples()[i] : nullptr;
    const Value item = tuple != nullptr ? tuple->at : input.item(i);
    Frame& inner = tuple != nullptr ? tuple_frame(*tuple, frame) : frame;
    for (std::size_t p = 0; p < pairs.size(); ++p) {
      const Value key = evaluate(*pairs[p].key, item, inner);
      if (key.is_nothing()) continue;
      charge(1);
      Gathered& gathered = groups.at(key_text(key, offset), p, offset);
      gathered.add(item, *this);
      if (tuple != nullptr) gathered.tuples.push_back(tuple);
    }
    if (tuple != nullptr) release(inner);
  }
  if (count == 0) return object_of_one(pairs, offset, Value(), frame);

  Object* const object = arena_.make<Object>();
  for (Gathered& gathered : groups.all()) {
    const Node& value_node = *pairs[gathered.pair].value;
    Value context = gathered.data;
    if (gathered.count > 1) {
      ListBuilder items(*this);
      items.push_all(gathered.items);
      context = items.array();
    }
    Value value;
    if (input.is_tuples()) {
      // The bindings of all tuples of the group, joined name by name.
      std::vector<BoundValue> joined;
      for (const Tuple* tuple : gathered.tuples) {
        for (const BoundValue& bound : tuple->bindings) {
          charge(1);
          const auto same = std::find_if(joined.begin(), joined.end(), [&](const BoundValue& b) {
            return b.name->text == bound.name->text;
          });
          if (same == joined.end()) {
            joined.push_back(bound);
          } else {
            same->value = append(same->value, bound.value);
          }
        }
      }
      Frame& inner = new_frame(frame);
      for (const BoundValue& bound : joined) bind(inner, *bound.name, bound.value);
      value = evaluate(value_node, context, inner);
      release(inner);
    } else {
      value = evaluate(value_node, context, frame);
    }
    if (!value.is_nothing()) set_member(*object, gathered.key, value);
  }
  return Value::object(object);
}

}  // namespace sfn::jsonata
