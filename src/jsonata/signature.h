// Signatures: `<s-nn?:s>`, what a function takes.
//
// JSONata, "Function signature syntax". Arguments are matched against parameters as a regular
// expression over their types would: greedily, giving back where the rest then fits.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "jsonata/value.h"

namespace sfn::jsonata {

class Signature {
 public:
  /// Throws Failure (S0401, S0402), the offset counted from the signature's start.
  static Signature parse(std::string_view text);

  /// What the function gets for `arguments`: contexts filled in, single values wrapped where an
  /// array is wanted. `out` replaces them only where something changes; returns whether it does.
  /// Throws Failure (T0410, T0411, T0412) without token.
  bool check(std::span<const Value> arguments, const Value& context, Arena& arena,
             std::vector<Value>& out) const;

  /// The same for arguments that stand at the places of their parameters already, as a partial
  /// application hands them on: what is Nothing stays so, and no context is asked. Throws Failure
  /// (T0410, T0412) without token.
  std::vector<Value> settle(std::span<const Value> arguments, Arena& arena) const;

  /// Steps that it may take to hold so many arguments against it, lists' items left aside.
  std::int64_t effort(std::size_t arguments) const;

  /// Whether it says what lists must hold, so that to check one means to walk it.
  bool checks_items() const { return checks_items_; }

 private:
  struct Parameter {
    std::uint16_t types = 0;  // Bits of the types that it takes.
    bool is_array = false;    // `a`: anything else is wrapped.
    char item_type = 0;       // `a<n>`
    std::string item_types;   // The whole of what stands in the angle brackets.
    bool optional = false;    // `?`
    bool repeated = false;    // `+`
    bool context = false;     // `-`
  };

  class Match;

  bool fits_as_given(std::span<const Value> arguments) const;
  [[noreturn]] void mismatch(std::span<const Value> arguments) const;
  static Value settled(const Parameter& parameter, const Value& value, std::size_t place,
                       Arena& arena);

  std::vector<Parameter> parameters_;
  bool checks_items_ = false;
};

}  // namespace sfn::jsonata
