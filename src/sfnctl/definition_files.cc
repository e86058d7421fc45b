#include "sfnctl/definition_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "base/text.h"
#include "sfnctl/exit_code.h"
#include "sfnctl/input.h"

namespace sfn::sfnctl {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDefinitionSuffix = ".asl.json";
constexpr int kFolderDepthMax = 8;
constexpr std::string_view kOfOthers = "node_modules";

bool is_passed_over(const fs::path& folder) {
  const auto name = folder.filename().string();
  return starts_with(name, ".") || name == kOfOthers;
}

std::vector<fs::path> definitions_below(const fs::path& folder) {
  std::vector<fs::path> found;
  std::error_code ignored;
  const auto options = fs::directory_options::skip_permission_denied;
  for (fs::recursive_directory_iterator at(folder, options, ignored), end; at != end;
       at.increment(ignored)) {
    if (at->is_directory(ignored)) {
      if (at.depth() >= kFolderDepthMax || is_passed_over(at->path())) {
        at.disable_recursion_pending();
      }
    } else if (ends_with(at->path().filename().string(), kDefinitionSuffix)) {
      found.push_back(at->path());
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

/// Functions are named after their files.
std::vector<std::string> functions_beside(const fs::path& definition) {
  std::vector<std::string> names;
  std::error_code ignored;
  for (const auto& entry :
       fs::directory_iterator(definition.parent_path() / "functions", ignored)) {
    names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Result<DefinitionFile> read_definition(const fs::path& path) {
  auto text = read_file(path.string());
  if (!text) return text.error();
  return DefinitionFile{path.string(), *std::move(text), functions_beside(path)};
}

Result<std::vector<fs::path>> files_named(const std::string& word) {
  std::error_code ignored;
  if (!fs::is_directory(word, ignored)) return std::vector<fs::path>{word};
  auto found = definitions_below(word);
  if (!found.empty()) return found;
  return misused(
      fmt::format("{} holds no definition: expected workflow.asl.json or "
                  "NAME.asl.json, in it or below",
                  word));
}

}  // namespace

Result<std::vector<DefinitionFile>> read_definitions(const std::vector<std::string>& words,
                                                     std::istream& standard_input,
                                                     const Interrupt& interrupt) {
  std::vector<DefinitionFile> definitions;
  for (const auto& word : words) {
    if (word == "-") {
      auto text = read_stream(standard_input, interrupt);
      if (!text) return text.error();
      definitions.push_back({word, *std::move(text), {}});
      continue;
    }
    const auto paths = files_named(word);
    if (!paths) return paths.error();
    for (const auto& path : *paths) {
      auto definition = read_definition(path);
      if (!definition) return definition.error();
      definitions.push_back(*std::move(definition));
    }
  }
  return definitions;
}

}  // namespace sfn::sfnctl
