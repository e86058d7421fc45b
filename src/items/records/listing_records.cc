#include "items/records/listing_records.h"

#include <utility>

#include "base/json.h"

namespace sfn::items {
namespace {

// The members and their order are those of recorded runs; the time is in seconds.
std::string item_of(const ObjectInfo& info) {
  Json item = Json::object();
  item["Etag"] = info.etag;
  item["Key"] = info.key;
  item["LastModified"] = to_epoch_ms(info.last_modified) / 1000;
  item["Size"] = static_cast<std::int64_t>(info.size);
  item["StorageClass"] = info.storage_class;
  return to_text(item);
}

}  // namespace

Result<std::optional<Record>> ListingRecords::next() {
  if (at_ == page_.size()) {
    auto page = listing_->next(kListingPage);
    if (!page) return page.error();
    page_ = std::move(*page);
    at_ = 0;
  }
  if (page_.empty()) return std::optional<Record>();
  const ObjectInfo& info = page_[at_++];
  last_key_ = info.key;
  return std::optional(Record{item_of(info), std::nullopt});
}

Position ListingRecords::position() const {
  Position position;
  position.key = last_key_;
  return position;
}

}  // namespace sfn::items
