// The tags of a function: checked, changed, and kept in its configuration beside what
// FunctionConfiguration shows. API reference of AWS Lambda, "TagResource"; developer guide, "Using
// tags on Lambda functions".
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace sfn::api {

/// The function's tags, an object of texts; empty where it has none.
Json tags_of(const Json& configuration);

/// The configuration as answers show it: without the tags, which have answers of their own.
Json without_tags(Json configuration);

/// The configuration with tags that `Tags` of a request adds or replaces; the request may have
/// none. Errors: InvalidParameterValueException beyond 50 tags, for what AWS reserves and for what
/// cannot be a tag; ValidationException and SerializationException as the model has it.
Result<Json> with_tags(Json configuration, const Json& params);

/// The configuration without the tags of these keys.
Json with_tags_removed(Json configuration, const std::vector<std::string>& keys);

}  // namespace sfn::api
