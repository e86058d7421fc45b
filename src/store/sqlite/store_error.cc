#include "store/sqlite/store_error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace sfn::store {
namespace {

// SQLite tells what it tried, not with which of its files.
const char* failed_call(int code) {
  switch (code) {
    case SQLITE_IOERR_READ:
    case SQLITE_IOERR_SHORT_READ:
      return "read";
    case SQLITE_FULL:
    case SQLITE_IOERR_WRITE:
      return "write";
    case SQLITE_IOERR_FSYNC:
      return "sync";
    case SQLITE_IOERR_DIR_FSYNC:
      return "sync the directory of";
    case SQLITE_IOERR_TRUNCATE:
      return "truncate";
    case SQLITE_IOERR_DELETE:
      return "delete";
    case SQLITE_IOERR_SHMOPEN:
    case SQLITE_IOERR_SHMSIZE:
    case SQLITE_IOERR_SHMMAP:
      return "make the shared memory (-shm) of";
    default:
      return "use";
  }
}

// SQLite notes the system's error in some places only; elsewhere it is still where the system left
// it, unless a later call has put something else there.
int system_error(sqlite3& db) {
  const int left_behind = errno;
  if (const int noted = sqlite3_system_errno(&db); noted != 0) return noted;
  const bool of_a_disk = left_behind == EIO || left_behind == ENOSPC || left_behind == EDQUOT ||
                         left_behind == EFBIG || left_behind == EROFS || left_behind == EACCES;
  return of_a_disk ? left_behind : 0;
}

bool is_full(int code, int error) {
  const int primary = code & 0xff;
  if (primary == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE) return true;
  const bool by_system = primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN;
  return by_system && (error == ENOSPC || error == EDQUOT || error == EFBIG);
}

std::string detail(int code, int error, const std::string& path) {
  switch (code & 0xff) {
    case SQLITE_FULL:
      error = ENOSPC;
      [[fallthrough]];
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return fmt::format(": cannot {} {} or its write-ahead log{}{}", failed_call(code), path,
                         error == 0 ? "" : ": ", error == 0 ? "" : std::strerror(error));
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return fmt::format(": {} and its directory must be writable by sfnd", path);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fmt::format(": {} is damaged; put a backup (sfnctl backup) in its place", path);
    case SQLITE_ERROR:  // Our statements are sound, so it is what they are about that is not.
      return fmt::format(
          ": {} does not hold what belongs to its schema version; put a backup (sfnctl backup) in "
          "its place",
          path);
    default:
      return "";
  }
}

}  // namespace

void fail(sqlite3& db, std::string_view doing) {
  const int error = system_error(db);  // First: whatever else is done may change it.
  const int code = sqlite3_extended_errcode(&db);
  const char* path = sqlite3_db_filename(&db, "main");
  const auto message = fmt::format("\"{}\": {}{}", doing, sqlite3_errmsg(&db),
                                   detail(code, error, path == nullptr ? "the database" : path));
  if ((code & 0xff) == SQLITE_INTERRUPT) throw QueryInterrupted(message);
  if (is_full(code, error)) throw NoSpaceError(message);
  throw StoreError(message);
}

}  // namespace sfn::store
