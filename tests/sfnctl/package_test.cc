#include "sfnctl/package.h"

#include <gtest/gtest.h>
#include <zip.h>

#include <cstdlib>
#include <ctime>

namespace sfn::sfnctl {
namespace {

struct Unpacked {
  std::string name;
  std::string content;
  zip_uint32_t mode = 0;
};

Unpacked unpack_only(const std::string& bytes) {
  auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, nullptr);
  auto* archive = zip_open_from_source(source, ZIP_RDONLY, nullptr);
  EXPECT_EQ(zip_get_num_entries(archive, 0), 1);
  zip_stat_t stat;
  EXPECT_EQ(zip_stat_index(archive, 0, 0, &stat), 0);
  Unpacked file{stat.name, std::string(stat.size, '\0')};
  auto* content = zip_fopen_index(archive, 0, 0);
  EXPECT_EQ(zip_fread(content, file.content.data(), stat.size),
            static_cast<zip_int64_t>(stat.size));
  zip_fclose(content);
  zip_uint8_t system = 0;
  EXPECT_EQ(zip_file_get_external_attributes(archive, 0, 0, &system, &file.mode), 0);
  file.mode >>= 16;
  zip_discard(archive);
  return file;
}

TEST(Zip, HoldsTheFileWithItsMode) {
  const std::string code(100'000, 'x');
  const auto script = unpack_only(make_zip({{"F.py", code}}));
  EXPECT_EQ(script.name, "F.py");
  EXPECT_EQ(script.content, code);
  EXPECT_EQ(script.mode & 0777U, 0644U);
  EXPECT_EQ(unpack_only(make_zip({{"bootstrap", "#!/bin/sh", true}})).mode & 0777U, 0755U);
}

TEST(Zip, HoldsAnEmptyFile) { EXPECT_EQ(unpack_only(make_zip({{"F.py", ""}})).content, ""); }

TEST(Zip, IsTheSameInEveryTimeZone) {
  ::setenv("TZ", "UTC-11", 1);
  ::tzset();
  const auto there = make_zip({{"F.py", "code"}});
  ::setenv("TZ", "UTC", 1);
  ::tzset();
  EXPECT_EQ(make_zip({{"F.py", "code"}}), there);
  EXPECT_NE(make_zip({{"F.py", "other"}}), there);
}

}  // namespace
}  // namespace sfn::sfnctl
