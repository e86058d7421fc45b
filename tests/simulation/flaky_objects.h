// FlakyObjects: what map runs read and write: objects in memory that outlive the daemon, given out
// in pieces of any size, refused as the dice have it, and replaced by others once.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "items/support/memory_store.h"

namespace sfn::simulation {

class FlakyObjects : public items::ObjectStore {
 public:
  FlakyObjects();

  /// Whether the next question is refused.
  std::function<bool()> refuses = [] { return false; };
  /// How many bytes the next read gives at most.
  void give_pieces(std::function<std::size_t()> piece) { inner_.piece = std::move(piece); }

  /// Puts others in the place of some.
  void replace();

  /// What there is before that, and after: sound, and never written to.
  std::vector<items::ObjectStore*> versions() { return {&before_, &after_}; }

  Result<items::ObjectInfo> head(const items::ObjectRef& object) override;
  Result<std::unique_ptr<items::ObjectSource>> get(const items::ObjectRef& object,
                                                   std::uint64_t offset) override;
  Result<std::unique_ptr<items::ObjectListing>> list(const items::ListRequest& request) override;
  Result<std::unique_ptr<items::ObjectSink>> put(const items::ObjectRef& object) override;

 private:
  items::MemoryStore inner_;
  items::MemoryStore before_;
  items::MemoryStore after_;
};

}  // namespace sfn::simulation
