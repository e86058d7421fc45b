// validate: what it prints of definitions in each format, and its exit code.
#include <filesystem>
#include <fstream>

#include "sfnctl/command_fixture.h"
#include "support/temporary_directory.h"

namespace sfn::sfnctl {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr const char* kValid = R"({"StartAt":"S","States":{"S":{"Type":"Succeed"}}})";
constexpr const char* kDangling = R"({
  "StartAt": "S",
  "States": {
    "S": {"Type": "Pass", "Next": "Gone", "Foo": 1},
    "E": {"Type": "Wait", "Seconds": -1, "End": true}
  }
})";
constexpr const char* kNoTimeout = R"({
  "StartAt": "S",
  "States": {
    "S": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage", "End": true}
  }
})";

class Validate : public CommandTest {
 protected:
  Validate() {
    // There is no daemon, and none is asked.
    environment.variables["SFN_ENDPOINT"] = "127.0.0.1:1";
  }

  std::string write(const std::string& name, const std::string& text) {
    const std::filesystem::path path = directory.file(name);
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
    return path.string();
  }
  Ran validate(std::vector<std::string> words) {
    words.insert(words.begin(), "validate");
    return sfnctl(words);
  }

  support::TemporaryDirectory directory;
};

TEST_F(Validate, UnderlinesWhatIsWrongWithinAnExpression) {
  const std::string wrong = R"("Output": {"a": "{% \"\u00e9\ud83d\ude00é\" & ) %}"}}}})";
  const auto file = write("a.json", R"({"QueryLanguage": "JSONata", "StartAt": "S", "States": {)"
                                    R"("S": {"Type": "Pass", "End": true,)"
                                    "\n" +
                                        wrong);
  const auto ran = validate({file});
  EXPECT_EQ(ran.code, ExitCode::Failed);
  EXPECT_THAT(ran.out, HasSubstr("cannot be used as a unary operator (at character 12)"));
  EXPECT_THAT(ran.out, HasSubstr("    2 │ " + wrong + "\n      │ " + std::string(46, ' ') + "^\n"));
}

TEST_F(Validate, TellsWhatIsWrongWithAPathWhereAwsDoesNot) {
  const std::string wrong = R"j("Parameters": {"a.$": "States.Format('\u00e9', $.b[x])"}}}})j";
  const auto file =
      write("a.json", R"({"StartAt": "S", "States": {"S": {"Type": "Pass", "End": true,)"
                      "\n" +
                          wrong);
  const auto ran = validate({file});
  EXPECT_THAT(ran.out,
              HasSubstr("a valid JSONPath or a valid intrinsic function call: column 24: "));
  EXPECT_THAT(ran.out, HasSubstr("    2 │ " + wrong + "\n      │ " + std::string(51, ' ') + "^\n"));
}

TEST_F(Validate, SaysThatAValidDefinitionIs) {
  const auto file = write("a.json", kValid);
  const auto ran = validate({file});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_EQ(ran.out, file + ": valid\n");
  EXPECT_EQ(ran.err, "");
}

TEST_F(Validate, ShowsEveryErrorWithItsTextUnderlined) {
  const auto file = write("a.json", kDangling);
  const auto ran = validate({file});
  EXPECT_EQ(ran.code, ExitCode::Failed);
  EXPECT_EQ(ran.out,
            file + ":4:35: error: Missing 'Next' target: Gone [MISSING_TRANSITION_TARGET]\n" +
                "    4 │     \"S\": {\"Type\": \"Pass\", \"Next\": \"Gone\", \"Foo\": 1},\n"
                "      │                                   ^^^^^^\n\n" +
                file + ":4:43: error: Field 'Foo' is not supported [SCHEMA_VALIDATION_FAILED]\n" +
                "    4 │     \"S\": {\"Type\": \"Pass\", \"Next\": \"Gone\", \"Foo\": 1},\n"
                "      │                                           ^^^^^\n\n" +
                file +
                ":5:5: error: State \"E\" is not reachable. [MISSING_TRANSITION_TARGET]\n"
                "    5 │     \"E\": {\"Type\": \"Wait\", \"Seconds\": -1, \"End\": true}\n"
                "      │     ^^^\n\n" +
                file +
                ":5:38: error: Value must be an integer from 0 to 99999999, got -1 "
                "[SCHEMA_VALIDATION_FAILED]\n"
                "    5 │     \"E\": {\"Type\": \"Wait\", \"Seconds\": -1, \"End\": true}\n"
                "      │                                      ^^\n\n");
  EXPECT_EQ(ran.err, "4 errors and 0 warnings in 1 definition.\n");
}

TEST_F(Validate, TellsWarningsFromErrors) {
  const auto file = write("a.json", kNoTimeout);
  const auto ran = validate({file});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_THAT(ran.out, AllOf(StartsWith(file + ":4:5: warning: "),
                             HasSubstr("[NO_TIMEOUT, not reported by AWS]")));
  EXPECT_EQ(validate({file, "--strict"}).code, ExitCode::Failed);
}

TEST_F(Validate, WarnsOfAStateThatIsThereTwice) {
  const auto file = write("a.json", R"({"StartAt":"S","States":{
    "S":{"Type":"Pass","End":true},
    "S":{"Type":"Succeed"}}})");
  const auto ran = validate({file});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_THAT(ran.out,
              StartsWith(file + ":2:5: warning: \"S\" stands once more in this object: the "
                                "last one counts [OVERRIDDEN_MEMBER, not reported by AWS]"));
  EXPECT_EQ(ran.err, "0 errors and 1 warning in 1 definition.\n");
}

TEST_F(Validate, PrintsTheMembersOfTheApiAndWhereTheyAre) {
  const auto bad = write("bad.json", kDangling);
  const auto warned = write("warned.json", kNoTimeout);
  const auto ran = validate({bad, warned, "-o", "json"});
  EXPECT_EQ(ran.code, ExitCode::Failed);
  const auto answer = *parse_json(ran.out);
  EXPECT_EQ(answer["result"], "FAIL");
  EXPECT_EQ(answer["truncated"], false);
  ASSERT_EQ(answer["diagnostics"].size(), 5U);
  EXPECT_EQ(to_text(answer["diagnostics"][0]),
            R"({"severity":"ERROR","code":"MISSING_TRANSITION_TARGET",)"
            R"("message":"Missing 'Next' target: Gone","location":"/States/S/Next","file":")" +
                bad + R"(","line":4,"column":35,"endLine":4,"endColumn":41,"reportedByAws":true})");
  const auto& advice = answer["diagnostics"][4];
  EXPECT_EQ(advice["severity"], "WARNING");
  EXPECT_EQ(advice["file"], warned);
  EXPECT_EQ(advice["reportedByAws"], false);
}

TEST_F(Validate, PrintsALinePerFindingForScripts) {
  const auto file = write("a.json", kNoTimeout);
  EXPECT_THAT(validate({file, "-o", "text"}).out,
              AllOf(StartsWith(file + "\t4\t5\tWARNING\tNO_TIMEOUT\t"), EndsWith("\t/States/S\n")));
}

TEST_F(Validate, PrintsAnnotations) {
  const auto file = write("a,b:100%.json", R"({"StartAt":"X","States":{"S":{"Type":"Succeed"}}})");
  const auto ran = validate({file, "--output", "github"});
  EXPECT_EQ(ran.code, ExitCode::Failed);
  EXPECT_EQ(ran.out, "::error file=" + directory.path() +
                         "/a%2Cb%3A100%25.json,line=1,col=12,endColumn=15,"
                         "title=MISSING_TRANSITION_TARGET::Missing 'Next' target: X\n");
  EXPECT_THAT(validate({write("broken.json", "{\n\"a\": nope}"), "-o", "github"}).out,
              HasSubstr(",line=2,"));
}

TEST_F(Validate, AloneHasAnnotations) {
  const auto ran = sfnctl({"state-machines", "-o", "github"});
  EXPECT_EQ(ran.code, ExitCode::Misused);
  EXPECT_THAT(ran.err, HasSubstr("--output must be one of table, text, json for state-machines"));
}

TEST_F(Validate, ShowsWhereATextIsNoJson) {
  const auto file = write("a.json", "{\n  \"ä\": nope\n}");
  const auto ran = validate({file});
  EXPECT_EQ(ran.code, ExitCode::Failed);
  EXPECT_THAT(ran.out, StartsWith(file + ":2:8: error: Unrecognized token 'nope': "));
  EXPECT_THAT(ran.out, EndsWith("'true' or 'false') [INVALID_JSON_DESCRIPTION]\n"
                                "    2 │   \"ä\": nope\n"
                                "      │        ^^^^\n\n"));
}

TEST_F(Validate, DoesNotRepeatATextThatIsNoJson) {
  const auto file = write("a.json", "{\n  \"States\": {\n");
  EXPECT_THAT(validate({file}).out,
              StartsWith(file + ":3:1: error: Unexpected end-of-input: expected close marker for "
                                "Object [INVALID_JSON_DESCRIPTION]\n"));
  EXPECT_EQ(validate({file, "--output", "github"}).out,
            "::error file=" + file + ",line=3,col=1,endColumn=1,title=INVALID_JSON_DESCRIPTION::" +
                "Unexpected end-of-input: expected close marker for Object\n");
}

TEST_F(Validate, ChecksWhatAnExpressWorkflowMayDo) {
  const auto file = write("a.json", R"({"StartAt":"S","States":{"S":{"Type":"Task","Resource":)"
                                    R"("arn:aws:states:::sqs:sendMessage.waitForTaskToken",)"
                                    R"("TimeoutSeconds":5,"End":true}}})");
  EXPECT_EQ(validate({file}).code, ExitCode::Done);
  EXPECT_THAT(validate({file, "--type", "EXPRESS"}).out, HasSubstr(".waitForTaskToken"));
}

TEST_F(Validate, LooksBelowFolders) {
  write("flows/b/x.asl.json", kValid);
  write("flows/a/workflow.asl.json", kValid);
  write("flows/a/inputs/x.json", "no definition");
  write("flows/.git/x.asl.json", "hidden");
  write("flows/node_modules/m/x.asl.json", "of others");
  const auto folder = directory.file("flows");
  EXPECT_EQ(validate({folder}).out,
            folder + "/a/workflow.asl.json: valid\n" + folder + "/b/x.asl.json: valid\n");
}

TEST_F(Validate, FillsInPlaceholdersAsDeployDoes) {
  write("flow/functions/Known.py", "");
  const auto file = write("flow/workflow.asl.json", R"({"StartAt":"S","TimeoutSeconds":9,"States":{
    "S":{"Type":"Task","Resource":"${Known}","Next":"T"},
    "T":{"Type":"Task","Resource":"arn:aws:lambda:eu-west-3:ACCOUNT_ID:function:Known","Next":"U"},
    "U":{"Type":"Task","Resource":"${KnwonArn}","End":true}}})");
  const auto ran = validate({directory.file("flow")});
  EXPECT_EQ(ran.code, ExitCode::Done);
  EXPECT_THAT(ran.out,
              StartsWith(file + ":4:36: warning: sfnctl deploy has nothing to put in place "
                                "of ${KnwonArn}"));
  EXPECT_EQ(ran.err, "0 errors and 1 warning in 1 definition.\n");
}

TEST_F(Validate, CutsLongLinesAroundTheError) {
  const std::string comment(5'000, 'c');
  const auto file = write("a.json", R"({"Comment":")" + comment +
                                        R"(","StartAt":"X","States":{"S":)"
                                        R"({"Type":"Succeed","Comment":")" +
                                        comment + R"("}}})");
  const auto ran = validate({file});
  EXPECT_THAT(ran.out,
              AllOf(HasSubstr("│ …ccc"), HasSubstr("\"StartAt\":\"X\""), HasSubstr("ccc…\n")));
  EXPECT_LT(ran.out.size(), 1'000U);
}

TEST_F(Validate, KeepsControlCharactersFromTheTerminal) {
  const auto file = write("a.json",
                          "{\t\"StartAt\":\t\"X\", \"States\": {\"S\": {\"Type\": "
                          "\"Succeed\", \"Comment\": \"\x7f\"}}}");
  EXPECT_THAT(validate({file}).out, AllOf(Not(HasSubstr("\t")), Not(HasSubstr("\x7f"))));
}

TEST_F(Validate, SaysThatADefinitionIsTooLarge) {
  const auto file = write("a.json", R"({"Comment":")" + std::string(1'048'576, 'c') +
                                        R"(","StartAt":"S","States":{"S":{"Type":"Succeed"}}})");
  const auto ran = validate({file, "-o", "text"});
  EXPECT_EQ(ran.code, ExitCode::Failed);
  EXPECT_THAT(ran.out, HasSubstr("A definition has at most 1048576 bytes"));
}

TEST_F(Validate, IsMisusedWhereNothingCanBeRead) {
  const auto none = validate({directory.file("none.json")});
  EXPECT_EQ(none.code, ExitCode::Misused);
  EXPECT_EQ(none.out, "");
  EXPECT_THAT(none.err, HasSubstr("cannot read"));
  EXPECT_THAT(validate({directory.path()}).err, HasSubstr("holds no definition"));
  EXPECT_EQ(validate({}).code, ExitCode::Misused);
}

TEST_F(Validate, HasColourOnATerminalAlone) {
  const auto file = write("a.json", kDangling);
  EXPECT_THAT(validate({file}).out, Not(HasSubstr("\x1b[")));
  environment.terminal_out = true;
  EXPECT_THAT(validate({file}).out, HasSubstr("\x1b[31m"));
  EXPECT_THAT(validate({file, "-o", "github"}).out, Not(HasSubstr("\x1b[")));
  environment.variables["NO_COLOR"] = "1";
  EXPECT_THAT(validate({file}).out, Not(HasSubstr("\x1b[")));
}

}  // namespace
}  // namespace sfn::sfnctl
