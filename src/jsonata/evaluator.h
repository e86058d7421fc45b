// The evaluator: one evaluation of one expression.
//
// Each node of the tree is evaluated against a context (`input`, what `$` means) in a frame of
// variables. What it costs is charged as it happens: a step for each node, and one for some items
// or bytes touched; depth for each nested evaluation; memory by the arena. Whatever fails throws
// Failure, which Expression::evaluate turns into an Error.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "jsonata/arena.h"
#include "jsonata/error.h"
#include "jsonata/expression.h"
#include "jsonata/function.h"
#include "jsonata/json_text.h"
#include "jsonata/syntax.h"
#include "jsonata/value.h"

namespace sfn::jsonata {

class ListBuilder;

/// A stack of values that begins without asking for memory.
class ValueStack {
 public:
  ValueStack() = default;  // NOLINT: the room is left as it is.
  ~ValueStack() {
    if (data_ != own()) std::free(data_);
  }
  ValueStack(const ValueStack&) = delete;
  ValueStack& operator=(const ValueStack&) = delete;

  std::size_t size() const { return size_; }
  std::size_t capacity() const { return capacity_; }
  const Value* data() const { return data_; }
  const Value& operator[](std::size_t place) const { return data_[place]; }
  void push_back(const Value& value) { data_[size_++] = value; }  // There must be room.
  void shrink(std::size_t size) { size_ = size; }
  void reserve(std::size_t capacity);

 private:
  static constexpr std::size_t kOwn = 32;
  Value* own() { return reinterpret_cast<Value*>(own_); }

  alignas(Value) char own_[kOwn * sizeof(Value)];
  Value* data_ = own();
  std::size_t size_ = 0;
  std::size_t capacity_ = kOwn;
};

class Evaluator {
 public:
  Evaluator(const Dialect& dialect, const Environment& environment, Arena& arena,
            std::vector<std::unique_ptr<const Syntax>>& evaluated);

  /// The value of the whole expression.
  Value run(const Node& root, const Value& input);
  std::int64_t steps_left() const { return steps_; }

  // ---- For the rest of the module ----

  Value evaluate(const Node& node, const Value& input, Frame& frame);

  /// Calls `function`, following its tail calls. `name` is for errors.
  Value apply(const Value& function, std::span<const Value> arguments, const Value& input,
              Frame& frame);

  Arena& arena() { return arena_; }
  const Dialect& dialect() const { return dialect_; }
  Timestamp now() const { return environment_.now; }
  std::uint64_t random_bits();
  std::size_t memory_bytes_max() const { return environment_.bounds.memory_bytes; }

  JsonBudget json_budget() { return {steps_, memory_bytes_max()}; }

  void charge(std::int64_t steps) {
    steps_ -= steps;
    if (steps_ < 0) throw Failure(too_many_steps());
  }
  void charge_bytes(std::size_t bytes) { charge(static_cast<std::int64_t>(bytes / kBytesPerStep)); }
  /// A picture of a number or time: to lay out its groups, each place is held against all others.
  void charge_picture(std::string_view picture) {
    charge(kStepsPerPicture);
    charge_bytes(picture.size() * 16);
    charge(static_cast<std::int64_t>(picture.size() * picture.size() / kPlacesPerStep));
  }
  void charge_items(std::size_t items) { charge(static_cast<std::int64_t>(items / kItemsPerStep)); }
  /// A key of an object, which is hashed to find it.
  void charge_key(std::string_view key) { charge_bytes(key.size() * 2); }
  /// Bytes that are looked at one by one, or made into others.
  void charge_characters(std::size_t bytes) {
    charge(static_cast<std::int64_t>(bytes / kCharactersPerStep));
  }

  /// The text, copied into the arena.
  Value text(std::string_view text);
  /// A part of a text that is a value already.
  static Value part(const Value& whole, std::size_t begin, std::size_t end) {
    return Value::string(whole.text().substr(begin, end - begin),
                         static_cast<std::uint8_t>(whole.flags() & kAscii));
  }
  Value concatenate(const Value& a, const Value& b);
  Value array(std::initializer_list<Value> items);
  Value append(const Value& list, const Value& more);
  Value function(FunctionForm form);

  /// Nothing where there is no match at or behind `from`.
  std::optional<RegexMatch> search(const Regex& regex, std::string_view subject, std::size_t from);
  Value run_matcher(const Regex& regex, std::span<const Value> arguments);
  /// `before`: a place at or before the match, from which units are counted.
  Value match_object(const Regex& regex, const Value& subject, const RegexMatch& match,
                     const TextPlace& before);

  bool equal(const Value& a, const Value& b) { return deep_equal(a, b, steps_); }
  /// Less, equal or greater, as compare_texts has it.
  int order_of_texts(std::string_view a, std::string_view b);
  /// Sets or adds a member of an object that is being made. The key is borrowed.
  void set_member(Object& object, std::string_view key, const Value& value) {
    charge_key(key);
    object.set(key, value, arena_);
  }
  /// $boolean; false for Nothing.
  bool truth(const Value& value);

  /// $eval.
  Value evaluate_source(const Value& source, const Value& input, Frame& frame);

  // Frames.
  Frame& new_frame(Frame& parent);
  void release(Frame& frame);
  void bind(Frame& frame, const Symbol& name, const Value& value);
  static void keep(Frame* frame);
  const Value* lookup(const Frame& frame, const Symbol& name);

 private:
  friend class ListBuilder;
  static constexpr std::size_t kBytesPerStep = 64;
  static constexpr std::size_t kCharactersPerStep = 32;
  static constexpr std::size_t kItemsPerStep = 8;
  static constexpr std::uint32_t kBindingsPerStep = 32;
  static constexpr std::size_t kPlacesPerStep = 64;
  static constexpr std::int64_t kStepsPerPicture = 20;

  struct TailCall;
  struct Stream;

  /// To look through the variables of a frame.
  void charge_bindings(const Frame& frame) { charge(frame.size / kBindingsPerStep); }
  Value evaluate_form(const Node& node, const Value& input, Frame& frame);
  [[noreturn]] void fail_too_deep() const;
  bool truth_of_list(const Value& list, int depth);

  // operators.cc
  Value binary(const Node& node, const syntax::Binary& op, const Value& input, Frame& frame);
  Value compare(Operator op, const Value& a, const Value& b);
  bool contains(const Value& list, const Value& item);
  bool is_identical(const Value& a, const Value& b);
  Value negate(const Node& node, const syntax::Negate& negate, const Value& input, Frame& frame);
  Value range(const Value& from, const Value& to);

  // path.cc
  Value path(const Node& node, const syntax::Path& path, const Value& input, Frame& frame);
  Value names_path(const Node& node, const syntax::Path& path, const Value& input);
  Value step(const Node& step, std::span<const Value> items, bool is_last, Frame& frame);
  Value apply_stages(const Node& step, Value value, Frame& frame);
  Value tuple_step(const Node& step, std::span<const Value> items, const Value& tuples,
                   Frame& frame);
  Value tuple_stages(const Node& step, Value tuples, Frame& frame);
  Value filter(const Node& predicate, const Value& input, Frame& frame);
  Value filter_tuples(const Node& predicate, const Value& tuples, Frame& frame);
  Value find_member(const Value& value, const Node& name_node, std::string_view name);
  Value find_in_list(const Value& list, const Node& name_node, std::string_view name);
  Value wildcard(const Value& input);
  void flatten(const Value& value, ListBuilder& out, int depth);
  Value descendants(const Value& input);
  void collect(const Value& value, ListBuilder& out, int depth);
  Frame& tuple_frame(const Tuple& tuple, Frame& parent);

  // sort.cc
  Value sort(const Node& node, const syntax::Sort& sort, std::span<const Value> items,
             Frame& frame);
  Value sort_tuples(const Node& node, const syntax::Sort& sort, const Value& tuples, Frame& frame);
  struct SortKeys;

  // group.cc
  Value group(const std::vector<syntax::Pair>& pairs, std::uint32_t offset, const Value& input,
              Frame& frame);
  Value object_of_one(const std::vector<syntax::Pair>& pairs, std::uint32_t offset,
                      const Value& input, Frame& frame);

  // calls.cc
  Value call(const Node& node, const syntax::Call& call, const Value& input, Frame& frame,
             const Value* first_argument);
  Value procedure_of(const Node& procedure, const Value& input, Frame& frame, std::string_view code,
                     const Node& call);
  Value apply_operator(const Node& node, const syntax::Apply& apply, const Value& input,
                       Frame& frame);
  Value partial(const Node& node, const syntax::Partial& partial, const Value& input, Frame& frame);
  Value lambda(const syntax::Lambda& lambda, const Value& input, Frame& frame);
  Value run_closure(const function::Closure& closure, std::span<const Value> arguments,
                    const Value& input, TailCall& tail);
  Value tail(const Node& node, const Value& input, Frame& frame, TailCall& next);
  void charge_checked(std::span<const Value> arguments);
  Value run_native(const Builtin& builtin, std::span<const Value> arguments, const Value& input,
                   Frame& frame);
  Value run_partial(const function::Partial& partial, std::span<const Value> arguments,
                    const Value& input, Frame& frame);

  // transform.cc
  Value run_transform(const function::Transformer& transformer, const Value& input, Frame& frame);
  Value clone(const Value& value, std::uint64_t owner, int depth);

  const Dialect& dialect_;
  const Environment& environment_;
  Arena& arena_;
  std::vector<std::unique_ptr<const Syntax>>& evaluated_;
  std::int64_t steps_;
  int depth_ = 0;                          // Of nested evaluations.
  int calls_ = 0;                          // That are not over.
  ValueStack stack_;                       // Lists that are being built, one above the other.
  std::array<std::uint32_t, 64> hints_{};  // Where a name was found last, by node.
  std::vector<Frame*> free_frames_;
  std::vector<Symbol> variable_names_;
  Frame root_frame_;
  Symbol root_name_{"$", 0};
  std::uint64_t random_state_ = 0;
  std::uint64_t transforms_ = 0;
};

/// A list while it is built. Lists are built one above the other: while one is open, only the
/// innermost may be added to.
class ListBuilder {
 public:
  explicit ListBuilder(Evaluator& run) : run_(run), base_(run.stack_.size()) {}
  ~ListBuilder() { run_.stack_.shrink(base_); }
  ListBuilder(const ListBuilder&) = delete;
  ListBuilder& operator=(const ListBuilder&) = delete;

  void push(const Value& value) {
    if (run_.stack_.size() == run_.stack_.capacity()) grow();
    run_.stack_.push_back(value);
  }
  void push_all(std::span<const Value> values) {
    for (const Value& value : values) push(value);
  }
  std::size_t size() const { return run_.stack_.size() - base_; }
  const Value& operator[](std::size_t place) const { return run_.stack_[base_ + place]; }

  Value array() { return Value::array(copied()); }
  Value sequence() { return Value::sequence(copied()); }

 private:
  std::span<const Value> copied();
  void grow();

  Evaluator& run_;
  std::size_t base_;
};

/// The sequence as what it stands for: Nothing for none, its item for one.
inline Value normalized(const Value& value) {
  if (!value.is_sequence()) return value;
  if (value.size() == 0) return {};
  if (value.size() == 1 && !value.has(kKeepSingleton)) return value.item(0);
  return value;
}

/// A number that can be calculated with: D1001 where it is infinite, false where it is none.
bool is_numeric(const Value& value);

/// $string; Nothing for Nothing.
Value to_string_value(Evaluator& run, const Value& value, bool pretty = false);

}  // namespace sfn::jsonata
