// A function's package: the zip that a user uploads, taken as hostile until it is unpacked.
//
// Pure functions of bytes and a directory, for the thread pool. What is refused is refused whole:
// too much, links, and names that lead out of the directory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace sfn::tasks {

struct PackageLimits {
  std::uint64_t zip_bytes = 52'428'800;        // AWS: 50 MB in a request.
  std::uint64_t unpacked_bytes = 262'144'000;  // AWS: 250 MB.
  std::uint64_t entries = 50'000;
};

struct Digest {
  std::string hex;
  std::string base64;  ///< As the API's `CodeSha256`.
};

Digest sha256(std::string_view bytes);

/// Unpacks into an empty directory. Of a file's mode only the execute bits are kept. On an error
/// what was written so far stays for the caller to remove.
/// Errors: `InvalidParameterValueException` in Lambda's words for what is wrong with the zip,
/// `ServiceException` for what is wrong with our disk.
Result<void> unpack(std::string_view zip, const std::filesystem::path& directory,
                    const PackageLimits& limits = {});

}  // namespace sfn::tasks
