#include "base/digest.h"

#include <fmt/format.h>
#include <openssl/sha.h>

#include <array>

#include "base/text.h"

namespace sfn {
namespace {

std::array<unsigned char, SHA256_DIGEST_LENGTH> sha256(std::string_view bytes) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), digest.data());
  return digest;
}

}  // namespace

std::string sha256_hex(std::string_view bytes) {
  std::string text;
  for (const auto byte : sha256(bytes)) text += fmt::format("{:02x}", byte);
  return text;
}

std::string sha256_base64(std::string_view bytes) {
  const auto digest = sha256(bytes);
  return base64_encode({reinterpret_cast<const char*>(digest.data()), digest.size()});
}

}  // namespace sfn
