// Digests of bytes, in the spellings that AWS uses.
#pragma once

#include <string>
#include <string_view>

namespace sfn {

/// 64 digits, lower case.
std::string sha256_hex(std::string_view bytes);

/// As Lambda's `CodeSha256`.
std::string sha256_base64(std::string_view bytes);

enum class DigestAlgorithm { Md5, Sha1, Sha256, Sha384, Sha512 };

/// In hexadecimal, lower case.
std::string digest_hex(DigestAlgorithm algorithm, std::string_view bytes);

}  // namespace sfn
