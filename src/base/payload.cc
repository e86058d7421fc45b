#include "base/payload.h"

#include <mutex>
#include <optional>
#include <utility>

#include "base/broken_store.h"

namespace sfn {

// One of the two forms is there from the start, the other once it was asked for.
struct Payload::Body {
  explicit Body(Json given) : value(std::move(given)) {}
  explicit Body(std::string given) : text(std::move(given)) {}
  Body(Json value_given, std::string text_given)
      : value(std::move(value_given)), text(std::move(text_given)) {}

  mutable std::mutex lock;
  mutable std::optional<Json> value;
  mutable std::optional<std::string> text;
};

Payload::Payload(std::shared_ptr<const Body> body) : body_(std::move(body)) {}

Payload::Payload() {
  static const auto kEmpty = std::make_shared<const Body>(Json::object(), "{}");
  body_ = kEmpty;
}

Payload::Payload(Json value) : body_(std::make_shared<const Body>(std::move(value))) {}

Result<Payload> Payload::parse(std::string text) {
  auto value = parse_json(text);
  if (!value) return value.error();
  return Payload(std::make_shared<const Body>(std::move(*value), std::move(text)));
}

Payload Payload::trusted(std::string text) {
  return Payload(std::make_shared<const Body>(std::move(text)));
}

const Json& Payload::value() const {
  const std::lock_guard guard(body_->lock);
  if (!body_->value) {
    auto parsed = parse_json(*body_->text);
    if (!parsed)
      throw BrokenStore(fmt::format("a document is no JSON: {}", as_found(*body_->text)));
    body_->value = std::move(*parsed);
  }
  return *body_->value;
}

const std::string& Payload::text() const {
  const std::lock_guard guard(body_->lock);
  if (!body_->text) body_->text = to_text(*body_->value);
  return *body_->text;
}

bool Payload::is_parsed() const {
  const std::lock_guard guard(body_->lock);
  return body_->value.has_value();
}

bool operator==(const Payload& a, const Payload& b) { return a.shares(b) || a.text() == b.text(); }

}  // namespace sfn
