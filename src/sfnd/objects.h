// The objects that distributed Maps read and write: a directory that stands for S3, an
// S3-compatible endpoint, or none.
#pragma once

#include <memory>

#include "base/result.h"
#include "items/object_store.h"
#include "sfnd/config.h"

namespace sfn::sfnd {

/// What `--s3-dir` or `--s3-endpoint` names; null where neither is given. The endpoint is told who
/// we are by AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN, as AWS's clients are;
/// without them requests are not signed. Error: DirectoryNotUsable.
Result<std::unique_ptr<items::ObjectStore>> open_objects(const Config& config);

}  // namespace sfn::sfnd
