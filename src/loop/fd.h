// Fd: a file descriptor and the duty to close it; and the pipes that join us to our children.
#pragma once

#include <utility>

#include "base/result.h"

namespace sfn::loop {

class Fd {
 public:
  Fd() = default;
  explicit Fd(int fd) : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept;
  ~Fd();

  int get() const { return fd_; }
  bool open() const { return fd_ >= 0; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_ = -1;
};

struct PipeEnds {
  Fd read;
  Fd write;
};

/// A new pipe, closed on exec. Fails when the process is out of descriptors.
Result<PipeEnds> make_pipe();

}  // namespace sfn::loop
