// A function of the table, and what its body works with. Private to the module.
//
// The bodies stand in a file for each family: arrays.cc, encoding.cc, json_values.cc, maths.cc,
// strings.cc, unique.cc. They throw Fault where the arguments do not suit them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "intrinsics/expression.h"
#include "intrinsics/syntax.h"

namespace sfn::intrinsics {

/// One call with its arguments worked out.
class Invocation {
 public:
  Invocation(const Call& call, std::vector<jsonpath::Match> arguments, Environment& environment)
      : call_(call), arguments_(std::move(arguments)), environment_(environment) {}

  std::size_t count() const { return arguments_.size(); }
  const Json& value(std::size_t i) const { return arguments_[i].value(); }

  // Typed arguments, which fail where the value is of another type.
  const Json& array(std::size_t i) const;
  const Json& object(std::size_t i) const;
  const std::string& text(std::size_t i) const;
  /// A number of 32 bits. Others are rounded first, halves towards positive infinity, as Java's
  /// Math.round does it.
  std::int64_t integer(std::size_t i) const;

  /// The argument as it was written, where that is a constant.
  const Constant* constant(std::size_t i) const;

  std::uint64_t entropy() const { return environment_.entropy(); }
  void charge(std::size_t bytes) const;
  void charge(const Json& value) const { charge(rough_size(value)); }

  /// `reason` is introduced with the call that it is about, in AWS's words.
  [[noreturn]] void fail(std::string_view reason) const;

 private:
  [[noreturn]] void fail_with(Error error) const;

  const Call& call_;
  std::vector<jsonpath::Match> arguments_;
  Environment& environment_;
};

struct Function {
  static constexpr std::size_t kAny = std::numeric_limits<std::size_t>::max();

  std::string_view name;
  std::size_t arguments_min;
  std::size_t arguments_max;
  Json (*body)(const Invocation& call);
};

/// Null where there is none of this name.
const Function* find_function(std::string_view name);

// arrays.cc
Json array(const Invocation& call);
Json array_partition(const Invocation& call);
Json array_contains(const Invocation& call);
Json array_range(const Invocation& call);
Json array_get_item(const Invocation& call);
Json array_length(const Invocation& call);
Json array_unique(const Invocation& call);

// encoding.cc
Json base64_encode(const Invocation& call);
Json base64_decode(const Invocation& call);
Json hash(const Invocation& call);

// json_values.cc
Json string_to_json(const Invocation& call);
Json json_to_string(const Invocation& call);
Json json_merge(const Invocation& call);

// maths.cc
Json math_random(const Invocation& call);
Json math_add(const Invocation& call);

// strings.cc
Json format(const Invocation& call);
Json string_split(const Invocation& call);

// unique.cc
Json uuid(const Invocation& call);

}  // namespace sfn::intrinsics
