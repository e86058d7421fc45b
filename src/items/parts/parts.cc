#include "items/parts/parts.h"

#include <utility>

#include "items/parts/athena.h"
#include "items/parts/inventory.h"
#include "items/records/listing_records.h"

namespace sfn::items {
namespace {

// The object that is named.
class OnePart : public Parts {
 public:
  OnePart(ObjectRef object, const Position& from)
      : object_(std::move(object)), is_given_(from.offset > 0) {}

  Result<std::optional<ObjectRef>> next() override {
    if (std::exchange(is_given_, true)) return std::optional<ObjectRef>();
    return std::optional(object_);
  }
  Position position() const override {
    Position position;
    position.offset = is_given_ ? 1 : 0;
    return position;
  }

 private:
  ObjectRef object_;
  bool is_given_;
};

// The objects of a listing, but for the markers of empty folders that consoles leave.
class ListedParts : public Parts {
 public:
  ListedParts(std::string bucket, std::unique_ptr<ObjectListing> listing, std::string after)
      : bucket_(std::move(bucket)), listing_(std::move(listing)), last_key_(std::move(after)) {}

  Result<std::optional<ObjectRef>> next() override {
    for (;;) {
      if (at_ == page_.size()) {
        auto page = listing_->next(kListingPage);
        if (!page) return page.error();
        page_ = std::move(*page);
        at_ = 0;
      }
      if (page_.empty()) return std::optional<ObjectRef>();
      const ObjectInfo& info = page_[at_++];
      last_key_ = info.key;
      if (info.size > 0 || info.key.back() != '/')
        return std::optional(ObjectRef{bucket_, info.key});
    }
  }
  Position position() const override {
    Position position;
    position.key = last_key_;
    return position;
  }

 private:
  std::string bucket_;
  std::unique_ptr<ObjectListing> listing_;
  std::vector<ObjectInfo> page_;
  std::size_t at_ = 0;
  std::string last_key_;
};

}  // namespace

Result<std::unique_ptr<Parts>> open_parts(ObjectStore& store, const ReaderConfig& config,
                                          const Position& from, const std::stop_token& stop) {
  const ObjectRef object{config.bucket, config.key};
  if (config.resource == ReaderResource::ListObjects) {
    auto listing = store.list({config.bucket, config.prefix, from.key});
    if (!listing) return listing.error();
    return std::unique_ptr<Parts>(
        std::make_unique<ListedParts>(config.bucket, std::move(*listing), from.key));
  }
  if (config.input_type != InputType::Manifest) {
    return std::unique_ptr<Parts>(std::make_unique<OnePart>(object, from));
  }
  return config.manifest_type == ManifestType::AthenaData
             ? AthenaParts::open(store, object, from, stop)
             : InventoryParts::open(store, object, from, stop);
}

}  // namespace sfn::items
