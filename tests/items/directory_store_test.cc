// What is the directory's own: nothing leads out of it, and nothing is left behind in it.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "items/directory/listing.h"
#include "items/directory/names.h"
#include "items/directory/store.h"
#include "support/temporary_directory.h"

namespace sfn::items {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;

class DirectoryStoreTest : public testing::Test {
 protected:
  DirectoryStoreTest() {
    fs::create_directories(root() / "data");
    write(fs::path(outside_.path()) / "secret", "secret");
    store_ = std::move(*DirectoryStore::open(root()));
  }

  fs::path root() const { return directory_.path(); }
  static void write(const fs::path& path, const std::string& text) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }
  std::string get_error(const std::string& bucket, const std::string& key) {
    const auto source = store_->get({bucket, key}, 0);
    return source ? "" : source.error().name;
  }
  std::string put_error(const std::string& key) {
    auto sink = store_->put({"data", key});
    if (!sink) return sink.error().name;
    const auto done = (*sink)->commit();
    return done ? "" : done.error().name;
  }
  std::vector<std::string> keys() {
    std::vector<std::string> all;
    const auto page = (*store_->list({"data", "", ""}))->next(1000);
    for (const auto& info : *page) all.push_back(info.key);
    return all;
  }

  support::TemporaryDirectory directory_;
  support::TemporaryDirectory outside_;
  std::unique_ptr<DirectoryStore> store_;
};

TEST_F(DirectoryStoreTest, RefusesKeysThatLeadElsewhere) {
  write(root() / "top", "not in a bucket");
  for (const std::string key :
       {"../top", "a/../../top", "/etc/passwd", "./a", "a//b", "a/", "..", ".", "", "a/./b"}) {
    EXPECT_EQ(get_error("data", key), "InvalidArgument") << key;
    EXPECT_EQ(put_error(key), "InvalidArgument") << key;
  }
  EXPECT_EQ(get_error("data", std::string("a\0b", 3)), "InvalidArgument");
  EXPECT_EQ(get_error("data", "\xFF"), "InvalidArgument");
  EXPECT_EQ(get_error("data", std::string(1025, 'a')), "KeyTooLongError");
}

TEST_F(DirectoryStoreTest, RefusesBucketsThatAreNone) {
  for (const std::string bucket : {"", ".", "..", "../x", "a/b", ".sfn-uploads", "/tmp"}) {
    EXPECT_EQ(get_error(bucket, "a"), "InvalidBucketName") << bucket;
    EXPECT_EQ(store_->list({bucket, "", ""}).error().name, "InvalidBucketName") << bucket;
  }
  write(root() / "file", "no directory");
  EXPECT_EQ(get_error("file", "a"), "NoSuchBucket");
}

TEST_F(DirectoryStoreTest, FollowsNoLinks) {
  fs::create_symlink(fs::path(outside_.path()) / "secret", root() / "data" / "file-link");
  fs::create_directory_symlink(outside_.path(), root() / "data" / "directory-link");
  fs::create_directory_symlink(outside_.path(), root() / "bucket-link");
  EXPECT_EQ(get_error("data", "file-link"), "AccessDenied");
  EXPECT_EQ(get_error("data", "directory-link/secret"), "AccessDenied");
  EXPECT_EQ(get_error("bucket-link", "secret"), "AccessDenied");
  EXPECT_NE(put_error("directory-link/new"), "");
  EXPECT_THAT(keys(), IsEmpty());
  EXPECT_FALSE(fs::exists(fs::path(outside_.path()) / "new"));
  // Put replaces a link, and not what it leads to.
  EXPECT_EQ(put_error("file-link"), "");
  EXPECT_EQ(fs::file_size(fs::path(outside_.path()) / "secret"), 6U);
}

TEST_F(DirectoryStoreTest, ReadsPlainFilesAlone) {
  fs::create_directories(root() / "data" / "directory");
  ASSERT_EQ(::mkfifo((root() / "data" / "pipe").c_str(), 0600), 0);
  EXPECT_EQ(get_error("data", "directory"), "NoSuchKey");
  EXPECT_EQ(get_error("data", "pipe"), "NoSuchKey");
  EXPECT_THAT(keys(), IsEmpty());
}

TEST_F(DirectoryStoreTest, SaysWhyAKeyCannotBeWritten) {
  write(root() / "data" / "a", "file");
  const auto sink = store_->put({"data", "a/b"});
  ASSERT_TRUE(sink);
  const auto done = (*sink)->commit();
  EXPECT_EQ(done.error().name, "InternalError");
  EXPECT_THAT(done.error().cause, HasSubstr("Not a directory"));
}

TEST_F(DirectoryStoreTest, SaysThatAnObjectChangedWhileItWasRead) {
  write(root() / "data" / "a", "0123456789");
  const auto source = store_->get({"data", "a"}, 0);
  char buffer[4];
  ASSERT_EQ(*(*source)->read(buffer, 4), 4U);
  write(root() / "data" / "a", "other, and longer");
  EXPECT_EQ((*source)->read(buffer, 4).error().name, "PreconditionFailed");
}

TEST_F(DirectoryStoreTest, RemovesLeftoversButNotWhatIsBeingWritten) {
  write(root() / ".sfn-uploads" / "leftover", "of a process that is gone");
  const auto sink = store_->put({"data", "a"});
  ASSERT_TRUE((*sink)->write("a"));
  const auto second = DirectoryStore::open(root());
  EXPECT_FALSE(fs::exists(root() / ".sfn-uploads" / "leftover"));
  EXPECT_TRUE((*sink)->commit());
  EXPECT_EQ(get_error("data", "a"), "");
  EXPECT_TRUE(fs::is_empty(root() / ".sfn-uploads"));
}

TEST_F(DirectoryStoreTest, ListsLargeDirectoriesInSeveralPasses) {
  std::set<std::string> expected;
  for (int i = 0; i < 300; ++i) {
    const auto key = fmt::format("{}/{}", i % 7, i);
    expected.insert(key);
    write(root() / "data" / key, "x");
  }
  FileDescriptor bucket(open_directory(AT_FDCWD, (root() / "data").string()));
  DirectoryListing listing(std::move(bucket), {"data", "", ""}, 10);
  std::vector<std::string> found;
  for (;;) {
    const auto page = listing.next(17);
    ASSERT_TRUE(page);
    if (page->empty()) break;
    for (const auto& info : *page) found.push_back(info.key);
  }
  EXPECT_EQ(found, std::vector<std::string>(expected.begin(), expected.end()));
}

TEST(DirectoryStore, MustBeADirectory) {
  const support::TemporaryDirectory directory;
  const auto store = DirectoryStore::open(directory.file("none"));
  EXPECT_EQ(store.error().name, "DirectoryNotUsable");
}

}  // namespace
}  // namespace sfn::items
