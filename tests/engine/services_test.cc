#include "engine/services.h"

#include <gtest/gtest.h>

namespace sfn::engine {
namespace {

using Kind = Service::Kind;

struct ServiceCase {
  const char* name;
  const char* resource;
  Kind kind;
};
void PrintTo(const ServiceCase& c, std::ostream* out) { *out << c.resource; }

class UsualService : public testing::TestWithParam<ServiceCase> {};

TEST_P(UsualService, CarriesOutTheResource) {
  const auto service = usual_service(GetParam().resource);
  EXPECT_EQ(service.kind, GetParam().kind);
  EXPECT_EQ(service.why_none.empty(), GetParam().kind != Kind::None);
}

const ServiceCase kResources[] = {
    {"Function", "arn:aws:lambda:us-east-1:123456789012:function:f", Kind::Host},
    {"Activity", "arn:aws:states:us-east-1:123456789012:activity:A", Kind::Workers},
    {"Invoke", "arn:aws:states:::lambda:invoke", Kind::Host},
    {"InvokeWithCallback", "arn:aws:states:::lambda:invoke.waitForTaskToken", Kind::Host},
    {"InvokeAsAJob", "arn:aws:states:::lambda:invoke.sync", Kind::None},
    {"Start", "arn:aws:states:::states:startExecution", Kind::StartExecution},
    {"StartAndWait", "arn:aws:states:::states:startExecution.sync", Kind::StartExecution},
    {"StartAndWaitAndRead", "arn:aws:states:::states:startExecution.sync:2", Kind::StartExecution},
    {"StartWithCallback", "arn:aws:states:::states:startExecution.waitForTaskToken",
     Kind::StartExecution},
    {"StartThirdVersion", "arn:aws:states:::states:startExecution.sync:3", Kind::None},
    {"StartBySdk", "arn:aws:states:::aws-sdk:sfn:startExecution", Kind::StartExecution},
    {"StartBySdkAndWait", "arn:aws:states:::aws-sdk:sfn:startExecution.sync", Kind::None},
    {"StartByAndForTheSdk", "arn:aws:states:::aws-sdk:sfn:startSyncExecution",
     Kind::StartExecution},
    {"AnotherService", "arn:aws:states:::sns:publish", Kind::None},
    {"AnotherJob", "arn:aws:states:::ecs:runTask.sync", Kind::None},
};
INSTANTIATE_TEST_SUITE_P(Engine, UsualService, testing::ValuesIn(kResources),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace sfn::engine
