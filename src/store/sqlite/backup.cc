#include "store/sqlite/backup.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "store/sqlite/database.h"
#include "store/sqlite/store_error.h"

namespace sfn::store {
namespace {

constexpr int kPagesPerStep = 1'000;  // Between steps the disk is free for commits.

Error backup_error(std::string cause) { return {"BackupFailed", std::move(cause)}; }

Result<void> claim(const std::string& path) {
  const int fd = ::open(path.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0) {
    return backup_error(fmt::format("cannot create {}: {}", path, std::strerror(errno)));
  }
  ::close(fd);
  return {};
}

struct Finish {
  void operator()(sqlite3_backup* copy) const { sqlite3_backup_finish(copy); }
};

void copy(const Location& from, const Location& to, const std::atomic<bool>& ending) {
  const auto source = Database::open_for_reading(from);
  const auto target = Database::open_for_copy(to);
  // The copy is of this one moment: without it, every commit would make SQLite start over.
  const Transaction snapshot(source, Transaction::Kind::Read);
  auto statement = source.prepare("SELECT count(*) FROM meta");
  statement.run();

  std::unique_ptr<sqlite3_backup, Finish> copying(
      sqlite3_backup_init(&target.handle(), "main", &source.handle(), "main"));
  if (copying == nullptr) fail(target.handle(), "copy " + from.path);
  int result = SQLITE_OK;
  while (result == SQLITE_OK) {
    if (ending) throw StoreError("sfnd ends");
    result = sqlite3_backup_step(copying.get(), kPagesPerStep);
  }
  if (result == SQLITE_DONE) return;
  copying.reset();  // It leaves the error with the target.
  fail(target.handle(), "copy " + from.path);
}

Result<void> back_up(const Location& from, const std::string& to, const std::atomic<bool>& ending) {
  if (auto claimed = claim(to); !claimed) return claimed;
  try {
    copy(from, {to, from.vfs}, ending);
    return {};
  } catch (const std::exception& error) {
    ::unlink(to.c_str());
    return backup_error(fmt::format("cannot copy into {}: {}", to, error.what()));
  }
}

}  // namespace

Backup::~Backup() {
  ending_ = true;
  if (thread_.joinable()) thread_.join();
}

void Backup::start(std::string path, std::function<void(Result<void>)> done) {
  if (running_.exchange(true)) {
    post_([done] { done(backup_error("another backup is under way")); });
    return;
  }
  if (thread_.joinable()) thread_.join();  // The one before, which has nothing left to do.
  thread_ = std::thread([this, path = std::move(path), done = std::move(done)] {
    const auto result = back_up(source_, path, ending_);
    running_ = false;
    post_([done, result] { done(result); });
  });
}

}  // namespace sfn::store
