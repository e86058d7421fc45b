#include "sfnctl/workflow_folder.h"

#include "base/json.h"
#include "base/text.h"
#include "sfnctl/exit_code.h"
#include "sfnctl/input.h"
#include "sfnctl/package.h"

namespace sfn::sfnctl {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kDefinitionSuffix = ".asl.json";
constexpr std::string_view kUnnamed = "workflow";
// The ones of Debian 12; the daemon takes the nearest that the machine has.
constexpr std::string_view kPython = "python3.11";
constexpr std::string_view kNode = "nodejs18.x";
constexpr std::string_view kExecutable = "provided.al2023";

/// What is in a directory, sorted by name; nothing if there is no such directory.
std::vector<fs::path> entries(const fs::path& directory) {
  std::vector<fs::path> paths;
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(directory, ignored)) {
    const auto name = entry.path().filename().string();
    if (name.front() != '.' && name != "__pycache__") paths.push_back(entry.path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

Result<fs::path> find_definition(const fs::path& folder) {
  std::vector<fs::path> found;
  std::vector<std::string> names;
  for (const auto& path : entries(folder)) {
    if (!ends_with(path.filename().string(), kDefinitionSuffix)) continue;
    found.push_back(path);
    names.push_back(path.filename().string());
  }
  if (found.size() == 1) return found.front();
  if (found.empty()) {
    return misused(
        fmt::format("{} holds no definition: expected workflow.asl.json or "
                    "NAME.asl.json",
                    folder.string()));
  }
  return misused(fmt::format("{} holds {} definitions where one is expected: {}", folder.string(),
                             found.size(), join(names, ", ")));
}

/// `workflow.asl.json` is named after its folder, `NAME.asl.json` after itself.
std::string machine_name(const fs::path& definition) {
  const auto file = definition.filename().string();
  auto name = file.substr(0, file.size() - kDefinitionSuffix.size());
  if (name != kUnnamed) return name;
  std::error_code ignored;
  return fs::canonical(definition.parent_path(), ignored).filename().string();
}

Result<std::string> read_definition(const fs::path& path) {
  auto text = read_file(path.string());
  if (!text) return text;
  const auto parsed = parse_json_located(*text);
  if (const auto* error = std::get_if<JsonError>(&parsed)) {
    return misused(fmt::format("{} is not JSON: {}", path.string(), error->text()));
  }
  return text;
}

bool is_executable(const fs::path& path) {
  constexpr auto kAny = fs::perms::owner_exec | fs::perms::group_exec | fs::perms::others_exec;
  std::error_code ignored;
  return (fs::status(path, ignored).permissions() & kAny) != fs::perms::none;
}

Result<FunctionSource> read_function(const fs::path& path) {
  std::error_code ignored;
  const auto extension = path.extension().string();
  const bool known = extension == ".py" || extension == ".mjs" || extension.empty();
  if (!known || !fs::is_regular_file(path, ignored)) {
    return misused(
        fmt::format("{} is no function: expected a file NAME.py, NAME.mjs or an "
                    "executable NAME",
                    path.string()));
  }
  if (extension.empty() && !is_executable(path)) {
    return misused(
        fmt::format("{0} is not executable: run chmod +x {0}, or name it {0}.py or "
                    "{0}.mjs",
                    path.string()));
  }
  auto code = read_file(path.string());
  if (!code) return code.error();

  const auto name = path.stem().string();
  if (extension.empty()) {
    return FunctionSource{name, std::string(kExecutable), "bootstrap",
                          make_zip({{"bootstrap", *std::move(code), true}})};
  }
  const bool python = extension == ".py";
  return FunctionSource{name, std::string(python ? kPython : kNode),
                        name + (python ? ".lambda_handler" : ".handler"),
                        make_zip({{path.filename().string(), *std::move(code)}})};
}

Result<std::vector<FunctionSource>> read_functions(const fs::path& folder) {
  std::vector<FunctionSource> functions;
  for (const auto& path : entries(folder)) {
    auto function = read_function(path);
    if (!function) return function.error();
    if (!functions.empty() && functions.back().name == function->name) {
      return misused(
          fmt::format("{} holds two functions named {}", folder.string(), function->name));
    }
    functions.push_back(*std::move(function));
  }
  return functions;
}

std::vector<std::string> find_inputs(const fs::path& folder) {
  std::vector<std::string> inputs;
  for (const auto& path : entries(folder)) {
    if (path.extension() == ".json") inputs.push_back(path.string());
  }
  return inputs;
}

}  // namespace

Result<WorkflowFolder> read_workflow_folder(const fs::path& folder) {
  std::error_code ignored;
  if (!fs::is_directory(folder, ignored)) {
    return misused(
        fmt::format("{} is not a folder: deploy takes a workflow folder, which holds "
                    "workflow.asl.json and functions/",
                    folder.string()));
  }
  const auto path = find_definition(folder);
  if (!path) return path.error();
  auto definition = read_definition(*path);
  if (!definition) return definition.error();
  auto functions = read_functions(folder / "functions");
  if (!functions) return functions.error();
  return WorkflowFolder{machine_name(*path), *std::move(definition), *std::move(functions),
                        find_inputs(folder / "inputs")};
}

}  // namespace sfn::sfnctl
