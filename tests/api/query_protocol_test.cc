#include "api/query_protocol.h"

#include <gtest/gtest.h>

namespace sfn::api {
namespace {

TEST(QueryProtocol, TextsAreEscaped) {
  EXPECT_EQ(xml_text("T", "a<b> & \"c\"\r\n"), "<T>a&lt;b&gt; &amp; &quot;c&quot;&#13;\n</T>");
  EXPECT_EQ(xml_text("T", std::string_view("\0", 1)), "<T>\xef\xbf\xbd</T>");
}

TEST(QueryProtocol, FieldsAreNamedAsViolationsShowThem) {
  EXPECT_EQ(form_as_params({{"RoleName", "R"}, {"", "x"}}), (Json{{"", "x"}, {"roleName", "R"}}));
}

TEST(QueryProtocol, ErrorsHaveTheStatusOfTheirCode) {
  const QueryService service{"ns"};
  const RequestContext context{{"r", "a"}, "id", {}};
  EXPECT_EQ(query_error(service, {"NoSuchEntity", "x"}, context).status, 404);
  EXPECT_EQ(query_error(service, {"DeleteConflict", "x"}, context).status, 409);
  EXPECT_EQ(query_error(service, {"ServiceFailure", "x"}, context).status, 500);
  EXPECT_EQ(query_error(service, {"ValidationError", "a<b"}, context).body,
            "<ErrorResponse xmlns=\"ns\"><Error><Type>Sender</Type><Code>ValidationError</Code>"
            "<Message>a&lt;b</Message></Error><RequestId>id</RequestId></ErrorResponse>\n");
}

}  // namespace
}  // namespace sfn::api
