// What the handles of this module have in common; for its own sources alone.
//
// libuv keeps the address of a handle until its close callback, one turn after uv_close(). So a
// handle lives on the heap, its owner lets go of it with close(), and it frees itself.
#pragma once

#include <uv.h>

#include <utility>

#include "loop/loop.h"

namespace sfn::loop {

/// `data` of every uv handle points here.
struct UvHandle {
  virtual ~UvHandle() = default;
};

template <typename Handle, typename Uv>
Handle& handle_of(const Uv* uv) {
  return *static_cast<Handle*>(static_cast<UvHandle*>(uv->data));
}

template <typename Uv>
uv_handle_t* as_handle(Uv* uv) {
  return reinterpret_cast<uv_handle_t*>(uv);
}

template <typename Uv>
void close(Uv* uv) {
  uv_close(as_handle(uv), [](uv_handle_t* closed) { delete static_cast<UvHandle*>(closed->data); });
}

/// Runs a callback that may be needed again. It is moved out because it may destroy its owner, and
/// goes back unless the owner has gone or has set another.
template <typename Uv, typename Function, typename... Args>
void run_and_keep(Uv* uv, Function& slot, Args&&... args) {
  Function running = std::exchange(slot, nullptr);
  running(std::forward<Args>(args)...);
  if (!uv_is_closing(as_handle(uv)) && !slot) slot = std::move(running);
}

/// Runs a callback that is not needed again.
template <typename Function, typename... Args>
void run_last(Function& slot, Args&&... args) {
  const Function running = std::exchange(slot, nullptr);
  if (running) running(std::forward<Args>(args)...);
}

}  // namespace sfn::loop
