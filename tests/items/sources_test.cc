// What is read besides a single file: listings, manifests, compressed objects; and what is missing.
#include <gmock/gmock.h>
#include <zlib.h>
#include <zstd.h>

#include "items/item_reader.h"
#include "items/support/memory_store.h"
#include "items/support/packing.h"
#include "items/support/reading.h"

namespace sfn::items {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

ReaderConfig reader_of(const std::string& item_reader) {
  const auto config = parse_item_reader(*parse_json(item_reader));
  EXPECT_TRUE(config) << config.error().cause;
  return *config;
}

ReaderConfig get(const std::string& key, const std::string& reader_config) {
  return reader_of(
      R"({"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"data","Key":")" + key +
      R"("},"ReaderConfig":)" + reader_config + "}");
}

ReaderConfig list(const std::string& prefix, const std::string& reader_config = "{}") {
  return reader_of(
      R"({"Resource":"arn:aws:states:::s3:listObjectsV2","Parameters":{"Bucket":"data","Prefix":")" +
      prefix + R"("},"ReaderConfig":)" + reader_config + "}");
}

std::vector<std::string> sources(ObjectStore& store, const ReaderConfig& config) {
  std::vector<std::string> all;
  const auto reader = std::move(*ItemReader::open(store, config));
  for (bool end = false; !end;) {
    const auto page = reader->next({});
    for (const auto& item : page->items) all.push_back(*item.source);
    end = page->end;
  }
  return all;
}

TEST(Listing, EntriesHaveS3sMembersInOrder) {
  MemoryStore store;
  store.buckets["data"] = {{"a/1", "x"}, {"a/2", "yz"}, {"b", ""}};
  const auto reading = read_all(store, list("a/"));
  const auto etag = Json(store.head({"data", "a/1"})->etag).dump();
  ASSERT_EQ(reading.items.size(), 2U);
  EXPECT_EQ(reading.items[0], R"({"Etag":)" + etag +
                                  R"(,"Key":"a/1","LastModified":1668699881,"Size":1,)"
                                  R"("StorageClass":"STANDARD"})");
  EXPECT_THAT(sources(store, list("")), ElementsAre("S3://data", "S3://data", "S3://data"));
}

TEST(Listing, GoesOnAfterAPageOfS3) {
  MemoryStore store;
  for (int i = 0; i < 2'500; ++i) store.buckets["data"][fmt::format("{:04}", i)] = "x";
  EXPECT_EQ(read_all(store, list("")).items.size(), 2'500U);
  EXPECT_EQ(read_all(store, list("", R"({"MaxItems":1234})")).items.size(), 1'234U);
  EXPECT_EQ(read_all(store, list("none")), Reading());
}

TEST(LoadAndFlatten, ReadsEveryListedObject) {
  MemoryStore store;
  store.buckets["data"] = {
      {"in/", ""}, {"in/1", "[1,2]"}, {"in/2", "[]"}, {"in/3", "[3]"}, {"x", "!"}};
  const auto config = list("in/", R"({"InputType":"JSON","Transformation":"LOAD_AND_FLATTEN"})");
  EXPECT_EQ(read_all(store, config), (Reading{{"1", "2", "3"}, ""}));
  EXPECT_THAT(sources(store, config),
              ElementsAre("S3://data/in/1", "S3://data/in/1", "S3://data/in/3"));
}

TEST(LoadAndFlatten, ReadsTheHeadersOfEachFile) {
  MemoryStore store;
  store.buckets["data"] = {{"1", "a,b\n1,2\n"}, {"2", "b\n3\n"}};
  const auto config = list("", R"({"InputType":"CSV","Transformation":"LOAD_AND_FLATTEN"})");
  EXPECT_EQ(read_all(store, config), (Reading{{R"({"a":"1","b":"2"})", R"({"b":"3"})"}, ""}));
}

TEST(LoadAndFlatten, NamesTheObjectThatIsWrong) {
  MemoryStore store;
  store.buckets["data"] = {{"1", "[1]"}, {"2", "5"}, {"3", "[3]"}};
  const auto config = list("", R"({"InputType":"JSON","Transformation":"LOAD_AND_FLATTEN"})");
  EXPECT_EQ(read_all(store, config), (Reading{{"1"}, "Attempting to map over non-iterable node."}));
}

TEST(LoadAndFlatten, NeedsAnInputType) {
  const auto config = parse_item_reader(
      *parse_json(R"({"Resource":"arn:aws:states:::s3:listObjectsV2","Parameters":{"Bucket":"b"},)"
                  R"("ReaderConfig":{"Transformation":"LOAD_AND_FLATTEN"}})"));
  EXPECT_EQ(config.error(), reader_failed("ReaderConfig must have an InputType."));
}

const std::string kInventory = R"({"sourceBucket":"data","destinationBucket":"arn:aws:s3:::stock",
  "fileFormat":"CSV","fileSchema":"Bucket, Key, Size","files":[{"key":"d/1.csv.gz","size":1},{"key":"d/2.csv"}]})";

TEST(Manifest, OfAnInventoryNamesFilesAndColumns) {
  MemoryStore store;
  store.buckets["data"]["manifest.json"] = kInventory;
  store.buckets["stock"] = {{"d/1.csv.gz", gzip("\"data\",\"a\",\"1\"\n\"data\",\"b\",\"2\"\n")},
                            {"d/2.csv", "\"data\",\"c\",\"3\"\n"}};
  for (const std::string config :
       {R"({"InputType":"MANIFEST"})", R"({"InputType":"MANIFEST","ManifestType":"S3_INVENTORY"})",
        R"({"ManifestType":"S3_INVENTORY"})"}) {
    EXPECT_EQ(read_all(store, get("manifest.json", config)),
              (Reading{{R"({"Bucket":"data","Key":"a","Size":"1"})",
                        R"({"Bucket":"data","Key":"b","Size":"2"})",
                        R"({"Bucket":"data","Key":"c","Size":"3"})"},
                       ""}));
  }
}

TEST(Manifest, OfAnInventoryMustBeOne) {
  MemoryStore store;
  const auto config = get("m", R"({"ManifestType":"S3_INVENTORY"})");
  const auto error_of = [&](const std::string& text) {
    store.buckets["data"]["m"] = text;
    return read_all(store, config).error;
  };
  EXPECT_THAT(error_of("[]"),
              HasSubstr("S3://data/m is no manifest of an S3 inventory: it has no "));
  EXPECT_THAT(error_of("{\n\"a\":"), HasSubstr("Line 2 of S3://data/m: "));
  EXPECT_THAT(
      error_of(R"({"destinationBucket":"b","files":[],"fileFormat":"ORC","fileSchema":"a"})"),
      HasSubstr("its files have the format ORC; only CSV can be read"));
  EXPECT_THAT(error_of(kInventory), HasSubstr("The specified bucket does not exist"));
  EXPECT_THAT(error_of(std::string(16'777'217, ' ')), HasSubstr("a manifest has at most"));
}

TEST(Manifest, OfAthenaNamesFilesOfTheInputType) {
  MemoryStore store;
  store.buckets["data"] = {{"m.csv", "s3://out/1\n\"s3://out/2,x\"\ns3://out/3\n"}};
  store.buckets["out"] = {{"1", "{\"a\":1}\n{\"a\":2}\n"}, {"2,x", gzip("{\"a\":3}")}, {"3", ""}};
  const auto config = get("m.csv", R"({"InputType":"JSONL","ManifestType":"ATHENA_DATA"})");
  EXPECT_EQ(read_all(store, config), (Reading{{R"({"a":1})", R"({"a":2})", R"({"a":3})"}, ""}));
  EXPECT_THAT(sources(store, config), ElementsAre("S3://out/1", "S3://out/1", "S3://out/2,x"));
  store.buckets["data"]["m.csv"] = "s3://out/1\nhttp://out/2\n";
  EXPECT_EQ(
      read_all(store, config).error,
      "Line 3 of S3://data/m.csv: expected before it s3://bucket/key, found \"http://out/2\"");
}

TEST(Manifest, OfAthenaNeedsAnInputType) {
  const auto config = parse_item_reader(*parse_json(
      R"({"Resource":"arn:aws:states:::s3:getObject","Parameters":{"Bucket":"b","Key":"k"},)"
      R"("ReaderConfig":{"ManifestType":"ATHENA_DATA"}})"));
  EXPECT_EQ(config.error().cause, "ATHENA_DATA must have an InputType: CSV, JSONL or PARQUET.");
}

TEST(Compression, IsToldByTheFirstBytes) {
  MemoryStore store;
  std::string rows = "a\n";
  for (int i = 0; i < 50'000; ++i) rows += fmt::format("{}\n", i * 7'919 % 10'007);
  store.buckets["data"] = {{"plain", rows}, {"gzip", gzip(rows)}, {"zstd", zstd(rows)}};
  store.buckets["data"]["members"] = gzip(rows.substr(0, 70'001)) + gzip(rows.substr(70'001));
  store.buckets["data"]["frames"] = zstd(rows.substr(0, 70'001)) + zstd(rows.substr(70'001));
  const auto expected = read_all(store, get("plain", R"({"InputType":"CSV"})"));
  ASSERT_EQ(expected.items.size(), 50'000U);
  for (const std::string key : {"gzip", "zstd", "members", "frames"}) {
    EXPECT_TRUE(read_all(store, get(key, R"({"InputType":"CSV"})")) == expected) << key;
  }
}

TEST(Compression, SaysWhatIsDamaged) {
  MemoryStore store;
  const std::string rows = "a\n" + std::string(100'000, 'x') + "\n";
  const auto error_of = [&](const std::string& content) {
    store.buckets["data"]["f"] = content;
    return read_all(store, get("f", R"({"InputType":"CSV"})")).error;
  };
  const auto packed_gzip = gzip(rows);
  const auto packed_zstd = zstd(rows);
  EXPECT_EQ(error_of(packed_gzip.substr(0, 20)), "S3://data/f: The GZIP data ends too early.");
  EXPECT_EQ(error_of(packed_zstd.substr(0, 14)), "S3://data/f: The ZSTD data ends too early.");
  auto broken = packed_gzip;
  broken[2] = 'x';
  EXPECT_THAT(error_of(broken), HasSubstr("S3://data/f: The GZIP data is damaged: "));
  broken = packed_gzip;
  broken[broken.size() - 6] ^= 1;  // Of the check sum.
  EXPECT_THAT(error_of(broken), HasSubstr("The GZIP data is damaged: incorrect data check"));
  broken = packed_zstd;
  broken[4] = '\xFF';
  EXPECT_THAT(error_of(broken), HasSubstr("S3://data/f: The ZSTD data is damaged: "));
}

TEST(Missing, CarriesTheWordsOfS3) {
  MemoryStore store;
  store.buckets["data"] = {};
  const auto config = get("none", R"({"InputType":"JSON"})");
  EXPECT_EQ(read_all(store, config).error,
            "The specified key does not exist. (Service: Amazon S3; Status Code: 404; Error Code: "
            "NoSuchKey; Resource: S3://data/none)");
  store.buckets.clear();
  EXPECT_EQ(
      read_all(store, config).error,
      "The specified bucket does not exist (Service: Amazon S3; Status Code: 404; Error Code: "
      "NoSuchBucket; Resource: S3://data)");
  EXPECT_EQ(ItemReader::open(store, list("")).error().name, "States.ItemReaderFailed");
  auto versioned = config;
  versioned.version_id = "v1";
  EXPECT_THAT(read_all(store, versioned).error, HasSubstr("The specified version does not exist."));
}

TEST(ParseItemReader, NeedsABucketAndAKey) {
  const auto error_of = [](const std::string& text) {
    const auto config = parse_item_reader(*parse_json(text));
    return config ? "" : config.error().cause;
  };
  EXPECT_EQ(error_of(R"({"Resource":"arn:aws:states:::s3:getObject"})"),
            "ItemReader must name a Bucket.");
  EXPECT_EQ(error_of(R"({"Resource":"arn:aws:states:::s3:getObject","Arguments":{"Bucket":"b"}})"),
            "ItemReader must name a Key.");
  EXPECT_EQ(error_of(R"({"Resource":"arn:aws:states:::s3:putObject"})"),
            "ItemReader has no resource \"arn:aws:states:::s3:putObject\"");
}

TEST(Limits, AreOfTheMapRun) {
  MemoryStore store;
  store.buckets["data"] = {{"1", "[1,2]"}, {"2", "[3,4]"}};
  const auto config = list("", R"({"InputType":"JSON","Transformation":"LOAD_AND_FLATTEN"})");
  ReaderOptions items;
  items.limits.items = 3;
  EXPECT_EQ(read_all(store, config, {}, items),
            (Reading{{"1", "2", "3"}, "A map run has at most 3 items."}));
  ReaderOptions bytes;
  bytes.limits.content_bytes = 7;
  EXPECT_EQ(read_all(store, config, {}, bytes),
            (Reading{{"1", "2", "3"}, "A map run reads at most 7 bytes of input."}));
}

TEST(Stop, EndsReadingWhichGoesOnLater) {
  MemoryStore store;
  store.buckets["data"]["f"] = "[1," + std::string(300'000, ' ') + "2]";
  std::stop_source stop;
  ReaderOptions options;
  options.stop = stop.get_token();
  const auto config = get("f", R"({"InputType":"JSON"})");
  auto reader = ItemReader::open(store, config, options);
  const auto page = (*reader)->next({.items = 1, .bytes = 100});
  stop.request_stop();
  EXPECT_EQ((*reader)->next({}).error().name, "Stopped");
  EXPECT_EQ(read_all(store, config, {}, {.from = page->cursor}), (Reading{{"2"}, ""}));
}

}  // namespace
}  // namespace sfn::items
