// Backup: copies the database while it is in use, on a thread and a connection of its own.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

#include "base/result.h"
#include "store/sqlite/database.h"
#include "store/sqlite/threads.h"

namespace sfn::store {

/// One backup at a time; a second one is refused until the first is done.
class Backup {
 public:
  Backup(Location source, Post post) : source_(std::move(source)), post_(std::move(post)) {}

  /// Ends a copy that is under way, and removes what there is of it.
  ~Backup();

  Backup(const Backup&) = delete;
  Backup& operator=(const Backup&) = delete;

  /// Into a new file, through the file system of the source.
  void start(std::string path, std::function<void(Result<void>)> done);

 private:
  Location source_;
  Post post_;
  std::atomic<bool> running_ = false;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace sfn::store
