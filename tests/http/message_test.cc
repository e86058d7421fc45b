#include "http/message.h"

#include <gtest/gtest.h>

namespace sfn::http {
namespace {

TEST(Headers, AreFoundWithoutRegardToCase) {
  const Headers headers{{"X-Amz-Target", "AWSStepFunctions.StartExecution"}};
  EXPECT_EQ(headers.get("x-amz-target"), "AWSStepFunctions.StartExecution");
  EXPECT_EQ(headers.get("x-amz-targe"), "");
  EXPECT_FALSE(headers.contains("X-Amz-Target-2"));
}

TEST(Headers, KeepOrderAndRepetition) {
  Headers headers;
  headers.add("B", "1");
  headers.add("a", "2");
  headers.add("b", "3");
  EXPECT_EQ(headers, (Headers{{"B", "1"}, {"a", "2"}, {"b", "3"}}));
  EXPECT_EQ(headers.get("b"), "1") << "the first counts";
}

TEST(Headers, AreReplacedAsAWhole) {
  Headers headers{{"A", "1"}, {"B", "2"}, {"a", "3"}};
  headers.set("A", "4");
  EXPECT_EQ(headers, (Headers{{"B", "2"}, {"A", "4"}}));
}

TEST(PlainText, IsOneLine) {
  const Response response = plain_text(404, "nothing here");
  EXPECT_EQ(response.status, 404);
  EXPECT_EQ(response.body, "nothing here\n");
  EXPECT_EQ(response.headers.get("content-type"), "text/plain; charset=utf-8");
}

TEST(JsonResponse, IsTheTextOfTheValue) {
  const Response response = json_response(202, {{"status", "OK"}});
  EXPECT_EQ(response.status, 202);
  EXPECT_EQ(response.body, R"({"status":"OK"})");
  EXPECT_EQ(response.headers.get("content-type"), "application/json");
}

}  // namespace
}  // namespace sfn::http
