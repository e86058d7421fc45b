// Walks a document along a query. Private to the module.
//
// A definite query follows one value and says in detail why it found none. An indefinite one keeps
// the list of all values that the steps so far have led to, and what does not fit is left out.
#pragma once

#include <optional>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "jsonpath/path.h"
#include "jsonpath/syntax.h"

namespace sfn::jsonpath {

/// Thrown while evaluating, caught in Path::find.
struct EvaluationFailure {
  Error error;
};

using Nodes = std::vector<const Json*>;

/// One evaluation over one document: the budget is shared by the filters within.
class Evaluator {
 public:
  Evaluator(const Json& document, Budget& budget) : document_(document), budget_(budget) {}

  const Json& document() const { return document_; }

  /// Throws StepsExceeded once the budget is used up.
  void spend(std::int64_t steps = 1);

  /// Charged to the same budget.
  bool matches_whole(const RegularExpression& pattern, std::string_view text);

  /// The value that a definite query leads to; throws PathNotFound where there is none.
  const Json& follow(const Query& query);

  /// All values that the steps lead to from `start`, in the order of the document.
  Nodes select(const std::vector<Step>& steps, const Json& start);

  /// The values as an array of their own.
  Json collect(const Nodes& nodes);

  /// As call, throwing PathNotFound where it gives nothing.
  Json apply(const FunctionCall& function, const Json& value);

 private:
  void select_step(const Step& step, const Json& value, Nodes& found);
  void select_in_descendants(const Step& step, const Json& top, Nodes& found);
  void select_where(const Predicate& predicate, const Json& value, bool descends, Nodes& found);

  const Json& document_;
  Budget& budget_;
};

/// Whether every step finds one value at most.
bool is_definite(const Query& query);

/// Whether `value` passes the filter. filter.cc.
bool holds(const Predicate& predicate, const Json& value, Evaluator& evaluator);

/// A constant, or what a path finds from `value`: nothing where a definite one finds none.
/// filter.cc.
std::optional<Match> evaluate(const Operand& operand, const Json& value, Evaluator& evaluator);

/// What the function makes of the value: null where it does not apply to its type, nothing where
/// there is no number to aggregate or no element at the place that is asked for. functions.cc.
std::optional<Json> call(const FunctionCall& call, const Json& value, Evaluator& evaluator);

}  // namespace sfn::jsonpath
