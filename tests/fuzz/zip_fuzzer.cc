// Unpacking a package: whatever the zip says, nothing is written outside of the directory, nothing
// but plain files and folders, and no more than the limit; a good package comes out as it went in.
#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "fuzz/fuzzers.h"
#include "fuzz/zip_recipe.h"
#include "support/temporary_directory.h"
#include "tasks/lambda/package.h"

namespace sfn::fuzz {
namespace {

namespace fs = std::filesystem;

constexpr tasks::PackageLimits kLimits{
    .zip_bytes = 100'000, .unpacked_bytes = 8'000, .entries = 10};

void check_tree(const fs::path& root) {
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    const auto status = entry.symlink_status();
    promise(fs::is_regular_file(status) || fs::is_directory(status), "only files and folders");
    const auto special = fs::perms::set_uid | fs::perms::set_gid | fs::perms::sticky_bit;
    promise((status.permissions() & special) == fs::perms::none, "no special rights");
    if (fs::is_regular_file(status)) bytes += entry.file_size();
  }
  promise(bytes <= kLimits.unpacked_bytes, "no more comes out than may");
}

void check_surroundings(const std::string& directory) {
  const auto entries = std::distance(fs::directory_iterator(directory), fs::directory_iterator());
  promise(entries == 1, "nothing is written beside the package");
}

Result<void> unpacked(std::string_view zip, const support::TemporaryDirectory& directory) {
  const fs::path root = directory.file("task");
  fs::create_directory(root);
  auto result = tasks::unpack(zip, root, kLimits);
  check_tree(root);
  check_surroundings(directory.path());
  if (!result) {
    promise(result.error().name == "InvalidParameterValueException",
            "a bad zip is not our failure");
    promise(!result.error().cause.empty(), "a refusal says why");
  }
  return result;
}

bool is_outside(const tasks::ZipEntry& entry) {
  const auto parts = split(entry.name, '/');
  return starts_with(entry.name, "/") || entry.name.find('\\') != std::string::npos ||
         std::count(parts.begin(), parts.end(), "..") > 0;
}

bool is_special(const tasks::ZipEntry& entry) {
  const auto type = entry.mode & S_IFMT;
  return type != 0 && type != S_IFREG && type != S_IFDIR;
}

std::size_t bytes_of(const ZipRecipe& recipe) {
  std::size_t bytes = 0;
  for (const auto& entry : recipe.entries) bytes += entry.content.size();
  return bytes;
}

bool must_be_refused(const ZipRecipe& recipe) {
  return recipe.entries.empty() || recipe.entries.size() > kLimits.entries ||
         bytes_of(recipe) > kLimits.unpacked_bytes ||
         std::any_of(recipe.entries.begin(), recipe.entries.end(),
                     [](const auto& entry) { return is_outside(entry) || is_special(entry); });
}

// Letters and digits alone, so that no file is in the way of another's folder.
bool is_plain(const tasks::ZipEntry& entry) {
  return entry.name.size() < 200 && std::all_of(entry.name.begin(), entry.name.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0;
         });
}

void check_contents(const ZipRecipe& recipe, const std::string& root) {
  for (const auto& entry : recipe.entries) {
    std::ifstream file(root + "/" + entry.name, std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(file), {}};
    promise(content == entry.content, "a file holds what it held");
  }
}

void check_recipe(const ZipRecipe& recipe) {
  const support::TemporaryDirectory directory;
  const auto result = unpacked(zip_of(recipe), directory);
  if (!recipe.patches.empty()) return;
  if (must_be_refused(recipe)) return promise(!result, "what is dangerous is refused");
  if (!std::all_of(recipe.entries.begin(), recipe.entries.end(), is_plain)) return;
  promise(result.has_value(), "a good package is unpacked");
  check_contents(recipe, directory.file("task"));
}

}  // namespace

void zip(std::string_view bytes) {
  if (!starts_with(bytes, "PK")) return check_recipe(read_zip_recipe(bytes));
  const support::TemporaryDirectory directory;
  static_cast<void>(unpacked(bytes, directory));
}

}  // namespace sfn::fuzz
