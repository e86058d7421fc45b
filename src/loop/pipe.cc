#include "loop/pipe.h"

#include <unistd.h>

#include <algorithm>

#include "base/check.h"
#include "loop/stream.h"

namespace sfn::loop {

namespace {

void open_pipe(StreamHandle& handle, Fd fd) {
  uv_pipe_init(&handle.loop.uv(), &handle.uv.pipe, 0);
  SFN_CHECK(uv_pipe_open(&handle.uv.pipe, fd.get()) == 0);
  fd.release();
}

}  // namespace

struct PipeReader::Handle : StreamHandle {
  using StreamHandle::StreamHandle;
};

void PipeReader::Close::operator()(Handle* handle) const { close_stream(*handle); }

PipeReader::PipeReader(Loop& loop, Fd read_end) : handle_(new Handle(loop)) {
  open_pipe(*handle_, std::move(read_end));
}

void PipeReader::start(std::function<void(std::string_view)> on_data,
                       std::function<void()> on_end) {
  start_reading(*handle_, std::move(on_data), std::move(on_end));
}

void PipeReader::pause() { pause_reading(*handle_); }

void PipeReader::resume() { resume_reading(*handle_); }

std::string PipeReader::drain() {
  int fd = -1;
  uv_fileno(as_handle(&handle_->uv.pipe), &fd);

  std::string drained;
  char buffer[4'096];
  while (drained.size() < kDrainBytesMax) {
    const std::size_t room = std::min(sizeof buffer, kDrainBytesMax - drained.size());
    const ssize_t count = ::read(fd, buffer, room);
    if (count <= 0) break;
    drained.append(buffer, static_cast<std::size_t>(count));
  }
  return drained;
}

struct PipeWriter::Handle : StreamHandle {
  using StreamHandle::StreamHandle;
};

void PipeWriter::Close::operator()(Handle* handle) const { close_stream(*handle); }

PipeWriter::PipeWriter(Loop& loop, Fd write_end) : handle_(new Handle(loop)) {
  open_pipe(*handle_, std::move(write_end));
}

void PipeWriter::write(std::string bytes, std::function<void(bool)> written) {
  loop::write(*handle_, std::move(bytes), std::move(written));
}

std::size_t PipeWriter::buffered_bytes() const { return loop::buffered_bytes(*handle_); }

}  // namespace sfn::loop
