// What the daemon's log says of an exception that nobody has caught.
//
// It may come up anywhere: in a callback of the loop, on a thread of the pool or of the store. All
// of them end in std::terminate, so that is where it is told of, in one place. What was
// acknowledged is on disk, and nothing in memory is to be trusted: the process ends with status 1
// as after a commit that failed.
#pragma once

#include <exception>
#include <string>

#include "telemetry/log.h"

namespace sfn::sfnd {

/// While it exists, no exception ends the process without a line in the log. One at a time.
class LastWords {
 public:
  /// `store` is the path of the event store, for what is wrong with its rows.
  LastWords(telemetry::Logger& logger, std::string store);
  ~LastWords();
  LastWords(const LastWords&) = delete;
  LastWords& operator=(const LastWords&) = delete;

  /// Of the exception that is being handled.
  void say() const;

 private:
  void log(const std::string& error) const;

  telemetry::Logger& logger_;
  std::string store_;
  std::terminate_handler before_;
};

}  // namespace sfn::sfnd
