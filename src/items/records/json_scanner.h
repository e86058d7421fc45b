// JsonScanner: where a JSON value ends, found in passing, without holding the document.
//
// It follows strings and brackets alone. What is taken is parsed afterwards by base/json.h, which
// sees every other mistake; what is only passed over is not looked at more closely.
#pragma once

#include <string>

#include "base/result.h"
#include "items/content/input.h"

namespace sfn::items {

class JsonScanner {
 public:
  explicit JsonScanner(Input& input) : input_(input) {}

  void skip_blanks();

  /// The text of the value that begins here, `bytes_max` bytes at most.
  Result<std::string> take_value(std::size_t bytes_max);

  /// Passes over the value, which must end before the input's offset `end_max`.
  Result<void> skip_value(std::uint64_t end_max);

  /// Takes the byte if it is next.
  bool take(char expected);

  /// A member's name with the colon after it, at its opening quote.
  Result<std::string> take_name();

  /// `Line 3 of S3://b/k: expected …, found …`.
  Error unexpected(const std::string& expected) const;

 private:
  struct Extent {
    std::string* text;  ///< Where to put it, if anywhere.
    std::uint64_t end_max;
    std::string too_long;  ///< What to say beyond.
  };
  Result<void> scan_value(const Extent& extent);
  Result<void> scan_scalar(const Extent& extent);
  Result<void> scan_nested(const Extent& extent);
  Result<void> pass(const Extent& extent, std::size_t count);

  Input& input_;
};

}  // namespace sfn::items
