// FlakyObjects: what map runs read and write: objects in memory that outlive the daemon, given out
// in pieces of any size, and refused as the dice have it.
#pragma once

#include <functional>
#include <memory>

#include "items/support/memory_store.h"

namespace sfn::simulation {

class FlakyObjects : public items::ObjectStore {
 public:
  FlakyObjects();

  /// Whether the next question is refused.
  std::function<bool()> refuses = [] { return false; };
  /// How many bytes the next read gives at most.
  void give_pieces(std::function<std::size_t()> piece) { inner_.piece = std::move(piece); }

  /// The same objects, sound.
  items::MemoryStore& inner() { return inner_; }

  Result<items::ObjectInfo> head(const items::ObjectRef& object) override;
  Result<std::unique_ptr<items::ObjectSource>> get(const items::ObjectRef& object,
                                                   std::uint64_t offset) override;
  Result<std::unique_ptr<items::ObjectListing>> list(const items::ListRequest& request) override;
  Result<std::unique_ptr<items::ObjectSink>> put(const items::ObjectRef& object) override;

 private:
  items::MemoryStore inner_;
};

}  // namespace sfn::simulation
