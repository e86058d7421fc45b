#include "api/sts/sts.h"

#include <gtest/gtest.h>

namespace sfn::api {
namespace {

http::Response call(const Form& form) {
  http::Response answer;
  Sts().handle(form, {{"eu-west-3", "123456789012"}, "r-1", {}},
               [&answer](http::Response response) { answer = std::move(response); });
  return answer;
}

TEST(Sts, TellsTheAccount) {
  const auto answer = call({{"Action", "GetCallerIdentity"}, {"Version", "2011-06-15"}});
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.headers.get("Content-Type"), "text/xml");
  EXPECT_EQ(answer.body,
            "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">"
            "<GetCallerIdentityResult><Arn>arn:aws:iam::123456789012:root</Arn>"
            "<UserId>123456789012</UserId><Account>123456789012</Account>"
            "</GetCallerIdentityResult><ResponseMetadata><RequestId>r-1</RequestId>"
            "</ResponseMetadata></GetCallerIdentityResponse>\n");
}

TEST(Sts, OtherActionsAreToldWhatIsServed) {
  const auto answer = call({{"Action", "AssumeRole"}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_NE(answer.body.find("<Code>InvalidAction</Code>"), std::string::npos);
  EXPECT_NE(answer.body.find("'AssumeRole'"), std::string::npos);
}

}  // namespace
}  // namespace sfn::api
