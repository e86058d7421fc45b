// The two ends of a pipe on the loop: what a child prints, and what we tell it.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "loop/fd.h"
#include "loop/loop.h"

namespace sfn::loop {

/// The most that one drain() takes, so that a child that never stops printing cannot hold it.
inline constexpr std::size_t kDrainBytesMax = std::size_t{1} << 20;

class PipeReader {
 public:
  PipeReader(Loop& loop, Fd read_end);

  /// `on_data` gets bytes, valid during the call; `on_end` runs once, when the last writer has
  /// closed or reading failed. Both may destroy the reader.
  void start(std::function<void(std::string_view)> on_data, std::function<void()> on_end);

  /// While paused nothing is read, the pipe fills, and the writer waits.
  void pause();
  void resume();

  /// What is in the pipe now, at most kDrainBytesMax, without waiting and without a callback: for
  /// what a child printed before it did something else that we have already seen. An end of file
  /// met here is reported by `on_end` in a later turn.
  std::string drain();

 private:
  struct Handle;
  struct Close {
    void operator()(Handle* handle) const;
  };
  std::unique_ptr<Handle, Close> handle_;
};

/// Destroying it closes the write end: the reader sees the end of the file. What was not written
/// yet is dropped.
class PipeWriter {
 public:
  PipeWriter(Loop& loop, Fd write_end);

  /// `written` tells in a later turn whether the kernel took all the bytes; it does not run once
  /// the writer is destroyed.
  void write(std::string bytes, std::function<void(bool written)> written = {});

  /// Accepted and not yet taken by the kernel: for callers to bound.
  std::size_t buffered_bytes() const;

 private:
  struct Handle;
  struct Close {
    void operator()(Handle* handle) const;
  };
  std::unique_ptr<Handle, Close> handle_;
};

}  // namespace sfn::loop
