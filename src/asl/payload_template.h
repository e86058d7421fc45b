// A payload template: JSON in which members whose names end in `.$` are computed.
//
// Parameters, ResultSelector, ItemSelector and Assign are templates. ASL specification, "Payload
// Template".
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "base/json.h"
#include "intrinsics/expression.h"
#include "jsonpath/path.h"

namespace sfn::asl {

/// A template that was read: what is constant stays JSON, what is computed is an expression.
/// Immutable.
struct PayloadTemplate {
  struct Member;
  using Object = std::vector<Member>;
  using Array = std::vector<PayloadTemplate>;

  /// A constant (with nothing computed inside), a path, the call of an intrinsic function, or an
  /// object or array with something computed.
  std::variant<Json, jsonpath::Path, intrinsics::Expression, Object, Array> node;

  friend bool operator==(const PayloadTemplate&, const PayloadTemplate&) = default;
};

struct PayloadTemplate::Member {
  std::string name;  ///< Without `.$`.
  PayloadTemplate value;
  friend bool operator==(const Member&, const Member&) = default;
};

}  // namespace sfn::asl
