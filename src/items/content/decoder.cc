#include "items/content/decoder.h"

#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include "base/text.h"

namespace sfn::items {
namespace {

constexpr std::size_t kBufferBytes = 131'072;

Error bad_data(std::string cause) { return {kBadCompression, std::move(cause)}; }

class PlainDecoder : public Decoder {
 public:
  explicit PlainDecoder(PackedBytes bytes) : bytes_(std::move(bytes)) {}

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const auto ahead = bytes_.ahead();
    if (!ahead) return ahead.error();
    const auto count = std::min(size, ahead->size());
    std::memcpy(buffer, ahead->data(), count);
    bytes_.skip(count);
    return count;
  }

 private:
  PackedBytes bytes_;
};

class GzipDecoder : public Decoder {
 public:
  explicit GzipDecoder(PackedBytes bytes) : bytes_(std::move(bytes)) {
    constexpr int kGzipWithLargestWindow = 16 + MAX_WBITS;
    SFN_CHECK(::inflateInit2(&stream_, kGzipWithLargestWindow) == Z_OK);
  }
  ~GzipDecoder() override { ::inflateEnd(&stream_); }
  GzipDecoder(const GzipDecoder&) = delete;
  GzipDecoder& operator=(const GzipDecoder&) = delete;

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    stream_.next_out = reinterpret_cast<Bytef*>(buffer);
    stream_.avail_out = static_cast<uInt>(size);
    while (stream_.avail_out == size) {
      const auto ahead = bytes_.ahead();
      if (!ahead) return ahead.error();
      if (ahead->empty() && between_members_) return std::size_t{0};
      if (ahead->empty()) return bad_data("The GZIP data ends too early.");
      if (const auto unpacked = unpack(*ahead); !unpacked) return unpacked.error();
    }
    return size - stream_.avail_out;
  }

 private:
  Result<void> unpack(std::string_view packed) {
    if (between_members_) ::inflateReset(&stream_);
    between_members_ = false;
    // zlib does not write to what it reads.
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
    stream_.avail_in = static_cast<uInt>(packed.size());
    const int status = ::inflate(&stream_, Z_NO_FLUSH);
    bytes_.skip(packed.size() - stream_.avail_in);
    if (status == Z_STREAM_END) between_members_ = true;
    if (status == Z_OK || status == Z_STREAM_END || status == Z_BUF_ERROR) return {};
    return bad_data(std::string("The GZIP data is damaged: ") +
                    (stream_.msg == nullptr ? "invalid" : stream_.msg) + ".");
  }

  PackedBytes bytes_;
  z_stream stream_{};
  bool between_members_ = false;
};

class ZstdDecoder : public Decoder {
 public:
  explicit ZstdDecoder(PackedBytes bytes)
      : bytes_(std::move(bytes)), stream_(::ZSTD_createDStream()) {
    SFN_CHECK(stream_ != nullptr);
  }

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    ZSTD_outBuffer out{buffer, size, 0};
    while (out.pos == 0) {
      const auto ahead = bytes_.ahead();
      if (!ahead) return ahead.error();
      if (ahead->empty() && between_frames_) return std::size_t{0};
      ZSTD_inBuffer in{ahead->data(), ahead->size(), 0};
      const auto status = ::ZSTD_decompressStream(stream_.get(), &out, &in);
      if (::ZSTD_isError(status) != 0) {
        return bad_data(std::string("The ZSTD data is damaged: ") + ::ZSTD_getErrorName(status) +
                        ".");
      }
      bytes_.skip(in.pos);
      between_frames_ = status == 0;
      if (ahead->empty() && out.pos == 0 && !between_frames_) {
        return bad_data("The ZSTD data ends too early.");
      }
    }
    return out.pos;
  }

 private:
  struct Free {
    void operator()(ZSTD_DStream* stream) const { ::ZSTD_freeDStream(stream); }
  };
  PackedBytes bytes_;
  std::unique_ptr<ZSTD_DStream, Free> stream_;
  bool between_frames_ = false;
};

}  // namespace

PackedBytes::PackedBytes(std::unique_ptr<ObjectSource> source)
    : source_(std::move(source)), buffer_(kBufferBytes, '\0') {}

Result<std::string_view> PackedBytes::ahead() { return at_least(1); }

Result<std::string_view> PackedBytes::at_least(std::size_t count) {
  while (end_ - begin_ < count) {
    const auto filled = fill();
    if (!filled) return filled.error();
    if (*filled == 0) break;
  }
  return std::string_view(buffer_).substr(begin_, end_ - begin_);
}

Result<std::size_t> PackedBytes::fill() {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= std::exchange(begin_, 0);
  const auto count = source_->read(buffer_.data() + end_, buffer_.size() - end_);
  if (count) end_ += *count;
  return count;
}

Compression compression_of(std::string_view head) {
  if (starts_with(head, "\x1f\x8b")) return Compression::Gzip;
  if (starts_with(head, "\x28\xb5\x2f\xfd")) return Compression::Zstd;
  return Compression::None;
}

std::unique_ptr<Decoder> make_decoder(Compression compression, PackedBytes bytes) {
  switch (compression) {
    case Compression::Gzip:
      return std::make_unique<GzipDecoder>(std::move(bytes));
    case Compression::Zstd:
      return std::make_unique<ZstdDecoder>(std::move(bytes));
    case Compression::None:
      break;
  }
  return std::make_unique<PlainDecoder>(std::move(bytes));
}

}  // namespace sfn::items
