#include "runtime/definitions.h"

#include <fmt/format.h>

#include <utility>

#include "asl/parse.h"
#include "base/broken_store.h"
#include "base/check.h"
#include "base/digest.h"
#include "base/limits.h"

namespace sfn::runtime {
namespace {

BrokenStore broken(store::DefinitionId id, std::string_view why) {
  return BrokenStore(fmt::format("definition {}", raw(id)), why);
}

MeaningPtr parse(const store::DefinitionRow& row) {
  auto parsed = asl::parse_definition(row.text);
  if (!parsed.machine)
    throw broken(row.id, "its text is no valid definition: " + as_found(row.text));
  return std::make_shared<const asl::StateMachine>(std::move(*parsed.machine));
}

}  // namespace

Definitions::Definitions(store::EventStore& store, Offload offload,
                         const std::vector<store::DefinitionRow>& rows, store::DefinitionId last)
    : store_(store), offload_(std::move(offload)), last_(last) {
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

MeaningPtr Definitions::meaning_of_live(store::DefinitionId id) {
  if (auto meaning = known(id)) return meaning;
  const auto& row = live_.at(id).row;
  if (row->text.size() > limits::kLoopJsonBytesMax) return nullptr;
  auto meaning = parse(*row);
  keep(id, meaning);
  return meaning;
}

void Definitions::meaning(store::DefinitionId id, std::function<void(MeaningPtr)> done) {
  if (auto meaning = known(id)) return done(std::move(meaning));
  if (const auto live = live_.find(id); live != live_.end()) {
    return work_out(live->second.row, std::move(done));
  }
  store_.definition(id, lifetime_.guard([this, id, done = std::move(done)](
                                            const std::optional<store::DefinitionRow>& row) {
    if (!row) throw broken(id, "it is missing, and there is what runs it");
    work_out(std::make_shared<const store::DefinitionRow>(*row), done);
  }));
}

MeaningPtr Definitions::known(store::DefinitionId id) {
  const auto kept = meanings_.find(id);
  return kept == meanings_.end() ? nullptr : kept->second.lock();
}

void Definitions::work_out(const DefinitionPtr& row, std::function<void(MeaningPtr)> done) {
  const auto kept = lifetime_.guard([this, row, done = std::move(done)](MeaningPtr meaning) {
    // Somebody else may have asked for it meanwhile; all are to share one.
    if (auto first = known(row->id)) meaning = std::move(first);
    keep(row->id, meaning);
    done(std::move(meaning));
  });
  if (row->text.size() <= limits::kLoopJsonBytesMax) {
    auto small = kept;
    return small(parse(*row));
  }
  compute(
      offload_, [row] { return parse(*row); }, kept);
}

void Definitions::keep(store::DefinitionId id, const MeaningPtr& meaning) {
  meanings_[id] = meaning;
  if (const auto live = live_.find(id); live != live_.end()) live->second.meaning = meaning;
  std::erase_if(meanings_, [](const auto& entry) { return entry.second.expired(); });
}

}  // namespace sfn::runtime
