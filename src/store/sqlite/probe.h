// A probe commit: whether the disk has room for commits, found out by making one.
#pragma once

#include "base/result.h"
#include "store/sqlite/database.h"

namespace sfn::store {

/// More than most commits need, so that what succeeds here is not about to fail.
inline constexpr int kProbeBytes = 1 << 20;

/// Commits so many bytes and removes them again. Error: NoSpace. Throws StoreError for all else.
Result<void> probe_commit(const Database& database);

}  // namespace sfn::store
