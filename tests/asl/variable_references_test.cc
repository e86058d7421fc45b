#include "asl/variable_references.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "asl/support.h"

namespace sfn::asl {
namespace {

using References = std::map<std::string, std::vector<std::string>>;

References references(const std::string& definition) {
  return variable_references(*parse_definition(definition).machine);
}

TEST(VariableReferences, AreFoundInEveryField) {
  const std::string item = R"({"StartAt":"I","States":{"I":{"Type":"Succeed"}}})";
  const auto cases = std::vector<std::pair<std::string, std::vector<std::string>>>{
      {R"("Type":"Pass","InputPath":"$b","OutputPath":"$a.x")", {"a", "b"}},
      {R"("Type":"Pass","Parameters":{"x":[{"y.$":"$a[0]"}]})", {"a"}},
      {R"("Type":"Pass","Assign":{"z.$":"$a"})", {"a"}},
      {R"j("Type":"Pass","Parameters":{"x.$":"States.Array($a, States.Format('{}', $b.c))"})j",
       {"a", "b"}},
      {R"("Type":"Wait","SecondsPath":"$w")", {"w"}},
      {R"("Type":"Wait","TimestampPath":"$t")", {"t"}},
      {R"("Type":"Task","Resource":"arn:aws:states:::a:b","TimeoutSecondsPath":"$t",)"
       R"("HeartbeatSecondsPath":"$h","ResultSelector":{"x.$":"$s"},"Credentials":)"
       R"({"RoleArn.$":"$r"},"Catch":[{"ErrorEquals":["E"],"Next":"S","Assign":{"y.$":"$c"}}])",
       {"c", "h", "r", "s", "t"}},
      {R"("Type":"Map","ItemsPath":"$i","MaxConcurrencyPath":"$m","ItemSelector":{"x.$":"$s"},)"
       R"("ItemProcessor":)" +
           item,
       {"i", "m", "s"}},
      {R"j("QueryLanguage":"JSONata","Type":"Pass","Output":{"x":["{% $a & $sum($b) %}"]},)j"
       R"j("Assign":{"y":"{% ($c := 1; $c + $d + $states.input) %}"})j",
       {"a", "b", "d"}},
      {R"("Type":"Parallel","Parameters":{"x.$":"$p"},"Branches":[)" + item + "]", {"p"}},
  };
  for (const auto& [state, variables] : cases) {
    EXPECT_EQ(references(ending(state)), (References{{"S", variables}})) << state;
  }
}

TEST(VariableReferences, AreFoundInChoicesAndFails) {
  EXPECT_EQ(
      references(
          R"({"StartAt":"C","States":{"C":{"Type":"Choice","Choices":[{"And":[{"Variable":"$v",)"
          R"("StringEqualsPath":"$p"},{"Not":{"Variable":"$n","IsNull":true}}],"Next":"F",)"
          R"("Assign":{"x.$":"$a"}}]},"F":{"Type":"Fail","ErrorPath":"$e","CausePath":"$c"}}})"),
      (References{{"C", {"a", "n", "p", "v"}}, {"F", {"c", "e"}}}));
}

TEST(VariableReferences, AreFoundInIntrinsicsOfFails) {
  EXPECT_EQ(references(R"j({"StartAt":"F","States":{"F":{"Type":"Fail",)j"
                       R"j("CausePath":"States.Format('{}', $c)"}}})j"),
            (References{{"F", {"c"}}}));
}

TEST(VariableReferences, OfNestedStatesAreTheirOwn) {
  EXPECT_EQ(references(ending(R"("Type":"Map","ItemProcessor":{"StartAt":"I","States":{"I":)"
                              R"({"Type":"Pass","InputPath":"$x","End":true}}})")),
            (References{{"I", {"x"}}}));
}

TEST(VariableReferences, LeaveOutStatesWithoutAny) {
  EXPECT_EQ(references(ending(R"("Type":"Pass","InputPath":"$.x","OutputPath":"$$")")),
            References());
}

}  // namespace
}  // namespace sfn::asl
