#include "fuzz/zip_recipe.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace sfn::fuzz {
namespace {

constexpr std::size_t kEntriesMax = 12;
constexpr std::size_t kZerosMax = 10'000;

// More than a system takes of one name, and no more folders than are made quickly.
constexpr std::size_t kNameBytesMax = 400;
constexpr std::ptrdiff_t kFoldersMax = 20;

std::optional<std::size_t> number(std::string_view text, int base) {
  std::size_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string content_of(std::string_view text) {
  if (!starts_with(text, "*")) return std::string(text);
  return std::string(std::min(number(text.substr(1), 10).value_or(0), kZerosMax), '\0');
}

std::optional<Patch> read_patch(std::string_view line) {
  const auto sign = line.find('=');
  if (!starts_with(line, "!") || sign == std::string_view::npos) return std::nullopt;
  const auto offset = number(line.substr(1, sign - 1), 16);
  const auto byte = number(line.substr(sign + 1), 16);
  if (!offset || !byte || *byte > 0xFF) return std::nullopt;
  return Patch{*offset, static_cast<char>(*byte)};
}

std::optional<tasks::ZipEntry> read_entry(std::string_view line) {
  const auto fields = split(line, '|');
  const auto mode = number(fields[0], 8);
  if (fields.size() != 3 || !mode || *mode > 0177777) return std::nullopt;
  const std::string name = fields[1].c_str();  // The library takes names that end at a NUL byte.
  const auto folders = std::count(name.begin(), name.end(), '/');
  if (name.empty() || name.size() > kNameBytesMax || folders > kFoldersMax) return std::nullopt;
  return tasks::ZipEntry{name, content_of(fields[2]), static_cast<unsigned>(*mode)};
}

bool has_entry(const ZipRecipe& recipe, const std::string& name) {
  return std::any_of(recipe.entries.begin(), recipe.entries.end(),
                     [&name](const auto& entry) { return entry.name == name; });
}

}  // namespace

ZipRecipe read_zip_recipe(std::string_view text) {
  ZipRecipe recipe;
  for (const auto& line : split(text, '\n')) {
    if (const auto patch = read_patch(line)) {
      recipe.patches.push_back(*patch);
    } else if (auto entry = read_entry(line);
               entry && !has_entry(recipe, entry->name) && recipe.entries.size() < kEntriesMax) {
      recipe.entries.push_back(std::move(*entry));
    }
  }
  return recipe;
}

std::string zip_of(const ZipRecipe& recipe) {
  if (recipe.entries.empty()) return "";  // The library makes no zip of nothing.
  auto zip = tasks::make_zip(recipe.entries);
  for (const auto& [offset, byte] : recipe.patches) {
    if (offset < zip.size()) zip[offset] = byte;
  }
  return zip;
}

}  // namespace sfn::fuzz
