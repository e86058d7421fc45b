// UnreliableVfs: a file system for SQLite that loses power and fails, on demand.
//
// It lies over the system's own: what programs see is in real files, with real locks. Beside them
// an UnreliableDisk keeps what would survive a loss of power. Calls that may fail are counted, and
// the n-th of a kind can be told to; so every place of a workload is tried by counting on.
//
// A process that dies is simulated by halt(): whatever its connections still call fails and changes
// nothing. What they leave is then found by the next connections after resume(), or after
// lose_power(), which first takes away what was not synced. Paths are those of one directory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "support/unreliable_disk.h"

namespace sfn::support {

/// What goes wrong, and with which calls.
enum class Fault {
  NoSpace,     ///< ENOSPC: writes, and calls that make a file.
  IoError,     ///< EIO: all of them.
  ShortWrite,  ///< Half of a write is made, then EIO.
  FailedSync,  ///< EIO, and what was to be synced never will be.
  Halt,        ///< The process dies, or power fails: calls that change something.
};

struct VfsState;

class UnreliableVfs {
 public:
  /// Registered with SQLite as long as it lives, which is longer than any connection.
  UnreliableVfs();
  ~UnreliableVfs();
  UnreliableVfs(const UnreliableVfs&) = delete;
  UnreliableVfs& operator=(const UnreliableVfs&) = delete;

  const std::string& name() const;

  // ---- faults

  struct Plan {
    Fault fault = Fault::IoError;
    std::int64_t at = 0;    ///< From 1, of the calls that the fault can strike.
    bool for_good = false;  ///< From then on; otherwise once.
  };
  /// Counts anew from here.
  void plan(Plan plan);
  void plan_nothing();
  /// Calls that the planned fault could have struck so far.
  std::int64_t calls() const;
  /// Times that it has.
  std::int64_t struck() const;

  // ---- lives

  void halt();
  bool is_halted() const;
  /// The process is started again, on a machine that has gone on.
  void resume();
  /// The machine is started again: only what survives is there. No connection may be open.
  void lose_power(Chance& chance);

 private:
  std::unique_ptr<VfsState> state_;
};

}  // namespace sfn::support
