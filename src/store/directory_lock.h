// DirectoryLock: one process at a time uses a data directory. The system drops the lock with the
// process, however that ends.
#pragma once

#include <string>

#include "base/result.h"

namespace sfn::store {

class DirectoryLock {
 public:
  /// Locks `DIRECTORY/sfn.lock` and writes this process's id into it. The error names the process
  /// that holds the lock, or says why the file cannot be had.
  static Result<DirectoryLock> take(const std::string& directory);

  DirectoryLock(DirectoryLock&& other) noexcept;
  DirectoryLock& operator=(DirectoryLock&& other) = delete;
  ~DirectoryLock();

 private:
  explicit DirectoryLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace sfn::store
