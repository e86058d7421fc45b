// What the fields of a distributed Map become.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

#include "asl/support.h"

namespace sfn::asl {
namespace {

using jsonpath::Path;
using testing::ElementsAre;

Path path_of(std::string_view text) { return *Path::parse(text); }

MapState map_of(const std::string& members, const std::string& config = R"("STANDARD")") {
  return state_of<MapState>(
      ending(R"("Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED",)"
             R"("ExecutionType":)" +
             config + R"(},"StartAt":"I","States":{"I":{"Type":"Succeed"}}})" + members));
}

Distribution distribution_of(const std::string& members) { return *map_of(members).distribution; }

ReaderConfig reader_config_of(const std::string& config) {
  return distribution_of(
             R"(,"ItemReader":{"Resource":"arn:aws:states:::s3:getObject","ReaderConfig":)" +
             config + "}")
      .reader->config;
}

TEST(DistributedMap, IsTheOneWithADistribution) {
  auto bare = distribution_of("");
  EXPECT_NE(std::exchange(bare.definition, {}), Distribution().definition);
  EXPECT_EQ(bare, Distribution());
  EXPECT_EQ(map_of("", R"("EXPRESS")").distribution->child_type, MachineType::Express);
  const auto inline_map = state_of<MapState>(
      ending(R"("Type":"Map","ItemProcessor":{"ProcessorConfig":{"Mode":"INLINE"},"StartAt":"I",)"
             R"("States":{"I":{"Type":"Succeed"}}})"));
  EXPECT_EQ(inline_map.distribution, std::nullopt);
}

TEST(DistributedMap, KeepsItsLabel) {
  EXPECT_EQ(distribution_of(R"(,"Label":"my-label_1")").label, "my-label_1");
  EXPECT_EQ(distribution_of("").label, std::nullopt);
}

TEST(DistributedMap, KeepsItsTolerances) {
  const auto given = map_of(R"(,"ToleratedFailureCount":3,"ToleratedFailurePercentage":2.5)");
  EXPECT_EQ(given.tolerated_failure_count, NumberOrPath(std::int64_t{3}));
  EXPECT_EQ(given.tolerated_failure_percentage, PercentageOrPath(2.5));
  const auto by_path =
      map_of(R"(,"ToleratedFailureCountPath":"$.c","ToleratedFailurePercentagePath":"$$.p")");
  EXPECT_EQ(by_path.tolerated_failure_count, NumberOrPath(path_of("$.c")));
  EXPECT_EQ(by_path.tolerated_failure_percentage, PercentageOrPath(path_of("$$.p")));
  EXPECT_EQ(map_of("").tolerated_failure_count, std::nullopt);
}

TEST(DistributedMap, KeepsItsReader) {
  const auto reader =
      *distribution_of(R"(,"ItemReader":{"Resource":"arn:aws:states:::s3:listObjectsV2",)"
                       R"("Parameters":{"Bucket":"b","Prefix.$":"$.p"}})")
           .reader;
  EXPECT_EQ(reader.resource, "arn:aws:states:::s3:listObjectsV2");
  EXPECT_EQ(reader.source, ItemReader::Source::ListObjects);
  EXPECT_EQ(reader.parameters, (PayloadTemplate{PayloadTemplate::Object{
                                   {"Bucket", {Json("b")}}, {"Prefix", {path_of("$.p")}}}}));
  EXPECT_EQ(reader.config, ReaderConfig());
}

TEST(DistributedMap, KeepsHowItsReaderReads) {
  const auto csv =
      reader_config_of(R"({"InputType":"CSV","CSVHeaderLocation":"GIVEN","CSVHeaders":["a","b"],)"
                       R"("CSVDelimiter":"TAB","MaxItems":7})");
  EXPECT_EQ(csv.input_type, ReaderConfig::InputType::Csv);
  EXPECT_EQ(csv.csv_header_location, ReaderConfig::CsvHeaders::Given);
  EXPECT_THAT(csv.csv_headers, ElementsAre("a", "b"));
  EXPECT_EQ(csv.csv_delimiter, '\t');
  EXPECT_EQ(csv.max_items, NumberOrPath(std::int64_t{7}));

  const auto json =
      reader_config_of(R"({"InputType":"JSON","ItemsPointer":"/a/b","MaxItemsPath":"$.n"})");
  EXPECT_EQ(json.input_type, ReaderConfig::InputType::Json);
  EXPECT_EQ(json.items_pointer, "/a/b");
  EXPECT_EQ(json.max_items, NumberOrPath(path_of("$.n")));
  EXPECT_EQ(json.csv_delimiter, ',');

  EXPECT_EQ(reader_config_of(R"({"ManifestType":"S3_INVENTORY"})").manifest_type,
            ReaderConfig::ManifestType::S3Inventory);
}

TEST(DistributedMap, KeepsItsBatcher) {
  const auto batcher =
      *distribution_of(R"(,"ItemBatcher":{"MaxItemsPerBatch":5,)"
                       R"("MaxInputBytesPerBatchPath":"$.n","BatchInput":{"x":1}})")
           .batcher;
  EXPECT_EQ(batcher.max_items, NumberOrPath(std::int64_t{5}));
  EXPECT_EQ(batcher.max_input_bytes, NumberOrPath(path_of("$.n")));
  EXPECT_EQ(batcher.batch_input, (PayloadTemplate{Json{{"x", 1}}}));
}

TEST(DistributedMap, KeepsItsWriter) {
  using Writer = ResultWriter;
  const auto exporting =
      *distribution_of(R"(,"ResultWriter":{"Resource":"arn:aws:states:::s3:putObject",)"
                       R"("Parameters":{"Bucket":"b"}})")
           .writer;
  ASSERT_TRUE(exporting.destination);
  EXPECT_EQ(exporting.destination->resource, "arn:aws:states:::s3:putObject");
  EXPECT_EQ(exporting.destination->parameters, (PayloadTemplate{Json{{"Bucket", "b"}}}));
  EXPECT_EQ(exporting.transformation(), Writer::Transformation::None);
  EXPECT_EQ(exporting.output_type, Writer::OutputType::Json);

  const auto formatting =
      *distribution_of(R"(,"ResultWriter":{"WriterConfig":{"OutputType":"JSONL"}})").writer;
  EXPECT_EQ(formatting.destination, std::nullopt);
  EXPECT_EQ(formatting.transformation(), Writer::Transformation::Compact);
  EXPECT_EQ(formatting.output_type, Writer::OutputType::JsonLines);
}

// ---- JSONata

State jsonata_state(const std::string& members) {
  const auto parsed = parse_definition(ending(R"("QueryLanguage":"JSONata",)" + members));
  SFN_CHECK(parsed.machine.has_value());
  return parsed.machine->graph.state("S");
}

TEST(Jsonata, KeepsWhatHasToBeEvaluatedByItsLocation) {
  const auto state = jsonata_state(
      R"("Type":"Map","Items":"{% $states.input %}","MaxConcurrency":"{% 2 %}","Output":1,)"
      R"("ItemProcessor":{"ProcessorConfig":{"Mode":"DISTRIBUTED","ExecutionType":"STANDARD"},)"
      R"("StartAt":"I","States":{"I":{"Type":"Succeed"}}},)"
      R"("ItemReader":{"Resource":"arn:aws:states:::s3:getObject",)"
      R"("Arguments":{"Bucket":"{% $b %}"},"ReaderConfig":{"InputType":"JSON"}},)"
      R"("Catch":[])");
  std::vector<std::string> locations;
  for (const auto& [location, field] : state.jsonata) locations.push_back(location);
  EXPECT_THAT(locations, testing::UnorderedElementsAre("Output", "Items", "MaxConcurrency",
                                                       "ItemReader/Arguments"));
  EXPECT_EQ(state.jsonata.at("Output"), JsonataTemplate{Json(1)});
}

TEST(Jsonata, MakesConstantsOfWhatHoldsNoExpression) {
  const auto state = jsonata_state(
      R"("Type":"Task","Resource":"arn:aws:states:::sqs:sendMessage","TimeoutSeconds":5,)"
      R"("Arguments":{"a":["1 {% 1 %} 1"]},"Assign":{"x":{"y.$":1}})");
  EXPECT_THAT(state.jsonata, testing::IsEmpty());
  EXPECT_EQ(state.assign, (PayloadTemplate{*parse_json(R"({"x":{"y.$":1}})")}));
  const auto& task = std::get<TaskState>(state.kind);
  EXPECT_EQ(task.parameters, (PayloadTemplate{*parse_json(R"({"a":["1 {% 1 %} 1"]})")}));
  EXPECT_EQ(task.timeout_seconds, NumberOrPath(std::int64_t{5}));
}

}  // namespace
}  // namespace sfn::asl
