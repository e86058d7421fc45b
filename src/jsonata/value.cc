#include "jsonata/value.h"

#include <algorithm>
#include <cstring>

#include "jsonata/error.h"

namespace sfn::jsonata {

std::uint32_t hash_of(std::string_view text) {
  std::uint32_t hash = 2'166'136'261U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619U;
  return hash ^ (hash >> 15);
}

std::uint32_t Object::place_by_hash(std::string_view key) const {
  const std::uint32_t hash = hash_of(key);
  for (std::uint32_t slot = hash;; ++slot) {
    const std::uint32_t place = slots[slot & (slot_count - 1)];
    if (place == kNowhere) return kNowhere;
    if (members[place].hash == hash && members[place].key() == key) return place;
  }
}

void Object::note(std::uint32_t place) {
  std::uint32_t slot = members[place].hash;
  while (slots[slot & (slot_count - 1)] != kNowhere) ++slot;
  slots[slot & (slot_count - 1)] = place;
}

void Object::index_all(Arena& arena) {
  std::uint32_t count = 32;
  while (count < capacity * 2) count *= 2;
  slots = arena.allocate_array<std::uint32_t>(count);
  slot_count = count;
  std::fill_n(slots, count, kNowhere);
  for (std::uint32_t place = 0; place < size; ++place) {
    members[place].hash = hash_of(members[place].key());
    note(place);
  }
}

void Object::set(std::string_view key, const Value& value, Arena& arena) {
  const std::uint32_t place = place_of(key);
  if (place != kNowhere) {
    members[place].value = value;
    return;
  }
  if (size == capacity) {
    capacity = std::max<std::uint32_t>(4, capacity * 2);
    Member* const grown = arena.allocate_array<Member>(capacity);
    if (size > 0) std::memcpy(static_cast<void*>(grown), members, size * sizeof(Member));
    members = grown;
    slots = nullptr;
  }
  members[size] = {key.data(), static_cast<std::uint32_t>(key.size()), 0, value};
  ++size;
  if (size <= kScanMax) return;
  if (slots == nullptr) return index_all(arena);
  members[size - 1].hash = hash_of(key);
  note(size - 1);
}

void Object::remove(std::string_view key, Arena& arena) {
  const std::uint32_t place = place_of(key);
  if (place == kNowhere) return;
  std::copy(members + place + 1, members + size, members + place);
  --size;
  slots = nullptr;
  if (size > kScanMax) index_all(arena);
}

namespace {

bool equal_at(const Value& a, const Value& b, int depth, std::int64_t& steps);

void take(std::int64_t& steps, std::size_t items) {
  steps -= 1 + static_cast<std::int64_t>(items / 8);
  if (steps < 0) throw Failure(too_many_steps());
}

void take_bytes(std::int64_t& steps, std::size_t bytes) {
  steps -= static_cast<std::int64_t>(bytes / 64);
  if (steps < 0) throw Failure(too_many_steps());
}

// Texts of different lengths are told apart without a look at them.
bool equal_texts(std::string_view a, std::string_view b, std::int64_t& steps) {
  if (a.size() != b.size()) return false;
  take_bytes(steps, a.size());
  return a == b;
}

bool equal_objects(const Object& a, const Object& b, int depth, std::int64_t& steps) {
  if (a.size != b.size) return false;
  take(steps, a.size);
  std::uint32_t hint = 0;
  for (std::uint32_t place = 0; place < a.size; ++place) {
    hint = place;
    take_bytes(steps, a.members[place].size);
    const Value* const other = b.find(a.members[place].key(), hint);
    if (other == nullptr || !equal_at(a.members[place].value, *other, depth, steps)) return false;
  }
  return true;
}

bool equal_at(const Value& a, const Value& b, int depth, std::int64_t& steps) {
  if (a.is_list() && b.is_list()) {
    if (a.size() != b.size()) return false;
    if (a.is_same_as(b)) return true;
    if (depth > kNestingMax) throw Failure(too_deep(depth, kNestingMax));
    take(steps, a.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
      if (!equal_at(a.item(i), b.item(i), depth + 1, steps)) return false;
    }
    return true;
  }
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Kind::Nothing:
    case Kind::Null:
      return true;
    case Kind::Boolean:
      return a.truth() == b.truth();
    case Kind::Number:
      return a.number() == b.number();
    case Kind::String:
      return equal_texts(a.text(), b.text(), steps);
    case Kind::Function:
      return &a.function() == &b.function();
    case Kind::Object:
      if (&a.object() == &b.object()) return true;
      if (depth > kNestingMax) throw Failure(too_deep(depth, kNestingMax));
      return equal_objects(a.object(), b.object(), depth + 1, steps);
    case Kind::Array:
    case Kind::Sequence:
    case Kind::Tuples:
      return false;
  }
  return false;
}

}  // namespace

bool deep_equal(const Value& a, const Value& b, std::int64_t& steps) {
  return equal_at(a, b, 0, steps);
}

std::string_view type_name(const Value& value) {
  switch (value.kind()) {
    case Kind::Nothing:
      return {};
    case Kind::Null:
      return "null";
    case Kind::Boolean:
      return "boolean";
    case Kind::Number:
      return "number";
    case Kind::String:
      return "string";
    case Kind::Array:
    case Kind::Sequence:
    case Kind::Tuples:
      return "array";
    case Kind::Object:
      return "object";
    case Kind::Function:
      return "function";
  }
  return {};
}

}  // namespace sfn::jsonata
