#include "tasks/lambda/package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "support/temporary_directory.h"
#include "tasks/support/zip_builder.h"

namespace sfn::tasks {
namespace {

using testing::HasSubstr;

constexpr char kNotAZip[] =
    "Could not unzip uploaded file. Please check your file, then try to upload again.";

struct PackageTest : testing::Test {
  support::TemporaryDirectory directory;

  std::string root() const { return directory.file("task"); }
  Result<void> unpacked(const std::string& zip, const PackageLimits& limits = {}) const {
    std::filesystem::create_directory(root());
    return unpack(zip, root(), limits);
  }
  std::string content(const std::string& name) const {
    std::ifstream file(root() + "/" + name, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  mode_t mode(const std::string& name) const {
    struct stat status {};
    SFN_CHECK(::stat((root() + "/" + name).c_str(), &status) == 0);
    return status.st_mode & 0777;
  }
};

TEST_F(PackageTest, UnpacksFilesAndDirectories) {
  ASSERT_TRUE(unpacked(make_zip({{"app.py", "print()"},
                                 {"lib/deep/data.bin", std::string(200'000, '\0')},
                                 {"empty/", "", 0040755}})));
  EXPECT_EQ(content("app.py"), "print()");
  EXPECT_EQ(content("lib/deep/data.bin"), std::string(200'000, '\0'));
  EXPECT_TRUE(std::filesystem::is_directory(root() + "/empty"));
}

TEST_F(PackageTest, KeepsTheExecuteBitsOfTheModeAlone) {
  ::umask(022);
  ASSERT_TRUE(unpacked(make_zip({{"bootstrap", "#!", 0104755}, {"secret", "", 0100600}})));
  EXPECT_EQ(mode("bootstrap"), 0755U);
  EXPECT_EQ(mode("secret"), 0644U);
}

struct Attack {
  std::string name;
  std::vector<ZipEntry> entries;
  std::string error;
};

void PrintTo(const Attack& attack, std::ostream* out) { *out << attack.name; }

struct PackageAttack : PackageTest, testing::WithParamInterface<Attack> {};

TEST_P(PackageAttack, IsRefused) {
  const auto result = unpacked(make_zip(GetParam().entries),
                               {.zip_bytes = 100'000, .unpacked_bytes = 1'000, .entries = 5});
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().name, "InvalidParameterValueException");
  EXPECT_THAT(result.error().cause, HasSubstr(GetParam().error));
  for (const auto& entry : std::filesystem::directory_iterator(directory.path())) {
    EXPECT_EQ(entry.path(), root()) << "written outside of the package";
  }
}

INSTANTIATE_TEST_SUITE_P(
    Rows, PackageAttack,
    testing::Values(
        Attack{"ParentDirectory", {{"../out", "x"}}, "entry \"../out\" lies outside"},
        Attack{"ParentInTheMiddle", {{"a/../../out", "x"}}, "lies outside"},
        Attack{"AbsolutePath", {{"/etc/out", "x"}}, "entry \"/etc/out\" lies outside"},
        Attack{"WindowsPath", {{"..\\out", "x"}}, "lies outside"},
        Attack{"SymbolicLink", {{"link", "/etc", 0120777}}, "\"link\" is a symbolic link"},
        Attack{
            "LinkAndFileBelow", {{"link", "..", 0120777}, {"link/out", "x"}}, "is a symbolic link"},
        Attack{"Device", {{"null", "", 0020666}}, "is a special file"},
        Attack{"Bomb", {{"zeros", std::string(1'001, '\0')}}, "must be smaller than 1000 bytes"},
        Attack{"BombInParts",
               {{"a", std::string(600, '\0')}, {"b", std::string(600, '\0')}},
               "must be smaller than 1000 bytes"},
        Attack{"TooManyEntries",
               {{"a", ""}, {"b", ""}, {"c", ""}, {"d", ""}, {"e", ""}, {"f", ""}},
               "it has 6 entries, at most 5 are allowed"},
        Attack{"FileUsedAsDirectory", {{"a", "x"}, {"a/b", "x"}}, "does not fit the other"},
        Attack{"DirectoryUsedAsFile", {{"a/b", "x"}, {"a", "x"}}, "does not fit the other"},
        Attack{"NameTooLong", {{std::string(300, 'n'), "x"}}, "does not fit the other"}),
    [](const auto& test) { return test.param.name; });

TEST_F(PackageTest, RefusesWhatIsNoZip) {
  EXPECT_EQ(unpacked("this is text").error().cause, kNotAZip);
  EXPECT_EQ(unpacked(make_zip({{"a", "b"}}).substr(0, 30)).error().cause, kNotAZip);
  EXPECT_EQ(unpacked("").error().cause, "Uploaded file must be a non-empty zip");
  EXPECT_EQ(unpacked(std::string(101, 'x'), {.zip_bytes = 100}).error().cause,
            "Zipped size must be smaller than 100 bytes");
}

TEST_F(PackageTest, RefusesContentThatDoesNotMatchItsChecksum) {
  std::string zip = make_zip({{"a", "content of the file"}});
  const auto at = zip.find("content");
  ASSERT_NE(at, std::string::npos) << "short content is stored as it is";
  zip[at] = 'C';
  EXPECT_EQ(unpacked(zip).error().cause, kNotAZip);
}

TEST_F(PackageTest, RefusesAnEncryptedFile) {
  std::string zip = make_zip({{"a", "content of the file"}});
  zip[zip.find("PK\x03\x04") + 6] |= 1;  // The flag in the file's own header, and in the directory.
  zip[zip.find("PK\x01\x02") + 8] |= 1;
  EXPECT_EQ(unpacked(zip).error().cause, kNotAZip);
}

TEST_F(PackageTest, RefusesANameThatGoesOnBehindANulByte) {
  std::string zip = make_zip({{"a!../../out", "x"}});
  for (auto at = zip.find('!'); at != std::string::npos; at = zip.find('!')) zip[at] = '\0';
  EXPECT_FALSE(unpacked(zip));
}

TEST_F(PackageTest, RefusesAZipThatSaysItHasMoreEntriesThanItHas) {
  std::string zip = make_zip({{"a", "x"}});
  zip.replace(zip.find("PK\x05\x06") + 8, 4, "\xFF\xFF\xFF\xFF", 4);
  EXPECT_EQ(unpacked(zip).error().cause, kNotAZip);
}

TEST_F(PackageTest, RefusesAPathThatNoSystemTakes) {
  std::string name;
  for (int i = 0; i < 3'000; ++i) name += "d/";
  EXPECT_THAT(unpacked(make_zip({{name + "f", "x"}})).error().cause,
              HasSubstr("does not fit the other"));
}

// The directory of the zip says 4 bytes; what comes out is more.
TEST_F(PackageTest, CountsWhatComesOutNotWhatIsDeclared) {
  std::string zip = make_zip({{"zeros", std::string(100'000, '\0')}});
  const std::string declared("\xA0\x86\x01\x00", 4);
  for (auto at = zip.find(declared); at != std::string::npos; at = zip.find(declared)) {
    zip.replace(at, 4, std::string("\x04\0\0\0", 4));
  }
  const auto result = unpacked(zip, {.unpacked_bytes = 1'000});
  ASSERT_FALSE(result);
  EXPECT_LE(std::filesystem::file_size(root() + "/zeros"), 1'000U);
}

TEST_F(PackageTest, SpellsDigestsInTwoWays) {
  const Digest digest = sha256("abc");
  EXPECT_EQ(digest.hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(digest.base64, "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
}

}  // namespace
}  // namespace sfn::tasks
