// Packages: the zip that a function's code travels in, and its digest.
//
// The same files give the same bytes whenever and wherever they are packed, so that a function
// that has not changed is known by its digest.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sfn::sfnctl {

struct PackedFile {
  std::string name;  ///< Within the zip.
  std::string content;
  bool executable = false;
};

/// The zip's bytes. Machinery that fails throws std::runtime_error.
std::string make_zip(const std::vector<PackedFile>& files);

/// Base64 of the SHA-256 digest, as Lambda's `CodeSha256` is written.
std::string code_sha256(std::string_view bytes);

}  // namespace sfn::sfnctl
