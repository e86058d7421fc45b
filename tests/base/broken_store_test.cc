#include "base/broken_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sfn {
namespace {

template <typename Read>
std::string refusal(std::string_view text, Read read) {
  try {
    (void)read_stored_json(text, "resource r", read);
  } catch (const BrokenStore& error) {
    return error.what();
  }
  return "was read";
}

std::string name_in(const Json& json) { return json.at("name").get<std::string>(); }

TEST(StoredJson, IsReadWithoutALookWhetherItsMembersAreThere) {
  EXPECT_EQ(read_stored_json(R"({"name":"a"})", "resource r", name_in), "a");
}

TEST(StoredJson, IsABrokenStoreWhereItIsAnything) {
  for (const auto* text : {"", "{", "1.5", "\"a\"", "{}", R"({"name":1})"}) {
    EXPECT_THAT(refusal(text, name_in), testing::StartsWith("resource r: ")) << text;
  }
}

TEST(StoredJson, IsShownInPart) {
  EXPECT_EQ(refusal(std::string(200'000, 'x'), name_in),
            "resource r: no JSON: '" + std::string(40, 'x') + "…'");
}

TEST(StoredJson, IsAnObjectWhereOneIsAskedFor) {
  EXPECT_EQ(stored_object(R"({"a":1})", "resource r").size(), 1u);
  EXPECT_THROW((void)stored_object("[]", "resource r"), BrokenStore);
}

}  // namespace
}  // namespace sfn
