// The reference implementation's test suite, a test for each of its groups. The cases lie beside
// the repository, and where they do not, there is nothing to run.
#include "conformance/jsonata_suite/suite.h"

#include <gtest/gtest.h>

#include <cctype>
#include <filesystem>
#include <memory>

namespace sfn::jsonata_suite {
namespace {

const Suite* suite() {
  static const std::unique_ptr<const Suite> kSuite = []() -> std::unique_ptr<const Suite> {
    const auto directory =
        std::filesystem::path(SFN_SOURCE_DIR).parent_path() / "shared/conformance/jsonata";
    if (!std::filesystem::is_directory(directory)) return nullptr;
    return std::make_unique<const Suite>(directory);
  }();
  return kSuite.get();
}

std::vector<std::string> groups() {
  return suite() == nullptr ? std::vector<std::string>() : suite()->groups();
}

TEST(JsonataSuiteCases, LieBesideTheCheckout) {
  if (suite() == nullptr) GTEST_SKIP() << "no JSONata cases beside this checkout";
  EXPECT_FALSE(groups().empty());
}

class JsonataSuite : public testing::TestWithParam<std::string> {};
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(JsonataSuite);

TEST_P(JsonataSuite, Passes) {
  const GroupReport report = suite()->run(GetParam());
  EXPECT_FALSE(report.verdicts.empty());
  for (const Verdict& verdict : report.verdicts) {
    EXPECT_NE(verdict.kind, Verdict::Kind::Failed) << verdict.name << ": " << verdict.why;
  }
  RecordProperty("passed", report.count(Verdict::Kind::Passed));
  RecordProperty("skipped", report.count(Verdict::Kind::Skipped));
}

INSTANTIATE_TEST_SUITE_P(Reference, JsonataSuite, testing::ValuesIn(groups()),
                         [](const auto& test) {
                           std::string name = test.param;
                           for (char& c : name) {
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace sfn::jsonata_suite
