// Cursor: a place between two items of a source, from which reading can go on after a crash.
//
// It is recorded with the event that says which items were taken, so it is a value with a short
// text, and it names the object it lies in together with that object's tag: what has changed since
// is not read on, but refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "items/object_store.h"

namespace sfn::items {

/// A place in one sequence: the bytes of an object, the keys of a listing, the files of a manifest.
struct Position {
  std::string etag;          ///< Of the object; empty at the beginning and in listings.
  std::uint64_t offset = 0;  ///< Bytes of the content, or files of an inventory, before it.
  std::uint64_t line = 1;    ///< That it lies on.
  std::string key;           ///< The last one of a listing.
  std::string inside;        ///< What JSON items lie in: `[` or `{`.
  friend bool operator==(const Position&, const Position&) = default;
};

struct Cursor {
  std::uint64_t items = 0;          ///< How many lie before it: the index of the next.
  std::uint64_t skip = 0;           ///< So many items after the place that the rest describes.
  std::uint64_t content_bytes = 0;  ///< Read of the objects before the one that it lies in.
  bool end = false;
  std::optional<ObjectRef> part;  ///< The object it lies in; none before the first and between two.
  Position within;                ///< The place in that object.
  Position after;                 ///< The place in what names the objects, after that one.
  friend bool operator==(const Cursor&, const Cursor&) = default;
};

/// JSON, without the members that say nothing: `{}` for the beginning.
std::string to_text(const Cursor& cursor);

/// `InvalidCursor` where the text is not one of ours.
Result<Cursor> parse_cursor(std::string_view text);

/// The place after the first `count` of the items that were read from `page_begin` on.
Cursor advanced(const Cursor& page_begin, std::uint64_t count);

}  // namespace sfn::items
