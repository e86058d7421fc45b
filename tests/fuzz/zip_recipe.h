// Recipes for zips: what a fuzzer can hardly write byte by byte, since checksums and offsets must
// fit, it writes as lines. What the zip should become is known from its recipe.
//
//   100644|lib/app.py|print()   an entry: its Unix mode in octal, its name, its content
//   100644|zeros|*5000          an entry of so many zero bytes
//   !2a=ff                      after all is built, the byte at 0x2a is set to 0xff
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tasks/support/zip_builder.h"

namespace sfn::fuzz {

struct Patch {
  std::size_t offset = 0;
  char byte = 0;
};

struct ZipRecipe {
  std::vector<tasks::ZipEntry> entries;
  std::vector<Patch> patches;
};

/// Lines that are none of the above are left out, as are entries without a name or with one that
/// was there before, since no zip can be made of those, and names that are far too long.
ZipRecipe read_zip_recipe(std::string_view text);

std::string zip_of(const ZipRecipe& recipe);

}  // namespace sfn::fuzz
