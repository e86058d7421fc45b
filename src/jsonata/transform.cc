// The transform operator, `| pattern | update, delete |`. JSONata, "Transform".
//
// Its copy of the object is private until it is done, and the only thing that is ever changed in
// place: objects that the pattern finds elsewhere are left alone.
#include <cmath>

#include "jsonata/evaluator.h"
#include "jsonata/number_text.h"

namespace sfn::jsonata {

Value Evaluator::clone(const Value& value, std::uint64_t owner, int depth) {
  if (depth > kNestingMax) throw Failure(too_deep(depth, kNestingMax));
  charge(1);
  if (value.is_list()) {
    ListBuilder items(*this);
    for (const Value& item : value.items()) {
      const Value copy = clone(item, owner, depth + 1);
      items.push(copy.is_nothing() ? Value::null() : copy);
    }
    return items.array();
  }
  if (value.is_object()) {
    Object* const copy = arena_.make<Object>();
    const Object& from = value.object();
    copy->owner = owner;
    copy->capacity = from.size + 2;
    copy->members = arena_.allocate_array<Member>(copy->capacity);
    for (const Member& member : from.all()) {
      set_member(*copy, member.key(), clone(member.value, owner, depth + 1));
    }
    return Value::object(copy);
  }
  if (value.is_function()) return Value::string("", kAscii);
  if (!value.is_number()) return value;
  const double number = value.number();
  if (std::isinf(number)) throw Failure("D1001", {.value = value});
  if (std::isnan(number)) return Value::null();
  if (number == std::trunc(number)) return value;
  std::string rounded;  // As a copy by way of $string is.
  append_rounded_number(rounded, number);
  return Value::number(parse_decimal(rounded));
}

Value Evaluator::run_transform(const function::Transformer& transformer, const Value& input,
                               Frame&) {
  if (input.is_nothing()) return input;
  const auto& transform = *transformer.node->as<syntax::Transform>();
  Frame& frame = *transformer.frame;
  static const Symbol kClone{"clone", hash_of("clone")};
  const Value* const replaced = lookup(frame, kClone);
  if (replaced != nullptr && !replaced->is_function()) {
    throw Failure("T2013", {.offset = transformer.node->offset});
  }
  const std::uint64_t owner = ++transforms_;
  Value source = input;
  if (replaced != nullptr) source = apply(*replaced, {&input, 1}, Value::null(), frame);
  const Value result = clone(source, owner, 0);

  const Value matches = evaluate(*transform.pattern, result, frame);
  if (matches.is_nothing()) return result;
  const auto items = matches.is_list() ? matches.items() : std::span(&matches, 1);
  for (const Value& match : items) {
    Object* const object = match.is_object() && match.object().owner == owner
                               ? const_cast<Object*>(&match.object())
                               : nullptr;
    const Value update = evaluate(*transform.update, match, frame);
    if (!update.is_nothing()) {
      if (!update.is_object()) {
        throw Failure("T2011", {.offset = transform.update->offset, .value = update});
      }
      if (object != nullptr) {
        charge(static_cast<std::int64_t>(update.object().size));
        // Taken first: the update may be the object itself.
        const std::vector<Member> members(update.object().all().begin(),
                                          update.object().all().end());
        for (const Member& member : members) set_member(*object, member.key(), member.value);
      }
    }
    if (transform.remove == nullptr) continue;
    const Value removals = evaluate(*transform.remove, match, frame);
    if (removals.is_nothing()) continue;
    const auto names = removals.is_list() ? removals.items() : std::span(&removals, 1);
    for (const Value& name : names) {
      if (!name.is_string()) {
        throw Failure("T2012", {.offset = transform.remove->offset, .value = removals});
      }
    }
    if (object == nullptr) continue;
    for (const Value& name : names) {
      charge(static_cast<std::int64_t>(object->size));
      charge_key(name.text());
      object->remove(name.text(), arena_);
    }
  }
  return result;
}

}  // namespace sfn::jsonata
