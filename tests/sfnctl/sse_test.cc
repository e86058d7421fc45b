#include "sfnctl/sse.h"

#include <gtest/gtest.h>

#include <vector>

namespace sfn::sfnctl {
namespace {

std::vector<SseEvent> parse(const std::vector<std::string_view>& pieces) {
  std::vector<SseEvent> events;
  SseParser parser;
  for (const auto piece : pieces) {
    EXPECT_TRUE(parser.feed(piece, [&events](const SseEvent& event) {
      events.push_back(event);
      return true;
    }));
  }
  return events;
}

struct SseCase {
  const char* name;
  std::vector<std::string_view> pieces;
  std::vector<SseEvent> expected;
};

const std::vector<SseCase> kSseCases = {
    {"WholeEvent", {"id: 7\nevent: log\ndata: {}\n\n"}, {{"log", "{}", "7"}}},
    {"TypeDefaultsToMessage", {"data: x\n\n"}, {{"message", "x", ""}}},
    {"PiecesMayEndAnywhere",
     {"da", "ta: a", "b\n", "\ndata:c\n\n"},
     {{"message", "ab", ""}, {"message", "c", ""}}},
    {"LinesOfDataAreJoined", {"data: a\ndata\ndata: b\n\n"}, {{"message", "a\n\nb", ""}}},
    {"CommentsAndUnknownFieldsArePassedOver",
     {": ping\n\nretry: 5\ndata: x\n\n"},
     {{"message", "x", ""}}},
    {"AnyLineEnd",
     {"data: a\r\n\r\ndata: b\r\rdata: c\n\n"},
     {{"message", "a", ""}, {"message", "b", ""}, {"message", "c", ""}}},
    {"LineEndInTwoPieces",
     {"data: a\r", "\n\r", "\ndata: b\n\n"},
     {{"message", "a", ""}, {"message", "b", ""}}},
    {"IdStaysUntilTheNext",
     {"id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n"},
     {{"message", "a", "1"}, {"message", "b", "1"}, {"message", "c", ""}}},
    {"TypeIsForOneEvent",
     {"event: log\ndata: a\n\ndata: b\n\n"},
     {{"log", "a", ""}, {"message", "b", ""}}},
    {"OnlyOneBlankIsTaken", {"data:  a\n\n"}, {{"message", " a", ""}}},
    {"ByteOrderMark",
     {"\xEF\xBB\xBF"
      "data: a\n\n"},
     {{"message", "a", ""}}},
    {"UnfinishedEventIsNone", {"data: a\n"}, {}},
};

class Sse : public testing::TestWithParam<SseCase> {};
TEST_P(Sse, Parses) { EXPECT_EQ(parse(GetParam().pieces), GetParam().expected); }
INSTANTIATE_TEST_SUITE_P(Streams, Sse, testing::ValuesIn(kSseCases),
                         [](const auto& test) { return test.param.name; });

TEST(SseLimits, AnEndlessEventEndsTheStream) {
  SseParser parser;
  const std::string piece(SseParser::kEventBytesMax / 2, 'x');
  const auto ignore = [](const SseEvent&) { return true; };
  EXPECT_TRUE(parser.feed("data: " + piece, ignore));
  EXPECT_FALSE(parser.feed(piece, ignore));
}

TEST(SseLimits, TheReaderMayHaveEnough) {
  SseParser parser;
  int count = 0;
  EXPECT_FALSE(parser.feed("data: 1\n\ndata: 2\n\n", [&count](const SseEvent&) {
    ++count;
    return false;
  }));
  EXPECT_EQ(count, 1);
}

}  // namespace
}  // namespace sfn::sfnctl
