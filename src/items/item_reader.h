// ItemReader: the items of a distributed Map, a page at a time, from whatever source it names.
//
// ASL, Map state in distributed mode, "ItemReader". What is held is a page and some buffers,
// whatever the size of the source. A page's cursor, recorded with the page's items, lets another
// reader go on after them: nothing before it is parsed again. Only what is compressed has to be
// unpacked from the beginning of the object that the place is in.
//
//   auto reader = ItemReader::open(store, config, {.from = recorded});
//   for (;;) {
//     auto page = reader->next({.items = 1'000, .bytes = 1'048'576});
//     … hand out page->items, record page->cursor …
//     if (page->end) break;
//   }
//
// Calls block: for a worker thread. Errors are `States.ItemReaderFailed` with the cause that the
// map run fails with, or `Stopped` once `stop` was requested, after which a new reader can go on.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "items/cursor.h"
#include "items/object_store.h"
#include "items/parts/parts.h"
#include "items/reader_config.h"
#include "items/records/record_reader.h"

namespace sfn::items {

struct Item {
  std::string text;                           ///< JSON without blanks.
  std::optional<std::string> key;             ///< `Map.Item.Key`, where an object is iterated over.
  std::shared_ptr<const std::string> source;  ///< `Map.Item.Source`: `S3://bucket/key`.
};

struct Page {
  std::vector<Item> items;
  Cursor begin;   ///< The place before the first; advanced(begin, n) is the one after n of them.
  Cursor cursor;  ///< The place after the last.
  bool end =
      false;  ///< Whether it is known that there are no more. Else the next page may be empty.
};

/// What a page has at most, but for an item that is larger all by itself.
struct PageSize {
  std::size_t items = 1'000;
  std::size_t bytes = 1'048'576;
};

struct ReaderOptions {
  Cursor from = {};  ///< Of an earlier reader of the same configuration.
  ReaderLimits limits = {};
  std::stop_token stop = {};
};

class ItemReader {
 public:
  /// Borrows the store. Opens nothing that is not needed to begin.
  static Result<std::unique_ptr<ItemReader>> open(ObjectStore& store, ReaderConfig config,
                                                  ReaderOptions options = {});

  /// The next items. How they fall into pages changes nothing of them: an error comes after the
  /// page of the items before it, and stays.
  Result<Page> next(const PageSize& size);

 private:
  ItemReader(ObjectStore& store, ReaderConfig config, ReaderOptions options);
  Result<void> begin();
  Result<void> begin_listing();
  Result<void> enter(const ObjectRef& part, const Position& from);
  Result<std::optional<Item>> first_item(Page& page);
  Result<std::optional<Item>> next_item();
  Result<std::optional<Record>> next_record();
  Result<bool> enter_next_part();
  Result<std::unique_ptr<RecordReader>> open_records(const ObjectRef& part, const Position& from);
  Result<std::unique_ptr<RecordReader>> open_csv(const ObjectRef& part, const Position& from);
  Result<void> check(const Record& record) const;
  Cursor cursor() const;
  bool has_parts() const;
  bool is_plain_listing() const;

  ObjectStore& store_;
  ReaderConfig config_;
  ReaderLimits limits_;
  std::stop_token stop_;
  Cursor from_;
  std::uint64_t items_ = 0;
  std::uint64_t content_bytes_ = 0;  ///< Of the parts that were read to their end.
  std::unique_ptr<Parts> parts_;     ///< Not for a plain listing, which is no object.
  std::optional<ObjectRef> part_;
  std::unique_ptr<RecordReader> records_;  ///< Of the part, or the listing.
  std::shared_ptr<const std::string> source_;
  bool stays_in_part_ = false;  ///< The next item is to be one of the object that is being read.
  bool end_ = false;
  std::optional<Error> failure_;
};

}  // namespace sfn::items
