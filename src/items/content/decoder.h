// Decoder: an object's bytes, unpacked where it is compressed, in pieces.
//
// GZIP (RFC 1952, with several members one after the other) and ZSTD (RFC 8878), told by their
// first bytes, since a directory has no Content-Encoding and names say what they like; no text in
// UTF-8 begins like either. What is held is a buffer and the format's own window.
#pragma once

#include <memory>
#include <string_view>

#include "items/object_store.h"

namespace sfn::items {

/// The bytes of a source, those first that were read already.
class PackedBytes {
 public:
  explicit PackedBytes(std::unique_ptr<ObjectSource> source);

  const ObjectInfo& info() const { return source_->info(); }

  /// What lies ahead; read from the source where nothing does. Empty at the end.
  Result<std::string_view> ahead();
  void skip(std::size_t count) { begin_ += count; }

  /// Makes sure that `count` bytes lie ahead, where there are so many.
  Result<std::string_view> at_least(std::size_t count);

 private:
  Result<std::size_t> fill();

  std::unique_ptr<ObjectSource> source_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
};

/// The name of the error of data that cannot be unpacked.
inline constexpr auto kBadCompression = "BadCompression";

class Decoder {
 public:
  virtual ~Decoder() = default;

  /// The next bytes of the content, `size` at most; 0 at the end.
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
};

enum class Compression { None, Gzip, Zstd };

/// Told by the first bytes.
Compression compression_of(std::string_view head);

std::unique_ptr<Decoder> make_decoder(Compression compression, PackedBytes bytes);

}  // namespace sfn::items
