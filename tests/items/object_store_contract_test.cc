#include "contracts/object_store_contract.h"

#include <filesystem>

#include "items/directory/store.h"
#include "items/s3/store.h"
#include "items/support/memory_store.h"
#include "items/support/s3_server.h"
#include "support/temporary_directory.h"

namespace sfn::items {
namespace {

class InMemory {
 public:
  InMemory() { store_.buckets = {{"data", {}}, {"other", {}}}; }
  ObjectStore& store() { return store_; }

 private:
  MemoryStore store_;
};

class InDirectory {
 public:
  InDirectory() {
    std::filesystem::create_directory(directory_.file("data"));
    std::filesystem::create_directory(directory_.file("other"));
    store_ = std::move(*DirectoryStore::open(directory_.path()));
  }
  ObjectStore& store() { return *store_; }

 private:
  support::TemporaryDirectory directory_;
  std::unique_ptr<DirectoryStore> store_;
};

class BehindAnEndpoint {
 public:
  ObjectStore& store() { return store_; }

 private:
  S3Server server_;
  S3Store store_{*load_libcurl(), server_.endpoint()};
};

INSTANTIATE_TYPED_TEST_SUITE_P(Memory, ObjectStoreContract, InMemory);
INSTANTIATE_TYPED_TEST_SUITE_P(Directory, ObjectStoreContract, InDirectory);
INSTANTIATE_TYPED_TEST_SUITE_P(S3, ObjectStoreContract, BehindAnEndpoint);

}  // namespace
}  // namespace sfn::items
