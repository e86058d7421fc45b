#include "support/temporary_directory.h"

#include <stdlib.h>

#include <filesystem>

#include "base/check.h"

namespace sfn::support {

TemporaryDirectory::TemporaryDirectory()
    : path_(std::filesystem::temp_directory_path() / "sfn-test-XXXXXX") {
  SFN_CHECK(::mkdtemp(path_.data()) != nullptr);
}

TemporaryDirectory::~TemporaryDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace sfn::support
