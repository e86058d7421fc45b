#include "tasks/lambda/code_store.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "support/temporary_directory.h"
#include "tasks/support/zip_builder.h"

namespace sfn::tasks {
namespace {

namespace fs = std::filesystem;

struct CodeStoreTest : testing::Test {
  support::TemporaryDirectory directory;
  CodeStore store{directory.file("code")};
  std::string zip = make_zip({{"app.py", "x = 1"}});

  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(directory.file("code")), fs::directory_iterator()));
  }
};

TEST_F(CodeStoreTest, KeepsThePackageAndWhatIsInIt) {
  const auto stored = store.put(zip);
  ASSERT_TRUE(stored);
  EXPECT_EQ(stored->zip_bytes, static_cast<std::int64_t>(zip.size()));
  std::ifstream kept(store.zip_file(stored->sha256.hex), std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(kept), {}), zip);
  EXPECT_TRUE(fs::exists(store.code_dir(stored->sha256.hex) / "app.py"));
}

TEST_F(CodeStoreTest, KeepsTheSameCodeOnce) {
  EXPECT_EQ(store.put(zip)->sha256.hex, store.put(zip)->sha256.hex);
  EXPECT_EQ(entries(), 1U);
}

TEST_F(CodeStoreTest, LeavesNothingOfARefusedPackage) {
  EXPECT_FALSE(store.put(make_zip({{"fine", "x"}, {"../bad", "x"}})));
  EXPECT_EQ(entries(), 0U);
}

TEST_F(CodeStoreTest, RemovesWhatIsNotWantedOrHalfMade) {
  const auto wanted = store.put(zip);
  store.put(make_zip({{"other", "x"}})).value();
  fs::create_directories(directory.file("code/new-abc/task"));
  store.keep_only({wanted->sha256.hex});
  EXPECT_EQ(entries(), 1U);
  EXPECT_TRUE(fs::exists(store.code_dir(wanted->sha256.hex)));
}

// Root may do everything, so that it would prove nothing.
class AsNobody {
 public:
  AsNobody() {
    if (::geteuid() == 0) SFN_CHECK(::seteuid(65534) == 0);
  }
  ~AsNobody() { SFN_CHECK(::seteuid(::getuid()) == 0); }
};

TEST(CodeStoreOfNobody, RemovesWhatAFunctionHasLocked) {
  const AsNobody nobody;
  const support::TemporaryDirectory directory;
  const CodeStore store(directory.file("code"));
  const auto stored = store.put(make_zip({{"lib/x", "x"}}));
  ASSERT_TRUE(stored);
  fs::permissions(store.code_dir(stored->sha256.hex) / "lib", fs::perms::none);
  store.keep_only({});
  EXPECT_TRUE(fs::is_empty(directory.file("code")));
}

}  // namespace
}  // namespace sfn::tasks
