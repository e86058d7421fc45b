#include <gtest/gtest.h>

#include "items/s3/answers.h"
#include "items/s3/store.h"
#include "items/support/s3_server.h"

namespace sfn::items {
namespace {

void put_into(ObjectStore& store, const std::string& key, const std::string& content) {
  auto sink = store.put({"data", key});
  ASSERT_TRUE(sink) << sink.error().cause;
  ASSERT_TRUE((*sink)->write(content));
  ASSERT_TRUE((*sink)->commit());
}

TEST(S3Store, ReadsLargeObjectsInParts) {
  const S3Server server;
  S3Store store(*load_libcurl(), server.endpoint());
  std::string content(9'000'001, 'x');
  for (std::size_t i = 0; i < content.size(); i += 1'000)
    content[i] = static_cast<char>('a' + i % 26);
  put_into(store, "large", content);
  auto source = store.get({"data", "large"}, 1);
  ASSERT_TRUE(source) << source.error().cause;
  std::string read;
  std::string buffer(100'000, '\0');
  for (;;) {
    const auto count = (*source)->read(buffer.data(), buffer.size());
    ASSERT_TRUE(count) << count.error().cause;
    if (*count == 0) break;
    read.append(buffer, 0, *count);
  }
  EXPECT_EQ(read, content.substr(1));
}

TEST(S3Store, SaysThatAnObjectHasChangedWhileItIsRead) {
  const S3Server server;
  S3Store store(*load_libcurl(), server.endpoint());
  put_into(store, "a", "first");
  auto source = store.get({"data", "a"}, 0);
  ASSERT_TRUE(source);
  put_into(store, "a", "other");
  char byte = 0;
  EXPECT_EQ((*source)->read(&byte, 1).error().name, "PreconditionFailed");
}

TEST(S3Store, KeysMayHoldWhatAPathDoesNot) {
  const S3Server server;
  S3Store store(*load_libcurl(), server.endpoint());
  const std::string key = "a b/../c?d=e&f+g%41/ü";
  put_into(store, key, "x");
  const auto listed = (*store.list({"data", "a b/", ""}))->next(10);
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->size(), 1U);
  EXPECT_EQ((*listed)[0].key, key);
  EXPECT_EQ(store.head({"data", key})->size, 1U);
}

TEST(S3Store, TellsWhenAnObjectWasModified) {
  const S3Server server;
  S3Store store(*load_libcurl(), server.endpoint());
  put_into(store, "a", "x");
  EXPECT_EQ(store.head({"data", "a"})->last_modified, from_epoch_ms(1'700'000'000'000));
  EXPECT_EQ((*(*store.list({"data", "", ""}))->next(1))[0].last_modified,
            from_epoch_ms(1'700'000'000'000));
}

TEST(S3Store, SaysThatTheEndpointRefusesItsSignature) {
  const S3Server server;
  auto endpoint = server.endpoint();
  endpoint.credentials->secret = "another";
  S3Store store(*load_libcurl(), endpoint);
  const auto listing = store.list({"data", "", ""});
  EXPECT_EQ(listing.error().name, "SignatureDoesNotMatch");
  EXPECT_EQ(
      listing.error().cause,
      "The signature is not the one that was computed here. (Service: Amazon S3; Status Code: 403; "
      "Error Code: SignatureDoesNotMatch; Resource: S3://data/)");
  EXPECT_EQ(store.head({"data", "a"}).error().name, "AccessDenied");
}

TEST(S3Store, AsksAgainWhereTheEndpointIsBusy) {
  const S3Server server;
  S3Store store(*load_libcurl(), server.endpoint());
  put_into(store, "busy-2", "content");
  auto source = store.get({"data", "busy-2"}, 0);
  ASSERT_TRUE(source) << source.error().cause;
  std::string read(100, '\0');
  const auto count = (*source)->read(read.data(), read.size());
  ASSERT_TRUE(count) << count.error().cause;
  EXPECT_EQ(read.substr(0, *count), "content");
}

TEST(S3Store, GivesUpAtLastWhereItStaysSo) {
  const S3Server server;
  S3Store store(*load_libcurl(), server.endpoint());
  auto sink = store.put({"data", "busy-9"});
  ASSERT_TRUE(sink);
  ASSERT_TRUE((*sink)->write("content"));
  const auto committed = (*sink)->commit();
  ASSERT_FALSE(committed);
  EXPECT_EQ(committed.error().name, "SlowDown");
}

TEST(S3Store, SaysThatThereIsNoAnswer) {
  S3Store store(*load_libcurl(), {.url = "http://127.0.0.1:1", .credentials = {}});
  const auto head = store.head({"data", "a"});
  EXPECT_EQ(head.error().name, "SdkClientException");
  EXPECT_NE(head.error().cause.find("http://127.0.0.1:1"), std::string::npos);
}

TEST(S3Answers, AListingMustBeOne) {
  EXPECT_EQ(parse_listing("<html/>").error().name, "InvalidResponse");
  EXPECT_EQ(parse_listing("no xml").error().name, "InvalidResponse");
}

}  // namespace
}  // namespace sfn::items
