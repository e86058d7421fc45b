// However a source is cut into pieces and pages, and wherever reading goes on, the items are the
// same.
#include <gmock/gmock.h>

#include <random>

#include "items/item_reader.h"
#include "items/support/memory_store.h"
#include "items/support/packing.h"
#include "items/support/reading.h"

namespace sfn::items {
namespace {

using testing::HasSubstr;

using Random = std::mt19937;

std::size_t below(Random& random, std::size_t bound) {
  return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
}

// Out of a few bytes of which the formats make something.
std::string some_text(Random& random, std::size_t length_max) {
  constexpr std::string_view kBytes = "abc,;|\"\n\r\t {}[]:\\'";
  std::string text;
  for (auto left = below(random, length_max + 1); left > 0; --left) {
    text += kBytes[below(random, kBytes.size())];
  }
  return text;
}

std::string blanks(Random& random) {
  return std::string(below(random, 3), " \n\t"[below(random, 3)]);
}

std::string csv_field(Random& random, const std::string& text, char delimiter) {
  const bool is_plain = text.find_first_of("\"\r\n") == std::string::npos &&
                        text.find(delimiter) == std::string::npos && !text.empty();
  if (is_plain && below(random, 2) == 0) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + "\"";
}

struct Table {
  std::vector<std::string> headers;
  std::vector<std::vector<std::string>> rows;
};

Table some_table(Random& random) {
  Table table;
  for (std::size_t i = 0, count = 1 + below(random, 4); i < count; ++i) {
    table.headers.push_back(fmt::format("{}{}", some_text(random, 3), i));
  }
  table.rows.resize(below(random, 30));
  for (auto& row : table.rows) {
    for (std::size_t i = 0; i < table.headers.size(); ++i) row.push_back(some_text(random, 12));
  }
  return table;
}

std::string csv_of(Random& random, const Table& table, char delimiter) {
  const std::string line_end = below(random, 2) == 0 ? "\n" : "\r\n";
  const auto line = [&](const std::vector<std::string>& fields) {
    std::string text;
    for (const auto& field : fields) {
      if (!text.empty()) text += delimiter;
      text += csv_field(random, field, delimiter);
    }
    return text;
  };
  std::string text = line(table.headers);
  for (const auto& row : table.rows) text += line_end + line(row);
  return below(random, 2) == 0 ? text : text + line_end;
}

std::vector<std::string> items_of(const Table& table) {
  std::vector<std::string> items;
  for (const auto& row : table.rows) {
    Json item = Json::object();
    for (std::size_t i = 0; i < row.size(); ++i) item[table.headers[i]] = row[i];
    items.push_back(to_text(item));
  }
  return items;
}

Json some_json(Random& random, int depth) {
  switch (below(random, depth > 0 ? 5 : 3)) {
    case 0:
      return Json(static_cast<std::int64_t>(below(random, 1000)));
    case 1:
      return Json(some_text(random, 10));
    case 2:
      return Json(nullptr);
    case 3: {
      Json array = Json::array();
      for (auto left = below(random, 4); left > 0; --left)
        array.push_back(some_json(random, depth - 1));
      return array;
    }
    default: {
      Json object = Json::object();
      for (auto left = below(random, 4); left > 0; --left) {
        object[some_text(random, 4)] = some_json(random, depth - 1);
      }
      return object;
    }
  }
}

std::string json_document(Random& random) {
  const bool is_array = below(random, 2) == 0;
  std::string text = blanks(random) + (is_array ? "[" : "{");
  for (std::size_t i = 0, count = below(random, 30); i < count; ++i) {
    text += i == 0 ? blanks(random) : blanks(random) + "," + blanks(random);
    if (!is_array)
      text += to_text(Json(some_text(random, 4))) + blanks(random) + ":" + blanks(random);
    const auto value = some_json(random, 3);
    text += below(random, 2) == 0 ? to_text(value) : to_pretty_text(value);
  }
  return text + blanks(random) + (is_array ? "]" : "}") + blanks(random);
}

std::string json_lines(Random& random) {
  std::string text;
  for (auto left = below(random, 30); left > 0; --left) {
    text += to_text(some_json(random, 3)) + (below(random, 5) == 0 ? "\r\n\n" : "\n");
  }
  return text;
}

// A source of any kind: what is in the store, and how it is asked for.
struct Source {
  MemoryStore store;
  ReaderConfig config;
};

std::string some_file(Random& random, InputType type) {
  const auto text = type == InputType::Csv    ? csv_of(random, some_table(random), ',')
                    : type == InputType::Json ? json_document(random)
                                              : json_lines(random);
  switch (below(random, 4)) {
    case 0:
      return gzip(text);
    case 1:
      return zstd(text);
    default:
      return text;
  }
}

Source some_source(Random& random) {
  constexpr InputType kTypes[] = {InputType::Csv, InputType::Json, InputType::JsonLines};
  Source source;
  source.config.bucket = "data";
  source.config.key = "file";
  source.config.input_type = kTypes[below(random, 3)];
  auto& objects = source.store.buckets["data"];
  const auto kind = below(random, 4);
  if (kind == 0) {
    objects["file"] = some_file(random, *source.config.input_type);
    return source;
  }
  std::string manifest;
  for (std::size_t i = 0, count = below(random, 6); i < count; ++i) {
    const auto key = fmt::format("in/{}{}", some_text(random, 2).find('\n') == 0 ? "x/" : "", i);
    objects[key] = some_file(random, *source.config.input_type);
    manifest += "s3://data/" + key + "\n";
  }
  if (kind == 1) {
    source.config.manifest_input_type = source.config.input_type;
    source.config.input_type = InputType::Manifest;
    source.config.manifest_type = ManifestType::AthenaData;
    objects["file"] = manifest;
    return source;
  }
  source.config.resource = ReaderResource::ListObjects;
  source.config.prefix = "in/";
  if (kind == 2) source.config.transformation = ReaderTransformation::LoadAndFlatten;
  return source;
}

// A reader for a page or so, then another that goes on from a text, until there is no more.
std::vector<std::string> read_with_crashes(Source& source, Random& random) {
  std::vector<std::string> items;
  std::string cursor = "{}";
  for (;;) {
    auto reader = ItemReader::open(source.store, source.config, {.from = *parse_cursor(cursor)});
    if (!reader) return {reader.error().cause};
    for (auto pages = 1 + below(random, 2); pages > 0; --pages) {
      const auto page =
          (*reader)->next({.items = 1 + below(random, 9), .bytes = 1 + below(random, 300)});
      if (!page) return {page.error().cause};
      // Sometimes only some of them are taken.
      const auto taken =
          below(random, 2) == 0 ? page->items.size() : below(random, page->items.size() + 1);
      for (std::size_t i = 0; i < taken; ++i) items.push_back(shown(page->items[i]));
      const bool all = taken == page->items.size();
      cursor = to_text(all ? page->cursor : advanced(page->begin, taken));
      if (page->end && all) return items;
      if (!all) break;
    }
  }
}

TEST(Reading, DoesNotDependOnPiecesPagesOrCrashes) {
  std::size_t items = 0;
  for (unsigned seed = 0; seed < 600; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    auto source = some_source(random);
    const auto whole = read_all(source.store, source.config);
    ASSERT_EQ(whole.error, "");
    source.store.piece = [&random] { return 1 + below(random, 40); };
    ASSERT_EQ(read_all(source.store, source.config, {.items = 1 + below(random, 5)}), whole);
    ASSERT_EQ(read_with_crashes(source, random), whole.items);
    items += whole.items.size();
  }
  EXPECT_GT(items, 5'000U);  // Else the sources are too small to show anything.
}

TEST(Csv, IsReadAsItWasWritten) {
  for (unsigned seed = 0; seed < 200; ++seed) {
    SCOPED_TRACE(seed);
    Random random(seed);
    const auto table = some_table(random);
    ReaderConfig config;
    config.bucket = "data";
    config.key = "file";
    config.input_type = InputType::Csv;
    config.csv.delimiter = ",|; \t"[below(random, 5)];
    MemoryStore store;
    store.buckets["data"]["file"] = csv_of(random, table, config.csv.delimiter);
    ASSERT_EQ(read_all(store, config), (Reading{items_of(table), ""}));
  }
}

class Resume : public testing::Test {
 protected:
  Resume() {
    config_.bucket = "data";
    config_.key = "file";
    config_.input_type = InputType::JsonLines;
    std::string lines;
    for (int i = 0; i < 300'000; ++i) lines += fmt::format("{}\n", i);
    store_.buckets["data"]["file"] = lines;
  }
  Cursor after(std::size_t items) {
    auto reader = ItemReader::open(store_, config_);
    return (*reader)->next({.items = items, .bytes = 1'000'000'000})->cursor;
  }

  MemoryStore store_;
  ReaderConfig config_;
};

TEST_F(Resume, DoesNotReadWhatWasReadBefore) {
  const auto cursor = after(270'000);
  const auto size = store_.buckets["data"]["file"].size();
  store_.bytes_read = 0;
  const auto rest = read_all(store_, config_, {}, {.from = cursor});
  EXPECT_EQ(rest.items.size(), 30'000U);
  EXPECT_EQ(rest.items.front(), "270000");
  EXPECT_LT(store_.bytes_read, size / 10 + 500'000);
}

TEST_F(Resume, RefusesAnObjectThatHasChanged) {
  const auto cursor = after(10);
  store_.buckets["data"]["file"] += "1\n";
  const auto reader = ItemReader::open(store_, config_, {.from = cursor});
  EXPECT_EQ(reader.error().name, "States.ItemReaderFailed");
  EXPECT_THAT(reader.error().cause,
              HasSubstr("The object has changed since the map run began to read it."));
}

TEST_F(Resume, RefusesAnObjectThatHasChangedWithinItsFirstPage) {
  auto reader = ItemReader::open(store_, config_);
  const auto page = (*reader)->next({.items = 10});
  store_.buckets["data"]["file"] += "1\n";
  for (const std::uint64_t taken : {1, 9}) {
    const auto cursor = advanced(page->begin, taken);
    EXPECT_EQ(ItemReader::open(store_, config_, {.from = cursor}).error().name,
              "States.ItemReaderFailed");
  }
}

TEST_F(Resume, RefusesAnObjectThatHasChangedAmongSeveral) {
  store_.buckets["data"] = {{"f1", "1\n2\n"}, {"f1b", ""}, {"f2", "3\n4\n"}};
  config_.resource = ReaderResource::ListObjects;
  config_.transformation = ReaderTransformation::LoadAndFlatten;
  config_.key.clear();
  config_.prefix = "f";
  auto reader = ItemReader::open(store_, config_);
  std::vector<Cursor> taken;
  for (bool end = false; !end;) {
    const auto page = (*reader)->next({});
    ASSERT_TRUE(page);
    for (std::size_t i = 1; i < page->items.size(); ++i) {
      taken.push_back(advanced(page->begin, i));
    }
    end = page->end;
  }
  ASSERT_EQ(taken.size(), 2U);
  store_.buckets["data"]["f2"] = "5\n6\n";
  EXPECT_EQ(read_all(store_, config_, {}, {.from = taken[0]}).items.front(), "2");
  EXPECT_EQ(ItemReader::open(store_, config_, {.from = taken[1]}).error().name,
            "States.ItemReaderFailed");
}

TEST_F(Resume, RefusesAnObjectThatIsGone) {
  const auto cursor = after(10);
  store_.buckets["data"].erase("file");
  EXPECT_THAT(ItemReader::open(store_, config_, {.from = cursor}).error().cause,
              HasSubstr("NoSuchKey"));
}

TEST_F(Resume, AfterTheEndThereIsNothing) {
  config_.max_items = 3;
  const auto cursor = after(3);
  EXPECT_TRUE(cursor.end);
  store_.buckets.clear();
  EXPECT_EQ(read_all(store_, config_, {}, {.from = cursor}), Reading());
}

TEST_F(Resume, TakesNoMoreThanMaxItemsInAll) {
  config_.max_items = 10;
  EXPECT_EQ(read_all(store_, config_, {}, {.from = after(7)}), (Reading{{"7", "8", "9"}, ""}));
  EXPECT_EQ(read_all(store_, config_, {}, {.from = advanced(after(3), 5)}),
            (Reading{{"8", "9"}, ""}));
}

TEST(Cursor, IsTheSameAfterItsText) {
  const Cursor cursor{.items = 12,
                      .skip = 3,
                      .content_bytes = 1'000'000'000'000,
                      .end = true,
                      .part = ObjectRef{"bucket", "a \"key\""},
                      .within = {"\"tag\"", 17, 4, "", "["},
                      .after = {"", 1, 1, "last/key", ""}};
  EXPECT_EQ(*parse_cursor(to_text(cursor)), cursor);
  EXPECT_EQ(to_text(Cursor()), "{}");
  EXPECT_EQ(*parse_cursor("{}"), Cursor());
}

TEST(Cursor, RefusesOtherTexts) {
  for (const std::string text :
       {"", "[]", "5", "{\"items\":-1}", "{\"items\":\"1\"}", "{\"within\":[]}", "{\"bucket\":5}",
        "{\"items\":99999999999999999999}"}) {
    EXPECT_EQ(parse_cursor(text).error().name, "InvalidCursor") << text;
  }
}

}  // namespace
}  // namespace sfn::items
