#include "sfnctl/input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "sfnctl/exit_code.h"
#include "support/temporary_directory.h"

namespace sfn::sfnctl {
namespace {

using testing::HasSubstr;
using testing::Not;

class Input : public testing::Test {
 protected:
  Input() { std::ofstream(file) << "{\"a\": 1}\n"; }
  Result<std::string> read(const std::string& given) {
    return read_input(given, standard_input, interrupt);
  }

  support::TemporaryDirectory directory;
  std::string file = directory.file("input.json");
  Interrupt interrupt;
  std::istringstream standard_input{"[1, 2]"};
};

TEST_F(Input, IsTheTextItself) { EXPECT_EQ(*read("{\"b\" : 2}"), "{\"b\" : 2}"); }
TEST_F(Input, IsAnEmptyObjectIfLeftOut) { EXPECT_EQ(*read(""), "{}"); }
TEST_F(Input, ComesFromAFile) {
  EXPECT_EQ(*read("@" + file), "{\"a\": 1}\n");
  EXPECT_EQ(*read(file), "{\"a\": 1}\n");
}
TEST_F(Input, ComesFromStandardInput) { EXPECT_EQ(*read("-"), "[1, 2]"); }

TEST_F(Input, IsNoneAfterCtrlC) {
  interrupt.raise();
  standard_input.str("");
  EXPECT_EQ(exit_code_of(read("-").error()), ExitCode::Interrupted);
}

TEST_F(Input, SaysWhatIsWrong) {
  EXPECT_THAT(read("{a}").error().cause, HasSubstr("the input is not JSON: line 1, column 2"));
  EXPECT_THAT(read("{a}").error().cause, Not(HasSubstr("no file")));
  EXPECT_THAT(read("order.json").error().cause,
              HasSubstr("there is no file order.json, and the input is not JSON"));
  EXPECT_THAT(read("order.json").error().cause, HasSubstr("@FILE"));
  EXPECT_THAT(read("@/absent.json").error().cause,
              HasSubstr("cannot read /absent.json: No such file or directory"));
  EXPECT_THAT(read("@" + directory.path()).error().cause, HasSubstr("cannot read"));
  standard_input.str("nonsense");
  EXPECT_THAT(read("-").error().cause, HasSubstr("standard input is not JSON"));
}

}  // namespace
}  // namespace sfn::sfnctl
