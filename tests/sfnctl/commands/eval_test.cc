// eval: what it prints of values and errors, where it takes them from, and its exit code.
#include <fstream>

#include "sfnctl/command_fixture.h"
#include "support/temporary_directory.h"

namespace sfn::sfnctl {
namespace {

using testing::HasSubstr;

class Eval : public CommandTest {
 protected:
  Eval() {
    // There is no daemon, and none is asked.
    environment.variables["SFN_ENDPOINT"] = "127.0.0.1:1";
  }

  Ran eval(std::vector<std::string> words) {
    words.insert(words.begin(), "eval");
    return sfnctl(words);
  }

  support::TemporaryDirectory directory;
};

TEST_F(Eval, PrintsTheValue) {
  const auto ran = eval({"{% $states.input.a * 2 %}", "--input", R"({"a":21})"});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out, "42\n");
  EXPECT_EQ(ran.err, "");
}

TEST_F(Eval, PrintsTextsBareWhereAsked) {
  EXPECT_EQ(eval({"'a' & 'b'", "-o", "text"}).out, "ab\n");
  EXPECT_EQ(eval({"'a' & 'b'"}).out, "\"ab\"\n");
}

TEST_F(Eval, ReadsTheInputFromAFile) {
  const auto file = directory.file("order.json");
  std::ofstream(file) << R"({"items":[{"price":2},{"price":3}]})";
  EXPECT_EQ(eval({"$.items[1].price", "--input", file}).out, "3\n");
}

TEST_F(Eval, TakesVariables) {
  EXPECT_EQ(eval({"$a + $b", "--var", "a=1", "--var", "$b=[2][0]"}).code, ExitCode::Misused);
  EXPECT_EQ(eval({"$a + $b", "--var", "a=1", "--var", "$b=2"}).out, "3\n");
  EXPECT_EQ(eval({"States.ArrayLength($a)", "--var", "a=[1,2]"}).out, "2\n");
}

TEST_F(Eval, UnderlinesWhatIsWrong) {
  const auto ran = eval({"$states.input.a +\n  'x' * 2"});
  EXPECT_EQ(ran.code, ExitCode::Failed);
  EXPECT_EQ(ran.out, "");
  EXPECT_THAT(ran.err, HasSubstr("error: T2001: The left side of the \"*\" operator"));
  EXPECT_THAT(ran.err, HasSubstr("    2 │   'x' * 2\n      │       ^\n"));
}

TEST_F(Eval, FailsWhereThereIsNoValue) {
  const auto ran = eval({"$none"});
  EXPECT_EQ(ran.code, ExitCode::Failed);
  EXPECT_EQ(ran.err, "error: The expression returned nothing (undefined).\n");
}

TEST_F(Eval, SaysWhatWouldNotDoInAState) {
  const auto ran = eval({"a", "--input", R"({"a":1})"});
  EXPECT_EQ(ran.out, "1\n");
  EXPECT_EQ(ran.err, "note: in a state machine 'a' means nothing: write $states.input.a\n");
}

TEST_F(Eval, SaysWhatWouldNotDoInAStateWhereThereIsNoValue) {
  EXPECT_EQ(eval({"{% foo %}"}).err,
            "error: The expression returned nothing (undefined).\n"
            "note: in a state machine 'foo' means nothing: write $states.input.foo\n");
}

TEST_F(Eval, TakesTheLanguageThatIsNamed) {
  EXPECT_EQ(eval({"$$.a", "--language", "jsonata", "--input", R"({"a":5})"}).out, "5\n");
  EXPECT_EQ(eval({"$n", "--language", "jsonpath", "--var", "n=[5]", "-o", "json"}).out, "[5]\n");
  EXPECT_EQ(eval({"1", "--language", "xpath"}).code, ExitCode::Misused);
}

TEST_F(Eval, RefusesVariablesThatAreNone) {
  EXPECT_THAT(eval({"1", "--var", "a"}).err, HasSubstr("--var takes NAME=JSON, got \"a\""));
  EXPECT_THAT(eval({"1", "--var", "a=x"}).err, HasSubstr("--var a: not JSON: "));
  for (const std::string name : {"a-b", "x y", "1a", "$$a", "a.b"}) {
    const auto ran = eval({"1", "--var", name + "=1"});
    EXPECT_EQ(ran.code, ExitCode::Misused);
    EXPECT_THAT(ran.err, HasSubstr("--var: a variable name is a letter"));
  }
}

}  // namespace
}  // namespace sfn::sfnctl
