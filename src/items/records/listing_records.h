// ListingRecords: a listing's entries as items: what S3's ListObjectsV2 says of each object.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "items/object_store.h"
#include "items/records/record_reader.h"

namespace sfn::items {

/// Objects that are asked of a listing at once: a page of S3's.
inline constexpr std::size_t kListingPage = 1'000;

class ListingRecords : public RecordReader {
 public:
  /// Begins after the key `after`, from which on the listing must be.
  ListingRecords(std::unique_ptr<ObjectListing> listing, std::string after)
      : listing_(std::move(listing)), last_key_(std::move(after)) {}

  Result<std::optional<Record>> next() override;
  Position position() const override;
  std::uint64_t content_bytes() const override { return 0; }

 private:
  std::unique_ptr<ObjectListing> listing_;
  std::vector<ObjectInfo> page_;
  std::size_t at_ = 0;
  std::string last_key_;
};

}  // namespace sfn::items
