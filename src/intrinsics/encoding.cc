// Base64 and digests.
#include <fmt/format.h>

#include <array>
#include <optional>
#include <utility>

#include "base/digest.h"
#include "base/text.h"
#include "intrinsics/function.h"

namespace sfn::intrinsics {
namespace {

constexpr std::size_t kCharactersMax = 10'000;

constexpr std::array<std::pair<std::string_view, DigestAlgorithm>, 5> kAlgorithms = {{
    {"MD5", DigestAlgorithm::Md5},
    {"SHA-1", DigestAlgorithm::Sha1},
    {"SHA-256", DigestAlgorithm::Sha256},
    {"SHA-384", DigestAlgorithm::Sha384},
    {"SHA-512", DigestAlgorithm::Sha512},
}};

std::optional<DigestAlgorithm> find_algorithm(std::string_view name) {
  for (const auto& [known, algorithm] : kAlgorithms) {
    if (known == name) return algorithm;
  }
  return std::nullopt;
}

void check_length(const Invocation& call, const std::string& text) {
  call.charge(text.size());
  const auto characters = utf8_length(text);
  if (characters <= kCharactersMax) return;
  call.fail(fmt::format("the data must have at most {} characters, but has {}", kCharactersMax,
                        characters));
}

// MIME (RFC 2045): what is not of the alphabet, such as line ends, is passed over.
std::string without_strange_characters(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    const bool is_letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    const bool is_digit = c >= '0' && c <= '9';
    if (is_letter || is_digit || c == '+' || c == '/' || c == '=') kept += c;
  }
  return kept;
}

// Bytes that are not UTF-8 become U+FFFD, as in Java.
Json as_text(std::string bytes) { return *parse_json(to_text(Json(std::move(bytes)))); }

}  // namespace

Json base64_encode(const Invocation& call) {
  const auto& text = call.text(0);
  check_length(call, text);
  call.charge(2 * text.size());
  return sfn::base64_encode(text);
}

Json base64_decode(const Invocation& call) {
  const auto& text = call.text(0);
  check_length(call, text);
  call.charge(2 * text.size());
  auto bytes = sfn::base64_decode(without_strange_characters(text));
  if (!bytes) call.fail("the data is not valid Base64");
  return as_text(*std::move(bytes));
}

Json hash(const Invocation& call) {
  const auto algorithm = find_algorithm(call.text(1));
  if (!algorithm) {
    call.fail("the algorithm must be one of MD5, SHA-1, SHA-256, SHA-384, SHA-512");
  }
  const Json& data = call.value(0);
  call.charge(data);
  const auto text = data.is_string() ? data.get<std::string>() : to_text(data);
  check_length(call, text);
  call.charge(2 * text.size());
  return digest_hex(*algorithm, text);
}

}  // namespace sfn::intrinsics
