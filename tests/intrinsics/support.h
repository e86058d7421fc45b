// An environment over one document, for the tests of intrinsic functions.
#pragma once

#include <fmt/format.h>

#include <limits>

#include "intrinsics/expression.h"

namespace sfn::intrinsics {

class DocumentEnvironment : public Environment {
 public:
  explicit DocumentEnvironment(Json document,
                               std::size_t bytes = std::numeric_limits<std::size_t>::max())
      : bytes_left(bytes), document_(std::move(document)) {}

  Result<jsonpath::Match> find(const jsonpath::Path& path) override {
    jsonpath::Budget budget;
    auto found = path.find(document_, budget);
    if (found) return found;
    return Error{"States.Runtime", path.text()};
  }
  std::uint64_t entropy() override { return next_entropy++; }
  bool charge(std::size_t bytes) override {
    if (bytes > bytes_left) return false;
    bytes_left -= bytes;
    return true;
  }

  std::uint64_t next_entropy = 1;
  std::size_t bytes_left;

 private:
  Json document_;
};

}  // namespace sfn::intrinsics
