#include "items/content/input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/text.h"
#include "items/reader_config.h"
#include "items/s3_error.h"

namespace sfn::items {
namespace {

constexpr std::size_t kReadBytes = 131'072;
constexpr std::size_t kHeadBytes = 4;

// The object's bytes from its beginning on, and what its first ones say.
struct Opened {
  PackedBytes bytes;
  Compression compression;
};

Result<Opened> open_at(ObjectStore& store, const ObjectRef& object, std::uint64_t offset) {
  auto source = store.get(object, offset);
  if (!source) return source.error();
  Opened opened{PackedBytes(std::move(*source)), Compression::None};
  const auto head = opened.bytes.at_least(kHeadBytes);
  if (!head) return head.error();
  if (offset == 0) opened.compression = compression_of(*head);
  return opened;
}

}  // namespace

Result<std::unique_ptr<Input>> Input::open(ObjectStore& store, const ObjectRef& object,
                                           const Position& from, std::stop_token stop) {
  auto opened = open_at(store, object, 0);
  if (!opened) return opened.error();
  const bool is_random_access = opened->compression == Compression::None && from.offset > 0;
  if (is_random_access) opened = open_at(store, object, from.offset);
  if (!opened) return opened.error();
  auto info = opened->bytes.info();
  if (!from.etag.empty() && from.etag != info.etag) return object_changed(object);

  auto decoder = make_decoder(opened->compression, std::move(opened->bytes));
  std::unique_ptr<Input> input(
      new Input(object, std::move(info), std::move(decoder), std::move(stop)));
  if (is_random_access) input->offset_ = from.offset;
  if (from.offset == 0) input->pass_byte_order_mark();
  input->pass_to(from.offset);
  input->line_ = from.line;
  if (input->failure()) return *input->failure();
  return input;
}

Input::Input(ObjectRef object, ObjectInfo info, std::unique_ptr<Decoder> decoder,
             std::stop_token stop)
    : object_(std::move(object)),
      info_(std::move(info)),
      decoder_(std::move(decoder)),
      stop_(std::move(stop)),
      buffer_(kReadBytes, '\0') {}

void Input::skip(std::size_t count) {
  const char* begin = buffer_.data() + begin_;
  line_ += static_cast<std::uint64_t>(std::count(begin, begin + count, '\n'));
  begin_ += count;
  offset_ += count;
}

void Input::fill() {
  if (failure_) return;
  if (stop_.stop_requested()) {
    failure_ = Error{"Stopped", "reading was stopped"};
    return;
  }
  begin_ = end_ = 0;
  const auto count = decoder_->read(buffer_.data(), buffer_.size());
  if (count) {
    end_ = *count;
  } else {
    fail(count.error());
  }
}

void Input::fail(const Error& error) {
  failure_ = error.name == kBadCompression
                 ? reader_failed(fmt::format("{}: {}", to_uri(object_), error.cause))
                 : error;
}

// Further on in what can only be read from its beginning.
void Input::pass_to(std::uint64_t offset) {
  while (offset_ < offset) {
    const auto some = ahead();
    if (some.empty()) return;
    skip(static_cast<std::size_t>(std::min<std::uint64_t>(some.size(), offset - offset_)));
  }
}

void Input::pass_byte_order_mark() {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  while (end_ - begin_ < kMark.size() && !failure_) {
    // A decoder may give a byte at a time.
    const auto count = decoder_->read(buffer_.data() + end_, buffer_.size() - end_);
    if (!count) fail(count.error());
    if (!count || *count == 0) break;
    end_ += *count;
  }
  if (starts_with(std::string_view(buffer_).substr(begin_, end_ - begin_), kMark)) {
    skip(kMark.size());
  }
}

Error Input::error_at(std::uint64_t line, std::string_view message) const {
  if (failure_) return *failure_;
  return reader_failed(fmt::format("Line {} of {}: {}", line, to_uri(object_), message));
}

}  // namespace sfn::items
