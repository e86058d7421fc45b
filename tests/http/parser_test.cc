#include "http/parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace sfn::http {
namespace {

using testing::HasSubstr;
using State = RequestParser::State;

constexpr std::size_t kBodyBytesMax = 10;
constexpr std::size_t kHeaderBytesMax = 200;

RequestParser make_parser() {
  return RequestParser(
      {kHeaderBytesMax, [](std::string_view, std::string_view) { return kBodyBytesMax; }});
}

// --- What is read ---

struct GoodCase {
  std::string name;
  std::string bytes;
  Request expected;
};

void PrintTo(const GoodCase& c, std::ostream* out) { *out << c.name; }

const auto kGoodCases = std::vector<GoodCase>{
    {"Get",
     "GET /a%20b?x=1&y=?z HTTP/1.1\r\nHost: sfn\r\n\r\n",
     {"GET", "/a%20b?x=1&y=?z", "/a%20b", "x=1&y=?z", {{"Host", "sfn"}}, "", ""}},
    {"PostWithLength",
     "POST / HTTP/1.1\r\nHost: sfn\r\nContent-Length: 5\r\n\r\nhello",
     {"POST", "/", "/", "", {{"Host", "sfn"}, {"Content-Length", "5"}}, "hello", ""}},
    {"PostInChunks",
     "POST / HTTP/1.1\r\nHost: sfn\r\nTransfer-Encoding: chunked\r\n\r\n"
     "3\r\nhel\r\n2;extension=1\r\nlo\r\n0\r\n\r\n",
     {"POST", "/", "/", "", {{"Host", "sfn"}, {"Transfer-Encoding", "chunked"}}, "hello", ""}},
    {"TrailersAreDropped",
     "POST / HTTP/1.1\r\nHost: sfn\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-Sum: 1\r\n\r\n",
     {"POST", "/", "/", "", {{"Host", "sfn"}, {"Transfer-Encoding", "chunked"}}, "", ""}},
    {"EmptyAndRepeatedHeaders",
     "GET / HTTP/1.1\r\nHost: sfn\r\nA:\r\na:  two words \t\r\nB: 1\r\n\r\n",
     {"GET", "/", "/", "", {{"Host", "sfn"}, {"A", ""}, {"a", "two words"}, {"B", "1"}}, "", ""}},
    {"TargetForAProxy",
     "GET http://sfn:8083/a?b=http://c HTTP/1.1\r\nHost: sfn\r\n\r\n",
     {"GET", "http://sfn:8083/a?b=http://c", "/a", "b=http://c", {{"Host", "sfn"}}, "", ""}},
    {"TargetForAProxyWithoutPath",
     "GET http://sfn?b HTTP/1.1\r\nHost: sfn\r\n\r\n",
     {"GET", "http://sfn?b", "/", "b", {{"Host", "sfn"}}, "", ""}},
    {"UrlWithinTheQuery",
     "GET /a?u=http://c/d HTTP/1.1\r\nHost: sfn\r\n\r\n",
     {"GET", "/a?u=http://c/d", "/a", "u=http://c/d", {{"Host", "sfn"}}, "", ""}},
    {"Asterisk",
     "OPTIONS * HTTP/1.1\r\nHost: sfn\r\n\r\n",
     {"OPTIONS", "*", "*", "", {{"Host", "sfn"}}, "", ""}},
    {"LinesBreaksBeforeARequest",
     "\r\n\r\nGET / HTTP/1.1\r\nHost: sfn\r\n\r\n",
     {"GET", "/", "/", "", {{"Host", "sfn"}}, "", ""}},
    {"OldVersionWithoutHost", "GET / HTTP/1.0\r\n\r\n", {"GET", "/", "/", "", {}, "", ""}},
    {"OfferToUpgradeIsIgnored",
     "GET / HTTP/1.1\r\nHost: sfn\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n",
     {"GET",
      "/",
      "/",
      "",
      {{"Host", "sfn"}, {"Connection", "Upgrade"}, {"Upgrade", "h2c"}},
      "",
      ""}},
    {"BodyOfExactlyTheLimit",
     "PUT / HTTP/1.1\r\nHost: sfn\r\nContent-Length: 10\r\n\r\n0123456789",
     {"PUT", "/", "/", "", {{"Host", "sfn"}, {"Content-Length", "10"}}, "0123456789", ""}},
};

class ParserReads : public testing::TestWithParam<GoodCase> {};

TEST_P(ParserReads, AtOnce) {
  RequestParser parser = make_parser();
  EXPECT_EQ(parser.feed(GetParam().bytes), GetParam().bytes.size());
  ASSERT_EQ(parser.state(), State::Complete);
  EXPECT_EQ(parser.take_request(), GetParam().expected);
}

TEST_P(ParserReads, ByteByByte) {
  RequestParser parser = make_parser();
  for (const char byte : GetParam().bytes) {
    ASSERT_NE(parser.state(), State::Complete) << "complete too early";
    EXPECT_EQ(parser.feed({&byte, 1}), 1U);
  }
  ASSERT_EQ(parser.state(), State::Complete);
  EXPECT_EQ(parser.take_request(), GetParam().expected);
}

TEST_P(ParserReads, AndLeavesTheNextRequestAlone) {
  RequestParser parser = make_parser();
  const std::string bytes = GetParam().bytes + GetParam().bytes;
  EXPECT_EQ(parser.feed(bytes), GetParam().bytes.size());
  EXPECT_EQ(parser.feed("more"), 0U) << "taken before the request was";
  EXPECT_EQ(parser.take_request(), GetParam().expected);
  if (GetParam().name == "OldVersionWithoutHost") return;  // Without keep-alive nothing may follow.
  EXPECT_EQ(parser.feed(bytes.substr(GetParam().bytes.size())), GetParam().bytes.size());
  ASSERT_EQ(parser.state(), State::Complete);
  EXPECT_EQ(parser.take_request(), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Http, ParserReads, testing::ValuesIn(kGoodCases),
                         [](const auto& test) { return test.param.name; });

// --- What is refused ---

struct BadCase {
  std::string name;
  std::string bytes;
  int status;
  std::string cause;
};

void PrintTo(const BadCase& c, std::ostream* out) { *out << c.name; }

const std::string kPost = "POST /p HTTP/1.1\r\nHost: sfn\r\n";

const auto kBadCases = std::vector<BadCase>{
    {"NotHttp", "\x16\x03\x01 hello", 400, "this is not an HTTP/1.1 request: "},
    {"NoVersion", "GET /\r\n\r\n", 505, "speaks HTTP/1.1 and HTTP/1.0"},
    {"UnknownVersion", "GET / HTTP/1.9\r\n\r\n", 505, "speaks HTTP/1.1 and HTTP/1.0"},
    {"NextVersion", "GET / HTTP/2.0\r\n\r\n", 505, "speaks HTTP/1.1 and HTTP/1.0"},
    {"PrefaceOfHttp2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505, "speaks HTTP/1.1 and HTTP/1.0"},
    {"NoHost", "GET / HTTP/1.1\r\n\r\n", 400, "one Host header, this one has 0"},
    {"TwoHosts", "GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n", 400, "this one has 2"},
    {"SpaceBeforeColon", "GET / HTTP/1.1\r\nHost : a\r\n\r\n", 400, "Invalid header token"},
    {"NoHeaderName", "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n", 400, "a header field has no name"},
    {"NoTrailerName", kPost + "Transfer-Encoding: chunked\r\n\r\n0\r\n: b\r\n\r\n", 400,
     "a header field has no name"},
    {"BareLineFeed", "GET / HTTP/1.1\nHost: a\n\n", 400, "not an HTTP/1.1 request"},
    {"ControlCharacter", "GET / HTTP/1.1\r\nHost: a\x01\r\n\r\n", 400, "Invalid header value"},
    {"LengthNotANumber", kPost + "Content-Length: ten\r\n\r\n", 400, "Content-Length"},
    {"NegativeLength", kPost + "Content-Length: -1\r\n\r\n", 400, "Content-Length"},
    {"TwoLengths", kPost + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400, "Content-Length"},
    {"HugeLength", kPost + "Content-Length: 99999999999999999999\r\n\r\n", 400, "Content-Length"},
    {"LengthAndChunks", kPost + "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
     "not an HTTP/1.1 request"},
    {"UnknownTransferCoding", kPost + "Transfer-Encoding: gzip\r\n\r\n", 400,
     "not an HTTP/1.1 request"},
    {"BadChunkSize", kPost + "Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400, "chunk size"},
    {"LongBody", kPost + "Content-Length: 11\r\n\r\n", 413,
     "the body of a POST of /p may have 10 bytes, this one has more"},
    {"LongChunkedBody",
     kPost + "Transfer-Encoding: chunked\r\n\r\n6\r\n012345\r\n5\r\n67890\r\n0\r\n\r\n", 413,
     "may have 10 bytes"},
    {"UnknownExpectation", kPost + "Expect: miracles\r\n\r\n", 417, "100-continue"},
    {"LongTarget", "GET /" + std::string(kHeaderBytesMax, 'a'), 431, "larger than 200 bytes"},
    {"LongHeaderName", "GET / HTTP/1.1\r\n" + std::string(kHeaderBytesMax, 'a'), 431, "200 bytes"},
    {"LongChunkExtension",
     kPost + "Transfer-Encoding: chunked\r\n\r\n1;a=" + std::string(kHeaderBytesMax, 'a'), 431,
     "200 bytes"},
    {"LongHeaderValue", "GET / HTTP/1.1\r\nA: " + std::string(kHeaderBytesMax, 'a'), 431, "200"},
    {"LongTrailers",
     kPost + "Transfer-Encoding: chunked\r\n\r\n0\r\nA: " + std::string(kHeaderBytesMax, 'a'), 431,
     "200"},
};

class ParserRefuses : public testing::TestWithParam<BadCase> {
 protected:
  static void expect_failure(RequestParser& parser) {
    ASSERT_EQ(parser.state(), State::Failed);
    EXPECT_EQ(parser.feed("more"), 0U);
    EXPECT_FALSE(parser.terms().keep_alive);
    const Response response = parser.take_failure();
    EXPECT_EQ(response.status, GetParam().status) << response.body;
    EXPECT_THAT(response.body, HasSubstr(GetParam().cause));
    EXPECT_EQ(std::count(response.body.begin(), response.body.end(), '\n'), 1);
  }
};

TEST_P(ParserRefuses, AtOnce) {
  RequestParser parser = make_parser();
  parser.feed(GetParam().bytes);
  expect_failure(parser);
}

TEST_P(ParserRefuses, ByteByByte) {
  RequestParser parser = make_parser();
  for (const char byte : GetParam().bytes) parser.feed({&byte, 1});
  expect_failure(parser);
}

INSTANTIATE_TEST_SUITE_P(Http, ParserRefuses, testing::ValuesIn(kBadCases),
                         [](const auto& test) { return test.param.name; });

TEST(Parser, CountsManyEmptyHeadersAgainstTheLimit) {
  RequestParser parser = make_parser();
  parser.feed("GET / HTTP/1.1\r\nHost: a\r\n");
  for (int i = 0; i < 100; ++i) parser.feed("a:\r\n");
  EXPECT_EQ(parser.state(), State::Failed);
}

// --- What the connection needs to know ---

struct TermsCase {
  std::string name;
  std::string bytes;
  bool head_only, http_1_0, keep_alive;
};

void PrintTo(const TermsCase& c, std::ostream* out) { *out << c.name; }

const auto kTermsCases = std::vector<TermsCase>{
    {"Default", "GET / HTTP/1.1\r\nHost: a\r\n\r\n", false, false, true},
    {"Head", "HEAD / HTTP/1.1\r\nHost: a\r\n\r\n", true, false, true},
    {"Close", "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", false, false, false},
    {"Old", "GET / HTTP/1.0\r\n\r\n", false, true, false},
    {"OldKept", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", false, true, true},
};

class ParserTerms : public testing::TestWithParam<TermsCase> {};

TEST_P(ParserTerms, AreOfTheRequest) {
  RequestParser parser = make_parser();
  parser.feed(GetParam().bytes);
  ASSERT_EQ(parser.state(), State::Complete);
  const AnswerTerms terms = parser.terms();
  EXPECT_EQ(terms.head_only, GetParam().head_only);
  EXPECT_EQ(terms.http_1_0, GetParam().http_1_0);
  EXPECT_EQ(terms.keep_alive, GetParam().keep_alive);
}

INSTANTIATE_TEST_SUITE_P(Http, ParserTerms, testing::ValuesIn(kTermsCases),
                         [](const auto& test) { return test.param.name; });

TEST(Parser, TellsOnceThatThePeerWaitsForContinue) {
  RequestParser parser = make_parser();
  parser.feed(kPost + "Expect: 100-Continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(parser.state(), State::Body);
  EXPECT_TRUE(parser.take_expectation());
  EXPECT_FALSE(parser.take_expectation());
}

TEST(Parser, ForgetsAnExpectationOnceTheBodyIsThere) {
  RequestParser parser = make_parser();
  parser.feed(kPost + "Expect: 100-continue\r\nContent-Length: 2\r\n\r\nok");
  EXPECT_FALSE(parser.take_expectation());
}

TEST(Parser, AsksForTheBodyLimitByRoute) {
  RequestParser parser({kHeaderBytesMax, [](std::string_view method, std::string_view path) {
                          return method == "PUT" && path == "/big" ? 5U : 0U;
                        }});
  parser.feed("PUT /big?x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(parser.state(), State::Body);

  RequestParser other({kHeaderBytesMax, [](std::string_view, std::string_view) { return 0U; }});
  other.feed("PUT /big?x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(other.take_failure().status, 413);
}

}  // namespace
}  // namespace sfn::http
