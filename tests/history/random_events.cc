#include "history/random_events.h"

#include <array>
#include <type_traits>

namespace sfn::history {

Events RandomEvents::draw(int size_max) {
  Events events;
  for (auto left = below(size_max + 1); left > 0; --left) {
    events.push_back(draw_alternative(static_cast<std::size_t>(below(std::variant_size_v<Event>))));
  }
  return events;
}

template <std::size_t... Index>
static Event drawn_at(std::size_t index, const auto& draw_one, std::index_sequence<Index...>) {
  Event event;
  ((index == Index ? void(event = draw_one.template operator()<Index>()) : void()), ...);
  return event;
}

Event RandomEvents::draw_alternative(std::size_t index) {
  const auto draw_one = [this]<std::size_t I>() -> Event {
    return event<std::variant_alternative_t<I, Event>>();
  };
  return drawn_at(index, draw_one, std::make_index_sequence<std::variant_size_v<Event>>());
}

std::int64_t RandomEvents::below(std::int64_t limit) {
  return std::uniform_int_distribution<std::int64_t>(0, limit - 1)(bits_);
}

// The members that can stand in an event, each drawn where the event has it.
#define SFN_DRAW(member, value)                                                         \
  if constexpr (requires { event.member; }) {                                           \
    event.member = static_cast<std::remove_reference_t<decltype(event.member)>>(value); \
  }

template <typename E>
E RandomEvents::event() {
  E event{};
  SFN_DRAW(link, link())
  SFN_DRAW(time, time_)
  SFN_DRAW(visit, VisitId{number()})
  SFN_DRAW(scope, ScopeId{number()})
  SFN_DRAW(last, EventId{number()})
  SFN_DRAW(failure, failure())
  SFN_DRAW(type, below(8))
  SFN_DRAW(kind, below(3))
  SFN_DRAW(how, below(3))
  SFN_DRAW(name, text())
  SFN_DRAW(limit, text())
  SFN_DRAW(amount, number())
  SFN_DRAW(location, text())
  SFN_DRAW(machine_name, text())
  SFN_DRAW(machine_arn, resource())
  SFN_DRAW(arn, coin() ? text() : resource())
  SFN_DRAW(role_arn, text())
  SFN_DRAW(start_at, text())
  SFN_DRAW(input, payload())
  SFN_DRAW(output, payload())
  SFN_DRAW(parameters, payload())
  SFN_DRAW(items, payload())
  SFN_DRAW(assigned, payloads())
  SFN_DRAW(next, maybe(text()))
  SFN_DRAW(deadline, maybe(moment()))
  SFN_DRAW(heartbeat_due, maybe(moment()))
  SFN_DRAW(due, moment())
  SFN_DRAW(retrier, number())
  SFN_DRAW(attempt, number())
  SFN_DRAW(turn, number())
  SFN_DRAW(resource, coin() ? resource() : text())
  SFN_DRAW(region, text())
  SFN_DRAW(timeout_seconds, maybe(number()))
  SFN_DRAW(heartbeat_seconds, maybe(number()))
  SFN_DRAW(credentials, maybe(payload()))
  SFN_DRAW(request_id, text())
  SFN_DRAW(token, text())
  SFN_DRAW(worker, text())
  SFN_DRAW(heartbeat, coin())
  SFN_DRAW(branches, branches())
  SFN_DRAW(length, number())
  SFN_DRAW(concurrency, number())
  SFN_DRAW(index, number())
  SFN_DRAW(offered, coin())
  SFN_DRAW(distributed, coin())
  SFN_DRAW(map_run_arn, text())
  SFN_DRAW(state, text())
  SFN_DRAW(parent_definition, number())
  SFN_DRAW(parent_arn, text())
  SFN_DRAW(parent_name, text())
  SFN_DRAW(parent_machine, text())
  SFN_DRAW(parent_input, payload())
  SFN_DRAW(parent_started, moment())
  SFN_DRAW(entered, moment())
  SFN_DRAW(variables, payloads())
  SFN_DRAW(reader, maybe(payload()))
  SFN_DRAW(batcher, maybe(payload()))
  SFN_DRAW(writer, maybe(payload()))
  SFN_DRAW(tolerated_count, maybe(number()))
  SFN_DRAW(tolerated_millionths, maybe(number()))
  SFN_DRAW(new_concurrency, maybe(number()))
  SFN_DRAW(child_machine, resource())
  SFN_DRAW(express, coin())
  SFN_DRAW(page, number())
  SFN_DRAW(count, number())
  SFN_DRAW(first, number())
  SFN_DRAW(item_counts, numbers())
  SFN_DRAW(cursor, text())
  SFN_DRAW(last_page, coin())
  SFN_DRAW(end, below(4))
  SFN_DRAW(execution_tally, tally())
  SFN_DRAW(item_tally, tally())
  SFN_DRAW(results_written, number())
  SFN_DRAW(parent, maybe(parent_link()))
  if constexpr (requires { event.child; }) draw(event.child);
  return event;
}
#undef SFN_DRAW

Link RandomEvents::link() {
  const auto id = number();
  return {EventId{id}, EventId{coin() ? id - 1 : number()}};
}

Failure RandomEvents::failure() { return {maybe(text()), maybe(text())}; }

ParentLink RandomEvents::parent_link() {
  return {ExecutionId{number()},
          {VisitId{number()}, number(), coin() ? WorkKind::Child : WorkKind::Task}};
}

Tally RandomEvents::tally() { return {number(), number(), number(), number()}; }

std::vector<std::int64_t> RandomEvents::numbers() {
  std::vector<std::int64_t> all;
  for (auto left = below(3); left > 0; --left) all.push_back(number());
  return all;
}

void RandomEvents::draw(ChildTask& child) { child = static_cast<ChildTask>(below(3)); }

void RandomEvents::draw(std::string& child) { child = text(); }

Timestamp RandomEvents::moment() { return from_epoch_ms(number()); }

std::int64_t RandomEvents::number() {
  switch (below(4)) {
    case 0:
      return 0;
    case 1:
      return below(10);
    default:
      return below(std::int64_t{1} << 53);
  }
}

std::string RandomEvents::text() {
  static const std::array<std::string, 8> kPieces{
      "Check stock", "\"", "\\", "\n\t\x01", "é🙂", "],{}", std::string("\0", 1), "null"};
  std::string text;
  for (auto pieces = below(4); pieces > 0; --pieces) {
    text += kPieces[static_cast<std::size_t>(below(kPieces.size()))];
  }
  return text;
}

std::string RandomEvents::resource() {
  static const std::array<std::string, 3> kResources{
      "arn:aws:states:us-east-1:123456789012:stateMachine:M",
      "arn:aws:lambda:us-east-1:123456789012:function:f", "arn:aws:states:::lambda:invoke"};
  return kResources[static_cast<std::size_t>(below(kResources.size()))];
}

Payload RandomEvents::payload() {
  static const std::array<std::string, 9> kTexts{
      "{}",       " {\"a\" : [1, 2.0, \"],\\\"\"]}\n",
      "null",     "\"text, with ] and \\\\\"",
      "[[],[]]",  "-0.5e10",
      " 17 ",     "{\"é\":\"🙂\\u0000\"}",
      "[1,2,3 ]",
  };
  if (!drawn_.empty() && coin()) {
    return drawn_[static_cast<std::size_t>(below(static_cast<std::int64_t>(drawn_.size())))];
  }
  drawn_.push_back(Payload::trusted(kTexts[static_cast<std::size_t>(below(kTexts.size()))]));
  return drawn_.back();
}

std::map<std::string, Payload> RandomEvents::payloads() {
  std::map<std::string, Payload> payloads;
  for (auto left = below(3); left > 0; --left) payloads[text()] = payload();
  return payloads;
}

std::vector<ParallelStarted::Branch> RandomEvents::branches() {
  std::vector<ParallelStarted::Branch> branches;
  for (auto left = below(4); left > 0; --left) branches.push_back({ScopeId{number()}, text()});
  return branches;
}

}  // namespace sfn::history
