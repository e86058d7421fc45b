#include "items/s3/store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "items/s3/answers.h"
#include "items/s3_error.h"

namespace sfn::items {
namespace {

constexpr std::uint64_t kChunkBytes = 4 << 20;  // That a request for a part of an object asks for.
constexpr std::size_t kPageObjectsMax = 1'000;  // S3's own bound.

// Reads an object in parts, each of exactly the object that was there at first.
class S3Source : public ObjectSource {
 public:
  S3Source(S3Connection connection, ObjectRef object, ObjectInfo info, std::uint64_t offset)
      : connection_(std::move(connection)),
        object_(std::move(object)),
        info_(std::move(info)),
        next_(offset) {}

  const ObjectInfo& info() const override { return info_; }

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    if (taken_ == chunk_.size() && next_ < info_.size) {
      if (auto fetched = fetch(); !fetched) return fetched.error();
    }
    const auto count = std::min(size, chunk_.size() - taken_);
    std::memcpy(buffer, chunk_.data() + taken_, count);
    taken_ += count;
    return count;
  }

 private:
  Result<void> fetch() {
    const auto end = std::min(next_ + kChunkBytes, info_.size);
    auto part = connection_.send({.method = "GET",
                                  .bucket = object_.bucket,
                                  .key = object_.key,
                                  .headers = {fmt::format("Range: bytes={}-{}", next_, end - 1),
                                              "If-Match: " + info_.etag}});
    if (!part && part.error().name == "PreconditionFailed") return object_changed(object_);
    if (!part) return part.error();
    if (part->body.size() != end - next_) {
      return s3_error("IncompleteBody", static_cast<int>(part->status),
                      "The endpoint sent less or more of the object than was asked for",
                      to_uri(object_));
    }
    chunk_ = std::move(part->body);
    taken_ = 0;
    next_ = end;
    return {};
  }

  S3Connection connection_;
  ObjectRef object_;
  ObjectInfo info_;
  std::uint64_t next_;  // Where the next part begins.
  std::string chunk_;
  std::size_t taken_ = 0;  // Of the chunk.
};

class S3Listing : public ObjectListing {
 public:
  S3Listing(S3Connection connection, ListRequest request)
      : connection_(std::move(connection)), request_(std::move(request)) {}

  /// The page that `token` continues, or the first.
  Result<void> fetch(const std::optional<std::string>& token) {
    S3Request asked{.method = "GET", .bucket = request_.bucket, .query = {{"list-type", "2"}}};
    asked.query["max-keys"] = std::to_string(kPageObjectsMax);
    if (!request_.prefix.empty()) asked.query["prefix"] = request_.prefix;
    if (token) asked.query["continuation-token"] = *token;
    if (!token && !request_.after.empty()) asked.query["start-after"] = request_.after;
    auto answer = connection_.send(asked);
    if (!answer) return answer.error();
    auto page = parse_listing(answer->body);
    if (!page) return page.error();
    page_ = *std::move(page);
    taken_ = 0;
    return {};
  }

  Result<std::vector<ObjectInfo>> next(std::size_t count) override {
    while (taken_ == page_.objects.size() && page_.next) {
      const auto token = page_.next;
      if (auto fetched = fetch(token); !fetched) return fetched.error();
    }
    const auto begin = page_.objects.begin() + static_cast<std::ptrdiff_t>(taken_);
    const auto taken = std::min(count, page_.objects.size() - taken_);
    taken_ += taken;
    return std::vector<ObjectInfo>(begin, begin + static_cast<std::ptrdiff_t>(taken));
  }

 private:
  S3Connection connection_;
  ListRequest request_;
  S3ListingPage page_;
  std::size_t taken_ = 0;  // Of the page.
};

// Collects what is written in a file that has no name, and sends it whole.
class S3Sink : public ObjectSink {
 public:
  S3Sink(S3Connection connection, ObjectRef object, std::FILE* file)
      : connection_(std::move(connection)), object_(std::move(object)), file_(file, &std::fclose) {}

  Result<void> write(std::string_view bytes) override {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) return not_kept();
    size_ += bytes.size();
    return {};
  }

  Result<void> commit() override {
    if (std::fflush(file_.get()) != 0) return not_kept();
    const auto sent = connection_.send({.method = "PUT",
                                        .bucket = object_.bucket,
                                        .key = object_.key,
                                        .body = file_.get(),
                                        .body_bytes = size_});
    if (!sent) return sent.error();
    return {};
  }

 private:
  Error not_kept() const {
    return s3_error(
        "InternalError", 500,
        fmt::format("cannot keep the object until it is whole: {}", std::strerror(errno)),
        to_uri(object_));
  }

  S3Connection connection_;
  ObjectRef object_;
  std::unique_ptr<std::FILE, decltype(&std::fclose)> file_;
  std::uint64_t size_ = 0;
};

}  // namespace

Result<ObjectInfo> S3Store::head(const ObjectRef& object) {
  auto connection = connect();
  const auto answer =
      connection.send({.method = "HEAD", .bucket = object.bucket, .key = object.key});
  if (answer) return info_of_headers(*answer, object.key);
  if (answer.error().name != "NoSuchKey") return answer.error();
  // The answer to a HEAD does not say which of the two is missing.
  const auto bucket = connection.send({.method = "HEAD", .bucket = object.bucket});
  return bucket ? answer.error() : bucket.error();
}

Result<std::unique_ptr<ObjectSource>> S3Store::get(const ObjectRef& object, std::uint64_t offset) {
  auto info = head(object);
  if (!info) return info.error();
  return std::unique_ptr<ObjectSource>(
      std::make_unique<S3Source>(connect(), object, *std::move(info), offset));
}

Result<std::unique_ptr<ObjectListing>> S3Store::list(const ListRequest& request) {
  auto listing = std::make_unique<S3Listing>(connect(), request);
  if (auto fetched = listing->fetch(std::nullopt); !fetched) return fetched.error();
  return std::unique_ptr<ObjectListing>(std::move(listing));
}

Result<std::unique_ptr<ObjectSink>> S3Store::put(const ObjectRef& object) {
  const auto bucket = connect().send({.method = "HEAD", .bucket = object.bucket});
  if (!bucket) return bucket.error();
  std::FILE* const file = std::tmpfile();
  if (file == nullptr) {
    return s3_error("InternalError", 500, std::strerror(errno), to_uri(object));
  }
  return std::unique_ptr<ObjectSink>(std::make_unique<S3Sink>(connect(), object, file));
}

}  // namespace sfn::items
