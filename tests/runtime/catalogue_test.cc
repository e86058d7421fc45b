#include "runtime/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "runtime/support/world.h"

namespace sfn::runtime {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

store::FunctionRow function_row(const std::string& region, const std::string& name) {
  const Place place{region, "123456789012"};
  return {function_arn(place, name), name, region, place.account, "{}", "sha"};
}

store::FunctionRow tagged_row(const std::string& region, const std::string& name,
                              const std::string& value = "true") {
  auto row = function_row(region, name);
  row.configuration = R"({"FunctionName":"f","Tags":{"sfn:at-most-once":")" + value + R"("}})";
  return row;
}

class Entries : public testing::Test {
 protected:
  /// The value, once it is durable.
  template <typename T>
  T get(Durable<T> durable) {
    std::optional<T> seen;
    world.runtime().commits().reply_after(std::move(durable), [&](T value) { seen = value; });
    world.settle();
    return seen.value();
  }
  Catalogue& catalogue() { return world.runtime().catalogue(); }
  std::vector<std::string> machine_names(const PageQuery& query) {
    std::vector<std::string> names;
    for (const auto& machine : get(catalogue().machines(query)).items) {
      names.push_back(machine->row.name);
    }
    return names;
  }
  std::size_t definitions_on_disk() { return world.disk().catalogue().definitions.size(); }

  World world;
};

TEST_F(Entries, AreSeenByAnswersOnlyWhenTheyAreDurable) {
  world.store().hold_commits();
  (void)catalogue().put_resource({"role", "r", "{}"});
  bool answered = false;
  world.runtime().commits().reply_after(catalogue().resource("role", "r"),
                                        [&](const ResourcePtr& row) { answered = row != nullptr; });
  world.settle();
  EXPECT_FALSE(answered);
  world.store().release_commits();
  world.settle();
  EXPECT_TRUE(answered);
}

TEST_F(Entries, ThatAreGoneAreMissedOnlyWhenThatIsDurable) {
  get(catalogue().put_resource({"role", "r", "{}"}));
  world.store().hold_commits();
  (void)catalogue().remove_resource("role", "r");
  bool missed = false;
  world.runtime().commits().reply_after(catalogue().resource("role", "r"),
                                        [&](const ResourcePtr& row) { missed = row == nullptr; });
  world.settle();
  EXPECT_FALSE(missed);
  world.store().release_commits();
  world.settle();
  EXPECT_TRUE(missed);
}

TEST_F(Entries, SurviveARestart) {
  const auto arn = world.deploy("M", kTask);
  get(catalogue().put_function(function_row("us-east-1", "f")));
  get(catalogue().put_resource({"role", "r", R"({"a":1})"}));
  world.crash();
  const auto machine = get(catalogue().machine(arn));
  ASSERT_NE(machine, nullptr);
  EXPECT_EQ(machine->definition->text, kTask);
  EXPECT_EQ(get(catalogue().function(function_arn(kPlace, "f")))->code_sha256, "sha");
  EXPECT_EQ(get(catalogue().resource("role", "r"))->body, R"({"a":1})");
}

TEST_F(Entries, AreListedInOrderByPage) {
  for (const auto* name : {"c", "a", "d", "b"}) world.deploy(name, kPass);
  const auto first = get(catalogue().machines({.prefix = "", .after = "", .limit = 3}));
  ASSERT_TRUE(first.cursor);
  EXPECT_THAT(machine_names({.prefix = "", .after = "", .limit = 3}), ElementsAre("a", "b", "c"));
  EXPECT_THAT(machine_names({.prefix = "", .after = *first.cursor, .limit = 3}), ElementsAre("d"));
  EXPECT_FALSE(
      get(catalogue().machines({.prefix = "", .after = *first.cursor, .limit = 3})).cursor);
}

TEST_F(Entries, OfOnePlaceAreARangeOfTheListing) {
  world.deploy("here", kPass);
  const std::string elsewhere = state_machine_arn({"eu-west-1", kPlace.account}, "");
  EXPECT_THAT(machine_names({.prefix = elsewhere}), IsEmpty());
  EXPECT_THAT(machine_names({.prefix = state_machine_arn(kPlace, "")}), ElementsAre("here"));
}

TEST_F(Entries, AreListedPastADeletedCursor) {
  for (const auto* name : {"a", "b", "c"}) world.deploy(name, kPass);
  const auto cursor = state_machine_arn(kPlace, "b");
  get(catalogue().remove_machine(cursor));
  EXPECT_THAT(machine_names({.prefix = "", .after = cursor, .limit = 3}), ElementsAre("c"));
}

TEST_F(Entries, KeepTheirNumberWhenTheyAreMadeAnew) {
  const auto arn = world.deploy("M", kTask);
  const auto number = catalogue().machine_id(arn);
  EXPECT_TRUE(get(catalogue().remove_machine(arn)));
  EXPECT_EQ(get(catalogue().machine(arn)), nullptr);
  EXPECT_TRUE(catalogue().machine(*number)->row.deleted);
  world.crash();
  EXPECT_EQ(get(catalogue().machine(arn)), nullptr);
  world.deploy("M", kPass);
  EXPECT_EQ(get(catalogue().machine(arn))->row.id, *number);
  EXPECT_NE(catalogue().machine_id(world.deploy("N", kPass)), number);
}

TEST_F(Entries, RemovedTwiceAreGoneOnce) {
  const auto arn = world.deploy("M", kTask);
  EXPECT_TRUE(get(catalogue().remove_machine(arn)));
  EXPECT_FALSE(get(catalogue().remove_machine(arn)));
}

TEST_F(Entries, ShareADefinitionWhoseTextIsTheSame) {
  const auto a = world.deploy("A", kTask);
  const auto b = world.deploy("B", kTask);
  EXPECT_EQ(get(catalogue().machine(a))->row.definition,
            get(catalogue().machine(b))->row.definition);
  EXPECT_EQ(definitions_on_disk(), 1u);
  get(catalogue().remove_machine(a));
  world.crash();
  EXPECT_EQ(get(catalogue().machine(b))->definition->text, kTask);
}

TEST_F(Entries, HaveADefinitionThatComesBackAfterItWentAway) {
  const auto arn = world.deploy("M", kTask);
  world.deploy("M", kPass);
  world.deploy("M", kTask);
  world.crash();
  EXPECT_EQ(get(catalogue().machine(arn))->definition->text, kTask);
}

struct ResolveCase {
  std::string name;
  std::string arn;
  std::string found;  ///< Region of the function that is found.
  bool exact;
  std::size_t candidates;
};

class Resolve : public Entries, public testing::WithParamInterface<ResolveCase> {};

TEST_P(Resolve, FindsTheExactFunctionOrTheOnlyOneOfItsName) {
  get(catalogue().put_function(function_row("us-east-1", "twice")));
  get(catalogue().put_function(function_row("eu-west-1", "twice")));
  get(catalogue().put_function(function_row("eu-west-1", "once")));
  const auto& c = GetParam();
  const auto match = get(catalogue().resolve_function(c.arn));
  EXPECT_EQ(match.function ? match.function->region : "", c.found);
  EXPECT_EQ(match.exact, c.exact);
  EXPECT_EQ(match.candidates.size(), c.candidates);
}

INSTANTIATE_TEST_SUITE_P(
    Functions, Resolve,
    testing::Values(
        ResolveCase{"Exact", "arn:aws:lambda:us-east-1:123456789012:function:twice", "us-east-1",
                    true, 0},
        ResolveCase{"ExactWithAQualifier",
                    "arn:aws:lambda:eu-west-1:123456789012:function:twice:$LATEST", "eu-west-1",
                    true, 0},
        ResolveCase{"OnlyOneOfTheName", "arn:aws:lambda:us-east-1:999999999999:function:once:1",
                    "eu-west-1", false, 1},
        ResolveCase{"Ambiguous", "arn:aws:lambda:us-west-2:123456789012:function:twice", "", false,
                    2},
        ResolveCase{"Unknown", "arn:aws:lambda:us-east-1:123456789012:function:none", "", false, 0},
        ResolveCase{"NoArn", "twice", "", false, 0}),
    [](const auto& test) { return test.param.name; });

// ---- functions that are called at most once

TEST_F(Entries, CallsOnlyTaggedFunctionsOnce) {
  const auto contains = [this](const std::string& region, const std::string& name) {
    return catalogue().once_functions()->contains(function_arn({region, "123456789012"}, name),
                                                  name);
  };
  get(catalogue().put_function(function_row("us-east-1", "plain")));
  EXPECT_TRUE(catalogue().once_functions()->empty());
  get(catalogue().put_function(tagged_row("us-east-1", "f")));
  EXPECT_TRUE(contains("us-east-1", "f"));
  EXPECT_TRUE(contains("eu-west-1", "f")) << "the only one of its name";
  EXPECT_FALSE(contains("us-east-1", "plain"));
  get(catalogue().put_function(function_row("eu-west-1", "f")));
  EXPECT_TRUE(contains("us-east-1", "f"));
  EXPECT_FALSE(contains("eu-west-1", "f"));
  EXPECT_FALSE(contains("eu-west-3", "f")) << "which one is meant is not clear";
  get(catalogue().put_function(tagged_row("us-east-1", "f", "false")));
  EXPECT_TRUE(catalogue().once_functions()->empty());
}

TEST_F(Entries, KnowsWhatIsCalledOnceAfterARestart) {
  get(catalogue().put_function(tagged_row("us-east-1", "f")));
  world.crash();
  EXPECT_TRUE(catalogue().once_functions()->contains(
      function_arn({"us-east-1", "123456789012"}, "f"), "f"));
  get(catalogue().remove_function(function_arn({"us-east-1", "123456789012"}, "f")));
  EXPECT_TRUE(catalogue().once_functions()->empty());
}

TEST_F(Entries, DoesNotChangeThePictureThatADecisionHas) {
  const auto before = catalogue().once_functions();
  get(catalogue().put_function(tagged_row("us-east-1", "f")));
  EXPECT_TRUE(before->empty());
  EXPECT_FALSE(catalogue().once_functions()->empty());
}

// ---- activities

TEST_F(Entries, KnowsWhichActivitiesThereAre) {
  const auto arn = activity_arn({"us-east-1", "123456789012"}, "A");
  const auto none = catalogue().activity_names();
  get(catalogue().put_resource({"activity", arn, "{}"}));
  get(catalogue().put_resource({"role", arn + "2", "{}"}));
  const auto one = catalogue().activity_names();
  EXPECT_FALSE(none->contains(arn)) << "the picture that a decision has does not change";
  EXPECT_TRUE(one->contains(arn));
  EXPECT_FALSE(one->contains(arn + "2"));
  world.crash();
  EXPECT_TRUE(catalogue().activity_names()->contains(arn));
  get(catalogue().remove_resource("activity", arn));
  EXPECT_FALSE(catalogue().activity_names()->contains(arn));
  EXPECT_TRUE(one->contains(arn));
}

TEST(AtMostOnceTag, IsATagAndNotAnyText) {
  auto row = function_row("us-east-1", "f");
  row.configuration = R"({"Description":"sfn:at-most-once","Tags":{"team":"sfn:at-most-once"}})";
  EXPECT_FALSE(is_tagged_at_most_once(row));
}

}  // namespace
}  // namespace sfn::runtime
