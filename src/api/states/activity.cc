#include "api/states/activity.h"

#include "base/broken_store.h"
#include "runtime/catalogue.h"

namespace sfn::api {

store::ResourceRow to_row(const Activity& activity) {
  Json body = Json::object();
  body["name"] = activity.name;
  body["created"] = to_epoch_ms(activity.created);
  body["encryption"] = activity.encryption;
  body["tags"] = activity.tags;
  if (!activity.limit_notes.empty()) body["limitNotes"] = activity.limit_notes;
  return {std::string(runtime::Catalogue::kActivity), activity.arn, to_text(body)};
}

Activity activity_of(const store::ResourceRow& row) {
  return read_stored_json(row.body, "resource " + row.key, [&row](const Json& body) {
    return Activity{.arn = row.key,
                    .name = body.at("name").get<std::string>(),
                    .created = from_epoch_ms(body.at("created").get<std::int64_t>()),
                    .encryption = body.at("encryption"),
                    .tags = body.at("tags"),
                    .limit_notes = body.value("limitNotes", LimitNotes())};
  });
}

}  // namespace sfn::api
