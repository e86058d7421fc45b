#include "loop/signal.h"

#include <csignal>

#include "base/check.h"
#include "loop/uv_handle.h"

namespace sfn::loop {

void ignore_sigpipe() { std::signal(SIGPIPE, SIG_IGN); }

struct SignalHandler::Handle : UvHandle {
  uv_signal_t uv{};
  std::function<void()> on_signal;
};

void SignalHandler::Close::operator()(Handle* handle) const {
  handle->on_signal = nullptr;
  close(&handle->uv);
}

SignalHandler::SignalHandler(Loop& loop, int signal, std::function<void()> on_signal)
    : handle_(new Handle) {
  handle_->uv.data = static_cast<UvHandle*>(handle_.get());
  handle_->on_signal = std::move(on_signal);
  uv_signal_init(&loop.uv(), &handle_->uv);
  const int failure = uv_signal_start(
      &handle_->uv,
      [](uv_signal_t* uv, int) noexcept {
        const CallbackScope scope(uv->loop, "signal");
        run_and_keep(uv, handle_of<Handle>(uv).on_signal);
      },
      signal);
  SFN_CHECK(failure == 0);
}

}  // namespace sfn::loop
