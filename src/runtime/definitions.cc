#include "runtime/definitions.h"

#include <fmt/format.h>

#include <stdexcept>
#include <utility>

#include "asl/parse.h"
#include "base/check.h"
#include "base/digest.h"

namespace sfn::runtime {
namespace {

std::runtime_error broken(store::DefinitionId id, std::string_view why) {
  return std::runtime_error(fmt::format("the store is broken: definition {} {}", raw(id), why));
}

}  // namespace

Definitions::Definitions(store::EventStore& store, const std::vector<store::DefinitionRow>& rows,
                         store::DefinitionId last)
    : store_(store), last_(last) {
  for (const auto& row : rows) {
    by_digest_.emplace(row.digest, row.id);
    live_[row.id].row = std::make_shared<const store::DefinitionRow>(row);
  }
}

DefinitionPtr Definitions::intern(std::string text) {
  auto digest = sha256_hex(text);
  const auto known = by_digest_.find(digest);
  if (known != by_digest_.end()) return live_.at(known->second).row;
  last_ = next(last_);
  return std::make_shared<const store::DefinitionRow>(
      store::DefinitionRow{last_, std::move(digest), std::move(text)});
}

bool Definitions::hold(const DefinitionPtr& definition) {
  auto& live = live_[definition->id];
  const bool is_new = live.row == nullptr;
  if (is_new) {
    live.row = definition;
    by_digest_.insert_or_assign(definition->digest, definition->id);
  }
  ++live.uses;
  return is_new;
}

void Definitions::release(store::DefinitionId id) {
  const auto found = live_.find(id);
  SFN_CHECK(found != live_.end() && found->second.uses > 0);
  if (--found->second.uses > 0) return;
  by_digest_.erase(found->second.row->digest);
  live_.erase(found);
}

DefinitionPtr Definitions::find(store::DefinitionId id) const {
  const auto found = live_.find(id);
  return found == live_.end() ? nullptr : found->second.row;
}

MeaningPtr Definitions::meaning_of_live(store::DefinitionId id) { return meaning_of(live_.at(id)); }

void Definitions::meaning(store::DefinitionId id, std::function<void(MeaningPtr)> done) {
  if (const auto live = live_.find(id); live != live_.end()) return done(meaning_of(live->second));
  const auto known = meanings_.find(id);
  if (auto meaning = known == meanings_.end() ? nullptr : known->second.lock()) {
    return done(std::move(meaning));
  }
  store_.definition(id, lifetime_.guard([this, id, done = std::move(done)](
                                            const std::optional<store::DefinitionRow>& row) {
    if (!row) throw broken(id, "is missing");
    done(work_out(*row));
  }));
}

MeaningPtr Definitions::meaning_of(Live& live) {
  if (!live.meaning) live.meaning = work_out(*live.row);
  return live.meaning;
}

MeaningPtr Definitions::work_out(const store::DefinitionRow& row) {
  auto& kept = meanings_[row.id];
  if (auto known = kept.lock()) return known;
  auto parsed = asl::parse_definition(row.text);
  if (!parsed.machine) throw broken(row.id, "cannot be read");
  auto meaning = std::make_shared<const asl::StateMachine>(std::move(*parsed.machine));
  kept = meaning;
  std::erase_if(meanings_, [](const auto& entry) { return entry.second.expired(); });
  return meaning;
}

}  // namespace sfn::runtime
