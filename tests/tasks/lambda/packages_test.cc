#include "tasks/lambda/packages.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <set>

#include "support/run_until.h"
#include "support/temporary_directory.h"
#include "tasks/support/zip_builder.h"

namespace sfn::tasks {
namespace {

namespace fs = std::filesystem;

struct PackagesTest : testing::Test {
  /// Puts a package, and leaves it to `then` what happens before it is let go.
  std::string put(const std::string& bytes, const std::function<void(const std::string&)>& then) {
    std::optional<std::string> name;
    packages.put(bytes, [&](const Result<StoredCode>& stored) {
      name = stored.value().sha256.hex;
      then(*name);
    });
    run_until(loop, [&name] { return name.has_value(); });
    return *name;
  }
  /// As a function's.
  std::string put_wanted(const std::string& bytes) {
    return put(bytes, [this](const std::string& name) { wanted.insert(name); });
  }

  void answer_held_back() {
    for (const auto& answer : std::exchange(held_back, {})) answer();
  }
  /// Until nothing of it is left, set aside or not.
  void expect_that_it_goes(const std::string& name) {
    run_until(loop, [&] { return fs::is_empty(directory.file("code")); });
    EXPECT_FALSE(packages.code().has(name));
  }
  void expect_that_it_stays(const std::string& name) {
    run_what_is_ready(loop);
    EXPECT_TRUE(packages.code().has(name));
    EXPECT_TRUE(fs::exists(packages.code().code_dir(name) / "app.py"));
  }

  support::TemporaryDirectory directory;
  loop::Loop loop;
  std::set<std::string> wanted;
  bool holds_answers_back = false;
  std::vector<std::function<void()>> held_back;
  Packages packages{loop, CodeStore(directory.file("code")),
                    [this](const std::string& name, std::function<void(bool)> answer) {
                      const bool is_wanted = wanted.contains(name);
                      if (!holds_answers_back) return answer(is_wanted);
                      held_back.push_back([answer, is_wanted] { answer(is_wanted); });
                    }};
  const std::string zip = make_zip({{"app.py", "x = 1"}});
};

TEST_F(PackagesTest, StayAsLongAsAFunctionHasThem) {
  const auto name = put_wanted(zip);
  expect_that_it_stays(name);
  packages.let_go(name);
  expect_that_it_stays(name);
  wanted.clear();
  packages.let_go(name);
  expect_that_it_goes(name);
}

TEST_F(PackagesTest, GoWhenNoFunctionWasMadeOfThem) {
  expect_that_it_goes(put(zip, [](const std::string&) {}));
}

TEST_F(PackagesTest, StayAsLongAsSomethingRunsThem) {
  const auto name = put_wanted(zip);
  auto process = packages.hold(name);
  auto call = packages.hold(name);
  wanted.clear();
  packages.let_go(name);
  expect_that_it_stays(name);
  call.reset();
  expect_that_it_stays(name);
  process.reset();
  expect_that_it_goes(name);
}

TEST_F(PackagesTest, AreReadToTheEnd) {
  const auto name = put_wanted(zip);
  std::optional<std::string> read;
  packages.read(name, [&read](Result<std::string> bytes) { read = std::move(bytes).value(); });
  wanted.clear();
  packages.let_go(name);
  run_until(loop, [&read] { return read.has_value(); });
  EXPECT_EQ(*read, zip);
  expect_that_it_goes(name);
}

TEST_F(PackagesTest, StayWhereAFunctionGetsThemWhileItIsAsked) {
  holds_answers_back = true;
  const auto name = put(zip, [](const std::string&) {});
  run_until(loop, [this] { return !held_back.empty(); });
  put_wanted(zip);
  answer_held_back();
  expect_that_it_stays(name);
}

TEST_F(PackagesTest, ArePutAgainWhereTheyGoMeanwhile) {
  const auto name = put_wanted(zip);
  bool is_put = false;
  // The thread may find the package there or not: it is there in the end, whole.
  packages.put(zip, [&](const Result<StoredCode>& stored) {
    EXPECT_TRUE(packages.code().has(stored.value().sha256.hex));
    wanted.insert(name);
    is_put = true;
  });
  wanted.clear();
  packages.let_go(name);
  run_until(loop, [&is_put] { return is_put; });
  expect_that_it_stays(name);
}

TEST_F(PackagesTest, MayBeHeldLongerThanTheyAreLookedAfter) {
  PackageHold hold;
  {
    Packages short_lived(loop, CodeStore(directory.file("other")), [](const auto&, const auto&) {
      ADD_FAILURE() << "nobody is there to ask";
    });
    hold = short_lived.hold("00");
  }
  hold.reset();
  run_what_is_ready(loop);
}

}  // namespace
}  // namespace sfn::tasks
