#include "tasks/bindings.h"

#include <gtest/gtest.h>

namespace sfn::tasks {
namespace {

const std::string kPublish = "arn:aws:states:::sns:publish";
using Found = std::optional<std::string>;

TEST(Bindings, StandForTheirResource) {
  Bindings bindings;
  EXPECT_TRUE(bindings.bind(kPublish, "notifier"));
  EXPECT_EQ(bindings.find(kPublish), Found("notifier"));
  EXPECT_EQ(bindings.find("arn:aws:states:::sns:publishBatch"), std::nullopt);
  EXPECT_EQ(Bindings().find(kPublish), std::nullopt);
}

TEST(Bindings, StandForEveryPatternOfTheirResource) {
  Bindings bindings;
  bindings.bind(kPublish, "notifier");
  for (const auto* pattern : {".waitForTaskToken", ".sync", ".sync:2"}) {
    EXPECT_EQ(bindings.find(kPublish + pattern), Found("notifier")) << pattern;
  }
  EXPECT_EQ(bindings.find(kPublish + ".later"), std::nullopt);
}

TEST(Bindings, OfAPatternStandForThatAlone) {
  Bindings bindings;
  bindings.bind(kPublish + ".waitForTaskToken", "asker");
  EXPECT_EQ(bindings.find(kPublish), std::nullopt);
  EXPECT_EQ(bindings.find(kPublish + ".sync"), std::nullopt);
  bindings.bind(kPublish, "notifier");
  EXPECT_EQ(bindings.find(kPublish + ".waitForTaskToken"), Found("asker"));
  EXPECT_EQ(bindings.find(kPublish), Found("notifier"));
}

TEST(Bindings, AreMadeOnce) {
  Bindings bindings;
  bindings.bind(kPublish, "notifier");
  EXPECT_FALSE(bindings.bind(kPublish, "other"));
  EXPECT_EQ(bindings.find(kPublish), Found("notifier"));
}

}  // namespace
}  // namespace sfn::tasks
