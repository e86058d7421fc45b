// InventoryParts: the data files that the manifest.json of an S3 inventory names.
//
// Amazon S3 user guide, "Locating your inventory list": the files are CSV without a header row,
// GZIP; the manifest's `fileSchema` names their columns, its `destinationBucket` (an ARN) where
// they are.
#pragma once

#include <string>
#include <vector>

#include "items/parts/parts.h"

namespace sfn::items {

/// A manifest's size at most: some 100,000 files, of a million objects each.
inline constexpr std::size_t kManifestBytesMax = 16'777'216;

class InventoryParts : public Parts {
 public:
  static Result<std::unique_ptr<Parts>> open(ObjectStore& store, const ObjectRef& manifest,
                                             const Position& from, const std::stop_token& stop);

  Result<std::optional<ObjectRef>> next() override;
  Position position() const override;
  std::optional<CsvConfig> csv() const override { return csv_; }

 private:
  InventoryParts() = default;

  std::vector<ObjectRef> files_;
  CsvConfig csv_;
  std::string etag_;
  std::size_t at_ = 0;
};

}  // namespace sfn::items
