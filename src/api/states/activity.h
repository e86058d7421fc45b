// Activity: what the catalogue keeps of an activity, and how it is kept.
#pragma once

#include <string>

#include "api/states/limit_notes.h"
#include "base/json.h"
#include "base/time.h"
#include "store/records.h"

namespace sfn::api {

struct Activity {
  std::string arn;
  std::string name;
  Timestamp created;
  Json encryption = {{"type", "AWS_OWNED_KEY"}};
  Json tags = Json::array();
  LimitNotes limit_notes = {};
};

store::ResourceRow to_row(const Activity& activity);
Activity activity_of(const store::ResourceRow& row);

}  // namespace sfn::api
