#include "contracts/event_store_contract.h"

#include "store/sqlite/sqlite_event_store.h"
#include "support/simulated_event_store.h"
#include "support/temporary_directory.h"

namespace sfn::store {
namespace {

void fail_test(const std::string& message) { ADD_FAILURE() << message; }

class SqliteUnderTest : public StoreUnderTest {
 public:
  explicit SqliteUnderTest(std::shared_ptr<support::TemporaryDirectory> directory, std::string path)
      : directory_(std::move(directory)), path_(std::move(path)) {
    reopen();
  }
  EventStore& store() override { return *store_; }
  Catalogue load_catalogue() override { return store_->load_catalogue(); }
  void reopen() override {
    store_.reset();
    // Relaxed: what a test writes need not survive a power cut.
    store_ = std::make_unique<SqliteEventStore>(SqliteEventStore::Options{
        path_, Durability::Relaxed,
        [this](std::function<void()> turn) { loop.post(std::move(turn)); }, fail_test});
  }
  std::string unused_path() override { return directory_->file("copy.db"); }
  std::unique_ptr<StoreUnderTest> open(const std::string& path) override {
    return std::make_unique<SqliteUnderTest>(directory_, path);
  }

 private:
  std::shared_ptr<support::TemporaryDirectory> directory_;
  std::string path_;
  std::unique_ptr<SqliteEventStore> store_;
};

class SimulatedUnderTest : public StoreUnderTest {
 public:
  SimulatedUnderTest(std::shared_ptr<support::SimulatedFiles> files, std::string path)
      : files_(std::move(files)), path_(std::move(path)) {
    reopen();
  }
  EventStore& store() override { return *store_; }
  Catalogue load_catalogue() override { return store_->load_catalogue(); }
  void reopen() override {
    store_ = std::make_unique<support::SimulatedEventStore>(support::SimulatedEventStore::Options{
        *files_, path_, [this](std::function<void()> turn) { loop.post(std::move(turn)); },
        fail_test});
  }
  std::string unused_path() override { return "copy.db"; }
  std::unique_ptr<StoreUnderTest> open(const std::string& path) override {
    return std::make_unique<SimulatedUnderTest>(files_, path);
  }

 private:
  std::shared_ptr<support::SimulatedFiles> files_;
  std::string path_;
  std::unique_ptr<support::SimulatedEventStore> store_;
};

std::unique_ptr<StoreUnderTest> make_sqlite() {
  auto directory = std::make_shared<support::TemporaryDirectory>();
  const auto path = directory->file("sfn.db");
  return std::make_unique<SqliteUnderTest>(std::move(directory), path);
}

std::unique_ptr<StoreUnderTest> make_simulated() {
  return std::make_unique<SimulatedUnderTest>(std::make_shared<support::SimulatedFiles>(),
                                              "sfn.db");
}

}  // namespace

INSTANTIATE_TEST_SUITE_P(Sqlite, EventStoreContract, testing::Values(&make_sqlite));
INSTANTIATE_TEST_SUITE_P(Simulated, EventStoreContract, testing::Values(&make_simulated));

}  // namespace sfn::store
