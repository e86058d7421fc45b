// Digests: SHA-256 of bytes, in the two spellings that AWS uses.
#pragma once

#include <string>
#include <string_view>

namespace sfn {

/// 64 digits, lower case.
std::string sha256_hex(std::string_view bytes);

/// As Lambda's `CodeSha256`.
std::string sha256_base64(std::string_view bytes);

}  // namespace sfn
