#include "loop/stream.h"

#include <memory>
#include <utility>

namespace sfn::loop {

void close_stream(StreamHandle& handle) {
  handle.on_data = nullptr;
  handle.on_end = nullptr;
  handle.refused.clear();
  handle.refusals_due.reset();
  close(&handle.uv.stream);
}

namespace {

// Every read of the loop goes through one buffer: its bytes are handed on before the next read.
// Without a buffer nothing is read, and libuv asks again in the next turn.
void lend_buffer(uv_handle_t* uv, std::size_t, uv_buf_t* buffer) noexcept {
  auto& handle = handle_of<StreamHandle>(uv);
  auto& [turn, reads] = data_of(uv->loop);
  *buffer = uv_buf_init(nullptr, 0);
  if (!reads.admit(handle.read_mark, turn.has_taken_its_share())) return;
  const auto memory = handle.loop.read_buffer();
  *buffer = uv_buf_init(memory.data(), static_cast<unsigned>(memory.size()));
}

void on_read(uv_stream_t* uv, ssize_t count, const uv_buf_t* buffer) noexcept {
  if (count == UV_ENOBUFS) return;  // Its turn has not come.
  const CallbackScope scope(uv->loop, kReading);
  auto& handle = handle_of<StreamHandle>(uv);
  if (count > 0) {
    const std::string_view bytes(buffer->base, static_cast<std::size_t>(count));
    run_and_keep(uv, handle.on_data, bytes);
  } else if (count < 0) {
    uv_read_stop(uv);
    run_last(handle.on_end);
  }
}

}  // namespace

void start_reading(StreamHandle& handle, std::function<void(std::string_view)> on_data,
                   std::function<void()> on_end) {
  handle.on_data = std::move(on_data);
  handle.on_end = std::move(on_end);
  resume_reading(handle);
}

void pause_reading(StreamHandle& handle) { uv_read_stop(&handle.uv.stream); }

void resume_reading(StreamHandle& handle) {
  if (!handle.on_end || uv_is_active(as_handle(&handle.uv.stream))) return;
  uv_read_start(&handle.uv.stream, lend_buffer, on_read);
}

namespace {

// Owns its bytes until libuv is done with them.
struct WriteRequest {
  uv_write_t uv{};
  std::string bytes;
  std::function<void(bool)> written;
};

void on_written(uv_write_t* uv, int status) noexcept {
  const std::unique_ptr<WriteRequest> request(static_cast<WriteRequest*>(uv->data));
  if (uv_is_closing(as_handle(uv->handle))) return;
  const CallbackScope scope(uv->handle->loop, "write");
  run_last(request->written, status == 0);
}

void report_refusals(StreamHandle& handle) {
  auto refused = std::exchange(handle.refused, {});
  for (auto& written : refused) {
    if (uv_is_closing(as_handle(&handle.uv.stream))) return;
    run_last(written, false);
  }
}

}  // namespace

void write(StreamHandle& handle, std::string bytes, std::function<void(bool)> written) {
  auto request = std::make_unique<WriteRequest>();
  request->uv.data = request.get();
  request->bytes = std::move(bytes);
  request->written = std::move(written);
  const uv_buf_t buffer =
      uv_buf_init(request->bytes.data(), static_cast<unsigned>(request->bytes.size()));

  if (uv_write(&request->uv, &handle.uv.stream, &buffer, 1, on_written) == 0) {
    static_cast<void>(request.release());
    return;
  }
  // A broken stream is refused on the spot, but callers hear of every failure in a later turn.
  if (!request->written) return;
  handle.refused.push_back(std::move(request->written));
  handle.refusals_due.emplace(handle.loop);
  handle.refusals_due->start(milliseconds::zero(), [&handle] { report_refusals(handle); });
}

std::size_t buffered_bytes(const StreamHandle& handle) {
  return uv_stream_get_write_queue_size(&handle.uv.stream);
}

}  // namespace sfn::loop
