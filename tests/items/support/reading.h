// Reading everything, in pages of any size, and going on from any place.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "items/item_reader.h"

namespace sfn::items {

/// The items as `text`, or `key=text`; what ended reading, if it was an error.
struct Reading {
  std::vector<std::string> items;
  std::string error;  ///< Its cause.
  friend bool operator==(const Reading&, const Reading&) = default;
};

inline void PrintTo(const Reading& reading, std::ostream* out) {
  for (const auto& item : reading.items) *out << "\n  " << item;
  if (!reading.error.empty()) *out << "\n  error: " << reading.error;
}

inline std::string shown(const Item& item) {
  return item.key ? *item.key + "=" + item.text : item.text;
}

inline Reading read_all(ObjectStore& store, const ReaderConfig& config, PageSize size = {},
                        ReaderOptions options = {}) {
  Reading reading;
  auto reader = ItemReader::open(store, config, std::move(options));
  if (!reader) return {{}, reader.error().cause};
  for (;;) {
    auto page = (*reader)->next(size);
    if (!page) {
      EXPECT_EQ(page.error().name, "States.ItemReaderFailed");
      reading.error = page.error().cause;
      return reading;
    }
    for (const auto& item : page->items) reading.items.push_back(shown(item));
    EXPECT_EQ(page->cursor.items - page->begin.items, page->items.size());
    if (page->end) return reading;
  }
}

}  // namespace sfn::items
