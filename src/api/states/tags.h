// The tags of a state machine or an activity: checked, and kept in the order in which they came.
// API reference of AWS Step Functions, "Tag"; developer guide, "Quotas".
#pragma once

#include <string>
#include <vector>

#include "base/json.h"
#include "base/result.h"

namespace sfn::api {

/// `tags`, of the resource with this ARN, is an array of `{"key": …, "value": …}`. TooManyTags
/// beyond 50; ValidationException and SerializationException where one of them cannot be.
Result<void> check_tags(const Json& tags, const std::string& arn);

/// `tags` over those that there are: a key that comes again has its newest value. TooManyTags where
/// they are more than 50 together.
Result<Json> merged_tags(const Json& present, const Json& tags, const std::string& arn);

/// Without the tags of these keys, of which some may not be there.
Json without_tags(const Json& present, const std::vector<std::string>& keys);

}  // namespace sfn::api
