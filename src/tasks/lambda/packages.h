// Packages: those of the functions that there are, and of what still runs. The others are removed.
//
// A package is wanted by the functions that have it, which its owner knows, and is held by whoever
// uses its files: a process, a call on its way to one, an upload that has not been answered, a
// download. When the last hold is let go, or a function has another package from now on, it is
// looked whether anybody still wants it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "base/result.h"
#include "loop/loop.h"
#include "loop/thread_pool.h"
#include "tasks/lambda/code_store.h"

namespace sfn::tasks {

/// Keeps a package on disk as long as it lives. May be dropped on any thread.
using PackageHold = std::shared_ptr<const void>;

/// Lives on the loop; holds may outlive it, but not the loop. Packages are named by their digest in
/// hexadecimal.
class Packages {
 public:
  /// Whether a function has the package, answered within the call or later: "no" no sooner than
  /// that is durable, since after a crash the function would look for it.
  using Wanted =
      std::function<void(const std::string& sha256_hex, std::function<void(bool)> answer)>;

  Packages(loop::Loop& loop, CodeStore code, Wanted wanted);
  ~Packages();

  const CodeStore& code() const;

  /// Keeps a package, at least until `done` has run. Errors as those of CodeStore::put().
  void put(std::string zip, std::function<void(Result<StoredCode>)> done);

  /// Gives a package back as it was put. Error: ServiceException.
  void read(const std::string& sha256_hex, std::function<void(Result<std::string>)> done);

  PackageHold hold(const std::string& sha256_hex);

  /// A function no longer has the package.
  void let_go(const std::string& sha256_hex);

 private:
  class State;
  std::shared_ptr<State> state_;  // Watched by holds and by answers that are on their way.
};

}  // namespace sfn::tasks
