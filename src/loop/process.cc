#include "loop/process.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "loop/uv_handle.h"

namespace sfn::loop {

struct Process::Handle : UvHandle {
  uv_process_t uv{};
  std::function<void(ExitStatus)> on_exit;
  bool running = false;
  bool forgotten = false;
};

// Closing a running child's handle would leave a zombie, so this one stays until it has reaped it.
void Process::Forget::operator()(Handle* handle) const {
  handle->on_exit = nullptr;
  handle->forgotten = true;
  if (!handle->running) return close(&handle->uv);
  uv_unref(as_handle(&handle->uv));
}

namespace {

// libuv takes the strings as C does, though it changes none of them.
std::vector<char*> c_strings(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const auto& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<uv_stdio_container_t> stdio_of(const std::vector<int>& inherit) {
  std::vector<uv_stdio_container_t> stdio(std::max<std::size_t>(inherit.size(), 3));
  for (auto& entry : stdio) entry.flags = UV_IGNORE;
  for (std::size_t i = 0; i < inherit.size(); ++i) {
    if (inherit[i] < 0) continue;
    stdio[i].flags = UV_INHERIT_FD;
    stdio[i].data.fd = inherit[i];
  }
  return stdio;
}

Error cannot_run(const ProcessOptions& options, int failure) {
  const std::string place =
      options.directory.empty() ? "" : fmt::format(" in \"{}\"", options.directory);
  return {"SpawnFailed",
          fmt::format("cannot run \"{}\"{}: {}", options.argv[0], place, uv_strerror(failure))};
}

}  // namespace

Result<Process> Process::spawn(Loop& loop, const ProcessOptions& options,
                               std::function<void(ExitStatus)> on_exit) {
  SFN_CHECK(!options.argv.empty());
  auto argv = c_strings(options.argv);
  auto environment = c_strings(options.environment);
  auto stdio = stdio_of(options.inherit);

  uv_process_options_t uv{};
  uv.file = argv[0];
  uv.args = argv.data();
  uv.env = environment.data();
  uv.cwd = options.directory.empty() ? nullptr : options.directory.c_str();
  uv.stdio = stdio.data();
  uv.stdio_count = static_cast<int>(stdio.size());
  if (options.new_session) uv.flags = UV_PROCESS_DETACHED;
  uv.exit_cb = [](uv_process_t* process, std::int64_t code, int signal) noexcept {
    auto& handle = handle_of<Handle>(process);
    handle.running = false;
    if (handle.forgotten) return close(process);
    const CallbackScope scope(process->loop, "end of a child");
    run_last(handle.on_exit, ExitStatus{static_cast<int>(code), signal});
  };

  std::unique_ptr<Handle, Forget> handle(new Handle);
  handle->uv.data = static_cast<UvHandle*>(handle.get());
  handle->on_exit = std::move(on_exit);
  const int failure = uv_spawn(&loop.uv(), &handle->uv, &uv);
  if (failure != 0) return cannot_run(options, failure);
  handle->running = true;
  return Process(std::move(handle));
}

Process::Process(std::unique_ptr<Handle, Forget> handle) : handle_(std::move(handle)) {}

int Process::pid() const { return handle_->uv.pid; }

bool Process::running() const { return handle_->running; }

bool Process::kill(int signal) {
  return handle_->running && uv_process_kill(&handle_->uv, signal) == 0;
}

}  // namespace sfn::loop
