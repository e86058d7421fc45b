#include "http/response_head.h"

#include <gtest/gtest.h>

namespace sfn::http {
namespace {

constexpr Timestamp kNow = from_epoch_ms(784'111'777'999);
constexpr AnswerTerms kKept{.keep_alive = true};

TEST(ResponseHead, HasDateLengthAndTheHeadersGiven) {
  EXPECT_EQ(response_head({201, {{"X-A", "1"}, {"X-A", "2"}}, "four"}, kKept, kNow),
            "HTTP/1.1 201 Created\r\n"
            "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n"
            "X-A: 1\r\n"
            "X-A: 2\r\n"
            "Content-Length: 4\r\n\r\n");
}

TEST(ResponseHead, HasNoLengthWhereThereCanBeNoBody) {
  for (const int status : {204, 304}) {
    const std::string head = response_head({status, {}, ""}, kKept, kNow);
    EXPECT_EQ(head.find("Content-Length"), std::string::npos) << head;
  }
}

TEST(ResponseHead, LetsNoValueBeginANewField) {
  const std::string head = response_head({200, {{"X", "a\r\nSet-Cookie: b"}}, ""}, kKept, kNow);
  EXPECT_NE(head.find("X: a  Set-Cookie: b\r\n"), std::string::npos) << head;
}

TEST(ResponseHead, DecidesItselfAboutFraming) {
  const Headers wrong{
      {"content-length", "9"}, {"Connection", "x"}, {"date", "x"}, {"Transfer-Encoding", "x"}};
  EXPECT_EQ(response_head({200, wrong, "ok"}, kKept, kNow),
            response_head({200, {}, "ok"}, kKept, kNow));
}

TEST(ResponseHead, ToHeadTellsTheLengthThatGetWouldHave) {
  const AnswerTerms terms{.head_only = true, .keep_alive = true};
  EXPECT_NE(response_head({200, {}, "four"}, terms, kNow).find("Content-Length: 4\r\n"),
            std::string::npos);
  EXPECT_NE(response_head({200, {{"Content-Length", "99"}}, ""}, terms, kNow)
                .find("Content-Length: 99\r\n"),
            std::string::npos);
}

TEST(ResponseHead, TellsWhetherTheConnectionStays) {
  const auto head = [](AnswerTerms terms) { return response_head({}, terms, kNow); };
  EXPECT_EQ(head(kKept).find("Connection"), std::string::npos);
  EXPECT_NE(head({}).find("Connection: close\r\n"), std::string::npos);
  EXPECT_NE(head({.http_1_0 = true, .keep_alive = true}).find("Connection: keep-alive\r\n"),
            std::string::npos);
}

TEST(StreamHead, IsChunkedExceptForOldPeers) {
  EXPECT_NE(stream_head(200, {}, kKept, kNow).find("Transfer-Encoding: chunked\r\n"),
            std::string::npos);
  EXPECT_EQ(stream_head(200, {}, {.http_1_0 = true}, kNow).find("Transfer-Encoding"),
            std::string::npos);
}

}  // namespace
}  // namespace sfn::http
