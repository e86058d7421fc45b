// Item readers: the first byte says of which format the rest is a file. However the file is cut
// into pieces and pages, and wherever reading goes on, the same items come of it and the same
// error; each item is one JSON value; an error names the file and what is wrong.
#include <algorithm>
#include <cstring>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/json.h"
#include "fuzz/fuzzers.h"
#include "items/item_reader.h"
#include "items/s3_error.h"

namespace sfn::fuzz {
namespace {

using namespace items;

// One object, given out in pieces of one size.
class OneObject : public ObjectStore {
 public:
  OneObject(std::string_view bytes, std::size_t piece) : bytes_(bytes), piece_(piece) {}

  Result<ObjectInfo> head(const ObjectRef& object) override { return no_such_key(object); }
  Result<std::unique_ptr<ObjectListing>> list(const ListRequest& request) override {
    return no_such_bucket(request.bucket);
  }
  Result<std::unique_ptr<ObjectSink>> put(const ObjectRef& object) override {
    return no_such_key(object);
  }
  Result<std::unique_ptr<ObjectSource>> get(const ObjectRef&, std::uint64_t offset) override {
    promise(offset <= bytes_.size(), "a place is within the object");
    return std::unique_ptr<ObjectSource>(std::make_unique<Source>(bytes_.substr(offset), piece_));
  }

 private:
  struct Source : ObjectSource {
    Source(std::string_view text, std::size_t most) : left(text), piece(most) {
      about.etag = "\"tag\"";
    }
    const ObjectInfo& info() const override { return about; }
    Result<std::size_t> read(char* buffer, std::size_t size) override {
      const auto count = std::min({size, piece, left.size()});
      std::memcpy(buffer, left.data(), count);
      left.remove_prefix(count);
      return count;
    }
    std::string_view left;
    std::size_t piece;
    ObjectInfo about;
  };
  std::string_view bytes_;
  std::size_t piece_;
};

ReaderConfig config_of(unsigned char choice) {
  constexpr InputType kTypes[] = {InputType::Csv, InputType::Csv, InputType::Json,
                                  InputType::JsonLines};
  constexpr std::string_view kDelimiters = ",|; \t";
  ReaderConfig config;
  config.bucket = "b";
  config.key = "k";
  config.input_type = kTypes[choice % 4];
  if (choice % 4 == 1) config.csv = {CsvHeaderLocation::Given, {"x", "", "y"}, ','};
  config.csv.delimiter = kDelimiters[choice / 4 % kDelimiters.size()];
  if (choice >= 128) config.items_pointer = "/a/0";
  return config;
}

struct Outcome {
  std::vector<std::pair<std::optional<std::string>, std::string>> items;
  std::string error;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};

// With `reopens` every page is read by a reader of its own.
Outcome read(std::string_view bytes, const ReaderConfig& config, std::size_t piece,
             std::size_t page_items, bool reopens) {
  OneObject store(bytes, piece);
  Outcome outcome;
  Cursor cursor;
  std::unique_ptr<ItemReader> reader;
  for (bool end = false; !end;) {
    if (reader == nullptr || reopens) {
      auto opened = ItemReader::open(store, config, {.from = *parse_cursor(to_text(cursor))});
      promise(opened.has_value(), "reading goes on from every place");
      reader = std::move(*opened);
    }
    auto page = reader->next({.items = page_items});
    if (!page) {
      promise(page.error().name == "States.ItemReaderFailed", "a bad file is a failed reader");
      outcome.error = page.error().cause;
      return outcome;
    }
    for (auto& item : page->items) outcome.items.emplace_back(item.key, std::move(item.text));
    cursor = page->cursor;
    promise(cursor.items == outcome.items.size(), "a place says how many items lie before it");
    end = page->end;
  }
  return outcome;
}

}  // namespace

void items(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto config = config_of(static_cast<unsigned char>(bytes.front()));
  const auto file = bytes.substr(1);
  const auto whole = read(file, config, 1 << 20, 1'000, false);
  for (const auto& [key, text] : whole.items) {
    promise(text.size() <= limits::kPayloadBytesMax, "an item keeps to its limit");
    const auto value = parse_json(text);
    promise(value && to_text(*value) == text, "an item is JSON without blanks");
    promise(config.input_type != InputType::Csv || value->is_object(), "a row is an object");
    promise(config.input_type == InputType::Json || !key, "only members have keys");
  }
  promise(read(file, config, 1, 3, false) == whole, "pieces and pages change nothing");
  promise(read(file, config, 7, 1, true) == whole, "going on from any place changes nothing");
}

}  // namespace sfn::fuzz
