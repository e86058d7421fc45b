// Input: the content of an object as the readers see it: bytes ahead, with their offset and line.
//
// To keep the readers simple an error looks to them like the end of the bytes; failure() tells
// which it was, and whoever meets the end asks for it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "items/content/decoder.h"
#include "items/cursor.h"
#include "items/object_store.h"

namespace sfn::items {

class Input {
 public:
  static constexpr int kEnd = -1;

  /// The object's content from a position in it on, whose tag the object must have, if it names
  /// one. What is compressed is unpacked from its beginning. A byte order mark is passed over. Once
  /// `stop` is requested, reading ends with the error `Stopped`.
  static Result<std::unique_ptr<Input>> open(ObjectStore& store, const ObjectRef& object,
                                             const Position& from, std::stop_token stop);

  /// Bytes that lie ahead, as many as are there; none at the end.
  std::string_view ahead() {
    if (begin_ == end_) fill();
    return std::string_view(buffer_).substr(begin_, end_ - begin_);
  }
  void skip(std::size_t count);

  /// The next byte, or kEnd.
  int peek() {
    if (begin_ == end_) fill();
    return begin_ == end_ ? kEnd : static_cast<unsigned char>(buffer_[begin_]);
  }
  int get() {
    const int next = peek();
    if (next != kEnd) skip(1);
    return next;
  }

  std::uint64_t offset() const { return offset_; }
  std::uint64_t line() const { return line_; }
  Position position() const {
    return {.etag = info_.etag, .offset = offset_, .line = line_, .key = {}, .inside = {}};
  }
  const ObjectRef& object() const { return object_; }

  const std::optional<Error>& failure() const { return failure_; }

  /// `States.ItemReaderFailed` with the object's name and a line in front, or what made reading
  /// end.
  Error error_at(std::uint64_t line, std::string_view message) const;
  Error error_here(std::string_view message) const { return error_at(line_, message); }

 private:
  Input(ObjectRef object, ObjectInfo info, std::unique_ptr<Decoder> decoder, std::stop_token stop);
  void fill();
  void fail(const Error& error);
  void pass_to(std::uint64_t offset);
  void pass_byte_order_mark();

  ObjectRef object_;
  ObjectInfo info_;
  std::unique_ptr<Decoder> decoder_;
  std::stop_token stop_;
  std::string buffer_;
  std::size_t begin_ = 0;
  std::size_t end_ = 0;
  std::uint64_t offset_ = 0;
  std::uint64_t line_ = 1;
  std::optional<Error> failure_;
};

}  // namespace sfn::items
