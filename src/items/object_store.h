// ObjectStore: the seam that stands for S3: objects by bucket and key.
//
// What a distributed Map reads its items from and exports its results to. All calls block, for as
// long as a disk or a network takes, and so belong on a worker thread, never on the loop; one
// store may be used by several threads, a stream only by one at a time. What goes wrong is the
// user's affair (a bucket that is not there, a disk of theirs that is full): an Error whose name is
// S3's code (`NoSuchKey`, `NoSuchBucket`, `AccessDenied`, …) and whose cause is the sentence that a
// failed reader or writer carries.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"

namespace sfn::items {

struct ObjectRef {
  std::string bucket;
  std::string key;
  friend bool operator==(const ObjectRef&, const ObjectRef&) = default;
};

/// `S3://bucket/key`, as the context object's `Map.Item.Source` writes it.
std::string to_uri(const ObjectRef& object);

/// What is known of an object without reading it.
struct ObjectInfo {
  std::string key;
  std::string etag;  ///< With its quotes. Differs when the content does: the object's identity.
  std::uint64_t size = 0;
  Timestamp last_modified;
  std::string storage_class = "STANDARD";
};

/// An object's content, from where it was opened on.
class ObjectSource {
 public:
  virtual ~ObjectSource() = default;

  /// Of exactly the object that is read.
  virtual const ObjectInfo& info() const = 0;

  /// The next bytes, `size` at most; 0 at the end. An error where the object changes meanwhile.
  virtual Result<std::size_t> read(char* buffer, std::size_t size) = 0;
};

/// An object that is being written. Nobody sees any of it before commit(), then all see the whole;
/// dropped before, it leaves nothing.
class ObjectSink {
 public:
  virtual ~ObjectSink() = default;
  virtual Result<void> write(std::string_view bytes) = 0;

  /// Puts the object in the place of what had its key. Durable when this returns. At most once.
  virtual Result<void> commit() = 0;
};

/// The objects of a bucket whose keys begin with a prefix, in the order of the keys' bytes.
class ObjectListing {
 public:
  virtual ~ObjectListing() = default;

  /// The next ones, `count` at most; none at the end.
  virtual Result<std::vector<ObjectInfo>> next(std::size_t count) = 0;
};

struct ListRequest {
  std::string bucket;
  std::string prefix;
  std::string after;  ///< Only keys greater than this one.
};

class ObjectStore {
 public:
  virtual ~ObjectStore() = default;
  virtual Result<ObjectInfo> head(const ObjectRef& object) = 0;
  virtual Result<std::unique_ptr<ObjectSource>> get(const ObjectRef& object,
                                                    std::uint64_t offset) = 0;
  virtual Result<std::unique_ptr<ObjectListing>> list(const ListRequest& request) = 0;
  virtual Result<std::unique_ptr<ObjectSink>> put(const ObjectRef& object) = 0;
};

}  // namespace sfn::items
