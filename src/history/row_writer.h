// RowWriter: writes the events of a journal row and collects their documents, each once.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "history/event.h"
#include "history/row_context.h"
#include "history/stored_form.h"

namespace sfn::history {

class RowWriter {
 public:
  /// The event must live until finish().
  void add(const Event& event);

  /// The row's text.
  std::string finish() const;

 private:
  void write_link(const Link& link);

  template <typename E, typename T>
  void write_member(const E& event, const stored::Plain<E, T>& plain);
  template <typename E>
  void write_member(const E& event, const stored::Visit<E>& visit);
  template <typename E>
  void write_member(const E& event, const stored::Document<E>& document);
  template <typename E>
  void write_member(const E& event, const stored::Resource<E>& resource);
  template <typename E, typename T>
  void write_member(const E& event, const stored::Announcing<E, T>& announcing);
  template <typename E>
  void write_member(const E& event, const stored::Announced<E>& announced);
  template <typename E>
  void write_member(const E& event, const stored::Implied<E>& implied);
  void write_failure(const Failure& failure);

  void open(std::string_view name);
  void write(std::int64_t number);
  void write(bool value);
  void write(const std::string& text);
  void write(Timestamp time);
  void write(const Payload& document);
  void write(const std::map<std::string, Payload>& documents);
  void write(const std::vector<ParallelStarted::Branch>& branches);
  void write(const std::vector<std::int64_t>& numbers);
  void write(const Tally& tally);
  void write(const ParentLink& parent);
  template <typename T>
  void write(const std::optional<T>& value) {
    write(*value);
  }
  template <typename Id>
  requires std::is_enum_v<Id>
  void write(Id id) { write(raw(id)); }

  std::int64_t place_of(const Payload& document);
  std::int64_t place_of_text(std::string_view text);

  std::string events_;
  std::int64_t count_ = 0;
  std::optional<std::int64_t> row_id_;  // Of the event at place 0, were it public.
  RowContext context_;
  std::string announced_;  // By the event before the one that is being written.
  std::vector<std::string_view> documents_;
  std::vector<std::unique_ptr<std::string>> made_;  // Texts that no payload holds.
  std::unordered_map<const void*, std::int64_t> by_identity_;
  std::unordered_map<std::string_view, std::int64_t> by_text_;
};

}  // namespace sfn::history
