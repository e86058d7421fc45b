// The reading and writing that sockets and pipes have in common in libuv; for this module alone.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "loop/timer.h"
#include "loop/uv_handle.h"

namespace sfn::loop {

struct StreamHandle : UvHandle {
  explicit StreamHandle(Loop& owner) : loop(owner) {
    uv.stream.data = static_cast<UvHandle*>(this);
  }

  Loop& loop;
  union {
    uv_stream_t stream;
    uv_tcp_t tcp;
    uv_pipe_t pipe;
  } uv{};
  ReadRounds::Mark read_mark = 0;
  std::function<void(std::string_view)> on_data;
  std::function<void()> on_end;                    // Set while there may be more to read.
  std::vector<std::function<void(bool)>> refused;  // Of writes that libuv did not take.
  std::optional<Timer> refusals_due;               // Only while there are any.
};

/// Callbacks stop here, also those of writes under way.
void close_stream(StreamHandle& handle);

void start_reading(StreamHandle& handle, std::function<void(std::string_view)> on_data,
                   std::function<void()> on_end);
void pause_reading(StreamHandle& handle);
void resume_reading(StreamHandle& handle);

void write(StreamHandle& handle, std::string bytes, std::function<void(bool)> written);
std::size_t buffered_bytes(const StreamHandle& handle);

}  // namespace sfn::loop
