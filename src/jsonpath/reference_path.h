// The writing half of reference paths. Private to the module; see Path::assign.
#pragma once

#include "base/json.h"
#include "base/result.h"
#include "jsonpath/syntax.h"

namespace sfn::jsonpath {

/// Whether the query has member names and array indices alone.
bool is_reference(const Query& query);

/// `document` with `value` at the place that the reference path names.
Result<Json> assign(const Query& path, Json document, Json value);

}  // namespace sfn::jsonpath
