// Query: an expression in any of the query languages, evaluated in this process.
//
// JSONata is the dialect of Step Functions, with `$states.input` for the input; since an expression
// that is being tried has nothing else to start from, the input is also its context, which a state
// does not have: the answer says where that was made use of.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/entropy.h"
#include "base/json_positions.h"
#include "base/payload.h"
#include "base/time.h"

namespace sfn::sfnctl {

enum class QueryLanguage { Jsonata, JsonPath, Intrinsic };

/// The language that an expression looks like: a call `States.…(` is an intrinsic function, what
/// begins with `$.`, `$[` or `$$`, or is `$`, a path; all else, and what stands in `{% … %}`, is
/// JSONata.
QueryLanguage query_language_of(std::string_view expression);

/// What an expression may refer to.
struct QueryWorld {
  Payload input;
  std::map<std::string, Payload> variables;  ///< By name, without dollar signs.
  Timestamp now;
  Entropy entropy;
};

struct QueryAnswer {
  std::string json;
  std::vector<std::string> advice = {};  ///< What would not do in a state machine.
};

struct QueryFault {
  std::string message;
  std::optional<TextSpan> span = {};     ///< Of the expression as given: what is wrong.
  std::vector<std::string> advice = {};  ///< What would not do in a state machine, either.
};

/// Why a path or an intrinsic function cannot be read; nothing where it can.
std::optional<QueryFault> syntax_fault(QueryLanguage language, std::string_view query);

std::variant<QueryAnswer, QueryFault> evaluate_query(QueryLanguage language,
                                                     std::string_view expression,
                                                     const QueryWorld& world);

}  // namespace sfn::sfnctl
