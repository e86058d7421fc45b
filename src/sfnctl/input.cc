#include "sfnctl/input.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <istream>
#include <sstream>

#include "base/json.h"
#include "base/text.h"
#include "sfnctl/exit_code.h"

namespace sfn::sfnctl {
namespace {

std::string rest_of(std::istream& stream) {
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

Result<std::string> checked(std::string text, std::string_view source) {
  const auto parsed = parse_json_located(text);
  if (const auto* error = std::get_if<JsonError>(&parsed)) {
    return misused(fmt::format("{} is not JSON: {}", source, error->text()));
  }
  return text;
}

Result<std::string> checked_file(const std::string& path) {
  auto text = read_file(path);
  if (!text) return text.error();
  return checked(*std::move(text), path);
}

Result<std::string> checked_stream(std::istream& stream, const Interrupt& interrupt) {
  auto text = read_stream(stream, interrupt);
  if (!text) return text;
  return checked(*std::move(text), "standard input");
}

// What begins as an object, an array or a text does; no file is named so.
bool looks_like_json(std::string_view text) {
  const auto at = text.find_first_not_of(" \t\r\n");
  return at != std::string_view::npos &&
         std::string_view("{[\"").find(text[at]) != std::string_view::npos;
}

bool is_file(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::is_regular_file(path, ignored);
}

}  // namespace

Result<std::string> read_stream(std::istream& stream, const Interrupt& interrupt) {
  auto text = rest_of(stream);
  // A signal ends the read as if the input ended there.
  if (interrupt.raised()) return Error{std::string(kInterrupted), "interrupted"};
  return text;
}

Result<std::string> read_file(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::error_code ignored;
  if (!file || std::filesystem::is_directory(path, ignored)) {
    const auto* reason = errno != 0 ? std::strerror(errno) : "it is a directory";
    return misused(fmt::format("cannot read {}: {}", path, reason));
  }
  return rest_of(file);
}

Result<std::string> read_input(const std::string& given, std::istream& standard_input,
                               const Interrupt& interrupt) {
  if (given.empty()) return std::string("{}");
  if (given == "-") return checked_stream(standard_input, interrupt);
  if (given[0] == '@') return checked_file(given.substr(1));
  const auto inline_text = checked(given, "the input");
  if (inline_text) return inline_text;
  if (is_file(given)) return checked_file(given);
  const auto absent =
      looks_like_json(given) ? std::string() : fmt::format("there is no file {}, and ", given);
  return misused(absent + inline_text.error().cause +
                 " (give JSON, @FILE for a file, or - for standard input)");
}

}  // namespace sfn::sfnctl
