#include "loop/fd.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace sfn::loop {

Fd& Fd::operator=(Fd&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

Fd::~Fd() {
  if (open()) ::close(fd_);
}

Result<PipeEnds> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    return Error{"PipeFailed", "cannot make a pipe: " + std::generic_category().message(errno)};
  }
  return PipeEnds{Fd(ends[0]), Fd(ends[1])};
}

}  // namespace sfn::loop
