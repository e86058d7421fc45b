#include "store/directory_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <optional>

#include "support/temporary_directory.h"

namespace sfn::store {
namespace {

TEST(DirectoryLock, ASecondOneIsToldWhoHoldsIt) {
  const support::TemporaryDirectory directory;
  const auto first = DirectoryLock::take(directory.path());
  ASSERT_TRUE(first);
  const auto second = DirectoryLock::take(directory.path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().cause, "data directory " + directory.path() + " is in use by process " +
                                      std::to_string(::getpid()));
}

TEST(DirectoryLock, IsFreeWhenItsHolderIsGone) {
  const support::TemporaryDirectory directory;
  {
    const auto held = DirectoryLock::take(directory.path());
    ASSERT_TRUE(held);
  }
  EXPECT_TRUE(DirectoryLock::take(directory.path()));
}

TEST(DirectoryLock, SaysWhyADirectoryCannotBeUsed) {
  const support::TemporaryDirectory directory;
  const auto lock = DirectoryLock::take(directory.file("missing"));
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().cause,
            "cannot open " + directory.file("missing/sfn.lock") +
                " for writing: No such file or directory; sfnd must be able to write in its data "
                "directory");
}

}  // namespace
}  // namespace sfn::store
