// RowReader: reads what RowWriter wrote. Documents stay unparsed until somebody asks for a value.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "history/event.h"
#include "history/row_context.h"
#include "history/stored_form.h"
#include "history/text_scanner.h"

namespace sfn::history {

class RowReader {
 public:
  /// Borrows the text.
  RowReader(std::string_view text, Timestamp time) : scanner_(text), time_(time) {}

  Events read();

 private:
  struct Document {
    std::string_view text;
    std::optional<Payload> payload;  // Made when first asked for, then shared.
  };

  void read_version();
  void read_documents();
  Event read_event();
  template <typename E>
  void fill(E& event);

  template <typename E, typename T>
  void read_member(E& event, const stored::Plain<E, T>& plain);
  template <typename E>
  void read_member(E& event, const stored::Visit<E>& visit);
  template <typename E>
  void read_member(E& event, const stored::Document<E>& document);
  template <typename E>
  void read_member(E& event, const stored::Resource<E>& resource);
  template <typename E, typename T>
  void read_member(E& event, const stored::Announcing<E, T>& announcing);
  template <typename E>
  void read_member(E& event, const stored::Announced<E>& announced);
  template <typename E>
  void read_member(E& event, const stored::Implied<E>& implied);
  void read_failure(Failure& failure);

  void read(std::int64_t& number) { number = scanner_.integer(); }
  void read(bool& value) { value = scanner_.boolean(); }
  void read(std::string& text) { text = scanner_.string(); }
  void read(Timestamp& time) { time = from_epoch_ms(scanner_.integer()); }
  void read(Payload& document);
  void read(std::map<std::string, Payload>& documents);
  void read(std::vector<ParallelStarted::Branch>& branches);
  void read(std::vector<std::int64_t>& numbers);
  void read(Tally& tally);
  void read(ParentLink& parent);
  template <typename T>
  void read(std::optional<T>& value) {
    read(value.emplace());
  }
  template <typename Id>
  requires std::is_enum_v<Id>
  void read(Id& id) { id = static_cast<Id>(scanner_.integer()); }
  void read_link(Link& link);
  Payload document_at(std::int64_t place);
  std::string text_at(std::int64_t place);
  Document& at(std::int64_t place);

  TextScanner scanner_;
  Timestamp time_;
  std::vector<Document> documents_;
  std::int64_t next_id_ = 0;  // Of the event that is being read, if nothing else is said.
  RowContext context_;
  std::string announced_;  // By the event before the one that is being read.
};

}  // namespace sfn::history
