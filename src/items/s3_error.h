// S3's errors in the words in which a failed reader or writer carries them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "items/object_store.h"

namespace sfn::items {

/// As the SDK that Step Functions reads with writes an error of S3, with the object in the place of
/// request ids that would mean nothing here.
Error s3_error(std::string_view code, int status, std::string_view message,
               std::string_view resource);

Error no_such_bucket(const std::string& bucket);
Error no_such_key(const ObjectRef& object);
Error access_denied(const ObjectRef& object, std::string_view why);

/// An object that is no longer what it was when reading it began.
Error object_changed(const ObjectRef& object);

}  // namespace sfn::items
