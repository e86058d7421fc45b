#include "history/row_reader.h"

#include <fmt/format.h>

#include <map>

#include "base/broken_store.h"

namespace sfn::history {
namespace {

// ---- an empty event for each stored type

using Prototypes = std::map<std::string, Event, std::less<>>;

void add_prototype(Prototypes& to, const Event& event) {
  to.emplace(stored::type_of(event), event);
}

// The type's name carries the state's type, the task's kind or the way an iteration ended.
template <typename E>
void add_prototypes_of(Prototypes& to) {
  E event{};
  const auto add_each = [&](auto& member, auto last) {
    using Word = std::remove_reference_t<decltype(member)>;
    for (int word = 0; word <= static_cast<int>(last); ++word) {
      member = static_cast<Word>(word);
      add_prototype(to, event);
    }
  };
  if constexpr (requires { event.type; }) {
    add_each(event.type, StateType::Map);
  } else if constexpr (requires { event.kind; }) {
    add_each(event.kind, TaskKind::Integration);
  } else if constexpr (requires { event.how; }) {
    add_each(event.how, MapIterationEnded::How::Aborted);
  } else {
    add_prototype(to, event);
  }
}

template <typename... E>
Prototypes make_prototypes(std::type_identity<std::variant<E...>>) {
  Prototypes prototypes;
  (add_prototypes_of<E>(prototypes), ...);
  return prototypes;
}

const Prototypes& prototypes() {
  static const Prototypes kPrototypes = make_prototypes(std::type_identity<Event>());
  return kPrototypes;
}

}  // namespace

Events RowReader::read() {
  read_version();
  if (scanner_.take_member("id")) next_id_ = scanner_.integer();
  read_documents();
  Events events;
  scanner_.expect(",\"events\":[");
  while (!scanner_.take("]")) {
    if (!events.empty()) scanner_.expect(",");
    events.push_back(read_event());
    ++next_id_;
  }
  scanner_.expect("}");
  scanner_.expect_end();
  return events;
}

void RowReader::read_version() {
  scanner_.expect("{\"v\":");
  const auto version = scanner_.integer();
  if (version != 1) {
    throw BrokenStore(fmt::format("version {} is not known, expected 1", version));
  }
}

void RowReader::read_documents() {
  if (!scanner_.take_member("docs")) return;
  scanner_.expect("[");
  do {
    documents_.push_back({scanner_.document(), std::nullopt});
  } while (scanner_.take(","));
  scanner_.expect("]");
}

// ---- events and members

Event RowReader::read_event() {
  scanner_.expect("{\"t\":");
  const auto type = scanner_.string();
  const auto prototype = prototypes().find(type);
  if (prototype == prototypes().end()) scanner_.fail("a known type before this, not " + type);

  Event event = prototype->second;
  announced_ = std::exchange(context_.announced, {});
  std::visit([this](auto& e) { fill(e); }, event);
  scanner_.expect("}");
  return event;
}

template <typename E>
void RowReader::fill(E& event) {
  if constexpr (requires { event.link; }) read_link(event.link);
  if constexpr (requires { event.time; }) event.time = time_;
  std::apply([&](const auto&... member) { (read_member(event, member), ...); },
             stored::members(stored::Of<E>()));
}

void RowReader::read_link(Link& link) {
  link.id = EventId{next_id_};
  if (scanner_.take_member("id")) read(link.id);
  link.previous = EventId{raw(link.id) - 1};
  if (scanner_.take_member("prev")) read(link.previous);
}

template <typename E, typename T>
void RowReader::read_member(E& event, const stored::Plain<E, T>& plain) {
  if constexpr (std::is_same_v<T, Failure>) {
    read_failure(event.*plain.member);
  } else if (scanner_.take_member(plain.name)) {
    read(event.*plain.member);
  }
}

template <typename E>
void RowReader::read_member(E& event, const stored::Visit<E>& visit) {
  auto& id = event.*visit.member;
  id = context_.newest_visit;
  if (scanner_.take_member(visit.name)) read(id);
  context_.newest_visit = std::max(context_.newest_visit, id);
}

template <typename E>
void RowReader::read_member(E& event, const stored::Document<E>& document) {
  auto place = context_.newest_document;
  if (scanner_.take_member(document.name)) read(place);
  event.*document.member = document_at(place);
  context_.newest_document = std::max(context_.newest_document, place);
}

template <typename E>
void RowReader::read_member(E& event, const stored::Resource<E>& resource) {
  if (scanner_.take_member(resource.name)) context_.resource = text_at(scanner_.integer());
  event.*resource.member = context_.resource;
}

template <typename E, typename T>
void RowReader::read_member(E& event, const stored::Announcing<E, T>& announcing) {
  if (!scanner_.take_member(announcing.name)) return;
  context_.announced = scanner_.string();
  event.*announcing.member = context_.announced;
}

template <typename E>
void RowReader::read_member(E& event, const stored::Announced<E>& announced) {
  event.*announced.member = announced_;
  if (scanner_.take_member(announced.name)) read(event.*announced.member);
}

template <typename E>
void RowReader::read_member(E& event, const stored::Implied<E>& implied) {
  auto& text = event.*implied.member;
  if (scanner_.take_member(implied.name)) {
    read(text);
  } else {
    text = implied.implied(event);
  }
}

void RowReader::read_failure(Failure& failure) {
  if (scanner_.take_member("error")) failure.error = scanner_.string();
  if (scanner_.take_member("cause")) failure.cause = text_at(scanner_.integer());
}

// ---- values

void RowReader::read(Payload& document) { document = document_at(scanner_.integer()); }

void RowReader::read(std::map<std::string, Payload>& documents) {
  scanner_.expect("{");
  do {
    const auto name = scanner_.string();
    scanner_.expect(":");
    read(documents[name]);
  } while (scanner_.take(","));
  scanner_.expect("}");
}

void RowReader::read(std::vector<ParallelStarted::Branch>& branches) {
  scanner_.expect("[");
  do {
    auto& branch = branches.emplace_back();
    scanner_.expect("{\"scope\":");
    read(branch.scope);
    scanner_.expect(",\"start\":");
    read(branch.start_at);
    scanner_.expect("}");
  } while (scanner_.take(","));
  scanner_.expect("]");
}

void RowReader::read(std::vector<std::int64_t>& numbers) {
  scanner_.expect("[");
  do {
    numbers.push_back(scanner_.integer());
  } while (scanner_.take(","));
  scanner_.expect("]");
}

void RowReader::read(Tally& tally) {
  std::vector<std::int64_t> numbers;
  read(numbers);
  if (numbers.size() != 4) scanner_.fail("four numbers before this");
  tally = {numbers[0], numbers[1], numbers[2], numbers[3]};
}

void RowReader::read(ParentLink& parent) {
  const auto text = scanner_.string();
  const auto dot = text.find('.');
  const auto execution = parse_integer(text.substr(0, dot));
  const auto work = dot == std::string::npos ? std::nullopt : parse_work_key(text.substr(dot + 1));
  if (!execution || !work) scanner_.fail("a parent's number and work before this, not " + text);
  parent = {ExecutionId{*execution}, *work};
}

// ---- documents

Payload RowReader::document_at(std::int64_t place) {
  auto& [text, payload] = at(place);
  if (!payload) payload = Payload::trusted(std::string(text));
  return *payload;
}

std::string RowReader::text_at(std::int64_t place) { return TextScanner(at(place).text).string(); }

RowReader::Document& RowReader::at(std::int64_t place) {
  if (place < 0 || place >= static_cast<std::int64_t>(documents_.size())) {
    scanner_.fail(fmt::format("a document's index below {} before this", documents_.size()));
  }
  return documents_[static_cast<std::size_t>(place)];
}

}  // namespace sfn::history
