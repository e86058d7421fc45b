// What the handles of this module have in common; for its own sources alone.
//
// libuv keeps the address of a handle until its close callback, one turn after uv_close(). So a
// handle lives on the heap, its owner lets go of it with close(), and it frees itself.
#pragma once

#include <uv.h>

#include <string_view>
#include <utility>

#include "loop/loop.h"
#include "loop/read_rounds.h"
#include "loop/turn.h"

namespace sfn::loop {

/// `data` of every uv handle points here.
struct UvHandle {
  virtual ~UvHandle() = default;
};

/// `data` of the uv loop points here.
struct UvLoopData {
  Turn turn;
  ReadRounds reads;
};

inline UvLoopData& data_of(const uv_loop_t* uv) { return *static_cast<UvLoopData*>(uv->data); }

/// Stands in every function that libuv calls while a callback of ours runs: measures it.
class CallbackScope {
 public:
  /// `kind` is of static storage.
  CallbackScope(const uv_loop_t* loop, std::string_view kind)
      : turn_(data_of(loop).turn), kind_(kind), began_(uv_hrtime()) {
    turn_.starts(std::chrono::nanoseconds(began_));
  }
  ~CallbackScope() { turn_.ran(kind_, std::chrono::nanoseconds(uv_hrtime() - began_)); }
  CallbackScope(const CallbackScope&) = delete;
  CallbackScope& operator=(const CallbackScope&) = delete;

 private:
  Turn& turn_;
  std::string_view kind_;
  std::uint64_t began_;
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
