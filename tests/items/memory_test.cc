// Bounded: what a reader and a writer hold does not grow with what they read and write.
#include <gmock/gmock.h>

#include <algorithm>

#include "items/item_reader.h"
#include "items/results/result_writer.h"
#include "items/support/counted_memory.h"
#include "items/support/memory_store.h"

namespace sfn::items {
namespace {

constexpr std::size_t kHeldBytesMax = 4'000'000;

// One object that is made up while it is read: a beginning, and then one text again and again.
class EndlessStore : public ObjectStore {
 public:
  struct Content {
    std::uint64_t bytes;
    std::string begin;
    std::string row;
    std::string end;
  };
  explicit EndlessStore(const Content& content)
      : begin_(content.begin),
        row_(content.row),
        end_(content.end),
        rows_(content.bytes / content.row.size()) {}

  std::uint64_t rows() const { return rows_; }

  Result<ObjectInfo> head(const ObjectRef& object) override { return no_such_key(object); }
  Result<std::unique_ptr<ObjectListing>> list(const ListRequest& request) override {
    return no_such_bucket(request.bucket);
  }
  Result<std::unique_ptr<ObjectSink>> put(const ObjectRef&) override {
    return std::unique_ptr<ObjectSink>(std::make_unique<Sink>(*this));
  }
  Result<std::unique_ptr<ObjectSource>> get(const ObjectRef&, std::uint64_t offset) override {
    return std::unique_ptr<ObjectSource>(std::make_unique<Source>(*this, offset));
  }

  std::uint64_t bytes_written = 0;

 private:
  struct Source : ObjectSource {
    Source(const EndlessStore& owner, std::uint64_t offset) : store(owner), at(offset) {}
    const ObjectInfo& info() const override { return about; }
    Result<std::size_t> read(char* buffer, std::size_t size) override {
      const auto rows_begin = store.begin_.size();
      const auto rows_end = rows_begin + store.rows() * store.row_.size();
      const auto piece =
          at < rows_begin ? std::string_view(store.begin_).substr(at)
          : at < rows_end
              ? std::string_view(store.row_).substr((at - rows_begin) % store.row_.size())
          : at < rows_end + store.end_.size() ? std::string_view(store.end_).substr(at - rows_end)
                                              : std::string_view();
      const auto count = std::min(size, piece.size());
      std::copy_n(piece.data(), count, buffer);
      at += count;
      return count;
    }
    const EndlessStore& store;
    std::uint64_t at;
    ObjectInfo about;
  };
  struct Sink : ObjectSink {
    explicit Sink(EndlessStore& owner) : store(owner) {}
    Result<void> write(std::string_view bytes) override {
      store.bytes_written += bytes.size();
      return {};
    }
    Result<void> commit() override { return {}; }
    EndlessStore& store;
  };

  std::string begin_;
  std::string row_;
  std::string end_;
  std::uint64_t rows_;
};

// Reads all of it, and says how many items there were.
std::uint64_t read(ObjectStore& store, InputType type) {
  ReaderConfig config;
  config.bucket = "data";
  config.key = "file";
  config.input_type = type;
  const auto before = counted_memory::live_bytes();
  counted_memory::forget_peak();
  std::uint64_t items = 0;
  auto reader = ItemReader::open(store, config);
  for (bool end = false; !end;) {
    const auto page = (*reader)->next({});
    if (!page) ADD_FAILURE() << page.error().cause;
    if (!page) break;
    items += page->items.size();
    end = page->end;
  }
  EXPECT_LT(counted_memory::peak_bytes() - before, kHeldBytesMax);
  return items;
}

std::string rows(const std::string& row) {
  std::string many;
  while (many.size() < 100'000) many += row;
  return many;
}

std::uint64_t count_in(const std::string& text, char c) {
  return static_cast<std::uint64_t>(std::count(text.begin(), text.end(), c));
}

TEST(Memory, OfACsvFileIsBounded) {
  const auto row = rows("12,\"some, text\",more of it,3.1415926,2026-11-28T05:00:00Z,x,y,z\n");
  EndlessStore store({200'000'000, "a,b,c,d,e,f,g,h\n", row, ""});
  EXPECT_EQ(read(store, InputType::Csv), store.rows() * count_in(row, '\n'));
}

TEST(Memory, OfAJsonFileIsBounded) {
  const auto row = rows("{\"a\": 12, \"b\": [\"some text\", null, 3.1415926]},\n");
  EndlessStore store({8'000'000, "[", row, "{}]"});
  EXPECT_EQ(read(store, InputType::Json), store.rows() * count_in(row, '\n') + 1);
}

TEST(Memory, OfManyLittleItemsIsBounded) {
  const auto row = rows("1\n");
  EndlessStore store({1'000'000, "", row, ""});
  EXPECT_EQ(read(store, InputType::JsonLines), store.rows() * count_in(row, '\n'));
}

TEST(Memory, OfExportedResultsIsBounded) {
  EndlessStore store({0, "", "x", ""});
  ChildResult child;
  child.input = "{\"a\":\"" + std::string(100'000, 'x') + "\"}";
  child.output = child.input;
  const auto before = counted_memory::live_bytes();
  counted_memory::forget_peak();
  ResultWriter writer(store, {.destination = {"data", "out"},
                              .transformation = WriterTransformation::None,
                              .output_type = OutputType::Json,
                              .map_run_arn = "arn:aws:states:us-east-1:1:mapRun:m/l:uuid"});
  for (int i = 0; i < 200; ++i) ASSERT_TRUE(writer.add(child));
  ASSERT_TRUE(writer.finish());
  EXPECT_GT(store.bytes_written, 40'000'000U);
  EXPECT_LT(counted_memory::peak_bytes() - before, kHeldBytesMax);
}

}  // namespace
}  // namespace sfn::items
