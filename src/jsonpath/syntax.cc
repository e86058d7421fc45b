#include "jsonpath/syntax.h"

#include <fmt/format.h>

#include "base/overloaded.h"
#include "base/text.h"

namespace sfn::jsonpath {
namespace {

std::string describe(const Slice& slice) {
  const auto bound = [](const auto& at) { return at ? std::to_string(*at) : std::string(); };
  return fmt::format("[{}:{}]", bound(slice.from), bound(slice.to));
}

std::string describe(const Indices& indices) {
  std::vector<std::string> texts;
  for (const auto index : indices.indices) texts.push_back(std::to_string(index));
  return fmt::format("[{}]", join(texts, ","));
}

std::string describe(const Step& step) {
  const auto selector = std::visit(
      overloaded{
          [](const Member& member) { return fmt::format("['{}']", member.name); },
          [](const Members& members) { return fmt::format("['{}']", join(members.names, "','")); },
          [](const Index& index) { return fmt::format("[{}]", index.index); },
          [](const Indices& indices) { return describe(indices); },
          [](const Slice& slice) { return describe(slice); },
          [](const Wildcard&) { return std::string("[*]"); },
          [](const Filter&) { return std::string("[?]"); },
      },
      step.selector);
  return step.descends ? ".." + selector : selector;
}

}  // namespace

bool is_definite(const Step& step) {
  if (step.descends) return false;
  return std::holds_alternative<Member>(step.selector) ||
         std::holds_alternative<Index>(step.selector);
}

std::string describe(const Query& query, std::size_t count) {
  std::string text = "$";
  for (std::size_t i = 0; i < count; ++i) text += describe(query.steps[i]);
  return text;
}

}  // namespace sfn::jsonpath
