// Queries: the paths, intrinsic functions and payload templates of a state, evaluated for one
// visit.
//
// A path starts in the data that the state has at that point (`$`), in the context object (`$$`) or
// in a variable (`$name`) of the visit's scope or one around it.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "asl/payload_template.h"
#include "base/payload.h"
#include "base/result.h"
#include "engine/states/context_object.h"
#include "engine/states/data_limit.h"
#include "engine/states/step.h"
#include "intrinsics/expression.h"
#include "jsonpath/path.h"

namespace sfn::engine {

/// A value as causes show it: strings without their quotes.
std::string shown(const Payload& value);

class Queries {
 public:
  /// `data` is what `$` stands for; `item` the iteration that an ItemSelector prepares.
  Queries(const Step& step, Payload data, std::optional<MapItem> item = std::nullopt);

  /// What the path finds. A whole document is shared, not copied. Errors have the cause that
  /// jsonpath gives.
  Result<Payload> find(const jsonpath::Path& path);

  /// As find, without a copy of what is found in a document.
  Result<jsonpath::Match> look(const jsonpath::Path& path);

  /// As find, with the error in the words for InputPath, OutputPath and their like.
  Result<Payload> select(const jsonpath::Path& path);
  /// As select, with `{}` where the field is null.
  Result<Payload> select(const asl::PathOrNull& path);

  /// The integer that a field such as `MaxConcurrencyPath` refers to; digits in a text count too,
  /// as on AWS. States.Runtime where there is none within the bounds.
  struct IntegerField {
    std::string_view name;
    std::int64_t least;
    std::int64_t most;
  };
  Result<std::int64_t> integer(const jsonpath::Path& path, const IntegerField& field);

  /// The template with its paths replaced by what they find, its functions by what they give.
  /// States.DataLimitExceeded where that is larger than a payload may be.
  Result<Payload> fill(const asl::PayloadTemplate& payload_template);

  /// The result of an intrinsic function.
  Result<Json> call(const intrinsics::Expression& function);

  /// For a text that is looked through apart from its document.
  void charge_text(std::size_t bytes) { step_.meter.charge_text(bytes); }

  /// The variable of this name in the visit's scope or the nearest one around it that has it.
  const Payload* variable(const std::string& name) const;

 private:
  Result<Json> evaluate(const asl::PayloadTemplate& node, const std::string& field);
  Result<void> take(const Json& found);
  Result<const Payload*> document(const jsonpath::Path& path);
  Result<jsonpath::Match> find_in(const Payload& document, const jsonpath::Path& path);
  const Json& value_of(const Payload& document);

  const Step& step_;
  Payload data_;
  std::optional<MapItem> item_;
  std::optional<Payload> context_;  // Made when a path asks for it.
  jsonpath::Budget budget_;
  std::set<const void*> touched_;  // Documents that were charged for.
  Extent taken_;                   // Of what the template's paths have found so far.
};

}  // namespace sfn::engine
