// Value: what an expression works on.
//
// JSONata knows more than JSON does, and each kind is one of its own here: Nothing (no value at
// all, JavaScript's undefined), the values of JSON, Function, and Sequence, the list of results of
// a path, which stands for its item where it has only one and for Nothing where it has none. An
// Array is what a document or a constructor holds, and stays one.
//
// A value is two words and borrows what it refers to from an arena (arena.h), so that a copy costs
// nothing. It is never changed once it is visible; a text or an array may be a part of a longer
// one. JSONata, "Sequences", "Singleton array and value equivalence".
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "jsonata/arena.h"

namespace sfn::jsonata {

enum class Kind : std::uint8_t {
  Nothing,
  Null,
  Boolean,
  Number,
  String,
  Array,
  Sequence,
  Object,
  Function,
  Tuples,  ///< The stream of a path that binds variables; never leaves the evaluator.
};

struct Object;
struct Tuple;
struct FunctionBody;

/// What is known of a text or a list besides its content.
enum ValueFlag : std::uint8_t {
  kAscii = 1,          ///< A text of ASCII alone, so that its characters are its bytes.
  kKeepSingleton = 2,  ///< A sequence that stays one even of one item: `path[]`.
  kConstructed = 4,    ///< An array that was written as `[…]` as a step, and is not flattened.
  kOuterWrapper = 8,   ///< A list of one array: the context that the expression was given.
  kGrowing = 16,       ///< An array with spare room behind it (Evaluator::append).
};

class Value {
 public:
  constexpr Value() : number_(0) {}

  static Value null() { return Value(Kind::Null); }
  static Value boolean(bool truth) {
    Value v(Kind::Boolean);
    v.size_ = truth ? 1 : 0;
    return v;
  }
  static Value number(double number) {
    Value v(Kind::Number);
    v.number_ = number;
    return v;
  }
  /// Borrows the text, which is UTF-8 in which halves of surrogate pairs may stand by themselves.
  static Value string(std::string_view text, std::uint8_t flags = 0) {
    Value v(Kind::String);
    v.flags_ = flags;
    v.size_ = static_cast<std::uint32_t>(text.size());
    v.text_ = text.data();
    return v;
  }
  static Value array(std::span<const Value> items, std::uint8_t flags = 0) {
    return list(Kind::Array, items, flags);
  }
  static Value sequence(std::span<const Value> items, std::uint8_t flags = 0) {
    return list(Kind::Sequence, items, flags);
  }
  static Value object(const Object* object) {
    Value v(Kind::Object);
    v.object_ = object;
    return v;
  }
  static Value function(const FunctionBody* function) {
    Value v(Kind::Function);
    v.function_ = function;
    return v;
  }
  static Value tuples(std::span<const Tuple* const> tuples) {
    Value v(Kind::Tuples);
    v.size_ = static_cast<std::uint32_t>(tuples.size());
    v.tuples_ = tuples.data();
    return v;
  }

  Kind kind() const { return kind_; }
  bool is_nothing() const { return kind_ == Kind::Nothing; }
  bool is_null() const { return kind_ == Kind::Null; }
  bool is_boolean() const { return kind_ == Kind::Boolean; }
  bool is_number() const { return kind_ == Kind::Number; }
  bool is_string() const { return kind_ == Kind::String; }
  bool is_sequence() const { return kind_ == Kind::Sequence; }
  /// An array or a sequence: most of the language makes no difference.
  bool is_list() const { return kind_ == Kind::Array || kind_ == Kind::Sequence; }
  bool is_object() const { return kind_ == Kind::Object; }
  bool is_function() const { return kind_ == Kind::Function; }
  bool is_tuples() const { return kind_ == Kind::Tuples; }

  // Each for its kind alone.
  bool truth() const { return size_ != 0; }
  double number() const { return number_; }
  std::string_view text() const { return {text_, size_}; }
  std::span<const Value> items() const { return {items_, size_}; }
  const Value& item(std::size_t place) const { return items_[place]; }
  const Object& object() const { return *object_; }
  const FunctionBody& function() const { return *function_; }
  std::span<const Tuple* const> tuples() const { return {tuples_, size_}; }
  /// Bytes of a text, items of a list or of tuples.
  std::size_t size() const { return size_; }

  bool has(ValueFlag flag) const { return (flags_ & flag) != 0; }
  std::uint8_t flags() const { return flags_; }
  Value with(ValueFlag flag) const {
    Value v = *this;
    v.flags_ = static_cast<std::uint8_t>(v.flags_ | flag);
    return v;
  }
  Value without(ValueFlag flag) const {
    Value v = *this;
    v.flags_ = static_cast<std::uint8_t>(v.flags_ & ~flag);
    return v;
  }
  /// The list as an array without flags, or as a sequence.
  Value as_array() const { return list(Kind::Array, items(), flags_ & kGrowing); }
  Value as_sequence() const { return list(Kind::Sequence, items(), flags_ & kGrowing); }

  /// Whether both are one list, object or function in memory.
  bool is_same_as(const Value& other) const {
    return kind_ == other.kind_ && size_ == other.size_ && items_ == other.items_;
  }

 private:
  explicit constexpr Value(Kind kind) : kind_(kind), number_(0) {}
  static Value list(Kind kind, std::span<const Value> items, unsigned flags) {
    Value v(kind);
    v.flags_ = static_cast<std::uint8_t>(flags);
    v.size_ = static_cast<std::uint32_t>(items.size());
    v.items_ = items.data();
    return v;
  }

  Kind kind_ = Kind::Nothing;
  std::uint8_t flags_ = 0;
  std::uint32_t size_ = 0;
  union {
    double number_;
    const char* text_;
    const Value* items_;
    const Object* object_;
    const FunctionBody* function_;
    const Tuple* const* tuples_;
  };
};
static_assert(sizeof(Value) == 16);

/// How deep values may be nested where something walks all of one: to print, compare or copy it.
inline constexpr int kNestingMax = 1'200;

/// A member of an object.
struct Member {
  const char* text;
  std::uint32_t size;
  std::uint32_t hash;  ///< Of the key, where the object has an index.
  Value value;

  std::string_view key() const { return {text, size}; }
};

/// Members in the order of insertion. Built by ObjectBuilder, then left alone (but for the private
/// copy of a transform, which is changed before anyone else sees it).
struct Object {
  Member* members = nullptr;
  std::uint32_t size = 0;
  std::uint32_t capacity = 0;
  std::uint32_t* slots = nullptr;  ///< An open hash table of places, above kScanMax members.
  std::uint32_t slot_count = 0;
  std::uint64_t owner = 0;  ///< The transform whose private copy this is, or 0.

  static constexpr std::uint32_t kScanMax = 12;
  static constexpr std::uint32_t kNowhere = UINT32_MAX;

  std::span<const Member> all() const { return {members, size}; }
  const Value* find(std::string_view key) const {
    const std::uint32_t place = place_of(key);
    return place == kNowhere ? nullptr : &members[place].value;
  }
  /// As find, trying the place `hint` first and leaving there where the member was.
  const Value* find(std::string_view key, std::uint32_t& hint) const {
    if (hint < size && members[hint].key() == key) return &members[hint].value;
    const std::uint32_t place = place_of(key);
    if (place == kNowhere) return nullptr;
    hint = place;
    return &members[place].value;
  }
  std::uint32_t place_of(std::string_view key) const {
    if (slots != nullptr) return place_by_hash(key);
    for (std::uint32_t place = 0; place < size; ++place) {
      if (members[place].key() == key) return place;
    }
    return kNowhere;
  }

  /// Sets or adds the member. The key is borrowed.
  void set(std::string_view key, const Value& value, Arena& arena);
  void remove(std::string_view key, Arena& arena);

 private:
  std::uint32_t place_by_hash(std::string_view key) const;
  void index_all(Arena& arena);
  void note(std::uint32_t place);
};

/// FNV-1a; the hash of keys and names.
std::uint32_t hash_of(std::string_view text);

/// Equality of values as `=` has it: the same members in any order, lists item by item, functions
/// only with themselves. Takes a step for some items or bytes compared; throws Failure where there
/// are none left, or values are nested too deeply.
bool deep_equal(const Value& a, const Value& b, std::int64_t& steps);

/// `"string"`, `"number"`, …, as $type says; empty for Nothing.
std::string_view type_name(const Value& value);

}  // namespace sfn::jsonata
