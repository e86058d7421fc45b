// The tags of a state machine: checked, and kept as they were given.
// API reference of AWS Step Functions, "Tag"; developer guide, "Quotas".
#pragma once

#include "base/json.h"
#include "base/result.h"

namespace sfn::api {

/// `tags` is an array of `{"key": …, "value": …}`. TooManyTags beyond 50; ValidationException and
/// SerializationException where one of them cannot be.
Result<void> check_tags(const Json& tags);

}  // namespace sfn::api
