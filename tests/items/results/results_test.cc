#include <gmock/gmock.h>

#include "items/results/result_writer.h"
#include "items/results/state_output.h"
#include "items/support/memory_store.h"

namespace sfn::items {
namespace {

constexpr auto kArn = "arn:aws:states:us-east-1:123456789012:mapRun:machine/label:the-uuid";

ChildResult succeeded(const std::string& output) {
  ChildResult child;
  child.execution_arn = "arn:child";
  child.state_machine_arn = "arn:machine/label";
  child.name = "child";
  child.input = R"({"a": 1})";
  child.output = output;
  child.started = from_epoch_ms(1'764'288'000'120);
  child.stopped = from_epoch_ms(1'764'288'001'000);
  return child;
}

ChildResult failed() {
  auto child = succeeded("");
  child.status = ChildStatus::Failed;
  child.output.reset();
  child.error = "Boom";
  child.cause = "it broke";
  child.redrive_status = "REDRIVABLE";
  return child;
}

const std::string kSucceededRecord =
    R"({"ExecutionArn":"arn:child","Input":"{\"a\": 1}","InputDetails":{"Included":true},"Name":"child",)"
    R"("Output":"[1, 2]","OutputDetails":{"Included":true},"RedriveCount":0,)"
    R"("RedriveStatus":"NOT_REDRIVABLE","RedriveStatusReason":"Execution is SUCCEEDED and cannot be )"
    R"(redriven","StartDate":"2025-11-28T00:00:00.120Z","StateMachineArn":"arn:machine/label",)"
    R"("Status":"SUCCEEDED","StopDate":"2025-11-28T00:00:01.000Z"})";
const std::string kFailedRecord =
    R"({"Cause":"it broke","Error":"Boom","ExecutionArn":"arn:child","Input":"{\"a\": 1}",)"
    R"("InputDetails":{"Included":true},"Name":"child","RedriveCount":0,"RedriveStatus":"REDRIVABLE",)"
    R"("StartDate":"2025-11-28T00:00:00.120Z","StateMachineArn":"arn:machine/label","Status":"FAILED",)"
    R"("StopDate":"2025-11-28T00:00:01.000Z"})";

WriterConfig writer_of(const std::string& result_writer) {
  const auto config = parse_result_writer(*parse_json(result_writer));
  EXPECT_TRUE(config) << config.error().cause;
  return *config;
}

std::string state_output(const WriterConfig& config, const std::vector<ChildResult>& children) {
  StateOutput output(config, "State");
  for (const auto& child : children) EXPECT_TRUE(output.add(child));
  return *output.finish();
}

struct FormCase {
  std::string name;
  std::string writer;  ///< ResultWriter; empty for none.
  std::string output;
};
void PrintTo(const FormCase& row, std::ostream* out) { *out << row.name; }

class Form : public testing::TestWithParam<FormCase> {};

TEST_P(Form, OfTheStateOutput) {
  const auto config = GetParam().writer.empty() ? WriterConfig() : writer_of(GetParam().writer);
  EXPECT_EQ(state_output(config, {succeeded("[1, 2]"), failed(), succeeded(R"({"x": 3})")}),
            GetParam().output);
  EXPECT_EQ(state_output(config, {}), "[]");
}

std::string without_output(std::string record, const std::string& from, const std::string& to) {
  return record.replace(record.find(from), from.size(), to);
}

const auto kFormCases = std::vector<FormCase>{
    {"NoWriter", "", R"([[1,2],{"x":3}])"},
    {"Compact", R"({"WriterConfig":{"Transformation":"COMPACT"}})",
     "[[1,2]," + kFailedRecord + R"(,{"x":3}])"},
    {"Usual", R"({"WriterConfig":{"OutputType":"JSON"}})",
     "[[1,2]," + kFailedRecord + R"(,{"x":3}])"},
    {"Flatten", R"({"WriterConfig":{"Transformation":"FLATTEN"}})",
     "[1,2," + kFailedRecord + R"(,{"x":3}])"},
    {"JsonLinesIsStillAnArray",
     R"({"WriterConfig":{"OutputType":"JSONL","Transformation":"COMPACT"}})",
     "[[1,2]," + kFailedRecord + R"(,{"x":3}])"},
    {"None", R"({"WriterConfig":{"Transformation":"NONE"}})",
     "[" + kSucceededRecord + "," + kFailedRecord + "," +
         without_output(kSucceededRecord, "[1, 2]", R"({\"x\": 3})") + "]"},
};
INSTANTIATE_TEST_SUITE_P(Rules, Form, testing::ValuesIn(kFormCases),
                         [](const auto& test) { return test.param.name; });

TEST(StateOutput, SaysThatItIsTooLarge) {
  StateOutput output({}, "State", 11);
  EXPECT_TRUE(output.add(succeeded("1234")));
  EXPECT_TRUE(output.add(succeeded("5678")));  // [1234,5678]
  EXPECT_EQ(*output.finish(), "[1234,5678]");
  const Error error{"States.DataLimitExceeded",
                    "The state/task 'State' returned a result with a size exceeding the maximum "
                    "number of bytes service limit."};
  StateOutput longer({}, "State", 10);
  EXPECT_TRUE(longer.add(succeeded("1234")));
  EXPECT_EQ(longer.add(succeeded("5678")).error(), error);
  EXPECT_EQ(longer.add(succeeded("1")).error(), error);
  EXPECT_EQ(longer.finish().error(), error);
}

class Export : public testing::Test {
 protected:
  Export() { store_.buckets["out"]; }

  std::string run(const std::string& config, const std::vector<ChildResult>& children,
                  std::uint64_t file_bytes_max = 5'000'000'000) {
    const auto parsed = writer_of(
        R"({"Resource":"arn:aws:states:::s3:putObject","Parameters":{"Bucket":"out","Prefix":"a/b/"})" +
        config + "}");
    ResultWriter writer(store_, {.destination = *parsed.destination,
                                 .transformation = parsed.transformation,
                                 .output_type = parsed.output_type,
                                 .map_run_arn = kArn,
                                 .file_bytes_max = file_bytes_max});
    for (const auto& child : children) EXPECT_TRUE(writer.add(child));
    return *writer.finish();
  }
  std::string file(const std::string& name) {
    return store_.buckets["out"]["a/b/the-uuid/" + name];
  }

  MemoryStore store_;
};

TEST_F(Export, TellsWhereTheManifestIs) {
  EXPECT_EQ(run("", {}),
            std::string(R"({"MapRunArn":")") + kArn +
                R"(","ResultWriterDetails":{"Bucket":"out","Key":"a/b/the-uuid/manifest.json"}})");
  EXPECT_EQ(file("manifest.json"),
            std::string(R"({"DestinationBucket":"out","MapRunArn":")") + kArn +
                R"(","ResultFiles":{"FAILED":[],"PENDING":[],"SUCCEEDED":[]}})");
  EXPECT_EQ(store_.buckets["out"].size(), 1U);
}

TEST_F(Export, WritesRecordsUnlessToldOtherwise) {
  auto pending = failed();
  pending.status = ChildStatus::Pending;
  run("", {succeeded("[1, 2]"), failed(), succeeded("[1, 2]"), pending});
  EXPECT_EQ(file("SUCCEEDED_0.json"), "[" + kSucceededRecord + "," + kSucceededRecord + "]");
  EXPECT_EQ(file("FAILED_0.json"), "[" + kFailedRecord + "]");
  const auto manifest = *parse_json(file("manifest.json"));
  const auto& files = manifest["ResultFiles"];
  EXPECT_EQ(to_text(files["FAILED"]),
            fmt::format(R"([{{"Key":"a/b/the-uuid/FAILED_0.json","Size":{}}}])",
                        file("FAILED_0.json").size()));
  EXPECT_EQ(files["SUCCEEDED"][0]["Size"], file("SUCCEEDED_0.json").size());
  EXPECT_EQ(files["PENDING"][0]["Key"], "a/b/the-uuid/PENDING_0.json");
}

TEST_F(Export, FailedChildrenKeepTheirRecords) {
  auto timed_out = failed();
  timed_out.status = ChildStatus::TimedOut;
  run(R"(,"WriterConfig":{"Transformation":"FLATTEN"})",
      {succeeded("[1, 2]"), timed_out, failed(), succeeded("3")});
  EXPECT_EQ(file("SUCCEEDED_0.json"), "[1,2,3]");
  EXPECT_EQ(parse_json(file("FAILED_0.json"))->size(), 2U);
}

TEST_F(Export, WritesJsonLines) {
  run(R"(,"WriterConfig":{"Transformation":"COMPACT","OutputType":"JSONL"})",
      {succeeded("[1,\n 2]"), succeeded("3")});
  EXPECT_EQ(file("SUCCEEDED_0.json"), "[1,2]\n3\n");
}

TEST_F(Export, BeginsANewFileWhenOneIsFull) {
  run(R"(,"WriterConfig":{"Transformation":"COMPACT"})",
      {succeeded("123"), succeeded("456"), succeeded("789")}, 9);
  EXPECT_EQ(file("SUCCEEDED_0.json"), "[123,456]");
  EXPECT_EQ(file("SUCCEEDED_1.json"), "[789]");
  EXPECT_EQ(parse_json(file("manifest.json"))->at("ResultFiles")["SUCCEEDED"].size(), 2U);
}

TEST_F(Export, MadeAnewGivesTheSame) {
  const std::vector<ChildResult> children = {succeeded("1"), failed(), succeeded("2")};
  const auto output = run("", children);
  const auto objects = store_.buckets;
  EXPECT_EQ(run("", children), output);
  EXPECT_EQ(store_.buckets, objects);
}

TEST_F(Export, CarriesTheWordsOfS3) {
  store_.buckets.clear();
  ResultWriter writer(store_, {.destination = {"out", ""}, .map_run_arn = kArn});
  const auto added = writer.add(failed());
  EXPECT_EQ(added.error().name, "States.ResultWriterFailed");
  EXPECT_THAT(added.error().cause, testing::HasSubstr("The specified bucket does not exist"));
}

TEST(ParseResultWriter, SaysWhatIsMissing) {
  const auto error_of = [](const std::string& text) {
    return parse_result_writer(*parse_json(text)).error().cause;
  };
  EXPECT_EQ(error_of(R"({"Resource":"arn:aws:states:::s3:putObject"})"),
            "ResultWriter must name a Bucket.");
  EXPECT_EQ(error_of(R"({"Resource":"arn:aws:states:::s3:getObject"})"),
            "ResultWriter has no resource \"arn:aws:states:::s3:getObject\"");
  EXPECT_EQ(error_of(R"({"WriterConfig":{"Transformation":"ALL"}})"),
            "Transformation must be one of NONE, COMPACT, FLATTEN, got \"ALL\"");
  EXPECT_EQ(error_of(R"({"WriterConfig":{"OutputType":"CSV"}})"),
            "OutputType must be one of JSON, JSONL, got \"CSV\"");
}

}  // namespace
}  // namespace sfn::items
