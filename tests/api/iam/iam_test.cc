#include "api/iam/iam.h"

#include <gmock/gmock.h>

#include <deque>

#include "base/text.h"
#include "support/simulated_event_store.h"

namespace sfn::api {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr auto kIamTime = Timestamp(std::chrono::days(20'000));
const std::string kDocument = R"({"Version":"2012-10-17","Statement":[]})";
const std::string kPolicy = "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole";

// IAM over a catalogue and a simulated store, whose loop is the test.
class IamTest : public testing::Test {
 protected:
  void SetUp() override { open(); }

  // A new process on the same disk.
  void open() {
    iam_.reset();
    tasks_.clear();
    const auto post = [this](std::function<void()> task) { tasks_.push_back(std::move(task)); };
    store_.emplace(support::SimulatedEventStore::Options{
        .files = files_, .post = post, .fatal = [](const std::string& why) { FAIL() << why; }});
    const auto loaded = store_->load_catalogue();
    commits_.emplace(*store_, post, loaded.last_commit, statistics_);
    definitions_.emplace(*store_, runtime::later_turn(post), loaded.definitions,
                         loaded.last_definition);
    catalogue_.emplace(*commits_, *definitions_, executions_, loaded);
    iam_.emplace(*catalogue_, *commits_);
  }

  void settle() {
    while (!tasks_.empty()) {
      auto task = std::move(tasks_.front());
      tasks_.pop_front();
      task();
    }
  }

  void ask(const std::string& action, Form form, const Iam::HttpReply& reply) {
    form["Action"] = action;
    std::uint64_t seed = 0;
    const RequestContext context{.place = {"eu-west-3", "123456789012"},
                                 .request_id = "r-1",
                                 .now = kIamTime,
                                 .entropy = [&seed] { return seed += 0x9e3779b97f4a7c15; }};
    iam_->handle(form, context, reply);
  }

  http::Response call(const std::string& action, const Form& form) {
    std::optional<http::Response> answer;
    ask(action, form, [&answer](http::Response response) { answer = std::move(response); });
    settle();
    EXPECT_TRUE(answer.has_value()) << action << " was not answered";
    return answer.value_or(http::Response{});
  }

  std::string ok(const std::string& action, const Form& form) {
    const auto answer = call(action, form);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }

  void expect_error(const http::Response& answer, int status, const std::string& code,
                    const std::string& message) {
    EXPECT_EQ(answer.status, status);
    EXPECT_THAT(answer.body, HasSubstr("<Code>" + code + "</Code>"));
    EXPECT_THAT(answer.body, HasSubstr("<Message>" + message + "</Message>"));
  }

  void create(const std::string& name = "R") {
    ok("CreateRole", {{"RoleName", name}, {"AssumeRolePolicyDocument", kDocument}});
  }

  support::SimulatedFiles files_;
  std::deque<std::function<void()>> tasks_;
  std::optional<support::SimulatedEventStore> store_;
  runtime::Statistics statistics_;
  std::optional<runtime::CommitQueue> commits_;
  std::optional<runtime::Definitions> definitions_;
  runtime::ExecutionNumbers executions_{ExecutionId{0}};
  std::optional<runtime::Catalogue> catalogue_;
  std::optional<Iam> iam_;
  const Form role_ = {{"RoleName", "R"}};
  const Form inline_ = {{"RoleName", "R"}, {"PolicyName", "P"}};
  const Form attached_ = {{"RoleName", "R"}, {"PolicyArn", kPolicy}};
};

TEST_F(IamTest, ARoleIsShownAsItWasMade) {
  const auto made = ok("CreateRole", {{"RoleName", "R"},
                                      {"Path", "/service-role/"},
                                      {"AssumeRolePolicyDocument", kDocument},
                                      {"Description", "a & b"},
                                      {"MaxSessionDuration", "7200"},
                                      {"Tags.member.1.Key", "k"},
                                      {"Tags.member.1.Value", "v"}});
  for (const auto& shown : {made, ok("GetRole", role_)}) {
    EXPECT_THAT(shown,
                HasSubstr("<Role><Path>/service-role/</Path><RoleName>R</RoleName><RoleId>AROA"));
    EXPECT_THAT(shown, HasSubstr("<Arn>arn:aws:iam::123456789012:role/service-role/R</Arn>"
                                 "<CreateDate>2024-10-04T00:00:00Z</CreateDate>"));
    EXPECT_THAT(shown, HasSubstr("<AssumeRolePolicyDocument>%7B%22Version%22%3A"));
    EXPECT_THAT(shown, HasSubstr("<Description>a &amp; b</Description>"
                                 "<MaxSessionDuration>7200</MaxSessionDuration>"));
    EXPECT_THAT(shown, HasSubstr("<Tags><member><Key>k</Key><Value>v</Value></member></Tags>"));
  }
}

TEST_F(IamTest, RolesAndTheirPoliciesOutliveTheProcess) {
  create();
  ok("PutRolePolicy", {{"RoleName", "R"}, {"PolicyName", "P"}, {"PolicyDocument", kDocument}});
  ok("AttachRolePolicy", attached_);
  open();
  ok("GetRole", role_);
  EXPECT_THAT(ok("ListRolePolicies", role_), HasSubstr("<member>P</member>"));
  EXPECT_THAT(ok("ListAttachedRolePolicies", role_), HasSubstr(kPolicy));
}

TEST_F(IamTest, NothingIsAnsweredBeforeTheCommit) {
  store_->hold_commits();
  int answers = 0;
  const auto count = [&answers](const http::Response&) { ++answers; };
  ask("CreateRole", {{"RoleName", "R"}, {"AssumeRolePolicyDocument", kDocument}}, count);
  ask("GetRole", role_, count);
  ask("CreateRole", {{"RoleName", "R"}, {"AssumeRolePolicyDocument", kDocument}}, count);
  settle();
  EXPECT_EQ(answers, 0);
  store_->release_commits();
  settle();
  EXPECT_EQ(answers, 3);
}

TEST_F(IamTest, ANameIsTakenOnce) {
  create();
  expect_error(call("CreateRole", {{"RoleName", "R"}, {"AssumeRolePolicyDocument", kDocument}}),
               409, "EntityAlreadyExists", "Role with name R already exists.");
}

TEST_F(IamTest, WhatIsNotThereIsNamed) {
  const std::string no_role = "The role with name R cannot be found.";
  for (const auto* action : {"GetRole", "DeleteRole", "ListRolePolicies"})
    expect_error(call(action, role_), 404, "NoSuchEntity", no_role);
  create();
  expect_error(call("GetRolePolicy", inline_), 404, "NoSuchEntity",
               "The role policy with name P cannot be found.");
  expect_error(call("DeleteRolePolicy", inline_), 404, "NoSuchEntity",
               "The role policy with name P cannot be found.");
  expect_error(call("DetachRolePolicy", attached_), 404, "NoSuchEntity",
               "Policy " + kPolicy + " was not found.");
}

TEST_F(IamTest, ARoleWithPoliciesIsNotDeleted) {
  create();
  ok("PutRolePolicy", {{"RoleName", "R"}, {"PolicyName", "P"}, {"PolicyDocument", kDocument}});
  ok("AttachRolePolicy", attached_);
  expect_error(call("DeleteRole", role_), 409, "DeleteConflict",
               "Cannot delete entity, must detach all policies first.");
  ok("DetachRolePolicy", attached_);
  expect_error(call("DeleteRole", role_), 409, "DeleteConflict",
               "Cannot delete entity, must delete policies first.");
  ok("DeleteRolePolicy", inline_);
  ok("DeleteRole", role_);
  EXPECT_EQ(call("GetRole", role_).status, 404);
}

TEST_F(IamTest, AnInlinePolicyIsGivenBackEncoded) {
  create();
  ok("PutRolePolicy", {{"RoleName", "R"}, {"PolicyName", "P"}, {"PolicyDocument", kDocument}});
  EXPECT_THAT(ok("GetRolePolicy", inline_),
              HasSubstr("<RoleName>R</RoleName><PolicyName>P</PolicyName><PolicyDocument>" +
                        percent_encode(kDocument) + "</PolicyDocument>"));
}

TEST_F(IamTest, AttachingTwiceChangesNothing) {
  create();
  ok("AttachRolePolicy", attached_);
  ok("AttachRolePolicy", attached_);
  EXPECT_THAT(ok("ListAttachedRolePolicies", role_),
              HasSubstr("<AttachedPolicies><member><PolicyName>AWSLambdaBasicExecutionRole"
                        "</PolicyName><PolicyArn>" +
                        kPolicy + "</PolicyArn></member></AttachedPolicies>"));
}

TEST_F(IamTest, PoliciesHaveTheirLimits) {
  create();
  for (int i = 0; i < 10; ++i)
    ok("AttachRolePolicy", {{"RoleName", "R"}, {"PolicyArn", kPolicy + std::to_string(i)}});
  expect_error(call("AttachRolePolicy", attached_), 409, "LimitExceeded",
               "Cannot exceed quota for PoliciesPerRole: 10");
  const auto big = R"({"a":")" + std::string(10'240, 'x') + R"("})";
  EXPECT_THAT(
      call("PutRolePolicy", {{"RoleName", "R"}, {"PolicyName", "P"}, {"PolicyDocument", big}}).body,
      HasSubstr("Maximum policy size of 10240 bytes exceeded for role R"));
}

TEST_F(IamTest, RolesAreListedInPages) {
  for (const auto* name : {"B", "A", "C"}) create(name);
  const auto first = ok("ListRoles", {{"MaxItems", "2"}});
  EXPECT_THAT(first, HasSubstr("<RoleName>B</RoleName>"));
  EXPECT_THAT(first, Not(HasSubstr("<RoleName>C</RoleName>")));
  EXPECT_THAT(first, HasSubstr("<IsTruncated>true</IsTruncated>"));
  const auto begin = first.find("<Marker>") + 8;
  const auto marker = first.substr(begin, first.find("</Marker>") - begin);
  const auto last = ok("ListRoles", {{"MaxItems", "2"}, {"Marker", marker}});
  EXPECT_THAT(last, HasSubstr("<RoleName>C</RoleName>"));
  EXPECT_THAT(last, Not(HasSubstr("<RoleName>B</RoleName>")));
  EXPECT_THAT(last, HasSubstr("<IsTruncated>false</IsTruncated>"));
}

struct RefusedCase {
  std::string name;
  std::string action;
  Form form;
  std::string code;
  std::string message;
};

const auto kRefusedCases = std::vector<RefusedCase>{
    {"NoAction", "", {}, "InvalidAction", "The action '' of AWS IAM is not served here"},
    {"NoName",
     "GetRole",
     {},
     "ValidationError",
     "1 validation error detected: Value null at 'roleName' failed to satisfy constraint: Member "
     "must not be null"},
    {"BadName",
     "CreateRole",
     {{"RoleName", "a b"}, {"AssumeRolePolicyDocument", "{}"}},
     "ValidationError",
     "The specified value for roleName is invalid."},
    {"BadPath",
     "CreateRole",
     {{"RoleName", "R"}, {"Path", "x"}, {"AssumeRolePolicyDocument", "{}"}},
     "ValidationError",
     "The specified value for path is invalid."},
    {"BadDocument",
     "CreateRole",
     {{"RoleName", "R"}, {"AssumeRolePolicyDocument", "{"}},
     "MalformedPolicyDocument",
     "This policy contains invalid Json"},
    {"BadDuration",
     "CreateRole",
     {{"RoleName", "R"}, {"AssumeRolePolicyDocument", "{}"}, {"MaxSessionDuration", "1"}},
     "ValidationError",
     "must be 3600 to 43200 seconds, got '1'"},
    {"BadMaxItems",
     "ListRoles",
     {{"MaxItems", "0"}},
     "ValidationError",
     "MaxItems must be 1 to 1000, got '0'"},
    {"BadMarker", "ListRoles", {{"Marker", "x"}}, "ValidationError", "Invalid Marker"},
};

class IamRefuses : public IamTest, public testing::WithParamInterface<RefusedCase> {};

TEST_P(IamRefuses, AndSaysWhy) {
  const auto answer = call(GetParam().action, GetParam().form);
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("<Code>" + GetParam().code + "</Code>"));
  EXPECT_THAT(answer.body, HasSubstr(GetParam().message));
}
INSTANTIATE_TEST_SUITE_P(Api, IamRefuses, testing::ValuesIn(kRefusedCases),
                         [](const auto& test) { return test.param.name; });

}  // namespace
}  // namespace sfn::api
