// Object functions. JSONata, "Object functions".
#include <array>

#include "jsonata/functions/library.h"

namespace sfn::jsonata::functions {
namespace {

Value key_value(const Member& member) { return Value::string(member.key()); }

void gather_keys(const Value& value, Object& seen, Evaluator& run, int depth) {
  if (depth > kNestingMax) throw Failure(too_deep(depth, kNestingMax));
  if (value.is_object()) {
    run.charge(static_cast<std::int64_t>(value.object().size));
    for (const Member& member : value.object().all()) {
      run.set_member(seen, member.key(), Value::boolean(true));
    }
  } else if (value.is_list()) {
    run.charge(static_cast<std::int64_t>(value.size()));
    for (const Value& item : value.items()) gather_keys(item, seen, run, depth + 1);
  }
}

Value keys(Invocation& call) {
  ListBuilder found(call.run);
  if (call[0].is_object()) {
    for (const Member& member : call[0].object().all()) found.push(key_value(member));
  } else if (call[0].is_list()) {
    Object seen;
    gather_keys(call[0], seen, call.run, 0);
    for (const Member& member : seen.all()) found.push(key_value(member));
  }
  return found.sequence();
}

Value look_up(const Value& value, std::string_view key, Evaluator& run, int depth) {
  if (depth > kNestingMax) throw Failure(too_deep(depth, kNestingMax));
  if (value.is_object()) {
    run.charge_key(key);
    const Value* const found = value.object().find(key);
    return found == nullptr ? Value() : *found;
  }
  if (!value.is_list()) return {};
  ListBuilder found(run);
  run.charge(static_cast<std::int64_t>(value.size()));
  for (const Value& item : value.items()) {
    const Value member = look_up(item, key, run, depth + 1);
    if (member.is_nothing()) continue;
    if (member.is_list()) {
      run.charge_items(member.size());
      found.push_all(member.items());
    } else {
      found.push(member);
    }
  }
  return found.sequence();
}

Value lookup(Invocation& call) {
  if (!call[1].is_string()) return {};
  return look_up(call[0], call[1].text(), call.run, 0);
}

Value spread_one(const Value& value, Evaluator& run, int depth);

Value spread_list(const Value& list, Evaluator& run, int depth) {
  if (depth > kNestingMax) throw Failure(too_deep(depth, kNestingMax));
  ListBuilder all(run);
  bool joined = false;
  for (const Value& item : list.items()) {
    const Value part = spread_one(item, run, depth + 1);
    if (part.is_nothing()) continue;
    joined = true;
    if (part.is_list()) {
      run.charge_items(part.size());
      all.push_all(part.items());
    } else {
      all.push(part);
    }
  }
  return joined ? all.array() : all.sequence();
}

Value spread_one(const Value& value, Evaluator& run, int depth) {
  run.charge(1);
  if (value.is_list()) return spread_list(value, run, depth);
  if (!value.is_object()) return value;
  ListBuilder members(run);
  for (const Member& member : value.object().all()) {
    run.charge(1);
    auto* const single = run.arena().make<Object>();
    single->capacity = 1;
    single->members = run.arena().allocate_array<Member>(1);
    single->set(member.key(), member.value, run.arena());
    members.push(Value::object(single));
  }
  return members.sequence();
}

Value spread(Invocation& call) { return spread_one(call[0], call.run, 0); }

Value merge(Invocation& call) {
  if (call[0].is_nothing()) return {};
  auto* const merged = call.run.arena().make<Object>();
  for (const Value& item : items_of(call[0])) {
    if (!item.is_object()) continue;
    call.run.charge(1 + static_cast<std::int64_t>(item.object().size));
    for (const Member& member : item.object().all()) {
      call.run.set_member(*merged, member.key(), member.value);
    }
  }
  return Value::object(merged);
}

Value sift(Invocation& call) {
  if (!call[0].is_object()) return {};
  auto* const kept = call.run.arena().make<Object>();
  for (const Member& member : call[0].object().all()) {
    const std::array<Value, 3> arguments{member.value, key_value(member), call[0]};
    if (call.run.truth(call_for_item(call, call[1], arguments))) {
      call.run.set_member(*kept, member.key(), member.value);
    }
  }
  return kept->size == 0 ? Value() : Value::object(kept);
}

Value each(Invocation& call) {
  ListBuilder results(call.run);
  if (!call[0].is_object()) return results.sequence();
  for (const Member& member : call[0].object().all()) {
    const std::array<Value, 3> arguments{member.value, key_value(member), call[0]};
    const Value result = call_for_item(call, call[1], arguments);
    if (!result.is_nothing()) results.push(result);
  }
  return results.sequence();
}

Value type(Invocation& call) {
  return call[0].is_nothing() ? Value() : Value::string(type_name(call[0]), kAscii);
}

constexpr auto kObjects = std::to_array<Declaration>({
    {"keys", "<x-:a<s>>", 1, keys},
    {"lookup", "<x-s:x>", 2, lookup},
    {"spread", "<x-:a<o>>", 1, spread},
    {"merge", "<a<o>:o>", 1, merge},
    {"sift", "<o-f?:o>", 2, sift},
    {"each", "<o-f:a>", 2, each},
    {"type", "<x:s>", 1, type},
});

}  // namespace

std::span<const Declaration> objects() { return kObjects; }

}  // namespace sfn::jsonata::functions
