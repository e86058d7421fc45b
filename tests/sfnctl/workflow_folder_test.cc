#include "sfnctl/workflow_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "sfnctl/package.h"
#include "support/temporary_directory.h"

namespace sfn::sfnctl {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Folder : public testing::Test {
 protected:
  Folder() { fs::create_directories(path / "functions"); }

  void write(const std::string& name, const std::string& text) {
    fs::create_directories((path / name).parent_path());
    std::ofstream(path / name) << text;
  }
  std::string refusal() {
    const auto folder = read_workflow_folder(path);
    return folder ? "" : folder.error().cause;
  }

  support::TemporaryDirectory directory;
  fs::path path = directory.file("orders");
};

TEST_F(Folder, IsReadWhole) {
  write("workflow.asl.json", "{ }\n");
  write("functions/B.py", "python");
  write("functions/A.mjs", "node");
  write("functions/C", "#!/bin/sh");
  fs::permissions(path / "functions/C", fs::perms::owner_all);
  write("functions/__pycache__/B.pyc", "x");
  write("functions/.hidden", "x");
  write("inputs/z.json", "{}");
  write("inputs/a.json", "{}");
  write("inputs/notes.txt", "");

  const auto folder = read_workflow_folder(path);
  ASSERT_TRUE(folder) << folder.error().cause;
  EXPECT_EQ(folder->name, "orders");
  EXPECT_EQ(folder->definition, "{ }\n");
  ASSERT_EQ(folder->functions.size(), 3U);
  EXPECT_EQ(folder->functions[0].name, "A");
  EXPECT_EQ(folder->functions[0].runtime, "nodejs18.x");
  EXPECT_EQ(folder->functions[0].handler, "A.handler");
  EXPECT_EQ(folder->functions[1].runtime, "python3.11");
  EXPECT_EQ(folder->functions[1].handler, "B.lambda_handler");
  EXPECT_EQ(folder->functions[1].package, make_zip({{"B.py", "python"}}));
  EXPECT_EQ(folder->functions[2].runtime, "provided.al2023");
  EXPECT_EQ(folder->functions[2].package, make_zip({{"bootstrap", "#!/bin/sh", true}}));
  EXPECT_EQ(folder->inputs, (std::vector<std::string>{(path / "inputs/a.json").string(),
                                                      (path / "inputs/z.json").string()}));
}

TEST_F(Folder, ADefinitionMayNameTheStateMachine) {
  write("Orders.asl.json", "{}");
  EXPECT_EQ(read_workflow_folder(path)->name, "Orders");
}

TEST_F(Folder, IsNamedAlsoWhereItIsTheWorkingDirectory) {
  write("workflow.asl.json", "{}");
  const auto before = fs::current_path();
  fs::current_path(path);
  EXPECT_EQ(read_workflow_folder(".")->name, "orders");
  fs::current_path(before);
}

TEST_F(Folder, NeedsOneDefinition) {
  EXPECT_THAT(refusal(), HasSubstr("expected workflow.asl.json or NAME.asl.json"));
  write("a.asl.json", "{}");
  write("b.asl.json", "{}");
  EXPECT_THAT(refusal(), HasSubstr("holds 2 definitions where one is expected: a.asl.json, "));
}

TEST_F(Folder, SaysWhereTheDefinitionIsBroken) {
  write("workflow.asl.json", "{\n  \"a\": ,\n}");
  EXPECT_THAT(refusal(), HasSubstr("workflow.asl.json is not JSON: line 2, column 8"));
}

TEST_F(Folder, RefusesWhatIsNoFunction) {
  write("workflow.asl.json", "{}");
  write("functions/C", "#!/bin/sh");
  EXPECT_THAT(refusal(), HasSubstr("functions/C is not executable: run chmod +x"));
  fs::remove(path / "functions/C");
  write("functions/F.rb", "");
  EXPECT_THAT(refusal(), HasSubstr("functions/F.rb is no function: expected a file NAME.py"));
}

TEST_F(Folder, RefusesTwoFunctionsOfOneName) {
  write("workflow.asl.json", "{}");
  write("functions/F.py", "");
  write("functions/F.mjs", "");
  EXPECT_THAT(refusal(), HasSubstr("two functions named F"));
}

TEST_F(Folder, MustBeAFolder) {
  const auto folder = read_workflow_folder(path / "absent");
  EXPECT_THAT(folder.error().cause, HasSubstr("absent is not a folder"));
}

}  // namespace
}  // namespace sfn::sfnctl
