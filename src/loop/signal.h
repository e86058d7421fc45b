// Signals as turns of the loop.
#pragma once

#include <functional>
#include <memory>

#include "loop/loop.h"

namespace sfn::loop {

/// Writing to a peer that has gone is an error of that write, not the end of the process.
void ignore_sigpipe();

/// Calls `on_signal` for each delivery of one signal (SIGTERM, SIGINT) while it lives; deliveries
/// in quick succession may count as one. The function may destroy the handler.
class SignalHandler {
 public:
  SignalHandler(Loop& loop, int signal, std::function<void()> on_signal);

 private:
  struct Handle;
  struct Close {
    void operator()(Handle* handle) const;
  };
  std::unique_ptr<Handle, Close> handle_;
};

}  // namespace sfn::loop
