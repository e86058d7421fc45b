// DirectorySink: an object that is being written to a temporary file, and then renamed.
#pragma once

#include <string>
#include <vector>

#include "items/directory/file_descriptor.h"
#include "items/object_store.h"

namespace sfn::items {

class DirectorySink : public ObjectSink {
 public:
  struct Place {
    ObjectRef object;
    std::vector<std::string> parts;  ///< Of the key.
    FileDescriptor bucket;
    FileDescriptor uploads;  ///< Where the temporary file is made; on the bucket's file system.
  };

  static Result<std::unique_ptr<ObjectSink>> open(Place place);
  ~DirectorySink() override;

  Result<void> write(std::string_view bytes) override;
  Result<void> commit() override;

 private:
  DirectorySink(Place place, FileDescriptor file, std::string temporary);
  Result<void> flush();

  Place place_;
  FileDescriptor file_;
  std::string temporary_;  ///< Its name; empty once it is renamed.
  std::string buffer_;
};

/// Removes the temporary files of writers that are gone: those that nobody has locked.
void remove_leftovers(int uploads);

}  // namespace sfn::items
