// CodeStore: packages on disk, each under its digest, so that the same code is there once.
//
//   ROOT/<sha256 in hex>/package.zip   as uploaded, for GetFunction
//   ROOT/<sha256 in hex>/task/         unpacked: LAMBDA_TASK_ROOT
//
// An entry is made in a directory of its own, synced and then renamed: it is there whole or not at
// all, also after a crash.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tasks/lambda/package.h"

namespace sfn::tasks {

struct StoredCode {
  Digest sha256;
  std::int64_t zip_bytes = 0;  ///< The API's `CodeSize`.
};

/// Has no state but the path: copies may be used from several threads at once.
class CodeStore {
 public:
  explicit CodeStore(std::filesystem::path root, PackageLimits limits = {});

  /// Keeps a package; at once where it is there already. Errors as those of unpack(). Slow: for the
  /// thread pool.
  Result<StoredCode> put(std::string_view zip) const;

  bool has(std::string_view sha256_hex) const;

  /// Takes an entry out in one step and says where its files lie now, for discard(), which is slow.
  /// Nothing where it is not there. `number` tells apart those that are under way.
  std::optional<std::filesystem::path> set_aside(std::string_view sha256_hex,
                                                 std::uint64_t number) const;
  static void discard(const std::filesystem::path& aside);

  /// Paths of an entry, there or not.
  std::filesystem::path code_dir(std::string_view sha256_hex) const;
  std::filesystem::path zip_file(std::string_view sha256_hex) const;

  /// Removes every entry but these, and what a crash has left half-made or half-removed. Only while
  /// nothing is being put: at start-up.
  void keep_only(const std::set<std::string>& sha256_hex) const;

 private:
  Result<void> make_entry(std::string_view zip, const std::filesystem::path& entry) const;

  std::filesystem::path root_;
  PackageLimits limits_;
};

}  // namespace sfn::tasks
