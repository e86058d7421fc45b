// Trace: all that a run did, in order, as a digest: two runs of one number have the same. On demand
// it also writes the lines out, for whoever looks into a number that has failed.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>

namespace sfn::simulation {

class Trace {
 public:
  using Write = std::function<void(std::string_view line)>;

  explicit Trace(Write write) : write_(std::move(write)) {}

  void add(std::string_view line) {
    for (const char c : line) mix(static_cast<unsigned char>(c));
    mix('\n');
    if (write_) write_(line);
  }

  std::uint64_t digest() const { return digest_; }

 private:
  // FNV-1a.
  void mix(unsigned char byte) { digest_ = (digest_ ^ byte) * 0x100000001b3u; }

  Write write_;
  std::uint64_t digest_ = 0xcbf29ce484222325u;
};

}  // namespace sfn::simulation
