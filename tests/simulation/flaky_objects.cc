#include "simulation/flaky_objects.h"

#include <fmt/format.h>

#include <utility>

namespace sfn::simulation {
namespace {

const Error kRefused{"SlowDown", "Please reduce your request rate."};

std::string numbers(int count) {
  std::string text = "[0";
  for (int i = 1; i < count; ++i) text += fmt::format(",{}", i);
  return text + "]";
}

}  // namespace

// Those that whole_definition() names.
FlakyObjects::FlakyObjects() {
  auto& items = before_.buckets["items"];
  items["some.json"] = R"([{"id":0},{"id":1}, 2 ,"three",null,{"id":5,"x":[1.0]}])";
  items["nested.json"] = R"({"b":[9],"a":{"list":[{"id":0},{"id":1},[2]]}})";
  items["some.jsonl"] = "{\"id\":0}\n{\"id\":1}\n{\"id\":2}\n{\"id\":3}\n";
  items["some.csv"] = "id,name\n0,a\n1,\"b,c\"\n2,d\n";
  items["empty.json"] = "[]";
  items["many.json"] = numbers(40);
  items["bad.json"] = R"([{"id":0},{"id":1},)";
  for (int i = 0; i < 4; ++i) items[fmt::format("list/{}", i)] = "x";
  inner_.buckets = after_.buckets = before_.buckets;
  inner_.buckets["results"];
  auto& others = after_.buckets["items"];
  others["some.json"] = R"([{"id":7},{"id":8},{"id":9}])";
  others["some.jsonl"] = "{\"id\":7}\n{\"id\":8}\n";
  others["some.csv"] = "id,name\n7,h\n";
  others["many.json"] = numbers(50);
}

void FlakyObjects::replace() {
  for (const auto& [key, text] : after_.buckets["items"]) inner_.buckets["items"][key] = text;
}

Result<items::ObjectInfo> FlakyObjects::head(const items::ObjectRef& object) {
  if (refuses()) return kRefused;
  return inner_.head(object);
}

Result<std::unique_ptr<items::ObjectSource>> FlakyObjects::get(const items::ObjectRef& object,
                                                               std::uint64_t offset) {
  if (refuses()) return kRefused;
  return inner_.get(object, offset);
}

Result<std::unique_ptr<items::ObjectListing>> FlakyObjects::list(
    const items::ListRequest& request) {
  if (refuses()) return kRefused;
  return inner_.list(request);
}

Result<std::unique_ptr<items::ObjectSink>> FlakyObjects::put(const items::ObjectRef& object) {
  if (refuses()) return kRefused;
  return inner_.put(object);
}

}  // namespace sfn::simulation
