// MemoryStore: objects in memory, given out in pieces of any size, and what was read is counted.
#pragma once

#include <algorithm>
#include <cstring>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "items/object_store.h"
#include "items/s3_error.h"

namespace sfn::items {

class MemoryStore : public ObjectStore {
 public:
  std::map<std::string, std::map<std::string, std::string>> buckets;
  std::uint64_t bytes_read = 0;

  /// How many bytes the next read gives at most.
  std::function<std::size_t()> piece = [] { return std::size_t{1} << 20; };

  Result<ObjectInfo> head(const ObjectRef& object) override {
    const auto bucket = buckets.find(object.bucket);
    if (bucket == buckets.end()) return no_such_bucket(object.bucket);
    const auto found = bucket->second.find(object.key);
    if (found == bucket->second.end()) return no_such_key(object);
    return info_of(*found);
  }

  Result<std::unique_ptr<ObjectSource>> get(const ObjectRef& object,
                                            std::uint64_t offset) override {
    auto info = head(object);
    if (!info) return info.error();
    return std::unique_ptr<ObjectSource>(std::make_unique<Source>(
        *this, std::move(*info), buckets[object.bucket][object.key], offset));
  }

  Result<std::unique_ptr<ObjectListing>> list(const ListRequest& request) override {
    const auto bucket = buckets.find(request.bucket);
    if (bucket == buckets.end()) return no_such_bucket(request.bucket);
    std::vector<ObjectInfo> objects;
    for (const auto& object : bucket->second) {
      const bool fits = object.first.substr(0, request.prefix.size()) == request.prefix;
      if (fits && object.first > request.after) objects.push_back(info_of(object));
    }
    return std::unique_ptr<ObjectListing>(std::make_unique<Listing>(std::move(objects)));
  }

  Result<std::unique_ptr<ObjectSink>> put(const ObjectRef& object) override {
    if (buckets.count(object.bucket) == 0) return no_such_bucket(object.bucket);
    return std::unique_ptr<ObjectSink>(std::make_unique<Sink>(*this, object));
  }

 private:
  static ObjectInfo info_of(const std::pair<const std::string, std::string>& object) {
    ObjectInfo info;
    info.key = object.first;
    info.etag = "\"" + std::to_string(std::hash<std::string>()(object.second)) + "\"";
    info.size = object.second.size();
    info.last_modified = from_epoch_ms(1'668'699'881'000);
    return info;
  }

  struct Source : ObjectSource {
    Source(MemoryStore& owner, ObjectInfo of, std::string text, std::uint64_t offset)
        : store(owner), about(std::move(of)), bytes(std::move(text)), at(offset) {}
    const ObjectInfo& info() const override { return about; }
    Result<std::size_t> read(char* buffer, std::size_t size) override {
      if (at >= bytes.size()) return std::size_t{0};
      const auto count = std::min({size, bytes.size() - at, store.piece()});
      std::memcpy(buffer, bytes.data() + at, count);
      at += count;
      store.bytes_read += count;
      return count;
    }
    MemoryStore& store;
    ObjectInfo about;
    std::string bytes;
    std::size_t at;
  };

  struct Listing : ObjectListing {
    explicit Listing(std::vector<ObjectInfo> all) : objects(std::move(all)) {}
    Result<std::vector<ObjectInfo>> next(std::size_t count) override {
      std::vector<ObjectInfo> page;
      while (page.size() < count && at < objects.size()) page.push_back(objects[at++]);
      return page;
    }
    std::vector<ObjectInfo> objects;
    std::size_t at = 0;
  };

  struct Sink : ObjectSink {
    Sink(MemoryStore& owner, ObjectRef of) : store(owner), object(std::move(of)) {}
    Result<void> write(std::string_view text) override {
      bytes += text;
      return {};
    }
    Result<void> commit() override {
      store.buckets[object.bucket][object.key] = bytes;
      return {};
    }
    MemoryStore& store;
    ObjectRef object;
    std::string bytes;
  };
};

}  // namespace sfn::items
