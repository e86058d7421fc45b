#include "history/codec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <stdexcept>

#include "history/random_events.h"

namespace sfn::history {
namespace {

using testing::HasSubstr;
using testing::Not;

const Timestamp kNow = from_epoch_ms(1'767'225'600'123);

StateEntered entered(std::int64_t id, const Payload& input) {
  return {
      {EventId{id}, EventId{id - 1}}, kNow, VisitId{1}, ScopeId{0}, "A", StateType::Pass, input};
}
StateExited exited(std::int64_t id, const Payload& output) {
  return {{EventId{id}, EventId{id - 1}}, VisitId{1}, "A", StateType::Pass, output, {}, "B"};
}

TEST(Codec, WhatIsReadIsWhatWasWritten) {
  const auto seed = std::random_device{}();
  RandomEvents random(seed, kNow);
  for (int round = 0; round < 2'000; ++round) {
    const auto events = random.draw(12);
    const auto row = encode(events);
    ASSERT_EQ(decode(row, kNow), events) << "seed " << seed << ", round " << round << ": " << row;
    ASSERT_TRUE(parse_json(row)) << "seed " << seed << ", round " << round << ": " << row;
  }
}

TEST(Codec, WritesEachAlternative) {
  RandomEvents random(1, kNow);
  for (std::size_t index = 0; index < std::variant_size_v<Event>; ++index) {
    const Events events{random.draw_alternative(index)};
    ASSERT_EQ(events[0].index(), index);
    EXPECT_EQ(decode(encode(events), kNow), events) << encode(events);
  }
}

// The stored form is a contract with every journal that exists: a change here needs a new version.
TEST(Codec, StoredFormStaysAsItIs) {
  const auto input = Payload::trusted("{\"sku\": \"A-1\"}");
  const std::string resource = "arn:aws:lambda:us-east-1:123456789012:function:check";
  const Events events{
      StateEntered{
          {EventId{2}, EventId{0}}, kNow, VisitId{1}, ScopeId{3}, "Check", StateType::Task, input},
      TaskScheduled{{EventId{3}, EventId{2}},
                    VisitId{1},
                    TaskKind::LambdaFunction,
                    resource,
                    "",
                    input,
                    30,
                    std::nullopt,
                    std::nullopt,
                    "r-1",
                    ""},
      TaskStarted{{EventId{4}, EventId{3}},
                  VisitId{1},
                  TaskKind::LambdaFunction,
                  resource,
                  kNow + seconds{30},
                  std::nullopt,
                  ""},
      WaitStarted{VisitId{2}, kNow},
      ExecutionFailed{{EventId{5}, EventId{4}}, {"E", "why"}},
  };
  EXPECT_EQ(encode(events),
            R"({"v":1,"id":2,"docs":[{"sku": "A-1"},)"
            R"("arn:aws:lambda:us-east-1:123456789012:function:check","why"],"events":[)"
            R"({"t":"TaskStateEntered","prev":0,"visit":1,"scope":3,"name":"Check","input":0},)"
            R"({"t":"LambdaScheduled","resource":1,"timeout":30,"request":"r-1"},)"
            R"({"t":"LambdaStarted","deadline":1767225630123},)"
            R"({"t":"WaitStarted","visit":2,"due":1767225600123},)"
            R"({"t":"ExecutionFailed","id":5,"error":"E","cause":2}]})");
}

TEST(Codec, StoredFormOfWhatIsOfferedAndTracedStaysAsItIs) {
  ExecutionStarted started{};
  started.link = {EventId{1}, EventId{0}};
  started.time = kNow;
  started.name = "E";
  started.machine_arn = "arn:aws:states:us-east-1:123456789012:stateMachine:M";
  started.machine_name = "M";
  started.arn = "arn:aws:states:us-east-1:123456789012:execution:M:E";
  started.trace_header = "Root=1";
  TaskScheduled scheduled{};
  scheduled.link = {EventId{3}, EventId{2}};
  scheduled.visit = VisitId{1};
  scheduled.resource = "arn:aws:lambda:us-east-1:123456789012:function:f";
  scheduled.request_id = "r-1";
  scheduled.offered = true;
  scheduled.deadline = kNow;
  EXPECT_EQ(encode({started, scheduled}),
            R"({"v":1,"id":1,"docs":[{},"arn:aws:lambda:us-east-1:123456789012:function:f"],)"
            R"("events":[{"t":"ExecutionStarted","name":"E",)"
            R"("machine":"arn:aws:states:us-east-1:123456789012:stateMachine:M","input":0,)"
            R"("trace":"Root=1"},)"
            R"({"t":"LambdaScheduled","id":3,"visit":1,"resource":1,"request":"r-1",)"
            R"("offered":true,"deadline":1767225600123}]})");
}

TEST(Codec, StoredFormOfWhatWaitsForItsTokenStaysAsItIs) {
  const std::string resource = "arn:aws:states:::lambda:invoke.waitForTaskToken";
  const Events events{
      TaskSubmitted{{EventId{5}, EventId{4}}, VisitId{1}, resource, Payload(), kNow, kNow},
      TaskSubmitFailed{{EventId{6}, EventId{5}}, VisitId{1}, resource, {"E", {}}}};
  EXPECT_EQ(encode(events),
            R"({"v":1,"id":5,"docs":["arn:aws:states:::lambda:invoke.waitForTaskToken",{}],)"
            R"("events":[{"t":"TaskSubmitted","visit":1,"resource":0,"output":1,)"
            R"("deadline":1767225600123,"heartbeatDue":1767225600123},)"
            R"({"t":"TaskSubmitFailed","error":"E"}]})");
}

TEST(Codec, KeepsTheTextOfADocumentToTheLetter) {
  const auto text = " { \"a\" :\t1.0 ,\n\"b\": \"]},\\\"\" } ";
  const auto read =
      decode(encode({entered(1, Payload::trusted(text)), exited(2, Payload())}), kNow);
  EXPECT_EQ(std::get<StateEntered>(read[0]).input.text(), text);
}

TEST(Codec, StoresADocumentOnce) {
  const auto shared = Payload::trusted("{\"order\":1}");
  const auto same_text = Payload::trusted("{\"order\":1}");
  const auto row = encode({entered(1, shared), exited(2, shared), entered(3, same_text)});
  EXPECT_THAT(row, HasSubstr("\"docs\":[{\"order\":1}],"));

  const auto read = decode(row, kNow);
  EXPECT_TRUE(std::get<StateEntered>(read[0]).input.shares(std::get<StateEntered>(read[2]).input));
}

TEST(Codec, LeavesOutWhatTheRowHasSaid) {
  const auto input = Payload::trusted("{}");
  auto announced = entered(6, input);
  announced.name = "B";
  EXPECT_EQ(encode({exited(5, input), announced, exited(7, input)}),
            R"({"v":1,"id":5,"docs":[{}],"events":[)"
            R"({"t":"PassStateExited","visit":1,"name":"A","output":0,"next":"B"},)"
            R"({"t":"PassStateEntered"},)"
            R"({"t":"PassStateExited","name":"A","next":"B"}]})");
}

TEST(Codec, LeavesOutWhatTheMachineImplies) {
  ExecutionStarted started{};
  started.time = kNow;
  started.name = "order-1";
  started.machine_arn = "arn:aws:states:us-east-1:123456789012:stateMachine:Orders";
  started.machine_name = "Orders";
  started.arn = "arn:aws:states:us-east-1:123456789012:execution:Orders:order-1";
  const auto row = encode({started});
  EXPECT_THAT(row, Not(HasSubstr("execution:Orders")));
  EXPECT_EQ(decode(row, kNow), Events{started});
}

TEST(Codec, ReadsALongHistoryWithoutParsingItsDocuments) {
  // Not JSON at all: only a reader that slices documents gets past it.
  const auto opaque = Payload::trusted("{not json}");
  Events events;
  for (int id = 1; id <= 20'000; ++id) events.push_back(entered(id, opaque));
  EXPECT_EQ(decode(encode(events), kNow).size(), events.size());
}

struct BadRow {
  const char* name;
  const char* text;
  const char* message;
};
class CodecRefuses : public testing::TestWithParam<BadRow> {};

TEST_P(CodecRefuses, AndSaysWhere) {
  try {
    decode(GetParam().text, kNow);
    FAIL() << "was read";
  } catch (const std::runtime_error& error) {
    EXPECT_THAT(error.what(), HasSubstr(GetParam().message));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, CodecRefuses,
    testing::Values(
        BadRow{"Empty", "", "expected {\"v\": at byte 0, found 'the end'"},
        BadRow{"NewerVersion", R"({"v":2,"events":[]})", "version 2 is not known, expected 1"},
        BadRow{"UnknownType", R"({"v":1,"events":[{"t":"Nap","id":1}]})", "not Nap"},
        BadRow{"UnknownMember", R"({"v":1,"events":[{"t":"MapStateFailed","id":1,"x":1}]})",
               "expected } at byte"},
        BadRow{"DocumentMissing", R"({"v":1,"events":[{"t":"ExecutionSucceeded"}]})",
               "index below 0"},
        BadRow{"DocumentOpen", R"({"v":1,"docs":[{"a":1)", "the end of a document"},
        BadRow{"CutShort", R"({"v":1,"events":[{"t":"MapStateFailed")", "expected }"},
        BadRow{"MoreThanOneRow", R"({"v":1,"events":[]}{})", "the end of the row"}),
    [](const auto& test) { return std::string(test.param.name); });

}  // namespace
}  // namespace sfn::history
