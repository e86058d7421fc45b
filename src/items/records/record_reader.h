// RecordReader: the items of one source, one after the other: a file's rows, lines or elements, or
// the entries of a listing. One implementation a format.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"
#include "items/cursor.h"

namespace sfn::items {

/// Bytes of an item as it stands in the file that are held at most: eight times what an item may
/// have, since blanks and escapes make it longer than what it says.
inline constexpr std::size_t kRawItemBytesMax = 2'097'152;

struct Record {
  std::string text;                ///< JSON without blanks.
  std::optional<std::string> key;  ///< Of a member of an object.
};

class RecordReader {
 public:
  virtual ~RecordReader() = default;

  /// The next item; nothing at the end. Not to be called again after that or an error.
  virtual Result<std::optional<Record>> next() = 0;

  /// The place after the last item.
  virtual Position position() const = 0;

  /// Bytes of content before that place.
  virtual std::uint64_t content_bytes() const = 0;
};

}  // namespace sfn::items
