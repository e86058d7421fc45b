// MapItems: the inputs of a map run's children, made of its items page by page.
//
//   items of the reader, or of the state's input ─▶ ItemSelector ─▶ ItemBatcher ─▶ inputs
//
// What is held is a page of items, and an open batch. A place is named by a cursor: items::Cursor
// as text, whatever the source. All calls block, and so belong on a worker thread, one at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/map_run/item_selector.h"
#include "items/batcher.h"
#include "items/item_reader.h"
#include "items/object_store.h"
#include "runtime/definitions.h"

namespace sfn::runtime {

class MapItems {
 public:
  struct Parts {
    history::MapRunConfigured configured;
    std::string role_arn;
    MeaningPtr parent_runs;       ///< The definition that has the Map.
    items::ObjectStore* objects;  ///< Null where there is none. Must outlive this.
    engine::Facts facts;
    engine::Bounds bounds = {};  ///< Of items and inputs.
  };
  /// Inputs of one answer have so many bytes at most, but for one that is larger by itself.
  static constexpr std::size_t kInputBytes = std::size_t{1} << 20;

  explicit MapItems(Parts parts);
  MapItems(const MapItems&) = delete;
  MapItems& operator=(const MapItems&) = delete;

  /// Where the next read begins, unless it is told otherwise.
  const std::string& cursor() const { return cursor_; }

  /// Inputs for `count` children from `cursor` on, or for fewer, if that is the end or they are
  /// large. The answer's `work` is left to the caller.
  engine::ItemsRead read(const std::string& cursor, std::int64_t count);

 private:
  /// An item that was read and belongs to no input that was given out.
  struct Waiting {
    items::Item item;
    std::uint64_t index = 0;
    std::shared_ptr<const items::Cursor> page;  ///< The place where its page begins.
    std::uint64_t place = 0;                    ///< In the page.
  };

  bool go_to(const std::string& cursor);
  Result<void> open(const items::Cursor& from);
  Result<void> fill(std::size_t items);
  Result<items::Page> next_page(std::size_t items);
  items::Page page_of_state_data(std::size_t items);
  Result<engine::ItemsRead> gather(std::int64_t count);
  Result<void> gather_items(std::int64_t count, engine::ItemsRead& to);
  Result<void> gather_batches(std::int64_t count, engine::ItemsRead& to);
  Result<Payload> input_of(const Waiting& waiting) const;
  void take(std::size_t items);

  Parts parts_;
  std::vector<history::LimitPassed> passed_;  ///< By items of the answer that is being gathered.
  engine::ItemSelector selector_;
  std::size_t reach_;  ///< How many bytes an item or an input can have at all.
  std::optional<items::BatchConfig> batches_;
  std::unique_ptr<items::ItemReader> reader_;
  std::size_t next_item_ = 0;  ///< Of the state's data.
  std::deque<Waiting> waiting_;
  std::string cursor_;            ///< Of the first that waits; empty where nothing is open.
  std::optional<Error> failure_;  ///< Of the last opening.
  bool at_end_ = false;           ///< Nothing is to be read any more.
};

}  // namespace sfn::runtime
