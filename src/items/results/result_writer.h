// ResultWriter: the results of a map run's children, exported: PREFIX/MAP-RUN-UUID/ with
// manifest.json and SUCCEEDED_n.json, FAILED_n.json, PENDING_n.json.
//
// A child at a time is handed in and none is kept. A file appears whole when it is full or the last
// child was there, the manifest after all others; so a run that a crash interrupts is exported
// anew, over the same names, and who reads the manifest finds all that it names.
//
// FAILED holds what failed, timed out or was aborted. Calls block: for a worker thread. Errors are
// `States.ResultWriterFailed`, with S3's words where it is the bucket's fault.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "items/object_store.h"
#include "items/results/child_result.h"

namespace sfn::items {

class ResultWriter {
 public:
  struct Options {
    Destination destination;
    WriterTransformation transformation = WriterTransformation::None;
    OutputType output_type = OutputType::Json;
    std::string map_run_arn = {};
    std::uint64_t file_bytes_max = 5'000'000'000;  ///< AWS: 5 GB.
  };

  /// Borrows the store.
  ResultWriter(ObjectStore& store, Options options);

  Result<void> add(const ChildResult& child);

  /// Ends the files, writes the manifest, and gives the state's output: where that is.
  Result<std::string> finish();

 private:
  enum class Kind { Failed, Pending, Succeeded };
  struct File {
    std::string key;
    std::uint64_t size = 0;
  };
  /// The files of one kind, and the one that is being written.
  struct Series {
    std::vector<File> written;
    std::unique_ptr<ObjectSink> sink;
    File open;
  };
  static constexpr std::size_t kKinds = 3;
  static Kind kind_of(ChildStatus status);
  static const char* name_of(Kind kind);

  Result<void> put(Kind kind, std::string_view text);
  Result<void> open(Kind kind);
  Result<void> close(Series& series);
  Result<void> write(Series& series, std::string_view text);
  Result<void> write_manifest();
  std::string manifest() const;
  std::string key_of(std::string_view name) const;

  ObjectStore& store_;
  Options options_;
  std::array<Series, kKinds> series_;
};

}  // namespace sfn::items
