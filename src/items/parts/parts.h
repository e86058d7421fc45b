// Parts: the objects that a reader reads one after the other: the one that is named, those of a
// listing, or those that a manifest names.
#pragma once

#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "items/cursor.h"
#include "items/object_store.h"
#include "items/reader_config.h"
#include "items/records/csv_rows.h"

namespace sfn::items {

class Parts {
 public:
  virtual ~Parts() = default;

  /// The next object; nothing at the end.
  virtual Result<std::optional<ObjectRef>> next() = 0;

  /// The place after the object that next() gave last.
  virtual Position position() const = 0;

  /// How the files are to be read, where what names them says so.
  virtual std::optional<CsvConfig> csv() const { return std::nullopt; }
};

/// The parts that the configuration asks for, from a place on.
Result<std::unique_ptr<Parts>> open_parts(ObjectStore& store, const ReaderConfig& config,
                                          const Position& from, const std::stop_token& stop);

}  // namespace sfn::items
