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

  bool fits_as_given(std::span<const Value> arguments) const;
  bool match(std::span<const Value> arguments, std::size_t parameter, std::size_t argument,
             std::vector<std::uint32_t>& counts) const;
  [[noreturn]] void mismatch(std::span<const Value> arguments) const;

  std::vector<Parameter> parameters_;
  bool checks_items_ = false;
};

}  // namespace sfn::jsonata
