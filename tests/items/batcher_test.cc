#include "items/batcher.h"

#include <gmock/gmock.h>

namespace sfn::items {
namespace {

using testing::ElementsAre;

struct BatchCase {
  std::string name;
  std::string batcher;  ///< ItemBatcher.
  std::vector<std::string> items;
  std::vector<std::string> inputs;
};

void PrintTo(const BatchCase& row, std::ostream* out) { *out << row.name; }

class Batching : public testing::TestWithParam<BatchCase> {};

TEST_P(Batching, Gives) {
  const auto config = parse_item_batcher(*parse_json(GetParam().batcher));
  ASSERT_TRUE(config) << config.error().cause;
  Batcher batcher(*config);
  std::vector<std::string> inputs;
  std::int64_t items = 0;
  const auto take = [&](const Batch& batch) {
    inputs.push_back(batch.input);
    items += batch.items;
    EXPECT_EQ(parse_json(batch.input)->at("Items").size(), static_cast<std::size_t>(batch.items));
  };
  for (const auto& item : GetParam().items) {
    const auto complete = batcher.add(item);
    ASSERT_TRUE(complete);
    for (const auto& batch : *complete) take(batch);
  }
  if (const auto last = batcher.finish()) take(*last);
  EXPECT_EQ(inputs, GetParam().inputs);
  EXPECT_EQ(items, static_cast<std::int64_t>(GetParam().items.size()));
  EXPECT_EQ(batcher.waiting(), 0);
}

const auto kBatchCases = std::vector<BatchCase>{
    {"ByNumber",
     R"({"MaxItemsPerBatch":2})",
     {"1", "2", "3"},
     {R"({"Items":[1,2]})", R"({"Items":[3]})"}},
    {"ByNumberWithoutRest", R"({"MaxItemsPerBatch":2})", {"1", "2"}, {R"({"Items":[1,2]})"}},
    {"OneByOne", R"({"MaxItemsPerBatch":1})", {"1", "2"}, {R"({"Items":[1]})", R"({"Items":[2]})"}},
    {"NoItems", R"({"MaxItemsPerBatch":2})", {}, {}},
    {"BatchInputComesFirst",
     R"({"MaxItemsPerBatch":2,"BatchInput":{"a":1}})",
     {"1"},
     {R"({"BatchInput":{"a":1},"Items":[1]})"}},
    {"BatchInputMayBeNull",
     R"({"MaxItemsPerBatch":2,"BatchInput":null})",
     {"1"},
     {R"({"BatchInput":null,"Items":[1]})"}},
    {"BytesCountTheWholeInput",
     R"({"MaxInputBytesPerBatch":15})",
     {"1", "2", "3"},
     {R"({"Items":[1,2]})", R"({"Items":[3]})"}},
    {"BytesCountBatchInputToo",
     R"({"MaxInputBytesPerBatch":31,"BatchInput":"xy"})",
     {"1", "2", "3"},
     {R"({"BatchInput":"xy","Items":[1]})", R"({"BatchInput":"xy","Items":[2]})",
      R"({"BatchInput":"xy","Items":[3]})"}},
    {"WhicheverIsFirst",
     R"({"MaxInputBytesPerBatch":16,"MaxItemsPerBatch":2})",
     {"1", "2", "3333", "4"},
     {R"({"Items":[1,2]})", R"({"Items":[3333]})", R"({"Items":[4]})"}},
    {"AnItemThatFillsABatch",
     R"({"MaxInputBytesPerBatch":15,"MaxItemsPerBatch":5})",
     {"1", "333", "4"},
     {R"({"Items":[1]})", R"({"Items":[333]})", R"({"Items":[4]})"}},
};
INSTANTIATE_TEST_SUITE_P(Rules, Batching, testing::ValuesIn(kBatchCases),
                         [](const auto& test) { return test.param.name; });

TEST(Batcher, KeepsToTheLimitOfEveryInput) {
  Batcher batcher({.max_items = 1'000'000, .max_input_bytes = 0, .batch_input = "\"b\""});
  std::size_t batches = 0;
  for (int i = 0; i < 200; ++i) {
    const auto complete = batcher.add("\"" + std::string(9'998, 'x') + "\"");
    ASSERT_TRUE(complete);
    for (const auto& batch : *complete) {
      ++batches;
      EXPECT_LE(batch.input.size(), limits::kPayloadBytesMax);
      EXPECT_EQ(batch.items, 26);
    }
  }
  EXPECT_EQ(batches, 7U);
}

TEST(Batcher, RefusesAnItemThatHasRoomInNoBatch) {
  Batcher batcher({.max_items = 0, .max_input_bytes = 15, .batch_input = ""});
  EXPECT_TRUE(batcher.add("333"));
  const auto refused = batcher.add("4444");
  EXPECT_EQ(refused.error(),
            (Error{"States.DataLimitExceeded",
                   "A batch of one item has 16 bytes; the input of a batch has at most 15."}));
}

TEST(Batcher, MakesABatchOfAnItemThatIsTooLargeForOthersWhereItMay) {
  const std::string large = '"' + std::string(300'000, 'x') + '"';
  Batcher batcher({.max_items = 3, .max_input_bytes = 0, .batch_input = ""}, 400'000);
  EXPECT_TRUE(batcher.add("1")->empty());
  const auto before = batcher.add(large);
  ASSERT_EQ(before->size(), 1u);
  EXPECT_EQ(before->front().items, 1);
  const auto alone = batcher.add("2");
  ASSERT_EQ(alone->size(), 1u);
  EXPECT_EQ(alone->front().input, R"({"Items":[)" + large + "]}");
  EXPECT_EQ(batcher.add('"' + std::string(400'000, 'x') + '"').error().name,
            "States.DataLimitExceeded");
}

TEST(Batcher, KeepsToItsOwnLimitHoweverLargeInputsMayBe) {
  Batcher batcher({.max_items = 0, .max_input_bytes = 300'000, .batch_input = ""}, 400'000);
  EXPECT_TRUE(batcher.add('"' + std::string(200'000, 'x') + '"')->empty());
  EXPECT_TRUE(batcher.add('"' + std::string(90'000, 'x') + '"')->empty());
  EXPECT_EQ(batcher.add('"' + std::string(90'000, 'x') + '"')->size(), 1u);
  EXPECT_FALSE(batcher.add('"' + std::string(300'000, 'x') + '"'));
}

TEST(ParseItemBatcher, RefusesWhatIsNoLimit) {
  const auto error_of = [](const std::string& text) {
    return parse_item_batcher(*parse_json(text)).error().cause;
  };
  EXPECT_EQ(error_of("{}"), "ItemBatcher must have MaxItemsPerBatch or MaxInputBytesPerBatch");
  EXPECT_EQ(error_of(R"({"MaxItemsPerBatch":0})"),
            "MaxItemsPerBatch must be a positive integer, got 0");
  EXPECT_EQ(error_of(R"({"MaxInputBytesPerBatch":"1"})"),
            "MaxInputBytesPerBatch must be a positive integer, got \"1\"");
  EXPECT_EQ(error_of(R"({"MaxInputBytesPerBatch":262145})"),
            "MaxInputBytesPerBatch cannot exceed 262144, got 262145");
  EXPECT_TRUE(parse_item_batcher(*parse_json(R"({"MaxInputBytesPerBatch":262145})"), 300'000));
}

}  // namespace
}  // namespace sfn::items
