// DirectoryListing: the objects below a bucket's directory, in the order of their keys.
//
// The order is that of the whole keys' bytes, as on S3: `a.txt` comes before `a/b`, since `.` is
// less than `/`. So a directory sorts under its name with a slash, and a walk that enters
// directories where they stand is in order. Of a directory with very many entries only the next
// ones are held; it is read again for those after them.
#pragma once

#include <string>
#include <vector>

#include "items/directory/file_descriptor.h"
#include "items/object_store.h"

namespace sfn::items {

class DirectoryListing : public ObjectListing {
 public:
  DirectoryListing(FileDescriptor bucket, ListRequest request,
                   std::size_t names_held = kNamesHeldMax);

  Result<std::vector<ObjectInfo>> next(std::size_t count) override;

 private:
  static constexpr std::size_t kNamesHeldMax = 65'536;

  /// A directory on the way to the next object.
  struct Level {
    FileDescriptor directory;
    std::string prefix;              ///< Of the keys in it: empty, or with a slash at its end.
    std::vector<std::string> names;  ///< The next ones, last first; those of directories with `/`.
    std::string last;                ///< The greatest name that was ever among them.
    bool complete = false;           ///< Whether there are none after them.
  };

  Result<void> fill(Level& level);
  bool has_place(const std::string& key, bool is_directory) const;
  Result<void> enter(const std::string& name);
  std::size_t names_held(const Level& level) const;

  ListRequest request_;
  std::size_t names_held_;
  std::vector<Level> levels_;
};

}  // namespace sfn::items
